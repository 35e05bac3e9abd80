//! One identity for texts that differ only in case or in how their accents are spelled.
//!
//! The standard library has full case mapping but no case folding. Lower, upper and lower again gives the classes of
//! Unicode's full folding: the first lower turns capital sharp s into sharp s, upper spells it `SS`, lower makes `ss`.
//! The dotless i is the exception: its upper case is a plain `I`, but folding keeps the two letters apart.

use unicode_normalization::UnicodeNormalization;

const DOTLESS_I: char = 'ı';

/// The form two texts share when they differ only in case or in composition (NFC).
pub(crate) fn fold(text: &str) -> String {
    // Decomposed first, so that a base letter folds alike with and without its accents.
    text.nfd().flat_map(fold_char).nfc().collect()
}

fn fold_char(letter: char) -> impl Iterator<Item = char> {
    let kept = (letter == DOTLESS_I).then_some(letter);
    let folded = (letter != DOTLESS_I).then_some(letter).into_iter();
    kept.into_iter()
        .chain(folded.flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn twins_fold_to_one_form() {
        for (one, other) in [
            ("Straße", "STRASSE"),
            ("STRAẞE", "strasse"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("e\u{301}TE", "Éte"),
            ("ﬁn", "FIN"),
            ("\u{212A}elvin", "kelvin"),
            ("\u{1FB3}", "ΑΙ"),
            ("İ", "i\u{307}"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn the_turkish_letters_stay_apart() {
        assert_ne!(fold("ırmak"), fold("irmak"));
        assert_ne!(fold("İ"), fold("i"));
    }

    #[test]
    fn folding_twice_changes_nothing_for_any_letter() {
        for letter in char::MIN..=char::MAX {
            let once = fold(&letter.to_string());
            assert_eq!(fold(&once), once, "{:?}", letter.escape_unicode());
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
