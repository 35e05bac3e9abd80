//! Requests of members for more space: at most one open an account, decided once.
use domain::{
    id::{AccountId, SpaceRequestId},
    role::Role,
    time::Timestamp,
};
use sea_orm::QueryResult;

use super::{
    ConnectionTrait, DbErr, bytes, damaged, instant, instant_or_none, one, parsed, sql, text, text_or_none,
};

const COLUMNS: &str = "id, account_id, role, note, created_at, decided_at, outcome";

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The account has the role.
    Accepted,
    /// It keeps what it had.
    Refused,
    /// Its owner took it back.
    Withdrawn,
}

impl Outcome {
    const ALL: [Self; 3] = [Self::Accepted, Self::Refused, Self::Withdrawn];

    /// The word in the row.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A request as its row says.
pub struct SpaceRequest {
    /// Its id.
    pub id: SpaceRequestId,
    /// Who asks.
    pub account: AccountId,
    /// For which role.
    pub role: Role,
    /// With which words.
    pub note: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When and how it was decided, if it was.
    pub decided: Option<(Timestamp, Outcome)>,
}

/// Opens a request; an open one takes the newest note and keeps its place.
pub async fn open(
    on: &impl ConnectionTrait,
    id: SpaceRequestId,
    account: AccountId,
    (role, note): (Role, &str),
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "INSERT INTO space_request (id, account_id, role, note, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (account_id) WHERE decided_at IS NULL DO UPDATE SET role = $3, note = $4";
    let values = [
        id.to_string().into(),
        account.to_string().into(),
        role.name().into(),
        note.into(),
        now.micros().into(),
    ];
    one(on, text, values).await
}

/// The open request of this id.
pub async fn find_open(on: &impl ConnectionTrait, id: SpaceRequestId) -> Result<Option<SpaceRequest>, DbErr> {
    let text = format!("SELECT {COLUMNS} FROM space_request WHERE id = $1 AND decided_at IS NULL");
    on.query_one_raw(sql(on, &text, [id.to_string().into()])).await?.map(|row| read(&row)).transpose()
}

/// The newest request of an account, open or not.
pub async fn newest(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<SpaceRequest>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM space_request WHERE account_id = $1
        ORDER BY CASE WHEN decided_at IS NULL THEN 0 ELSE 1 END, created_at DESC, id LIMIT 1"
    );
    on.query_one_raw(sql(on, &text, [account.to_string().into()])).await?.map(|row| read(&row)).transpose()
}

/// At most `limit` open requests, the oldest first.
pub async fn list_open(on: &impl ConnectionTrait, limit: u32) -> Result<Vec<SpaceRequest>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM space_request WHERE decided_at IS NULL ORDER BY created_at, id LIMIT $1"
    );
    on.query_all_raw(sql(on, &text, [i64::from(limit).into()])).await?.iter().map(read).collect()
}

/// How many are open.
pub async fn count_open(on: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let text = "SELECT COUNT(*) AS n FROM space_request WHERE decided_at IS NULL";
    on.query_one_raw(sql(on, text, [])).await?.map_or(Ok(0), |row| bytes(&row, "n"))
}

/// Decides a request; `false` when it was decided before.
pub async fn decide(
    on: &impl ConnectionTrait,
    id: SpaceRequestId,
    outcome: Outcome,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "UPDATE space_request SET decided_at = $2, outcome = $3 WHERE id = $1 AND decided_at IS NULL";
    one(on, text, [id.to_string().into(), now.micros().into(), outcome.name().into()]).await
}

/// Decides the open request of an account, if there is one.
pub async fn decide_of(
    on: &impl ConnectionTrait,
    account: AccountId,
    outcome: Outcome,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text =
        "UPDATE space_request SET decided_at = $2, outcome = $3 WHERE account_id = $1 AND decided_at IS NULL";
    one(on, text, [account.to_string().into(), now.micros().into(), outcome.name().into()]).await
}

fn read(row: &QueryResult) -> Result<SpaceRequest, DbErr> {
    let role = text(row, "role")?;
    let outcome = text_or_none(row, "outcome")?;
    let outcome = match outcome {
        Some(word) => Some(
            Outcome::ALL.into_iter().find(|it| it.name() == word).ok_or_else(|| damaged("outcome", word))?,
        ),
        None => None,
    };
    Ok(SpaceRequest {
        id: parsed(row, "id")?,
        account: parsed(row, "account_id")?,
        role: Role::parse(&role).ok_or_else(|| damaged("role", &role))?,
        note: text(row, "note")?,
        created_at: instant(row, "created_at")?,
        decided: instant_or_none(row, "decided_at")?.zip(outcome),
    })
}
