//! Names like one that was typed wrong.
//!
//! Word by word: each word of what was typed must be like a word of the name, or like its beginning, since one searches
//! before the word is whole. How many letters may be wrong follows the length of what was typed, as Algolia has it
//! (`minWordSizefor1Typo` and `minWordSizefor2Typos`): one from four letters on, two from eight on. A letter left out, put in,
//! exchanged, or changed places with its neighbour is one wrong letter (optimal string alignment, a restricted
//! Damerau-Levenshtein distance).

use strsim::osa_distance;

/// Letters that are wrong in all, of a search key and a name's key ([`file_name`](crate::file_name)); none where they are
/// too many to be meant.
pub fn wrong_letters(typed: &str, name: &str) -> Option<usize> {
    let mut all = 0;
    for wanted in words(typed) {
        all += words(name).filter_map(|word| in_word(wanted, word)).min()?;
    }
    Some(all)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn in_word(wanted: &str, word: &str) -> Option<usize> {
    let letters = wanted.chars().count();
    let allowed = match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    let cut = word.char_indices().nth(letters).map_or(word.len(), |(cut, _)| cut);
    let wrong = osa_distance(wanted, word).min(osa_distance(wanted, &word[..cut]));
    (wrong <= allowed).then_some(wrong)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_slip_is_forgiven_and_another_word_is_not() {
        for (typed, name, wrong) in [
            ("reprot", "annual report 2026.pdf", Some(1)),
            ("repotr", "report.pdf", Some(1)),
            ("anual reprot", "annual report 2026.pdf", Some(2)),
            ("sumer", "summer.jpg", Some(1)),
            ("holliday photo", "holiday-photos.zip", Some(1)),
            ("ubung", "übung.txt", Some(1)),
            ("tax", "fax.txt", None),
            ("ab", "ac.txt", None),
            ("report", "import.csv", None),
            ("annual tree", "annual report.pdf", None),
        ] {
            assert_eq!(wrong_letters(typed, name), wrong, "{typed} in {name}");
        }
    }

    proptest! {
        #[test]
        fn what_is_there_is_found_without_a_wrong_letter(words in prop::collection::vec("[a-zäß0-9]{1,12}", 1..5), at in 0_usize..5) {
            let name = format!("{}.txt", words.join(" "));
            let typed = &words[at % words.len()];
            prop_assert_eq!(wrong_letters(typed, &name), Some(0));
        }

        #[test]
        fn no_text_is_too_odd(typed in "\\PC{0,40}", name in "\\PC{0,60}") {
            let _answered = wrong_letters(&typed, &name);
        }
    }
}
