//! How a file travels in parts: all of the same size, the last one shorter, so that an offset names a part and what is
//! missing can be told by offsets alone.

use std::time::Duration;

use thiserror::Error;

use crate::{
    format,
    limits::{FILE_BYTES_MAX, PART_BYTES_MAX, UPLOAD_LIFE},
    time::Timestamp,
};

/// What to do when the name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnConflict {
    /// Refuse the upload.
    #[default]
    Refuse,
    /// Store beside it, with a number.
    KeepBoth,
    /// Store as a new version of it.
    Replace,
}

/// When an upload created then expires.
pub fn expires_at(created_at: Timestamp) -> Timestamp {
    created_at.plus(UPLOAD_LIFE)
}

/// Whether an upload created then has expired.
pub fn is_expired(created_at: Timestamp, now: Timestamp) -> bool {
    now >= expires_at(created_at)
}

/// How long an upload created then still lives.
pub fn time_left(created_at: Timestamp, now: Timestamp) -> Duration {
    expires_at(created_at).since(now)
}

/// Why a size or a part is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PartError {
    /// The file is above [`FILE_BYTES_MAX`].
    #[error("A file has at most {}.", format::bytes(FILE_BYTES_MAX))]
    FileTooLarge,
    /// No part begins there.
    #[error(
        "No part begins at this offset: parts begin at multiples of {PART_BYTES_MAX} bytes inside the file."
    )]
    Offset,
    /// The part has another length.
    #[error("The part at this offset has {expected} bytes.")]
    Length {
        /// What it has.
        expected: u64,
    },
}

/// One part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its number, from 0.
    pub index: u32,
    /// Where it begins, in bytes.
    pub offset: u64,
    /// How long it is, in bytes.
    pub bytes: u64,
}

/// A file cut into parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    file_bytes: u64,
}

impl Parts {
    /// Cuts a file of this size. An empty file has no parts.
    pub const fn of(file_bytes: u64) -> Result<Self, PartError> {
        if file_bytes > FILE_BYTES_MAX { Err(PartError::FileTooLarge) } else { Ok(Self { file_bytes }) }
    }

    /// Bytes of the file.
    pub const fn file_bytes(self) -> u64 {
        self.file_bytes
    }

    /// How many there are.
    pub const fn count(self) -> u32 {
        // Fits: the largest file has fewer than 100 000 parts.
        self.file_bytes.div_ceil(PART_BYTES_MAX) as u32
    }

    /// The part of this number.
    pub fn get(self, index: u32) -> Option<Part> {
        let offset = u64::from(index) * PART_BYTES_MAX;
        (index < self.count()).then(|| Part {
            index,
            offset,
            bytes: PART_BYTES_MAX.min(self.file_bytes - offset),
        })
    }

    /// The part that begins at `offset`, if it has `bytes` bytes.
    pub fn check(self, offset: u64, bytes: u64) -> Result<Part, PartError> {
        if !offset.is_multiple_of(PART_BYTES_MAX) {
            return Err(PartError::Offset);
        }
        let index = u32::try_from(offset / PART_BYTES_MAX).map_err(|_| PartError::Offset)?;
        let part = self.get(index).ok_or(PartError::Offset)?;
        if bytes == part.bytes { Ok(part) } else { Err(PartError::Length { expected: part.bytes }) }
    }

    /// All parts, in file order.
    pub fn iter(self) -> impl Iterator<Item = Part> {
        (0..self.count()).filter_map(move |index| self.get(index))
    }

    /// Offsets of the parts that are not `stored` (their numbers, ascending).
    pub fn missing_offsets(self, stored: &[u32]) -> Vec<u64> {
        self.iter()
            .filter(|part| stored.binary_search(&part.index).is_err())
            .map(|part| part.offset)
            .collect()
    }

    /// Bytes from the start without a gap, given the numbers of the stored parts, ascending.
    pub fn durable_prefix(self, stored: &[u32]) -> u64 {
        self.iter()
            .zip(stored)
            .take_while(|(part, index)| part.index == **index)
            .map(|(part, _)| part.bytes)
            .sum()
    }

    /// Bytes of the stored parts.
    pub fn durable_bytes(self, stored: &[u32]) -> u64 {
        stored.iter().filter_map(|index| self.get(*index)).map(|part| part.bytes).sum()
    }
}

#[cfg(test)]
mod tests;
