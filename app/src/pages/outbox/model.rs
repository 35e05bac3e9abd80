//! What a mail shows.

/// A code in two groups, for reading: "417 033".
pub fn spaced(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((first, rest)) if !rest.is_empty() => format!("{first}\u{202f}{rest}"),
        _ => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn a_code_stands_in_two_groups() {
        assert_eq!(spaced("012345"), "012\u{202f}345");
        assert_eq!((spaced("12"), spaced("")), ("12".to_owned(), String::new()));
    }
}
