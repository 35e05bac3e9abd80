//! A line as words, by the quotes that every shell has: 'as it is', "with \" in it", and a backslash before one sign.

/// The words, or `None` when a quote does not end.
pub(super) fn words(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\'' | '"' => quoted(&mut signs, sign, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(signs.next()?),
            sign if sign.is_whitespace() => words.extend(word.take()),
            sign => word.get_or_insert_default().push(sign),
        }
    }
    words.extend(word);
    Some(words)
}

fn quoted(signs: &mut std::str::Chars<'_>, quote: char, word: &mut String) -> Option<()> {
    loop {
        match signs.next()? {
            sign if sign == quote => return Some(()),
            '\\' if quote == '"' => word.push(signs.next()?),
            sign => word.push(sign),
        }
    }
}

/// Options whose value is a secret, or may have one in it.
const SECRET: [&str; 3] = ["--token", "--smtp", "--database"];

/// Whether a line may be read again from the history by whoever comes to this terminal next.
pub(super) fn may_be_kept(words: &[String]) -> bool {
    !words.iter().any(|word| SECRET.iter().any(|secret| word.starts_with(secret)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_words_together() {
        let read = |line: &str| words(line).map(|words| words.join("|"));
        assert_eq!(read("  ls   /Photos ").as_deref(), Some("ls|/Photos"));
        assert_eq!(
            read("get '/my film.mkv' --to \"a \\\"b\\\"\"").as_deref(),
            Some("get|/my film.mkv|--to|a \"b\"")
        );
        assert_eq!(read(r"get /my\ film'.mkv'").as_deref(), Some("get|/my film.mkv"));
        assert_eq!(words("put ''"), Some(vec!["put".to_owned(), String::new()]));
        assert_eq!(words(" "), Some(Vec::new()));
        for open in ["get 'a", "get \"a\\\"", "get a\\"] {
            assert_eq!(words(open), None, "{open}");
        }
    }

    #[test]
    fn what_has_a_secret_is_not_kept() {
        let kept = |line: &str| may_be_kept(&words(line).expect("words"));
        assert!(kept("ls /token"));
        for line in [
            "ls --token abc",
            "ls --token=abc",
            "config --smtp smtp://a:b@c",
            "keys list --database postgres://a:b@c",
        ] {
            assert!(!kept(line), "{line}");
        }
    }
}
