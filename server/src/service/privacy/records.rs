//! Records as JSON: a list of objects for each table, times as ISO 8601 in UTC.
use domain::{skillshare::TimeZone, time::Timestamp};
use serde_json::{Map, Value};

use crate::{
    db::personal::{Field, Record},
    zones,
};

/// Before the first record.
pub(super) const OPENING: &str = "[";
/// After the last one.
pub(super) const CLOSING: &str = "\n]\n";

/// Some records, as they follow on each other.
pub(super) fn text(records: &[Record], is_first: bool) -> String {
    let mut text = String::new();
    for (position, record) in records.iter().enumerate() {
        text.push_str(if is_first && position == 0 { "\n  " } else { ",\n  " });
        text.push_str(&object(record).to_string());
    }
    text
}

fn object(record: &Record) -> Value {
    let fields = record.fields.iter().map(|(name, field)| ((*name).to_owned(), value(field)));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn value(field: &Field) -> Value {
    match field {
        Field::Nothing => Value::Null,
        Field::Text(text) => text.as_str().into(),
        Field::Number(number) => (*number).into(),
        Field::Moment(at) => moment(*at).into(),
    }
}

/// `2026-11-28T20:30:00Z`.
pub(super) fn moment(at: Timestamp) -> String {
    zones::zoned(at, &TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
