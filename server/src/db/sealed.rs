//! Whatever rows keep sealed under a master key, looked at alike: which key it names, and putting it under another one.
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, blob, bytes, count, one, sql, text};

/// What is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The storage keys of accounts.
    AccountKey,
    /// The seeds of authenticators.
    Authenticator,
    /// The keys by which contents of an account are compared.
    ContentKey,
    /// Mails that wait or were sent in the last day.
    Mail,
}

/// Where a sealed thing is: with [`Kind`] it is one row.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The account, or the mail.
    pub object: String,
    /// The version of an account's key, the recipient of a mail, or nothing.
    pub beside: String,
}

/// A sealed thing.
pub struct Sealed {
    /// Where it is.
    pub place: Place,
    /// As it is kept.
    pub bytes: Vec<u8>,
    /// The number of the master key that opens it.
    pub master_key: u32,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AccountKey, Self::Authenticator, Self::ContentKey, Self::Mail];

    /// The table, what is sealed in it, and what tells its rows apart: the first of it is what the primary key begins with.
    const fn columns(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::AccountKey => ("account_key", "wrapped", "account_id", "CAST(version AS TEXT)"),
            Self::Authenticator => ("totp", "seed", "account_id", "CAST('' AS TEXT)"),
            Self::ContentKey => ("content_key", "sealed", "account_id", "CAST('' AS TEXT)"),
            Self::Mail => ("mail", "sealed", "id", "recipient"),
        }
    }
}

/// At most `limit` things of a kind behind `after` that name another key than `master_key`, in the order of their places.
pub async fn under_others(
    on: &impl ConnectionTrait,
    kind: Kind,
    master_key: u32,
    after: &Place,
    limit: u32,
) -> Result<Vec<Sealed>, DbErr> {
    let (table, sealed, object, beside) = kind.columns();
    let text = format!(
        "SELECT {object} AS object, {beside} AS beside, {sealed} AS sealed, master_key FROM {table}
        WHERE master_key <> $1 AND {object} >= $2 AND ({object} > $2 OR {beside} > $3)
        ORDER BY {object}, {beside} LIMIT $4"
    );
    let (from, beside) = (after.object.as_str().into(), after.beside.as_str().into());
    let values = [i64::from(master_key).into(), from, beside, i64::from(limit).into()];
    on.query_all_raw(sql(on, &text, values)).await?.iter().map(read).collect()
}

/// Puts other bytes in the place of `old`; `false` when those are no longer there.
pub async fn replace(
    on: &impl ConnectionTrait,
    kind: Kind,
    old: &Sealed,
    new: Vec<u8>,
    master_key: u32,
) -> Result<bool, DbErr> {
    let (table, sealed, object, beside) = kind.columns();
    let text = format!(
        "UPDATE {table} SET {sealed} = $1, master_key = $2
        WHERE {object} = $3 AND {beside} = $4 AND {sealed} = $5 AND master_key = $6"
    );
    let values = [
        new.into(),
        i64::from(master_key).into(),
        old.place.object.as_str().into(),
        old.place.beside.as_str().into(),
        old.bytes.clone().into(),
        i64::from(old.master_key).into(),
    ];
    one(on, &text, values).await
}

/// How many things of a kind name a key.
pub async fn count_under(on: &impl ConnectionTrait, kind: Kind, master_key: u32) -> Result<u64, DbErr> {
    let (table, ..) = kind.columns();
    let text = format!("SELECT COUNT(*) AS n FROM {table} WHERE master_key = $1");
    let row = on.query_one_raw(sql(on, &text, [i64::from(master_key).into()])).await?;
    row.map_or(Ok(0), |row| bytes(&row, "n"))
}

fn read(row: &QueryResult) -> Result<Sealed, DbErr> {
    Ok(Sealed {
        place: Place { object: text(row, "object")?, beside: text(row, "beside")? },
        bytes: blob(row, "sealed")?,
        master_key: count(row, "master_key")?,
    })
}
