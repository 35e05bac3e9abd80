//! Which field is named, and what a balance becomes.

use super::*;

fn check_registration(name: &str, email: &str, password: &str, expected: Result<(), (&str, FieldReason)>) {
    let registration = Registration::parse(name, email, password);
    let outcome = registration.map(|_| ()).map_err(|error| (error.field, error.reason));
    assert_eq!(outcome, expected);
}

#[test]
fn the_first_field_that_fails_is_named() {
    let good = "correct horse battery";
    check_registration("alice", "a@example.com", good, Ok(()));
    check_registration("a!", "a@", "short", Err(("username", FieldReason::InvalidUsername)));
    check_registration("alice", "a@", "short", Err(("email", FieldReason::InvalidEmail)));
    check_registration("alice", "a@example.com", "short", Err(("password", FieldReason::WeakPassword)));
    check_registration("horse", "a@example.com", good, Err(("password", FieldReason::WeakPassword)));
    check_registration("alice", "battery@example.com", good, Err(("password", FieldReason::WeakPassword)));
}

#[test]
fn an_at_tells_addresses_from_usernames() {
    assert!(matches!(SignInName::parse("alice"), Some(SignInName::Username(_))));
    assert!(matches!(SignInName::parse("alice@example.com"), Some(SignInName::Email(_))));
    for text in ["", "@", "a b", "x' OR '1'='1", "a@b@c"] {
        assert_eq!(SignInName::parse(text), None, "{text}");
    }
}

#[test]
fn a_page_out_of_bounds_names_its_field() {
    let list = |limit, offset| {
        let request = ListFilesRequest { limit, offset, ..Default::default() };
        FileList::try_from(request).map(|list| list.page.limit()).map_err(|error| error.field)
    };
    assert_eq!(list(0, 0), Ok(50));
    assert_eq!(list(1_001, 0), Err("limit"));
    assert_eq!(list(1, -1), Err("offset"));
    let filter = "x".repeat(FILTER_BYTES_MAX + 1);
    assert!(FileList::try_from(ListFilesRequest { filter, ..Default::default() }).is_err());
}

#[test]
fn a_balance_is_told_in_bytes() {
    let balance = Balance { reservation: 1_000, used: 250, trash: 100, in_flight: 50 };
    let told = GetQuotaStatusResponse::from(balance);
    assert_eq!((told.available_bytes, told.usage_percentage), (700, 25.0));
    assert_eq!((told.trash_bytes, told.in_flight_bytes), (100, 50));
}
