//! FT43: a thousand tamperings out of a thousand are found, each drawn from a seed: every column edited, rows inserted,
//! deleted, swapped, the tail cut, an old copy put back and used, the chain written anew with hashes that fit.
use cluster::chance::Chance;
use domain::time::Timestamp;
use server::{
    db::{Transaction, execute},
    service::audit_log::{self, Verdict},
    trail::{Entry, Fault, Head, Row},
};

use crate::{
    on_both_engines,
    support::TestApp,
    trail::{disarm, rows, verdict, whole, write},
};

const ROWS: usize = 40;
/// The first checkpoint; the second one vouches for all rows.
const FIRST_SIGNED: usize = 25;
const TAMPERINGS: u64 = 1_000;

/// A trail somebody tampered with, how, and the record that should be named, where one is.
struct Tampered {
    rows: Vec<Row>,
    how: &'static str,
    named: Option<i64>,
}

fn tamper(true_rows: &[Row], chance: &mut Chance) -> Tampered {
    let mut rows = true_rows.to_vec();
    let at = below(chance, ROWS);
    let number = true_rows[at].sequence;
    let (how, named) = match below(chance, 20) {
        0 => (
            edit(&mut rows[at], |entry| entry.at = Timestamp::from_micros(entry.at.micros() + 1)),
            Some(number),
        ),
        1 => (edit(&mut rows[at], |entry| entry.actor.push('x')), Some(number)),
        2 => (edit(&mut rows[at], |entry| entry.session = Some(String::new())), Some(number)),
        3 => (edit(&mut rows[at], |entry| entry.action.clear()), Some(number)),
        4 => (edit(&mut rows[at], |entry| entry.object.insert(0, '1')), Some(number)),
        5 => (edit(&mut rows[at], |entry| entry.outcome = "refusal".to_owned()), Some(number)),
        6 => (flip(&mut rows[at].prev_hash, chance), Some(number)),
        7 => (flip(&mut rows[at].hash, chance), Some(number)),
        8 => {
            rows[at].sequence = *chance.pick(&[-5, 0, 41, 1_000, i64::MAX]).expect("one of them");
            // The last row with the next number leaves a gap at its own; any other one leaves it where it was.
            ("the number of a row", None)
        }
        9 => {
            rows.insert(at, forged(&rows, at));
            ("a row inserted", Some(number))
        }
        10 => {
            rows.remove(at);
            ("a row deleted", Some(number))
        }
        11 => {
            rows.remove(at);
            renumber(&mut rows);
            ("a row deleted and the gap closed", Some(number))
        }
        12 => {
            let other = (at + (1 + below(chance, ROWS - 1))) % ROWS;
            rows.swap(at, other);
            renumber(&mut rows);
            ("two rows swapped", Some(number.min(true_rows[other].sequence)))
        }
        13 => {
            rows.truncate(at);
            ("the tail cut", Some(number))
        }
        14 => {
            rows.truncate(at);
            append(&mut rows, 1 + below(chance, 59));
            ("an old copy put back and used", None)
        }
        15 => (edit(&mut rows[at], |entry| entry.network = Some("f".repeat(32))), Some(number)),
        16 => (edit(&mut rows[at], |entry| entry.network = Some(String::new())), Some(number)),
        17 => (edit(&mut rows[at], put_in_or_take_out), Some(number)),
        18 => (edit(&mut rows[at], move_into_outcome), Some(number)),
        _ => {
            edit(&mut rows[at], |entry| entry.object = "somebody else's".to_owned());
            let entries: Vec<Entry> = rows.drain(at..).filter_map(|row| row.entry).collect();
            entries.into_iter().for_each(|entry| chain(&mut rows, entry));
            ("the chain written anew from a row on", None)
        }
    };
    if how.starts_with("a row inserted") {
        renumber(&mut rows);
    }
    Tampered { rows, how, named }
}

/// Below `bound`.
fn below(chance: &mut Chance, bound: usize) -> usize {
    usize::try_from(chance.below(bound as u64)).expect("below a usize")
}

fn edit(row: &mut Row, change: impl FnOnce(&mut Entry)) -> &'static str {
    change(row.entry.as_mut().expect("content"));
    "a column edited"
}

fn put_in_or_take_out(entry: &mut Entry) {
    entry.network = entry.network.is_none().then(|| "0".repeat(32));
}

/// The same letters in the same order, with another end between two fields.
fn move_into_outcome(entry: &mut Entry) {
    entry.outcome.push_str(entry.network.take().as_deref().unwrap_or("x"));
}

fn flip(hash: &mut String, chance: &mut Chance) -> &'static str {
    let at = below(chance, hash.len());
    let other = if hash.as_bytes()[at] == b'0' { "1" } else { "0" };
    hash.replace_range(at..=at, other);
    "a hash edited"
}

/// A row that fits the one before it.
fn forged(rows: &[Row], at: usize) -> Row {
    let mut until = rows[..at].to_vec();
    let entry = Entry { object: "forged".to_owned(), ..rows[at].entry.clone().expect("content") };
    chain(&mut until, entry);
    until.pop().expect("the forged one")
}

fn chain(rows: &mut Vec<Row>, entry: Entry) {
    let before = rows.last().map_or(Head::BEGINNING, |row| Head {
        sequence: row.sequence,
        hash: server::trail::Digest::parse(&row.hash).expect("a hash"),
    });
    let next = before.next(&entry);
    rows.push(Row {
        sequence: next.sequence,
        entry: Some(entry),
        prev_hash: before.hash.to_string(),
        hash: next.hash.to_string(),
    });
}

fn append(rows: &mut Vec<Row>, count: usize) {
    for number in 0..count {
        let entry = Entry {
            at: Timestamp::from_micros(7),
            actor: "later".to_owned(),
            session: None,
            action: "test.later".to_owned(),
            object: number.to_string(),
            outcome: "success".to_owned(),
            network: None,
        };
        chain(rows, entry);
    }
}

fn renumber(rows: &mut [Row]) {
    for (row, number) in rows.iter_mut().zip(1..) {
        row.sequence = number;
    }
}

async fn put(app: &TestApp, rows: &[Row]) {
    let tx = app.db.write().await.expect("a transaction");
    execute(&tx, "DELETE FROM audit", []).await.expect("empty");
    for row in rows {
        insert(&tx, row).await;
    }
    tx.commit().await.expect("committed");
}

async fn insert(tx: &Transaction, row: &Row) {
    let text =
        "INSERT INTO audit (sequence, at, actor, session, action, object, outcome, network, prev_hash, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let entry = row.entry.clone().expect("content");
    let values = [
        row.sequence.into(),
        entry.at.micros().into(),
        entry.actor.into(),
        entry.session.into(),
        entry.action.into(),
        entry.object.into(),
        entry.outcome.into(),
        entry.network.into(),
        row.prev_hash.clone().into(),
        row.hash.clone().into(),
    ];
    execute(tx, text, values).await.expect("inserted");
}

/// The record that a fault names first.
fn record(fault: Fault) -> i64 {
    match fault {
        Fault::Edited(number)
        | Fault::Inserted(number)
        | Fault::Deleted(number, _)
        | Fault::Reordered(number, _)
        | Fault::Cut(number, _)
        | Fault::Rewritten(number, _) => number,
        Fault::BadCheckpoint(_) => panic!("the checkpoints were left alone"),
    }
}

on_both_engines! {
    async fn a_thousand_of_a_thousand_tamperings_are_found(app: TestApp) {
        write(&app, FIRST_SIGNED).await;
        audit_log::sign(&app).await.expect("signed");
        write(&app, ROWS - FIRST_SIGNED).await;
        audit_log::sign(&app).await.expect("signed");
        let true_rows = rows(&app).await;
        disarm(&app).await;
        for seed in 0..TAMPERINGS {
            let tampered = tamper(&true_rows, &mut Chance::from_seed(seed));
            put(&app, &tampered.rows).await;
            let Verdict::Broken(fault) = verdict(&app).await else {
                panic!("seed {seed}: {} was not found", tampered.how);
            };
            if let Some(named) = tampered.named {
                assert_eq!(record(fault), named, "seed {seed}: {}: {fault}", tampered.how);
            }
        }
        put(&app, &true_rows).await;
        assert_eq!(whole(verdict(&app).await), ROWS as i64, "and nothing else is wrong");
    }
}
