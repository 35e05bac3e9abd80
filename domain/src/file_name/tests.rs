//! BI-01b and BI-01c: a name is a name, and one canonical form is one identity.

use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: Result<&str, FileNameError>) {
    let name = FileName::parse(text);
    assert_eq!(name.as_ref().map(FileName::as_str).map_err(|error| *error), expected, "{text:?}");
}

fn name(text: &str) -> FileName {
    FileName::parse(text).expect("a good name")
}

#[test]
fn ordinary_names_are_kept() {
    for text in [
        "report.pdf",
        "Urlaub – Fotos (1).zip",
        ".bashrc",
        "...",
        "a..b",
        " ",
        "%2e%2e%2f",
        "..%c0%af",
        "．．／",
        "file:x",
        "C:",
        "x::$DATA",
        "CON",
        "-rf",
        "=cmd|'calc'!A0",
        "<img src=x onerror=alert(1)>",
        "a\"b;c.txt",
        "👩‍💻.txt",
        "\u{202E}fdp.exe",
        "\u{FFFE}",
    ] {
        check(text, Ok(text));
    }
}

#[test]
fn names_that_could_lead_elsewhere_are_refused() {
    check("", Err(FileNameError::Empty));
    for text in [".", ".."] {
        check(text, Err(FileNameError::Dots));
    }
    for text in ["../x", "..\\x", "/etc/passwd", "a/b", "\\\\host\\share", "C:\\x", "/", "....//"] {
        check(text, Err(FileNameError::Separator));
    }
    for text in ["a\0.pdf", "\n", "a\r\nb", "a\tb", "\u{1b}[31m", "\u{7f}", "\u{85}"] {
        check(text, Err(FileNameError::Control));
    }
}

#[test]
fn a_name_has_255_bytes_at_most_once_composed() {
    check(&"x".repeat(255), Ok(&"x".repeat(255)));
    check(&"x".repeat(256), Err(FileNameError::TooLong));
    let wide = format!("{}xyz", "😀".repeat(63));
    check(&wide, Ok(&wide));
    check(&"😀".repeat(64), Err(FileNameError::TooLong));
    // 255 bytes composed are 381 apart.
    check(&format!("{}x", "e\u{301}".repeat(127)), Ok(&format!("{}x", "é".repeat(127))));
    check(&format!("a{}", "\u{301}".repeat(10_000)), Err(FileNameError::TooLong));
}

#[test]
fn twins_share_a_key() {
    for (one, other) in [
        ("Report.PDF", "report.pdf"),
        ("café", "cafe\u{301}"),
        ("Straße", "STRASSE"),
        ("ﬁle", "FILE"),
        ("ΣΑΣ", "σας"),
        ("\u{1100}\u{1161}", "가"),
    ] {
        assert_eq!(name(one).key(), name(other).key(), "{one} and {other}");
    }
    for (one, other) in [("ırmak", "irmak"), ("a", "а"), ("x", "ｘ"), ("a b", "a\u{A0}b")] {
        assert_ne!(name(one).key(), name(other).key(), "{one} and {other}");
    }
}

#[test]
fn a_number_goes_before_the_extension() {
    for (text, expected) in [
        ("report.pdf", "report (2).pdf"),
        ("report", "report (2)"),
        (".bashrc", ".bashrc (2)"),
        ("archive.tar.gz", "archive.tar (2).gz"),
        ("a.", "a (2)."),
        ("Meeting 3. of a very long month", "Meeting 3. of a very long month (2)"),
    ] {
        assert_eq!(name(text).numbered(2).as_str(), expected);
    }
    let cut = name(&format!("{}.pdf", "é".repeat(125))).numbered(10);
    assert_eq!(cut.as_str(), format!("{} (10).pdf", "é".repeat(123)));
}

#[test]
fn turned_text_is_shown_spelled_out() {
    assert_eq!(name("invoice\u{202E}fdp.exe").shown(), "invoice\\u{202e}fdp.exe");
    assert_eq!(name("a\u{2028}b\u{2066}c\u{200F}").to_string(), "a\\u{2028}b\\u{2066}c\\u{200f}");
    assert_eq!(name("مرحبا.pdf").shown(), "مرحبا.pdf");
}

#[test]
fn what_windows_cannot_store_is_flagged() {
    for (text, expected) in [
        ("con", Some(WindowsTrouble::Device)),
        ("NUL.txt", Some(WindowsTrouble::Device)),
        ("nul .tar.gz", Some(WindowsTrouble::Device)),
        ("com¹", Some(WindowsTrouble::Device)),
        ("LPT9.x", Some(WindowsTrouble::Device)),
        ("x.", Some(WindowsTrouble::TrailingDotOrBlank)),
        ("x ", Some(WindowsTrouble::TrailingDotOrBlank)),
        ("x::$DATA", Some(WindowsTrouble::Character)),
        ("com", None),
        ("com10", None),
        ("console.log", None),
        ("report.pdf", None),
    ] {
        assert_eq!(name(text).windows_trouble(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_refused_or_has_a_stable_form(text in any::<String>(), number: u32) {
        if let Ok(name) = FileName::parse(&text) {
            prop_assert_eq!(FileName::parse(name.as_str()), Ok(name.clone()));
            prop_assert_eq!(fold(&name.key()), name.key());
            let numbered = name.numbered(number);
            prop_assert_eq!(FileName::parse(numbered.as_str()), Ok(numbered));
            prop_assert!(!name.shown().chars().any(deceives));
        }
    }

    #[test]
    fn long_names_keep_their_bounds_when_numbered(text in "[a-zé😀.]{40,255}", number: u32) {
        if let Ok(name) = FileName::parse(&text) {
            prop_assert!(name.key().len() <= 3 * FILE_NAME_BYTES_MAX);
            let numbered = name.numbered(number);
            prop_assert_eq!(FileName::parse(numbered.as_str()), Ok(numbered));
        }
    }
}
