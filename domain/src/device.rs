//! What a program says of itself (`User-Agent`), in words for people.

/// "Firefox on Linux", of what a program says of itself.
pub fn words(device: &str) -> String {
    // Each browser also names those that it wants to be taken for, so the order matters.
    let programs = [
        ("skyshard/", "Skyshard's terminal"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let named = |marks: &[(&str, &'static str)]| {
        marks.iter().find(|(mark, _)| device.contains(mark)).map(|(_, name)| *name)
    };
    match (named(&programs), named(&systems)) {
        (Some(program), Some(system)) => format!("{program} on {system}"),
        (Some(program), None) => program.to_owned(),
        (None, _) if device.is_empty() => "A program that did not say its name".to_owned(),
        (None, _) => device.split_whitespace().next().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_named_by_its_own_name() {
        let check = |device: &str, expected: &str| assert_eq!(words(device), expected);
        check("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux");
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 \
             Edg/142.0",
            "Edge on Windows",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        );
        check("skyshard/0.1.0 (Linux) tonic/0.14.9", "Skyshard's terminal on Linux");
        check("grpcurl/1.9.3 grpc-go/1.61.0", "grpcurl/1.9.3");
        check("", "A program that did not say its name");
    }
}
