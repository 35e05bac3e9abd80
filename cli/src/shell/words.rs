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

/// Where the word begins that is being typed at the end of a line, and what is meant by it so far: its quote may be open.
pub(super) fn begun(line: &str) -> (usize, String) {
    let (mut start, mut word, mut quote) = (line.len(), None::<String>, None);
    let mut signs = line.char_indices();
    while let Some((at, sign)) = signs.next() {
        if quote.is_none() && sign.is_whitespace() {
            word = None;
            continue;
        }
        if word.is_none() {
            start = at;
        }
        let word = word.get_or_insert_default();
        match (quote, sign) {
            (Some(open), sign) if sign == open => quote = None,
            (None, '\'' | '"') => quote = Some(sign),
            (None | Some('"'), '\\') => word.extend(signs.next().map(|(_, sign)| sign)),
            (_, sign) => word.push(sign),
        }
    }
    word.map_or((line.len(), String::new()), |word| (start, word))
}

/// A text as one word of a line.
pub(super) fn escaped(text: &str) -> String {
    let is_special = |sign: char| sign.is_whitespace() || matches!(sign, '\'' | '"' | '\\');
    text.chars().flat_map(|sign| is_special(sign).then_some('\\').into_iter().chain([sign])).collect()
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
    fn a_word_that_is_begun_is_read_as_one_that_has_ended() {
        let read = |line: &str| {
            let (start, word) = begun(line);
            (line[..start].to_owned(), word)
        };
        for (line, before, word) in [
            ("", "", ""),
            ("get ", "get ", ""),
            ("get /Pho", "get ", "/Pho"),
            ("get /my\\ fi", "get ", "/my fi"),
            ("get '/my fi", "get ", "/my fi"),
            ("get \"/my \\\"fi", "get ", "/my \"fi"),
            ("get '/a b' /c", "get '/a b' ", "/c"),
        ] {
            assert_eq!(read(line), (before.to_owned(), word.to_owned()), "{line}");
        }
        for text in ["/my film.mkv", "/it's", "/a\"b\\c", "/plain"] {
            assert_eq!(words(&escaped(text)), Some(vec![text.to_owned()]));
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
