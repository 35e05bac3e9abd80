//! What in the text of a program is a comment, a text, a number or a word of its language, told apart as an eye does it: by
//! signs and words, without understanding the program. No text is changed, and what is not known stays as it is.

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anything else.
    Plain,
    /// For people.
    Comment,
    /// A text inside of the text.
    Quoted,
    /// A number.
    Number,
    /// A word that the language keeps to itself.
    Word,
}

/// A piece of a text.
pub type Piece<'a> = (Kind, &'a str);

/// So many pieces are told apart; what follows is one more. Each is an element of the page.
pub const PIECES_MAX: usize = 8_000;

/// How programs of one kind are written.
#[derive(Debug)]
pub struct Language {
    /// How names of such files end.
    endings: &'static str,
    /// What begins a comment that ends with its line.
    line: &'static [&'static str],
    /// What a comment of several lines stands between.
    block: Option<(&'static str, &'static str)>,
    /// What texts stand between, each behind its own sign; longer ones first. A text may have several lines when its sign is
    /// longer than one letter, or a backtick.
    quotes: &'static [&'static str],
    /// Its own words.
    words: &'static str,
    /// Whether small and capital letters are alike in them.
    ignores_case: bool,
}

const C: (&[&str], Option<(&str, &str)>) = (&["//"], Some(("/*", "*/")));
const SHARP: (&[&str], Option<(&str, &str)>) = (&["#"], None);

const fn language(
    endings: &'static str,
    (line, block): (&'static [&'static str], Option<(&'static str, &'static str)>),
    quotes: &'static [&'static str],
    words: &'static str,
) -> Language {
    Language { endings, line, block, quotes, words, ignores_case: false }
}

static LANGUAGES: [Language; 12] = [
    language(
        "rs",
        C,
        &["\""],
        "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut \
         pub ref return self Self static struct super trait true type unsafe use where while",
    ),
    language(
        "js mjs cjs ts tsx jsx",
        C,
        &["\"", "'", "`"],
        "as async await break case catch class const continue default delete do else enum export extends false finally for \
         from function if implements import in instanceof interface let new null of private public readonly return static \
         super switch this throw true try type typeof undefined var void while yield",
    ),
    language(
        "c h cc cpp hpp cxx cs java kt swift go",
        C,
        &["\"\"\"", "\"", "'", "`"],
        "abstract auto bool boolean break byte case catch chan char class const continue default defer delete do double else \
         enum extends extern false final float for fun func go goto if implements import include int interface let long map \
         namespace new nil null nullptr override package private protected public range return short signed sizeof static \
         struct super switch template this throw true try type typedef union unsigned using val var virtual void volatile \
         when while",
    ),
    language(
        "py",
        SHARP,
        &["\"\"\"", "'''", "\"", "'"],
        "and as assert async await break class continue def del elif else except False finally for from global if import in \
         is lambda None nonlocal not or pass raise return True try while with yield",
    ),
    language(
        "sh bash zsh",
        SHARP,
        &["\"", "'"],
        "case do done elif else esac exit export fi for function if in local return set then until while",
    ),
    language(
        "rb",
        SHARP,
        &["\"", "'"],
        "begin class def do else elsif end false if module nil return self then true unless while",
    ),
    language("json", (&[], None), &["\""], "true false null"),
    language("toml ini conf cfg", SHARP, &["\"\"\"", "'''", "\"", "'"], "true false"),
    language("yaml yml", SHARP, &["\"", "'"], "true false null yes no"),
    language("css scss", C, &["\"", "'"], "important media import supports layer from to"),
    language(
        "proto",
        C,
        &["\"", "'"],
        "syntax package import message enum service rpc returns stream repeated optional oneof map reserved option",
    ),
    Language {
        endings: "sql",
        line: &["--"],
        block: Some(("/*", "*/")),
        quotes: &["'", "\""],
        words: "add all alter and as asc begin between by case check column commit constraint create default delete desc \
                distinct drop else end exists foreign from group having if in index insert into is join key left like limit \
                not null offset on or order outer primary references returning rollback select set table then trigger union \
                unique update values view when where with",
        ignores_case: true,
    },
];

/// How the program in a file of this name is written, where that is known.
pub fn of_file(name: &str) -> Option<&'static Language> {
    let (_, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    LANGUAGES.iter().find(|language| language.endings.split(' ').any(|known| known == ending))
}

/// The pieces of a text, which come to the whole of it again.
pub fn pieces<'a>(text: &'a str, language: &Language) -> Vec<Piece<'a>> {
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while at < text.len() && pieces.len() + 2 < PIECES_MAX {
        let (kind, length) = language.next(text, at);
        if kind != Kind::Plain {
            if plain < at {
                pieces.push((Kind::Plain, &text[plain..at]));
            }
            pieces.push((kind, &text[at..at + length]));
            plain = at + length;
        }
        at += length;
    }
    if plain < text.len() {
        pieces.push((Kind::Plain, &text[plain..]));
    }
    pieces
}

impl Language {
    /// What begins here, and how long it is: at least one letter.
    fn next(&self, text: &str, at: usize) -> (Kind, usize) {
        let rest = &text[at..];
        if let Some(length) = self.comment(text, at) {
            return (Kind::Comment, length);
        }
        if let Some(quote) = self.quotes.iter().find(|quote| rest.starts_with(**quote)) {
            return (Kind::Quoted, quoted(rest, quote));
        }
        let word = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        if word == 0 {
            return (Kind::Plain, rest.chars().next().map_or(1, char::len_utf8));
        }
        let kind = if rest.starts_with(|letter: char| letter.is_ascii_digit()) {
            Kind::Number
        } else if self.keeps(&rest[..word]) {
            Kind::Word
        } else {
            Kind::Plain
        };
        (kind, word)
    }

    fn comment(&self, text: &str, at: usize) -> Option<usize> {
        let rest = &text[at..];
        if let Some((opens, closes)) = self.block.filter(|(opens, _)| rest.starts_with(opens)) {
            let inside = &rest[opens.len()..];
            return Some(inside.find(closes).map_or(rest.len(), |end| opens.len() + end + closes.len()));
        }
        let mark = self.line.iter().find(|mark| rest.starts_with(**mark))?;
        // In a shell and its like the sign has other uses inside of a word.
        let stands_alone = text[..at].chars().next_back().is_none_or(char::is_whitespace);
        (*mark != "#" || stands_alone).then(|| rest.find('\n').unwrap_or(rest.len()))
    }

    fn keeps(&self, word: &str) -> bool {
        self.words
            .split_ascii_whitespace()
            .any(|known| if self.ignores_case { known.eq_ignore_ascii_case(word) } else { known == word })
    }
}

/// How long a text between two signs is. One that may have one line alone ends with its line when nothing closes it.
fn quoted(rest: &str, quote: &str) -> usize {
    let has_lines = quote.len() > 1 || quote == "`";
    let (mut at, mut escaped) = (quote.len(), false);
    for (index, letter) in rest[at..].char_indices() {
        let here = quote.len() + index;
        if letter == '\n' && !has_lines && !escaped {
            return here;
        }
        if !escaped && rest[here..].starts_with(quote) {
            return here + quote.len();
        }
        escaped = letter == '\\' && !escaped;
        at = here + letter.len_utf8();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: &[Piece<'_>]) {
        let language = of_file(name).expect("a language");
        let found = pieces(text, language);
        let told: Vec<Piece<'_>> = found.iter().copied().filter(|(kind, _)| *kind != Kind::Plain).collect();
        assert_eq!(told, expected, "{name}");
        assert_eq!(found.iter().map(|(_, piece)| *piece).collect::<String>(), text, "{name}");
    }

    #[test]
    fn comments_texts_numbers_and_words_are_told_apart() {
        use Kind::{Comment, Number, Quoted, Word};
        check(
            "main.rs",
            "// hi\nlet a = \"x // \\\" y\"; /* b\n */ 0x1f",
            &[
                (Comment, "// hi"),
                (Word, "let"),
                (Quoted, "\"x // \\\" y\""),
                (Comment, "/* b\n */"),
                (Number, "0x1f"),
            ],
        );
        check(
            "a.PY",
            "def f(): # x\n  \"\"\"two\nlines\"\"\"",
            &[(Word, "def"), (Comment, "# x"), (Quoted, "\"\"\"two\nlines\"\"\"")],
        );
        check(
            "q.sql",
            "SELECT 'a''b' -- end",
            &[(Word, "SELECT"), (Quoted, "'a'"), (Quoted, "'b'"), (Comment, "-- end")],
        );
        check("x.sh", "echo ${a#b} # c", &[(Comment, "# c")]);
    }

    #[test]
    fn what_is_never_closed_ends_with_its_line_or_the_text() {
        use Kind::{Comment, Quoted};
        check("a.json", "{\"a\nb", &[(Quoted, "\"a")]);
        check("a.js", "`a\nb", &[(Quoted, "`a\nb")]);
        check("a.c", "/* a\nb", &[(Comment, "/* a\nb")]);
        check("a.c", "'é\\", &[(Quoted, "'é\\")]);
    }

    #[test]
    fn names_say_the_language_or_nothing() {
        for name in ["a.txt", "a", ".rs.", "a.rs.bak", "Makefile"] {
            assert!(of_file(name).is_none(), "{name}");
        }
        assert!(of_file("deep/x.TSX").is_some());
    }

    #[test]
    fn a_long_text_has_a_bounded_number_of_pieces() {
        let text = "1 ".repeat(PIECES_MAX);
        let found = pieces(&text, of_file("a.json").expect("a language"));
        assert!(found.len() <= PIECES_MAX);
        assert_eq!(found.iter().map(|(_, piece)| piece.len()).sum::<usize>(), text.len());
    }
}
