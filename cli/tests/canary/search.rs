//! What is looked for, in which forms, and where.
use std::{fs, path::Path};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

/// A kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Log,
    Database,
    MasterKey,
    /// Of spans.
    Collector,
    /// Chunks, checkpoints, marks: everything else in the data folder.
    Other,
}

/// Something planted.
pub(crate) struct Canary {
    pub(crate) what: String,
    forms: Vec<String>,
    /// A code is so short that digits inside of a longer word are none.
    is_word: bool,
    pub(crate) allowed: Vec<Place>,
}

impl Canary {
    /// Bytes.
    pub(crate) fn bytes(what: &str, secret: &[u8]) -> Self {
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut forms = vec![latin(secret), hex.to_uppercase(), hex];
        for lead in 0..3 {
            forms.push(aligned(&STANDARD_NO_PAD, lead, secret));
            forms.push(aligned(&URL_SAFE_NO_PAD, lead, secret));
        }
        forms.sort();
        forms.dedup();
        Self { what: what.to_owned(), forms, is_word: false, allowed: Vec::new() }
    }

    /// Text.
    pub(crate) fn text(what: &str, secret: &str) -> Self {
        assert!(secret.len() >= 8, "{what} is too short to be told from chance");
        Self::bytes(what, secret.as_bytes())
    }

    /// Six digits.
    pub(crate) fn code(what: &str, code: &str) -> Self {
        Self { is_word: true, ..Self::bytes(what, code.as_bytes()) }
    }

    /// It may stand there.
    pub(crate) fn may_be(mut self, place: Place) -> Self {
        self.allowed.push(place);
        self
    }

    pub(crate) fn stands_in(&self, text: &str) -> bool {
        self.forms.iter().any(|form| match self.is_word {
            false => text.contains(form),
            true => text.match_indices(form.as_str()).any(|(at, _)| is_word(text, at, form.len())),
        })
    }
}

/// Whether what stands there is no part of a longer number, digest or fraction.
fn is_word(text: &str, at: usize, bytes: usize) -> bool {
    let is_outside = |letter: Option<char>| !letter.is_some_and(|it| it.is_ascii_alphanumeric() || it == '.');
    is_outside(text[..at].chars().next_back()) && is_outside(text[at + bytes..].chars().next())
}

/// The digits that stand for these bytes wherever they begin in what is encoded.
fn aligned(alphabet: &impl Engine, lead: usize, secret: &[u8]) -> String {
    let all = [&[0; 2][..lead], secret].concat();
    let (from, until) = ((8 * lead).div_ceil(6), 8 * all.len() / 6);
    alphabet.encode(&all)[from..until].to_owned()
}

/// Each byte as the letter of its number, so that anything can be searched as text.
pub(crate) fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// The log and every file of a data folder: what kind of place, its name, its bytes as [`latin`] letters.
pub(crate) fn places(data: &Path, log: &Path) -> Vec<(Place, String, String)> {
    let mut places = vec![(Place::Log, "the log".to_owned(), latin(&fs::read(log).unwrap()))];
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(data).unwrap().display().to_string();
            let place = match name.as_str() {
                "master.key" => Place::MasterKey,
                _ if name.starts_with("skyshard.db") => Place::Database,
                _ => Place::Other,
            };
            places.push((place, name, latin(&fs::read(&path).unwrap())));
        }
    }
    places
}

#[test]
fn a_secret_is_found_in_every_form() {
    let secret = Canary::text("a secret", "violet kettle");
    for text in [
        "a violet kettle.",
        "76696f6c6574206b6574746c65",
        "76696F6C6574206B6574746C65",
        &STANDARD_NO_PAD.encode("violet kettle"),
        &STANDARD_NO_PAD.encode("{\"password\":\"violet kettle\"}"),
        &URL_SAFE_NO_PAD.encode("1violet kettle2"),
        &URL_SAFE_NO_PAD.encode("12violet kettle34"),
    ] {
        assert!(secret.stands_in(text), "{text}");
    }
    assert!(!secret.stands_in("a violet kettl"));
    let code = Canary::code("a code", "123456");
    assert!(code.stands_in("code=123456 "));
    assert!(!code.stands_in("0.123456Z a123456b 1234567"));
}
