//! `Content-Disposition` for any name (SEC-37, RFC 6266): the name is data, so nothing of it may end the quotes, the
//! parameter or the line.

/// Tells a browser to save the body under this name.
pub(super) fn attachment(name: &str) -> String {
    format!("attachment; {}", named(name))
}

/// Tells a browser to show the body, and the name under which it would be saved.
pub(super) fn inline(name: &str) -> String {
    format!("inline; {}", named(name))
}

fn named(name: &str) -> String {
    format!("filename=\"{}\"; filename*=UTF-8''{}", ascii(name), percent_encoded(name))
}

/// For clients that read only the plain parameter: whatever is not plainly harmless becomes an underscore.
fn ascii(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " .-_()[]+,=@~!#$&".contains(letter);
    name.chars().map(|letter| if plain(letter) { letter } else { '_' }).collect()
}

/// RFC 8187: everything but `attr-char` is percent-encoded UTF-8.
fn percent_encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(attachment(name), expected);
    }

    #[test]
    fn a_name_stays_inside_its_parameter() {
        check("report.pdf", "attachment; filename=\"report.pdf\"; filename*=UTF-8''report.pdf");
        check(
            "a\"b;c\\d%\r\n.txt",
            "attachment; filename=\"a_b_c_d___.txt\"; filename*=UTF-8''a%22b%3Bc%5Cd%25%0D%0A.txt",
        );
        check("Übung.html", "attachment; filename=\"_bung.html\"; filename*=UTF-8''%C3%9Cbung.html");
        check("exe\u{202e}fdp", "attachment; filename=\"exe_fdp\"; filename*=UTF-8''exe%E2%80%AEfdp");
    }
}
