//! The same call by another program. The token is named and never shown: this page cannot read its own.

use leptos::prelude::*;

use crate::components::copy_button::CopyButton;

/// A program's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What runs it.
    pub program: &'static str,
    /// What to type.
    pub text: String,
}

/// A program's words, with a button that copies them.
#[component]
pub fn CommandFigure(
    /// Whose.
    command: Command,
) -> impl IntoView {
    let Command { program, text } = command;
    view! {
        <figure class="command">
            <figcaption>
                <span>{program}</span>
                <CopyButton name=format!("Copy for {program}") text=text.clone() />
            </figcaption>
            <pre tabindex="0" role="group" aria-label=program>{text}</pre>
        </figure>
    }
}

/// The call by grpcurl: its messages in JSON, the server's address, and `package.Service/Method`.
pub fn grpcurl(messages: &[String], origin: &str, method: &str) -> Command {
    let plain = if is_plain(origin) { "-plaintext " } else { "" };
    let text = format!(
        "grpcurl {plain}-H \"authorization: Bearer $SKYSHARD_TOKEN\" \\\n  -d {} \\\n  {} {method}",
        shell(&messages.join(" ")),
        host(origin),
    );
    Command { program: "grpcurl", text }
}

/// Whether the server is spoken to in plain text.
pub fn is_plain(origin: &str) -> bool {
    origin.starts_with("http://")
}

/// Host and port.
pub fn host(origin: &str) -> String {
    let (scheme, host) = origin.split_once("://").unwrap_or(("", origin));
    match (scheme, host.contains(':')) {
        ("https", false) => format!("{host}:443"),
        ("http", false) => format!("{host}:80"),
        _ => host.to_owned(),
    }
}

/// One word of a POSIX shell, whatever is in it.
pub fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A string of JSON, which is one of Python too.
pub fn json(text: impl AsRef<str>) -> String {
    let mut out = String::from("\"");
    for letter in text.as_ref().chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stays_one_word() {
        let message = format!("{{\"name\": {}}}", json("O'Neil \"x\"\\\n$(id)"));
        let Command { text, .. } = grpcurl(&[message], "http://localhost:8080", "a.v1.Greeter/SayHello");
        assert!(text.contains(r#"-d '{"name": "O'\''Neil \"x\"\\\u000a$(id)"}' \"#), "{text}");
        assert!(text.ends_with("localhost:8080 a.v1.Greeter/SayHello"), "{text}");
        assert_eq!(shell("a'; rm -rf /"), r"'a'\''; rm -rf /'");
    }

    #[test]
    fn a_server_without_a_port_has_that_of_its_scheme() {
        assert_eq!(host("https://files.example.com"), "files.example.com:443");
        assert_eq!(host("http://files.example.com"), "files.example.com:80");
        assert_eq!(host("https://[::1]:8443"), "[::1]:8443");
    }
}
