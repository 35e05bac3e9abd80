//! What each table holds of a person: [`CLASSES`] drives both the export of everything about oneself and the erasure
//! (C28, K23). A table or a column that is not listed fails a test (SEC-66).
//!
//! It lives here because it speaks SQL: which rows are somebody's is a condition, and the same condition reads them for
//! the export and removes them in the end.
mod accounts;
mod files;
mod lessons;
mod server;

use domain::{id::AccountId, time::Timestamp};
use sea_orm::{QueryResult, Value};

use super::{ConnectionTrait, DbErr, execute, instant_or_none, sql, text, text_or_none};

/// Rows of a page of an export.
const PAGE: u32 = 200;

/// A table, and what of a person is in it.
#[derive(Clone, Copy, Debug)]
pub struct Class {
    /// Its name.
    pub table: &'static str,
    /// Whose rows it has.
    pub rows: Rows,
}

/// Whose rows a table has.
#[derive(Clone, Copy, Debug)]
pub enum Rows {
    /// Nobody's: why that is so.
    Nobodys(&'static str),
    /// People's.
    Peoples(Peoples),
}

/// Rows of people.
#[derive(Clone, Copy, Debug)]
pub struct Peoples {
    /// Which are somebody's: a condition in which `$1` is the account.
    pub whose: &'static str,
    /// What pages are turned by.
    pub key: Key,
    /// Every column.
    pub columns: &'static [Column],
    /// What the erasure does with them.
    pub end: End,
}

/// What tells rows apart.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// A text, or an expression that is one.
    Text(&'static str),
    /// A number.
    Number(&'static str),
}

/// A column, and how its owner is told of it.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// A text.
    Text(&'static str),
    /// A number.
    Number(&'static str),
    /// A moment, in microseconds.
    Moment(&'static str),
    /// Not told: a secret, the owner's own id once more, or a place that says nothing of a person.
    Hidden(&'static str),
}

/// What becomes of rows when their owner is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// They are removed.
    Removed,
    /// They are removed when everything else is, with whatever still hangs on them: the account itself.
    RemovedLast,
    /// They belong to others too: they stay, without a word of the owner's, and name a pseudonym.
    Disowned,
    /// They stay as they are: why that tells nothing.
    Kept(&'static str),
}

/// A value that somebody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// None.
    Nothing,
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// A moment.
    Moment(Timestamp),
}

/// A row as its owner is told it, and where the next page begins.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its place among the others.
    pub place: Place,
    /// Its columns by name.
    pub fields: Vec<(&'static str, Field)>,
}

/// A row's place among the others.
#[derive(Clone, Debug)]
pub enum Place {
    /// By a text.
    Text(String),
    /// By a number.
    Number(i64),
}

/// Every table of the schema. Rows are removed in this order: what hangs on others comes first.
pub const CLASSES: [&[Class]; 4] = [&lessons::CLASSES, &files::CLASSES, &server::CLASSES, &accounts::CLASSES];

/// All of them in one row.
pub fn classes() -> impl Iterator<Item = &'static Class> {
    CLASSES.into_iter().flatten()
}

impl Class {
    /// What is somebody's in it.
    pub const fn peoples(&self) -> Option<&Peoples> {
        match &self.rows {
            Rows::Nobodys(_) => None,
            Rows::Peoples(peoples) => Some(peoples),
        }
    }

    /// Whether an erasure removes or changes rows of it.
    pub fn is_changed_by_erasure(&self) -> bool {
        self.peoples().is_some_and(|rows| !matches!(rows.end, End::Kept(_)))
    }
}

impl Column {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Number(name) | Self::Moment(name) | Self::Hidden(name) => name,
        }
    }

    /// Whether its owner is told.
    pub const fn is_told(self) -> bool {
        !matches!(self, Self::Hidden(_))
    }

    fn read(self, row: &QueryResult) -> Result<Field, DbErr> {
        let name = self.name();
        Ok(match self {
            Self::Hidden(_) => Field::Nothing,
            Self::Text(_) => text_or_none(row, name)?.map_or(Field::Nothing, Field::Text),
            Self::Number(_) => row.try_get::<Option<i64>>("", name)?.map_or(Field::Nothing, Field::Number),
            Self::Moment(_) => instant_or_none(row, name)?.map_or(Field::Nothing, Field::Moment),
        })
    }
}

impl Peoples {
    /// Whether anything of them is exported.
    pub fn is_told(&self) -> bool {
        self.columns.iter().any(|column| column.is_told())
    }

    fn told(&self) -> impl Iterator<Item = Column> {
        self.columns.iter().copied().filter(|column| column.is_told())
    }
}

/// A page of somebody's rows of a table.
pub async fn page(
    on: &impl ConnectionTrait,
    table: &str,
    rows: &Peoples,
    account: AccountId,
    behind: Option<&Place>,
) -> Result<Vec<Record>, DbErr> {
    let columns: Vec<&str> = rows.told().map(Column::name).collect();
    let (key, first): (_, Value) = match rows.key {
        Key::Text(key) => (key, String::new().into()),
        Key::Number(key) => (key, i64::MIN.into()),
    };
    let behind = match behind {
        None => first,
        Some(Place::Text(text)) => text.clone().into(),
        Some(Place::Number(number)) => (*number).into(),
    };
    let (columns, whose) = (columns.join(", "), rows.whose);
    let query = format!(
        "SELECT {columns}, {key} AS place FROM {table} WHERE ({whose}) AND {key} > $2 ORDER BY {key} LIMIT {PAGE}"
    );
    let found = on.query_all_raw(sql(on, &query, [account.to_string().into(), behind])).await?;
    found.iter().map(|row| record(rows, row)).collect()
}

fn record(rows: &Peoples, row: &QueryResult) -> Result<Record, DbErr> {
    let place = match rows.key {
        Key::Text(_) => Place::Text(text(row, "place")?),
        Key::Number(_) => Place::Number(row.try_get("", "place")?),
    };
    let fields = rows.told().map(|column| Ok((column.name(), column.read(row)?)));
    Ok(Record { place, fields: fields.collect::<Result<_, DbErr>>()? })
}

/// Removes somebody's rows of a table; how many there were.
pub async fn remove(
    on: &impl ConnectionTrait,
    table: &str,
    rows: &Peoples,
    account: AccountId,
) -> Result<u64, DbErr> {
    let whose = rows.whose;
    execute(on, &format!("DELETE FROM {table} WHERE {whose}"), [account.to_string().into()]).await
}
