//! The table of bad tokens (BI-04): each is refused, whatever is wrong with it.
use std::time::Duration;

use domain::limits::ACCESS_TOKEN_LIFE;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::*;

const KEY: [u8; 32] = [7; 32];
const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

fn claims() -> Claims {
    Claims {
        account: AccountId::from_random([1; 16]),
        session: SessionId::from_random([2; 16]),
        security_version: 3,
        proofs: 4,
    }
}

fn issued() -> String {
    Tokens::new([(1, &KEY)], ACCESS_TOKEN_LIFE)
        .issue(&claims(), &["pwd", "otp"], NOW.plus(Duration::from_secs(86_400)), NOW)
        .token
}

fn good() -> Value {
    json!({
        "sub": "01".repeat(16), "iat": 1_800_000_000, "exp": 1_800_003_600, "nbf": 1_800_000_000,
        "iss": ISSUER, "aud": AUDIENCE, "jti": "j", "sid": "02".repeat(16), "sv": 3, "proofs": 4, "amr": ["pwd"],
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut changed = good();
    changed[name] = value;
    changed
}

fn without(name: &str) -> Value {
    let mut changed = good();
    changed.as_object_mut().expect("an object").remove(name);
    changed
}

fn header() -> Header {
    Signing::new([(1, &KEY)]).header
}

fn signed(header: &Header, claims: &impl Serialize) -> String {
    encode(header, claims, &EncodingKey::from_secret(&KEY)).expect("it can be signed")
}

#[track_caller]
fn check(token: &str, expected: Result<Claims, TokenError>) {
    assert_eq!(Tokens::new([(1, &KEY)], ACCESS_TOKEN_LIFE).read(token, NOW), expected, "{token}");
}

#[test]
fn what_is_issued_is_read() {
    check(&issued(), Ok(claims()));
    check(&signed(&header(), &good()), Ok(claims()));
}

#[test]
fn an_older_key_reads_what_it_signed_until_it_is_retired() {
    let (old, new) = ([7; 32], [8; 32]);
    let token = issued();
    let tokens = Tokens::new([(1, &old)], ACCESS_TOKEN_LIFE);
    assert_eq!(tokens.read(&token, NOW), Ok(claims()));
    tokens.replace([(2, &new), (1, &old)]);
    assert_eq!(tokens.read(&token, NOW), Ok(claims()));
    let later = tokens.issue(&claims(), &["pwd"], NOW.plus(Duration::from_secs(86_400)), NOW).token;
    assert_eq!(
        Tokens::new([(2, &new)], ACCESS_TOKEN_LIFE).read(&later, NOW),
        Ok(claims()),
        "the newest signs"
    );
    // The number counts too: a key does not read what names another.
    assert_eq!(Tokens::new([(2, &old)], ACCESS_TOKEN_LIFE).read(&token, NOW), Err(TokenError::Invalid));
    tokens.replace([(2, &new)]);
    assert_eq!(tokens.read(&token, NOW), Err(TokenError::Invalid), "and nothing remembers it");
    assert_eq!(tokens.read(&later, NOW), Ok(claims()));
}

#[test]
fn a_token_ends_with_its_time_and_five_seconds() {
    let tokens = Tokens::new([(1, &KEY)], ACCESS_TOKEN_LIFE);
    let token = issued();
    for (seconds, expected) in [(3_604, Ok(claims())), (3_605, Err(TokenError::Expired))] {
        assert_eq!(tokens.read(&token, NOW.plus(Duration::from_secs(seconds))), expected, "{seconds} s");
    }
    assert_eq!(tokens.read(&token, NOW.minus(Duration::from_secs(6))), Err(TokenError::Invalid));
    assert_eq!(tokens.read(&token, NOW.minus(Duration::from_secs(5))), Ok(claims()));
}

#[test]
fn every_claim_is_required_and_has_its_type() {
    for name in ["sub", "iat", "exp", "nbf", "iss", "aud", "jti", "sid", "sv", "amr"] {
        check(&signed(&header(), &without(name)), Err(TokenError::Invalid));
        check(&signed(&header(), &with(name, Value::Null)), Err(TokenError::Invalid));
        check(&signed(&header(), &with(name, json!({}))), Err(TokenError::Invalid));
    }
    check(&signed(&header(), &without("proofs")), Ok(Claims { proofs: 0, ..claims() }));
    check(&signed(&header(), &with("proofs", json!("4"))), Err(TokenError::Invalid));
    for exp in [json!("1800003600"), json!(1_800_003_600.5), json!(1e308), json!(u64::MAX)] {
        check(&signed(&header(), &with("exp", exp)), Err(TokenError::Invalid));
    }
    check(&signed(&header(), &with("exp", json!(-1))), Err(TokenError::Expired));
    check(&signed(&header(), &with("exp", json!(i64::MAX))), Ok(claims()));
    check(&signed(&header(), &with("nbf", json!(1_800_000_006))), Err(TokenError::Invalid));
    check(&signed(&header(), &with("iss", json!("somebody"))), Err(TokenError::Invalid));
    check(&signed(&header(), &with("aud", json!("somebody"))), Err(TokenError::Invalid));
    check(&signed(&header(), &with("aud", json!([AUDIENCE]))), Err(TokenError::Invalid));
    check(&signed(&header(), &with("sid", json!("../../etc/passwd"))), Err(TokenError::Invalid));
    check(&signed(&header(), &with("amr", json!([]))), Err(TokenError::Invalid));
}

#[test]
fn only_our_algorithm_type_and_key_id_are_read() {
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let other = Header { alg: algorithm, ..header() };
        check(&signed(&other, &good()), Err(TokenError::Invalid));
    }
    for typ in [None, Some("JWT"), Some("rt+jwt"), Some("AT+JWT")] {
        let other = Header { typ: typ.map(str::to_owned), ..header() };
        check(&signed(&other, &good()), Err(TokenError::Invalid));
    }
    for kid in [None, Some("2"), Some("../../dev/null"), Some("1' OR '1'='1"), Some("1\0")] {
        let other = Header { kid: kid.map(str::to_owned), ..header() };
        check(&signed(&other, &good()), Err(TokenError::Invalid));
    }
    let huge = Header { kid: Some("k".repeat(65_536)), ..header() };
    check(&signed(&huge, &good()), Err(TokenError::Invalid));
    let foreign = encode(&header(), &good(), &EncodingKey::from_secret(&[8; 32])).expect("it can be signed");
    check(&foreign, Err(TokenError::Invalid));
}

#[test]
fn unsigned_and_misshapen_tokens_are_refused() {
    let token = issued();
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, signature] = parts[..] else { panic!("a token has three parts") };
    // {"alg":"none"}, {"alg":"None"}, {"alg":"nOnE"}, {"alg":"XX"}
    for none in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJOb25lIn0", "eyJhbGciOiJuT25FIn0", "eyJhbGciOiJYWCJ9"] {
        check(&format!("{none}.{body}."), Err(TokenError::Invalid));
        check(&format!("{none}.{body}.{signature}"), Err(TokenError::Invalid));
    }
    for wrong in [
        String::new(),
        "..".to_owned(),
        format!("{head}.{body}."),
        format!("{head}.{body}"),
        format!("{body}.{head}.{signature}"),
        format!("{head}.{body}.{signature}."),
        format!("{head}.{body}.{signature}.{signature}"),
        format!("{head}.{body}.{signature}="),
        format!(" {token}"),
        format!("{token}\n"),
        "é".repeat(100),
        "a".repeat(1_048_576),
    ] {
        check(&wrong, Err(TokenError::Invalid));
    }
}

#[test]
fn one_signature_has_one_spelling() {
    let token = issued();
    let (start, last) = token.split_at(token.len() - 1);
    // 32 bytes leave two unused bits in the last of 43 characters: their other values spell the same bytes.
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for other in alphabet.chars().filter(|&c| !last.starts_with(c)) {
        check(&format!("{start}{other}"), Err(TokenError::Invalid));
    }
}

#[test]
fn a_claim_said_twice_is_refused() {
    use aws_lc_rs::hmac;
    use jsonwebtoken::crypto::sign;
    // Two `sub`: some parsers take the first, some the last; ours takes neither.
    let body = good().to_string().replacen('{', &format!("{{\"sub\":\"{}\",", "09".repeat(16)), 1);
    let head = issued().split('.').next().expect("a header").to_owned();
    let message = format!("{head}.{}", base64_url(body.as_bytes()));
    let signature = sign(message.as_bytes(), &EncodingKey::from_secret(&KEY), Algorithm::HS256)
        .expect("it can be signed");
    check(&format!("{message}.{signature}"), Err(TokenError::Invalid));
    let key = hmac::Key::new(hmac::HMAC_SHA256, &KEY);
    assert_eq!(signature, base64_url(hmac::sign(&key, message.as_bytes()).as_ref()));
}

fn base64_url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - group.len()));
        for index in 0..=group.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * index) & 63) as usize]));
        }
    }
    text
}
