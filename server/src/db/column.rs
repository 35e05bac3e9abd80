//! Values as rows keep them: sizes and instants in BIGINT, ids and digests as lower-case hex.
//!
//! A value that does not read back is a damaged row, reported as such and never guessed.
use std::{fmt::Display, str::FromStr};

use domain::time::Timestamp;
use sea_orm::{DbErr, QueryResult, Value};

/// A size for a statement. One that no row can keep becomes the largest: every comparison with a balance refuses it.
pub fn amount(bytes: u64) -> Value {
    i64::try_from(bytes).unwrap_or(i64::MAX).into()
}

/// A size or count.
pub fn bytes(row: &QueryResult, column: &str) -> Result<u64, DbErr> {
    let value: i64 = row.try_get("", column)?;
    u64::try_from(value).map_err(|_| damaged(column, value))
}

/// A size that may be missing.
pub fn bytes_or_none(row: &QueryResult, column: &str) -> Result<Option<u64>, DbErr> {
    let value: Option<i64> = row.try_get("", column)?;
    value.map(|value| u64::try_from(value).map_err(|_| damaged(column, value))).transpose()
}

/// A small number: a version, a position.
pub fn count(row: &QueryResult, column: &str) -> Result<u32, DbErr> {
    let value: i64 = row.try_get("", column)?;
    u32::try_from(value).map_err(|_| damaged(column, value))
}

/// A small number that may be missing.
pub fn count_or_none(row: &QueryResult, column: &str) -> Result<Option<u32>, DbErr> {
    let value: Option<i64> = row.try_get("", column)?;
    value.map(|value| u32::try_from(value).map_err(|_| damaged(column, value))).transpose()
}

/// An instant.
pub fn instant(row: &QueryResult, column: &str) -> Result<Timestamp, DbErr> {
    Ok(Timestamp::from_micros(row.try_get("", column)?))
}

/// An instant that may be missing.
pub fn instant_or_none(row: &QueryResult, column: &str) -> Result<Option<Timestamp>, DbErr> {
    let micros: Option<i64> = row.try_get("", column)?;
    Ok(micros.map(Timestamp::from_micros))
}

/// A flag.
pub fn flag(row: &QueryResult, column: &str) -> Result<bool, DbErr> {
    let value: i64 = row.try_get("", column)?;
    Ok(value != 0)
}

/// Anything that is kept as its text: an id, a digest.
pub fn parsed<T: FromStr>(row: &QueryResult, column: &str) -> Result<T, DbErr> {
    let text: String = row.try_get("", column)?;
    text.parse().map_err(|_| damaged(column, &text))
}

/// A text.
pub fn text(row: &QueryResult, column: &str) -> Result<String, DbErr> {
    row.try_get("", column)
}

/// A text that may be missing.
pub fn text_or_none(row: &QueryResult, column: &str) -> Result<Option<String>, DbErr> {
    row.try_get("", column)
}

/// Sealed bytes.
pub fn blob(row: &QueryResult, column: &str) -> Result<Vec<u8>, DbErr> {
    row.try_get("", column)
}

/// What is reported of a value that cannot be.
pub(super) fn damaged(column: &str, value: impl Display) -> DbErr {
    DbErr::Type(format!("the column {column} holds {value}, which it never should"))
}
