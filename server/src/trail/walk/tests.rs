//! Each way to tamper with a chain, and what it is called.
use super::*;
use crate::trail::Signer;

fn entry(number: i64) -> Entry {
    Entry {
        at: Timestamp::from_micros(1_777_766_400_000_000 + number),
        actor: "alice".to_owned(),
        session: Some("s1".to_owned()),
        action: "file.upload".to_owned(),
        object: format!("file {number}"),
        outcome: "success".to_owned(),
        network: Some("0123456789abcdef0123456789abcdef".to_owned()),
    }
}

/// Rows with the next numbers behind `head`.
fn rows(mut head: Head, objects: impl Iterator<Item = i64>) -> Vec<Row> {
    objects
        .map(|object| {
            let (before, entry) = (head, entry(object));
            head = before.next(&entry);
            Row {
                sequence: head.sequence,
                entry: Some(entry),
                prev_hash: before.hash.to_string(),
                hash: head.hash.to_string(),
            }
        })
        .collect()
}

fn chain() -> Vec<Row> {
    rows(Head::BEGINNING, 1..=9)
}

fn head_of(row: &Row) -> Head {
    Head { sequence: row.sequence, hash: Digest::parse(&row.hash).expect("a hash") }
}

/// Walks with a checkpoint of record 8.
fn walk(rows: &[Row]) -> Result<Whole, Fault> {
    let mut walk = Walk::new([Checkpoint { head: head_of(&chain()[7]) }]);
    rows.iter().try_for_each(|row| walk.step(row))?;
    walk.end()
}

fn renumber(rows: &mut [Row]) {
    for (row, number) in rows.iter_mut().zip(1..) {
        row.sequence = number;
    }
}

#[test]
fn a_sound_chain_says_how_long_it_is_and_since_when() {
    let whole = walk(&chain()).expect("nothing is wrong");
    assert_eq!(whole.to_string(), "9 records, unbroken since 3 May 2026.");
    assert_eq!(
        Whole { records: 1_234_812, ..whole }.to_string(),
        "1 234 812 records, unbroken since 3 May 2026."
    );
    assert_eq!(Walk::new([]).end().map(|whole| whole.to_string()), Ok("No records yet.".to_owned()));
}

#[test]
fn an_edit_is_found_where_it_is() {
    let mut rows = chain();
    rows[3].entry = Some(entry(99));
    assert_eq!(walk(&rows), Err(Fault::Edited(4)));
    rows[3].hash = Head { sequence: 3, hash: head_of(&rows[2]).hash }.next(&entry(99)).hash.to_string();
    assert_eq!(walk(&rows), Err(Fault::Edited(4)), "with its hash made anew");
    let mut rows = chain();
    rows[5].hash = rows[5].hash.to_uppercase();
    assert_eq!(walk(&rows), Err(Fault::Edited(6)), "the same number in other letters");
    rows[5].entry = None;
    assert_eq!(walk(&rows), Err(Fault::Edited(6)), "what cannot be read");
}

#[test]
fn a_gap_and_a_closed_gap_are_found() {
    let mut rows = chain();
    rows.remove(4);
    assert_eq!(walk(&rows), Err(Fault::Deleted(5, 6)));
    renumber(&mut rows);
    assert_eq!(walk(&rows), Err(Fault::Reordered(5, 6)));
}

#[test]
fn an_inserted_row_is_found_whether_or_not_it_fits() {
    let mut odd = chain();
    odd.insert(0, Row { sequence: 0, ..odd[0].clone() });
    assert_eq!(walk(&odd), Err(Fault::Inserted(0)));
    let mut forged = chain();
    let fitting = rows(head_of(&forged[3]), [99].into_iter()).remove(0);
    forged.insert(4, fitting);
    renumber(&mut forged);
    assert_eq!(walk(&forged), Err(Fault::Inserted(5)));
}

#[test]
fn rows_that_changed_places_are_found() {
    let mut rows = chain();
    rows.swap(2, 6);
    renumber(&mut rows);
    assert_eq!(walk(&rows), Err(Fault::Reordered(3, 7)));
}

#[test]
fn what_a_checkpoint_vouches_for_can_neither_be_cut_nor_written_anew() {
    assert_eq!(walk(&chain()[..7]), Err(Fault::Cut(8, 8)));
    assert_eq!(walk(&[]), Err(Fault::Cut(1, 8)));
    assert!(walk(&chain()[..8]).is_ok(), "what came after the checkpoint is not vouched for");
    let anew = rows(Head::BEGINNING, 1..=4).into_iter();
    let behind = rows(head_of(&chain()[3]), 50..=60);
    let all: Vec<Row> = anew.chain(behind).collect();
    assert_eq!(walk(&all), Err(Fault::Rewritten(8, 0)));
}

#[test]
fn two_signatures_of_one_place_cannot_both_be_true() {
    let signer = Signer::new(&[3; 32]);
    let other = rows(Head::BEGINNING, 11..=18);
    let notes = [head_of(&chain()[7]), head_of(&other[7])].map(|head| signer.sign(head));
    let mut walk = Walk::new(notes.iter().filter_map(|note| signer.read(note)));
    let broken = other.iter().try_for_each(|row| walk.step(row));
    assert_eq!(broken, Err(Fault::Rewritten(8, 0)));
}
