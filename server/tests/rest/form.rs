//! Forms as programs write them, and as they should not.

pub const BOUNDARY: &str = "-----------------------------974767299852498929531610575";

/// The head of a part.
pub fn head(disposition: &str) -> Vec<u8> {
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes()
}

/// One part.
pub fn part(disposition: &str, content: &[u8]) -> Vec<u8> {
    [&head(disposition)[..], content, b"\r\n"].concat()
}

/// The end of a form.
pub fn end() -> Vec<u8> {
    format!("--{BOUNDARY}--\r\n").into_bytes()
}

/// A form with one file.
pub fn file(name: &str, content: &[u8]) -> Vec<u8> {
    [part(&format!("name=\"file\"; filename=\"{name}\""), content), end()].concat()
}
