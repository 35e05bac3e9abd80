//! BI-10: one mail to one recipient, or refused.

use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: Result<&str, EmailError>) {
    let address = EmailAddress::parse(text);
    assert_eq!(address.as_ref().map(EmailAddress::as_str).map_err(|error| *error), expected, "{text:?}");
}

fn parsed(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("a good address")
}

#[test]
fn good_addresses_have_one_canonical_form() {
    check("alice@example.com", Ok("alice@example.com"));
    check("  alice@example.com\t", Ok("alice@example.com"));
    check("Alice@EXAMPLE.Com", Ok("Alice@example.com"));
    check("a+tag@example.com", Ok("a+tag@example.com"));
    check("o'neil.x_y-z@mail.example.co.uk", Ok("o'neil.x_y-z@mail.example.co.uk"));
    check("a@bücher.example", Ok("a@xn--bcher-kva.example"));
    check("a@BU\u{308}CHER.example", Ok("a@xn--bcher-kva.example"));
    check("a@xn--bcher-kva.example", Ok("a@xn--bcher-kva.example"));
    check("a@ｅｘａｍｐｌｅ．com", Ok("a@example.com"));
}

#[test]
fn texts_that_are_no_address_are_refused() {
    check("", Err(EmailError::Empty));
    check(" \t ", Err(EmailError::Empty));
    check("alice", Err(EmailError::NotOneAt));
    check("a@b@example.com", Err(EmailError::NotOneAt));
    check("a＠example.com", Err(EmailError::NotOneAt));
    for text in [
        "@example.com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "\"a b\"@example.com",
        "a b@example.com",
        "a(comment)@example.com",
        "Alice <alice@example.com",
        "a%b@example.com",
        "a%0abcc:eve@example.com",
        "host!a@example.com",
        "a,b@example.com",
        "jürgen@example.com",
        "a\u{202E}@example.com",
        "a\0@example.com",
        "a\r\n@example.com",
    ] {
        check(text, Err(EmailError::LocalPart));
    }
    for text in [
        "a@",
        "a@localhost",
        "a@.com",
        "a@example.com.",
        "a@example..com",
        "a@-example.com",
        "a@example-.com",
        "a@exa_mple.com",
        "a@exa mple.com",
        "a@[192.168.1.2]",
        "a@192.168.1.2",
        "a@[IPv6:::1]",
        "a@example.com>",
        "a@example.com\nbcc:eve.org",
        "a@example.com\r",
        "a@example.com\0",
        "a@example.com, eve.org",
        "a@xn--a.example",
        "a@xn--example-.com",
    ] {
        check(text, Err(EmailError::Domain));
    }
}

#[test]
fn ascii_disguised_as_punycode_is_refused() {
    // RUSTSEC-2024-0421: "xn--example-" once decoded to a plain "example".
    check("a@xn--example-.org", Err(EmailError::Domain));
}

#[test]
fn an_address_has_254_bytes_at_most() {
    let domain = format!("{}.{}.{}.example", "d".repeat(63), "d".repeat(63), "d".repeat(53));
    let local = "a".repeat(254 - 1 - domain.len());
    assert_eq!(parsed(&format!("{local}@{domain}")).as_str().len(), 254);
    check(&format!("a{local}@{domain}"), Err(EmailError::TooLong));
    check(&format!("{}@example.com", "a".repeat(65)), Err(EmailError::TooLong));
    check(&format!("a@{}.com", "d".repeat(64)), Err(EmailError::Domain));
    check(&format!("a@{}", "\u{AD}".repeat(10_000)), Err(EmailError::TooLong));
}

#[test]
fn accounts_are_told_apart_without_case() {
    assert_eq!(parsed("Alice@Example.com").key(), parsed("aLICE@example.COM").key());
    assert_ne!(parsed("a+x@example.com").key(), parsed("a@example.com").key());
}

#[test]
fn a_masked_address_tells_one_letter_and_the_domain() {
    assert_eq!(parsed("alice@example.com").masked(), "a•••@example.com");
    assert_eq!(parsed("a@example.com").masked(), "a•••@example.com");
}

#[test]
fn parts_are_what_surrounds_the_at() {
    let address = parsed("alice@example.com");
    assert_eq!((address.local_part(), address.domain()), ("alice", "example.com"));
}

proptest! {
    #[test]
    fn any_text_is_refused_or_has_a_stable_form(text in any::<String>()) {
        stable(&text)?;
    }

    #[test]
    fn any_likely_text_is_refused_or_has_a_stable_form(text in "[ -~]{1,10}@[a-zA-Z0-9ßüİ。.-]{1,12}\\.[a-z\r\n]{2,3}") {
        stable(&text)?;
    }
}

fn stable(text: &str) -> Result<(), TestCaseError> {
    if let Ok(address) = EmailAddress::parse(text) {
        prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
        prop_assert!(address.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
    }
    Ok(())
}
