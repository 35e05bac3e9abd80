//! Text within the columns of a terminal.

/// What every page of ours fits into.
pub(crate) const COLUMNS: usize = 80;

/// The words of a sentence in lines of at most so many columns, as far as its words allow.
pub(crate) fn wrapped(sentence: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::<String>::new();
    for word in sentence.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole() {
        assert_eq!(wrapped("one two  three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a-long-word b", 4), ["a-long-word", "b"]);
        assert_eq!(wrapped(" ", 4), [""; 0]);
    }
}
