//! Many rows as one: a list comes as one text of JSON, because the driver takes longer over a thousand rows than the database.
//!
//! Each row is an array of its columns, which is read by their order. A value that does not read back is a damaged row, as in
//! `column`.
use std::{fmt::Display, str::FromStr};

use domain::{id::FileId, time::Timestamp};
use sea_orm::{DbBackend, Value};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error};

use super::{ConnectionTrait, DbErr, damaged, sql, text};

/// The rows of a query in its order, from its columns and what stands behind them: `FROM …`. What gathers them keeps the
/// order in which they come, on either engine.
pub async fn gather<T: DeserializeOwned>(
    on: &impl ConnectionTrait,
    columns: &str,
    source: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<T>, DbErr> {
    let query = match on.get_database_backend() {
        DbBackend::Postgres => format!(
            "SELECT '[' || COALESCE(STRING_AGG(CAST(item AS TEXT), ','), '') || ']' AS items
            FROM (SELECT json_build_array({columns}) AS item {source}) listed"
        ),
        _ => format!(
            "SELECT '[' || COALESCE(GROUP_CONCAT(item, ','), '') || ']' AS items
            FROM (SELECT json_array({columns}) AS item {source}) listed"
        ),
    };
    let Some(row) = on.query_one_raw(sql(on, &query, values)).await? else { return Ok(Vec::new()) };
    serde_json::from_str(&text(&row, "items")?).map_err(|error| damaged("items", error))
}

/// Ids as one value, a JSON array: they are hexadecimal, and nothing in them has to be escaped.
pub fn ids(ids: &[impl Display]) -> Value {
    let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", ids.join(",")).into()
}

/// Anything that is kept as its text: an id.
pub fn parsed<'de, T: FromStr, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let text = <&str>::deserialize(from)?;
    text.parse().map_err(|_| D::Error::custom(format!("{text} is not what is kept there")))
}

/// The folder that a row names; the top when none.
pub fn folder<'de, D: Deserializer<'de>>(from: D) -> Result<Option<FileId>, D::Error> {
    let text = <&str>::deserialize(from)?;
    let id = (!text.is_empty()).then(|| text.parse()).transpose();
    id.map_err(|_| D::Error::custom(format!("{text} is no folder")))
}

/// A digest.
pub fn digest<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
    let text = <&str>::deserialize(from)?;
    domain::hex::digest(text).ok_or_else(|| D::Error::custom(format!("{text} is no digest")))
}

/// An instant.
pub fn instant<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
    i64::deserialize(from).map(Timestamp::from_micros)
}

/// An instant that may be missing.
pub fn instant_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Option::<i64>::deserialize(from)?.map(Timestamp::from_micros))
}

/// Whether there is an instant.
pub fn is_there<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(instant_or_none(from)?.is_some())
}

/// A flag.
pub fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(i64::deserialize(from)? != 0)
}
