//! The law, the arrows, and the sentences.

use proptest::prelude::*;

use super::*;

const GB: u64 = 1_000_000_000;

fn balance(used: u64, trash: u64, in_flight: u64) -> Balance {
    Balance { reservation: GB, used, trash, in_flight }
}

fn check(start: Balance, movement: Movement, bytes: u64, expected: Result<Balance, QuotaError>) {
    let mut moved = start;
    let outcome = moved.apply(movement, bytes).map(|()| moved);
    assert_eq!(outcome, expected, "{movement:?} of {bytes} B in {start:?}");
    if outcome.is_err() {
        assert_eq!(moved, start, "a refused movement changes nothing");
    }
}

#[test]
fn bytes_go_where_the_arrows_point() {
    check(Balance::of(GB), Movement::Begin, 10, Ok(balance(0, 0, 10)));
    check(balance(0, 0, 10), Movement::Commit, 10, Ok(balance(10, 0, 0)));
    check(balance(0, 0, 10), Movement::Abort, 10, Ok(balance(0, 0, 0)));
    check(balance(10, 0, 0), Movement::Delete, 10, Ok(balance(0, 10, 0)));
    check(balance(0, 10, 0), Movement::Restore, 10, Ok(balance(10, 0, 0)));
    check(balance(0, 10, 0), Movement::Purge, 10, Ok(balance(0, 0, 0)));
    check(balance(10, 0, 0), Movement::Discard, 10, Ok(balance(0, 0, 0)));
}

#[test]
fn a_full_account_takes_empty_files_only() {
    let full = balance(GB - 30, 20, 10);
    check(full, Movement::Begin, 0, Ok(full));
    check(full, Movement::Begin, 1, Err(QuotaError::Exceeded { missing: 1, trash: 20 }));
    check(balance(GB - 31, 20, 10), Movement::Begin, 1, Ok(balance(GB - 31, 20, 11)));
    check(full, Movement::Begin, u64::MAX, Err(QuotaError::Exceeded { missing: u64::MAX, trash: 20 }));
}

#[test]
fn what_is_not_there_cannot_be_moved() {
    for movement in [
        Movement::Commit,
        Movement::Abort,
        Movement::Delete,
        Movement::Restore,
        Movement::Purge,
        Movement::Discard,
    ] {
        check(balance(5, 5, 5), movement, 6, Err(QuotaError::OutOfBalance));
        check(balance(5, 5, 5), movement, u64::MAX, Err(QuotaError::OutOfBalance));
    }
}

#[test]
fn an_account_without_storage_is_told_so() {
    check(Balance::default(), Movement::Begin, 0, Err(QuotaError::NoStorage));
    check(Balance::default(), Movement::Begin, 1, Err(QuotaError::NoStorage));
}

#[test]
fn an_unlawful_balance_is_touched_by_nothing() {
    let broken = balance(GB, 1, 0);
    check(broken, Movement::Purge, 1, Err(QuotaError::OutOfBalance));
    let overflowing = Balance { reservation: u64::MAX, used: u64::MAX, trash: u64::MAX, in_flight: u64::MAX };
    check(overflowing, Movement::Abort, 1, Err(QuotaError::OutOfBalance));
    assert_eq!(overflowing.available(), 0);
    assert_eq!(overflowing.free(), 0);
}

#[test]
fn available_grows_by_exactly_what_a_deletion_frees() {
    let mut account = balance(300, 100, 50);
    let before = account.available();
    assert_eq!(account.apply(Movement::Delete, 200), Ok(()));
    assert_eq!(account.available(), before + 200);
}

#[test]
fn usage_is_a_percentage_of_the_reservation() {
    assert_eq!(balance(GB / 4, 0, GB / 2).usage_percentage(), 25.0);
    assert_eq!(balance(GB, 0, 0).usage_percentage(), 100.0);
    assert_eq!(Balance::default().usage_percentage(), 0.0);
}

#[test]
fn refusals_say_how_much_is_missing_and_what_helps() {
    let sentence = |missing, trash| QuotaError::Exceeded { missing, trash }.to_string();
    assert_eq!(
        sentence(260_000_000, 300_000_000),
        "This file needs 260 MB more than is free. Empty the Trash to make room."
    );
    assert_eq!(
        sentence(260_000_000, 0),
        "This file needs 260 MB more than your space and Trash can give. Choose a smaller file."
    );
}

fn movement() -> impl Strategy<Value = Movement> {
    prop::sample::select(vec![
        Movement::Begin,
        Movement::Commit,
        Movement::Abort,
        Movement::Delete,
        Movement::Restore,
        Movement::Purge,
        Movement::Discard,
    ])
}

proptest! {
    #[test]
    fn the_law_holds_after_any_movements(
        reservation in prop_oneof![0..2_000_u64, Just(u64::MAX)],
        movements in prop::collection::vec((movement(), prop_oneof![0..1_000_u64, any::<u64>()]), 0..80),
    ) {
        let mut account = Balance::of(reservation);
        for (movement, bytes) in movements {
            let before = account;
            let outcome = account.apply(movement, bytes);
            prop_assert!(account.is_lawful());
            prop_assert_eq!(account.reservation, reservation);
            if outcome.is_err() {
                prop_assert_eq!(account, before);
            }
        }
    }

    #[test]
    fn what_was_begun_or_deleted_never_fails_for_space(used in 0..500_u64, trash in 0..250_u64, begun in 0..250_u64) {
        let mut account = Balance { reservation: 1_000, used, trash, in_flight: 0 };
        prop_assert_eq!(account.apply(Movement::Begin, begun), Ok(()));
        prop_assert_eq!(account.apply(Movement::Restore, trash), Ok(()));
        prop_assert_eq!(account.apply(Movement::Commit, begun), Ok(()));
        prop_assert_eq!(account.used, used + trash + begun);
    }
}
