//! SEC-03 to SEC-05.

use proptest::prelude::*;

use super::*;

const ALICE: PersonalWords<'_> = PersonalWords { username: "alice_1", email_local: "al.smith" };

fn verdict(text: &str) -> Result<(), PasswordWeakness> {
    check(text, &ALICE).map(|_| ())
}

#[test]
fn fifteen_characters_of_anything_are_enough() {
    for text in [
        "aaaaaaaaaaaaaaa",
        "correct horse battery",
        "               ",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
        "пароль из пятнадцати",
        &"x".repeat(128),
        &"é".repeat(128),
    ] {
        assert_eq!(verdict(text), Ok(()), "{text}");
    }
}

#[test]
fn twelve_to_fourteen_need_all_four_kinds() {
    assert_eq!(verdict("Abcdefghi1!x"), Ok(()));
    assert_eq!(verdict("Abcd efghij1 x"), Ok(()));
    assert_eq!(verdict("Äbçdéfghi1!x"), Ok(()));
    let missing = |kinds| Err(PasswordWeakness::MissingKinds { missing: kinds });
    assert_eq!(verdict("abcdefghi1!x"), missing(Kinds { upper: true, ..Kinds::default() }));
    assert_eq!(verdict("ABCDEFGHI1!X"), missing(Kinds { lower: true, ..Kinds::default() }));
    assert_eq!(verdict("Abcdefghij!x"), missing(Kinds { digit: true, ..Kinds::default() }));
    assert_eq!(verdict("Abcdefghi12x"), missing(Kinds { special: true, ..Kinds::default() }));
    assert_eq!(
        verdict("abcdefghijklmn"),
        missing(Kinds { lower: false, upper: true, digit: true, special: true })
    );
}

#[test]
fn less_is_refused_whatever_it_holds() {
    assert_eq!(verdict(""), Err(PasswordWeakness::Empty));
    assert_eq!(verdict("Abcdefg1!xy"), Err(PasswordWeakness::TooShort { characters: 11 }));
}

#[test]
fn characters_are_counted_in_nfkc() {
    // Fifteen letters with their accents typed apart.
    assert_eq!(verdict(&"e\u{301}".repeat(15)), Ok(()));
    assert_eq!(verdict(&"e\u{301}".repeat(11)), Err(PasswordWeakness::TooShort { characters: 11 }));
    assert_eq!(verdict(&"e\u{301}".repeat(128)), Ok(()));
    // One ligature that stands for eighteen letters.
    assert_eq!(verdict(&"\u{FDFA}".repeat(8)), Err(PasswordWeakness::TooLong(TooLong)));
}

#[test]
fn both_spellings_of_an_accent_sign_in() {
    let hashed = |text| check(text, &ALICE).map(|password| password.as_bytes().to_vec());
    let composed = hashed("caf\u{E9} au lait et pain");
    assert!(composed.is_ok());
    assert_eq!(hashed("cafe\u{301} au lait et pain"), composed);
    let typed = normalise("cafe\u{301} au lait et pain").map(|password| password.as_bytes().to_vec());
    assert_eq!(typed.ok(), composed.ok());
}

#[test]
fn one_hundred_and_twenty_nine_are_refused_before_anything_else() {
    assert_eq!(verdict(&"x".repeat(129)), Err(PasswordWeakness::TooLong(TooLong)));
    assert!(normalise(&"x".repeat(129)).is_err());
    assert!(normalise(&"\u{301}".repeat(1_000_000)).is_err());
    assert!(normalise(&"x".repeat(128)).is_ok());
}

#[test]
fn words_that_are_tried_first_are_refused() {
    let contains = |word| Err(PasswordWeakness::ContainsWord(word));
    assert_eq!(verdict("my SkyShard password"), contains(PersonalWord::Product));
    assert_eq!(verdict("i am ALICE_1 of course"), contains(PersonalWord::Username));
    assert_eq!(verdict("xx al.smith xx al.smith"), contains(PersonalWord::Email));
    let full_width = "ｓｋｙｓｈａｒｄ is my drive";
    assert_eq!(verdict(full_width), contains(PersonalWord::Product));
}

#[test]
fn very_short_names_do_not_forbid_every_password() {
    let words = PersonalWords { username: "", email_local: "a" };
    assert!(check("correct horse battery", &words).is_ok());
}

#[test]
fn refusals_are_sentences() {
    let sentence = |text: &str| verdict(text).map_err(|weakness| weakness.to_string());
    assert_eq!(
        sentence("Abcdefg1!"),
        Err("This password has 9 of 15 characters. Use 15 of anything, or 12 with all four kinds.".to_owned())
    );
    assert_eq!(
        sentence("abcdefghijkl1"),
        Err("Use 15 characters of anything, or add an upper-case letter and a special character.".to_owned())
    );
    assert_eq!(sentence(&"x".repeat(129)), Err("A password has at most 128 characters.".to_owned()));
    assert_eq!(
        sentence("skyshard skyshard"),
        Err("A password may not contain the name Skyshard.".to_owned())
    );
}

#[test]
fn the_meter_is_full_exactly_when_the_rule_is_obeyed() {
    let shown = |text| {
        let meter = meter(text, &ALICE);
        (meter.percentage, meter.accepted)
    };
    assert_eq!(shown(""), (0, false));
    assert_eq!(shown("abcdef"), (40, false));
    assert_eq!(shown("abcdefghijklmn"), (93, false));
    assert_eq!(shown("correct horse battery"), (100, true));
    assert_eq!(shown("skyshard is my drive"), (95, false));
    assert_eq!(shown(&"x".repeat(129)), (0, false));
}

proptest! {
    #[test]
    fn any_text_is_accepted_or_refused(text in any::<String>()) {
        let accepted = check(&text, &ALICE);
        prop_assert_eq!(accepted.is_ok(), meter(&text, &ALICE).accepted);
        if let Ok(password) = accepted {
            let again = check(password.as_str(), &ALICE).map(|again| again.as_bytes().to_vec());
            prop_assert_eq!(again.ok(), Some(password.as_bytes().to_vec()));
        }
    }
}
