//! Goes along a chain, row by row, and finds the first fault.
use std::{collections::BTreeSet, fmt};

use domain::time::Timestamp;
use jiff::tz::TimeZone;

use super::{Checkpoint, Digest, Entry, Fault, Head, Row, record::hash};

/// How many numbers around a row's own are tried to find out under which one it was written.
const NUMBERS_TRIED: i64 = 20_000;

/// How far a walk has come.
pub struct Walk {
    at: Head,
    before: Head,
    since: Option<Timestamp>,
    signed: BTreeSet<(i64, Digest)>,
    vouched: i64,
}

/// A chain without a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// How many rows.
    pub records: i64,
    /// When the first was written.
    pub since: Option<Timestamp>,
}

impl Walk {
    /// Begins before the first row; these checkpoints vouch for rows of the chain.
    pub fn new(checkpoints: impl IntoIterator<Item = Checkpoint>) -> Self {
        let signed = checkpoints.into_iter().map(|it| (it.head.sequence, it.head.hash)).collect();
        Self { at: Head::BEGINNING, before: Head::BEGINNING, since: None, signed, vouched: 0 }
    }

    /// Takes the row with the next number there is.
    pub fn step(&mut self, row: &Row) -> Result<(), Fault> {
        let expected = self.at.sequence + 1;
        if row.sequence < expected {
            return Err(Fault::Inserted(row.sequence));
        }
        if row.sequence > expected {
            return Err(Fault::Deleted(expected, row.sequence));
        }
        let entry = row.entry.as_ref().ok_or(Fault::Edited(expected))?;
        let next = self.at.next(entry);
        let follows = row.prev_hash == self.at.hash.to_string();
        if !follows || row.hash != next.hash.to_string() {
            return Err(self.name(row, entry));
        }
        self.require_signed(next)?;
        self.since = self.since.or(Some(entry.at));
        self.before = std::mem::replace(&mut self.at, next);
        Ok(())
    }

    /// After the last row: nothing that was vouched for may be missing.
    pub fn end(self) -> Result<Whole, Fault> {
        match self.signed.last() {
            Some((sequence, _)) if *sequence > self.at.sequence => {
                Err(Fault::Cut(self.at.sequence + 1, *sequence))
            }
            _ => Ok(Whole { records: self.at.sequence, since: self.since }),
        }
    }

    fn require_signed(&mut self, next: Head) -> Result<(), Fault> {
        let here = (next.sequence, Digest([0; 32]))..=(next.sequence, Digest([255; 32]));
        let mut signed = self.signed.range(here).peekable();
        if signed.peek().is_none() {
            return Ok(());
        }
        if signed.any(|(_, hash)| *hash != next.hash) {
            return Err(Fault::Rewritten(next.sequence, self.vouched));
        }
        self.vouched = next.sequence;
        Ok(())
    }

    /// What is wrong with a row that does not fit. One that still fits its own hash under some number was written under
    /// that number; one that fits none was edited.
    fn name(&self, row: &Row, entry: &Entry) -> Fault {
        let sequence = row.sequence;
        let Some(before) = Digest::parse(&row.prev_hash) else { return Fault::Edited(sequence) };
        let written_as = |number: &i64| hash(*number, entry, &before).to_string() == row.hash;
        let near = (1..=NUMBERS_TRIED / 2).flat_map(|away| [sequence - away, sequence + away]);
        let last = self.signed.last().map_or(sequence, |(signed, _)| sequence.max(*signed)) + 1;
        let numbers = std::iter::once(sequence).chain(near).filter(|number| (1..=last).contains(number));
        match { numbers }.find(written_as) {
            None => Fault::Edited(sequence),
            // It is true to itself, so the one before is not what this one was written behind.
            Some(number) if number == sequence && sequence > 1 => Fault::Edited(sequence - 1),
            Some(number) if number == sequence => Fault::Edited(sequence),
            Some(number) if number == sequence - 1 && before == self.before.hash => Fault::Inserted(number),
            Some(number) => Fault::Reordered(sequence, number),
        }
    }
}

/// `4 812 records, unbroken since 3 May 2026.`
impl fmt::Display for Whole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(since) = self.since else { return formatter.write_str("No records yet.") };
        let since = jiff::Timestamp::from_microsecond(since.micros()).map_err(|_| fmt::Error)?;
        let day = since.to_zoned(TimeZone::UTC).strftime("%-d %B %Y").to_string();
        let noun = if self.records == 1 { "record" } else { "records" };
        write!(formatter, "{} {noun}, unbroken since {day}.", grouped(self.records))
    }
}

/// `4812` as `4 812`.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests;
