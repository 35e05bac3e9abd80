//! Finding the records of a segment after a restart.
//!
//! The scan reads headers and jumps over bodies: their digests are verified on every read anyway. Two kinds of records
//! are verified in full at once. Those at the end of the newest segment, because a crash may have torn them (FT07): a
//! node never has more than a batch of bytes that are not synced, so the tail to verify is that long. And those behind
//! damage: where no header is, the scan looks for the next magic, byte by byte, and believes what follows only if the
//! digest agrees (FT06). Damage thus costs the records it hit and none behind them.
//!
//! The scan never yields a record that was not appended at that very place, always moves forward, and holds one window
//! or one record in memory.

use bytes::Bytes;

use super::SegmentNumber;
use super::record::{DiskTag, HEADER_BYTES, Header, MAGIC, Spot, verify};

/// Bytes read at once while looking for headers among small records: some hundred of them.
const WINDOW_BYTES: u64 = 64 * 1024;

/// Bytes read behind a large record: there is one header in any case, and the next may be far away.
const WINDOW_BYTES_AFTER_LARGE: u64 = 4 * 1024;

/// A record that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where its header begins.
    pub offset: u64,
    /// What its header says.
    pub header: Header,
}

/// A segment being scanned: ask what it wants to read, feed it, until it wants nothing.
#[derive(Debug)]
pub struct Scan {
    disk: DiskTag,
    segment: SegmentNumber,
    length: u64,
    verify_from: u64,
    position: u64,
    good_end: u64,
    behind_damage: bool,
    window: u64,
    /// The header at `position`, when its whole record must be read and verified.
    doubted: Option<Header>,
}

impl Scan {
    /// A scan of a segment of `length` bytes; records that reach beyond `verify_from` are verified in full.
    pub const fn new(disk: DiskTag, segment: SegmentNumber, length: u64, verify_from: u64) -> Self {
        Self {
            disk,
            segment,
            length,
            verify_from,
            position: 0,
            good_end: 0,
            behind_damage: false,
            window: WINDOW_BYTES_AFTER_LARGE,
            doubted: None,
        }
    }

    /// The segment.
    pub const fn segment(&self) -> SegmentNumber {
        self.segment
    }

    /// Where the last good record found so far ends: behind it is nothing worth keeping.
    pub const fn good_end(&self) -> u64 {
        self.good_end
    }

    /// The bytes to read next: offset and length. `None` when the scan is over.
    pub fn wants(&self) -> Option<(u64, usize)> {
        let left = self.length.checked_sub(self.position).filter(|&left| left >= HEADER_BYTES as u64)?;
        let length = self.doubted.map_or(self.window.min(left), |header| header.record_bytes());
        Some((self.position, usize::try_from(length).expect("a record fits into memory")))
    }

    /// Takes the bytes that were wanted, or as many of them as there are, and adds the records they show.
    pub fn feed(&mut self, bytes: &Bytes, found: &mut Vec<Found>) {
        match self.doubted.take() {
            Some(header) if verify(&self.spot(), bytes).is_some() => self.accept(header, found),
            Some(_) => self.step_over_damage(),
            None => self.look_through(bytes, found),
        }
    }

    fn look_through(&mut self, window: &Bytes, found: &mut Vec<Found>) {
        let start = self.position;
        if self.wants().is_some_and(|(_, wanted)| window.len() < wanted) {
            self.length = start + window.len() as u64;
        }
        while let Some(rest) = self.rest_of(window, start) {
            match Header::parse(&self.spot(), rest) {
                // The body is cut off, so nothing can stand behind it.
                Some(header) if self.position + header.record_bytes() > self.length => {
                    self.position = self.length
                }
                Some(header) if self.must_verify(&header) => {
                    self.doubted = Some(header);
                    return;
                }
                Some(header) => self.accept(header, found),
                None => {
                    let next = rest[1..].windows(MAGIC.len()).position(|bytes| *bytes == MAGIC);
                    let skipped = next.map_or(rest.len() - (MAGIC.len() - 1), |next| next + 1);
                    self.behind_damage = true;
                    self.window = WINDOW_BYTES;
                    self.position += skipped as u64;
                }
            }
        }
    }

    /// What is left of the window at the present position, while a header fits in it.
    fn rest_of<'a>(&self, window: &'a Bytes, start: u64) -> Option<&'a [u8]> {
        let passed = usize::try_from(self.position - start).ok()?;
        window.get(passed..).filter(|rest| rest.len() >= HEADER_BYTES)
    }

    fn must_verify(&self, header: &Header) -> bool {
        self.behind_damage || self.position + header.record_bytes() > self.verify_from
    }

    fn accept(&mut self, header: Header, found: &mut Vec<Found>) {
        found.push(Found { offset: self.position, header });
        self.behind_damage = false;
        let large = header.record_bytes() > WINDOW_BYTES;
        self.window = if large { WINDOW_BYTES_AFTER_LARGE } else { WINDOW_BYTES };
        self.position += header.record_bytes();
        self.good_end = self.position;
    }

    fn step_over_damage(&mut self) {
        self.behind_damage = true;
        self.window = WINDOW_BYTES;
        self.position += 1;
    }

    const fn spot(&self) -> Spot {
        Spot { disk: self.disk, segment: self.segment, offset: self.position }
    }
}

/// Scans a whole segment that is in memory: the records, and where the last good one ends.
pub fn segment_scan(
    disk: DiskTag,
    segment: SegmentNumber,
    bytes: &Bytes,
    verify_from: u64,
) -> (Vec<Found>, u64) {
    let mut scan = Scan::new(disk, segment, bytes.len() as u64, verify_from);
    let mut found = Vec::new();
    while let Some((offset, length)) = scan.wants() {
        let start = usize::try_from(offset).expect("the bytes are in memory");
        scan.feed(&bytes.slice(start..bytes.len().min(start + length)), &mut found);
    }
    (found, scan.good_end())
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
