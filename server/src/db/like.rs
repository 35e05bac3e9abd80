//! LIKE with a text that somebody typed (SEC-49). The pattern needs `ESCAPE '!'` behind it.

/// A LIKE pattern for the text as it is: its `%`, `_` and the escape itself lose their meaning.
pub fn containing(part: &str) -> String {
    let mut pattern = String::with_capacity(part.len() + 2);
    pattern.push('%');
    for letter in part.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::containing;

    #[test]
    fn wildcards_are_letters() {
        assert_eq!(containing("100%_!a"), "%100!%!_!!a%");
        assert_eq!(containing(""), "%%");
    }
}
