//! BI-08's sizes and offsets.

use proptest::prelude::*;

use super::*;

const PART: u64 = PART_BYTES_MAX;

fn parts(file_bytes: u64) -> Parts {
    Parts::of(file_bytes).expect("a size within the limit")
}

fn check_count(file_bytes: u64, expected: u32) {
    assert_eq!(parts(file_bytes).count(), expected, "{file_bytes} B");
}

#[test]
fn a_file_has_as_many_parts_as_it_needs() {
    check_count(0, 0);
    check_count(1, 1);
    check_count(PART - 1, 1);
    check_count(PART, 1);
    check_count(PART + 1, 2);
    check_count(1 << 32, 4_096);
    check_count(FILE_BYTES_MAX, 95_368);
    for size in [FILE_BYTES_MAX + 1, 1 << 63, u64::MAX] {
        assert_eq!(Parts::of(size), Err(PartError::FileTooLarge));
    }
}

fn check_part(offset: u64, bytes: u64, expected: Result<u32, PartError>) {
    let file = parts(2 * PART + 10);
    assert_eq!(file.check(offset, bytes).map(|part| part.index), expected, "{bytes} B at {offset}");
}

#[test]
fn a_part_begins_at_its_place_and_has_its_length() {
    check_part(0, PART, Ok(0));
    check_part(PART, PART, Ok(1));
    check_part(2 * PART, 10, Ok(2));
    check_part(0, PART - 1, Err(PartError::Length { expected: PART }));
    check_part(2 * PART, 11, Err(PartError::Length { expected: 10 }));
    check_part(2 * PART, 0, Err(PartError::Length { expected: 10 }));
    check_part(1, PART, Err(PartError::Offset));
    check_part(3 * PART, 0, Err(PartError::Offset));
    check_part(PART << 32, PART, Err(PartError::Offset));
    check_part(u64::MAX, 1, Err(PartError::Offset));
    check_part(u64::MAX - u64::MAX % PART, 1, Err(PartError::Offset));
}

#[test]
fn an_empty_file_has_no_part() {
    assert_eq!(parts(0).check(0, 0), Err(PartError::Offset));
    assert_eq!(parts(0).missing_offsets(&[]), Vec::<u64>::new());
}

#[test]
fn what_is_missing_is_told_by_offsets() {
    let file = parts(3 * PART + 10);
    assert_eq!(file.missing_offsets(&[0, 2]), [PART, 3 * PART]);
    assert_eq!(file.durable_prefix(&[0, 2]), PART);
    assert_eq!(file.durable_bytes(&[0, 2, 3]), 2 * PART + 10);
    assert_eq!(file.durable_prefix(&[1, 2, 3]), 0);
    assert_eq!(file.durable_prefix(&[0, 1, 2, 3]), 3 * PART + 10);
}

#[test]
fn an_upload_lives_for_a_day() {
    let created_at = Timestamp::from_unix_seconds(5);
    let end = expires_at(created_at);
    assert_eq!(end.since(created_at), Duration::from_secs(86_400));
    assert!(!is_expired(created_at, end.minus(Duration::from_micros(1))));
    assert!(is_expired(created_at, end));
    assert_eq!(time_left(created_at, end), Duration::ZERO);
}

proptest! {
    #[test]
    fn parts_cover_the_file_exactly(file_bytes in 0..40 * PART) {
        let file = parts(file_bytes);
        let mut end = 0;
        for part in file.iter() {
            prop_assert_eq!(part.offset, end);
            prop_assert!((1..=PART).contains(&part.bytes));
            prop_assert_eq!(file.check(part.offset, part.bytes), Ok(part));
            end += part.bytes;
        }
        prop_assert_eq!(end, file_bytes);
    }

    #[test]
    fn stored_and_missing_add_up(file_bytes in 0..40 * PART, chosen in prop::collection::btree_set(0_u32..40, 0..40)) {
        let file = parts(file_bytes);
        let stored: Vec<u32> = chosen.into_iter().filter(|index| *index < file.count()).collect();
        let missing = file.missing_offsets(&stored);
        prop_assert_eq!(stored.len() + missing.len(), file.count() as usize);
        prop_assert_eq!(file.durable_prefix(&stored), missing.first().copied().unwrap_or(file_bytes));
    }
}
