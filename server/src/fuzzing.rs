//! What the fuzz targets of this crate assert (bad-inputs.md). They are rehearsed in `cargo test` over their corpus;
//! `cargo xtask fuzz` lets libFuzzer look for inputs that break them. Neither is part of a normal build.
use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::time::Timestamp;
use serde_json::Value;

pub use crate::http::fuzzing::{content_disposition, grpc_frame, range_header};
use crate::{
    auth::Tokens,
    settings::{Key, SettingsError, read_text},
    trail::{Digest, Entry, Head, Row, Walk},
};

const KEY: [u8; 32] = [7; 32];
const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

/// Accepted is what our issuer could have made, and nothing else. The bytes are a token; and a header and claims that our
/// key signs, as nobody outside could have it.
pub fn jwt(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let tokens = Tokens::new([(1, &KEY)], domain::limits::ACCESS_TOKEN_LIFE);
    if tokens.read(text, NOW).is_ok() {
        check_token(text);
    }
    let Some((header, claims)) = text.split_once("}.") else { return };
    let signed = sign(&format!("{header}}}"), claims);
    if tokens.read(&signed, NOW).is_ok() {
        check_token(&signed);
    }
}

fn mac(text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &KEY);
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()))
}

fn sign(header: &str, claims: &str) -> String {
    let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let mac = mac(&text);
    format!("{text}.{mac}")
}

fn check_token(token: &str) {
    let (text, signature) = token.rsplit_once('.').expect("three parts");
    assert_eq!(signature, mac(text), "signed by another key, or spelt otherwise");
    let part = |part: &str| -> Value {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64");
        serde_json::from_slice(&bytes).expect("JSON")
    };
    let (header, claims) = text.split_once('.').expect("three parts");
    let (header, claims) = (part(header), part(claims));
    assert_eq!(
        (&header["alg"], &header["typ"], &header["kid"]),
        (&"HS256".into(), &"at+jwt".into(), &"1".into())
    );
    assert_eq!((&claims["iss"], &claims["aud"]), (&"skyshard".into(), &"skyshard".into()));
    assert!(["sub", "sid", "jti"].iter().all(|name| claims[*name].is_string()), "{claims}");
    assert!(["iat", "exp", "nbf", "sv"].iter().all(|name| claims[*name].is_i64()), "{claims}");
    assert!(claims["exp"].as_i64().is_some_and(|exp| exp > NOW.unix_seconds() - 5), "{claims}");
    assert!(claims["nbf"].as_i64().is_some_and(|nbf| nbf <= NOW.unix_seconds() + 5), "{claims}");
    assert!(claims["amr"].as_array().is_some_and(|methods| !methods.is_empty()), "{claims}");
}

/// Two rows have one hash only when they are one; and a chain in which anything was changed is found out.
pub fn audit_row(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let words: Vec<&str> = text.split('|').take(40).collect();
    let entries: Vec<Entry> = words.chunks(4).map(|words| entry(words, data.len())).collect();
    let mut rows = Vec::new();
    let mut head = Head::BEGINNING;
    for entry in &entries {
        let next = head.next(entry);
        rows.push(Row {
            sequence: next.sequence,
            entry: Some(entry.clone()),
            prev_hash: head.hash.to_string(),
            hash: next.hash.to_string(),
        });
        head = next;
    }
    let hashes: Vec<Digest> = entries.iter().map(|entry| Head::BEGINNING.next(entry).hash).collect();
    for (one, first) in entries.iter().zip(&hashes) {
        for (other, second) in entries.iter().zip(&hashes) {
            assert_eq!(one == other, first == second, "{one:?} {other:?}");
        }
    }
    let vouched = || Walk::new([crate::trail::Checkpoint { head }]);
    assert_eq!(walk(vouched(), &rows), Ok(entries.len() as i64));
    let tampered = tampered(&rows, data);
    assert!(tampered == rows || walk(vouched(), &tampered).is_err(), "{tampered:?}");
}

/// Fields from words, a moment from how much there is.
fn entry(words: &[&str], size: usize) -> Entry {
    let word = |index: usize| words.get(index).copied().unwrap_or_default().to_owned();
    let object = word(2);
    let session = object.strip_prefix('s').map(str::to_owned);
    let outcome = word(3);
    let network = outcome.strip_prefix('n').map(str::to_owned);
    let at = Timestamp::from_micros(1_800_000_000_000_000 + size as i64);
    Entry { at, actor: word(0), session, action: word(1), object, outcome, network }
}

fn walk(mut walk: Walk, rows: &[Row]) -> Result<i64, ()> {
    for row in rows {
        walk.step(row).map_err(drop)?;
    }
    walk.end().map(|whole| whole.records).map_err(drop)
}

/// The chain with one row edited, left out, doubled, or swapped with the next, or without its end.
fn tampered(rows: &[Row], data: &[u8]) -> Vec<Row> {
    let sum: usize = data.iter().map(|&byte| usize::from(byte)).sum();
    let (mut rows, at) = (rows.to_vec(), sum % rows.len());
    match data.len() % 9 {
        0 => edit(&mut rows[at], |entry| entry.actor.push('x')),
        1 => edit(&mut rows[at], |entry| entry.outcome.push('\0')),
        2 => edit(&mut rows[at], |entry| std::mem::swap(&mut entry.action, &mut entry.object)),
        3 => edit(&mut rows[at], |entry| entry.session = entry.session.is_none().then(String::new)),
        4 => edit(&mut rows[at], |entry| entry.network = entry.network.is_none().then(String::new)),
        5 => drop(rows.remove(at)),
        6 => rows.insert(at, rows[at].clone()),
        7 => {
            let next = (at + 1) % rows.len();
            rows.swap(at, next);
        }
        _ => drop(rows.pop()),
    }
    rows
}

fn edit(row: &mut Row, change: impl FnOnce(&mut Entry)) {
    change(row.entry.as_mut().expect("every row of ours has an entry"));
}

/// A settings file is taken, or refused with a reason; a key that is no setting is named and never ignored.
pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let table = text.strip_prefix('\u{feff}').unwrap_or(text).parse::<toml::Table>();
    let known = |key: &String| Key::ALL.iter().any(|known| known.name() == key);
    let unknown: Vec<String> =
        table.iter().flat_map(|table| table.keys()).filter(|key| !known(key)).cloned().collect();
    match read_text(text) {
        Ok(reading) => {
            assert!(table.is_ok() && unknown.is_empty(), "{unknown:?} were ignored");
            assert_eq!(reading.chosen.len(), Key::ALL.len());
        }
        Err(SettingsError::Unknown { key, .. }) => assert!(unknown.contains(&key), "{key}"),
        Err(SettingsError::NotToml { .. }) => assert!(table.is_err()),
        Err(error) => assert!(unknown.is_empty() && !error.to_string().is_empty()),
    }
}

#[cfg(test)]
#[path = "../../fuzz/src/rehearsal.rs"]
mod rehearsal;

#[cfg(test)]
mod tests {
    use super::rehearsal::rehearse;

    #[test]
    fn frames_give_messages_within_the_limit() {
        rehearse("grpc_frame", super::grpc_frame);
    }

    #[test]
    fn only_what_our_issuer_made_is_accepted() {
        rehearse("jwt", super::jwt);
    }

    #[test]
    fn a_disposition_is_one_line_and_decodes_to_the_name() {
        rehearse("content_disposition", super::content_disposition);
    }

    #[test]
    fn a_range_lies_inside_of_the_file() {
        rehearse("range_header", super::range_header);
    }

    #[test]
    fn a_row_has_one_hash_and_a_chain_no_gaps() {
        rehearse("audit_row", super::audit_row);
    }

    #[test]
    fn no_unknown_setting_is_ignored() {
        rehearse("config", super::config);
    }
}
