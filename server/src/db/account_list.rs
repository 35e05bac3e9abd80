//! Accounts as an admin sees them: never what they store.
use domain::{page::Page, role::Role, time::Timestamp};
use sea_orm::QueryResult;

use super::{ConnectionTrait, DbErr, damaged, flag, instant, instant_or_none, like::containing, sql, text};

/// An account in one line.
pub struct Summary {
    /// Its name.
    pub username: String,
    /// Its address.
    pub email: String,
    /// What it may do.
    pub role: Role,
    /// Bytes reserved, used and in the trash.
    pub reserved: u64,
    /// Bytes of files.
    pub used: u64,
    /// Bytes of deleted files.
    pub trash: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is kept out.
    pub suspended_at: Option<Timestamp>,
    /// When it will be erased, if it will.
    pub erased_at: Option<Timestamp>,
    /// When a session of it was last used, as rows know.
    pub last_seen_at: Option<Timestamp>,
    /// Whether an authenticator counts.
    pub has_authenticator: bool,
    /// Whether its address was proved.
    pub is_verified: bool,
}

/// A page of the accounts whose name or address contains the filter, by name, and how many there are.
pub async fn list(on: &impl ConnectionTrait, filter: &str, page: Page) -> Result<(Vec<Summary>, u64), DbErr> {
    let wanted =
        "(a.username_key LIKE $1 ESCAPE '!' OR a.email_key LIKE $1 ESCAPE '!') AND a.erased_at IS NULL";
    let pattern = containing(&filter.to_lowercase());
    let text = format!("SELECT COUNT(*) AS n FROM account a WHERE {wanted}");
    let total = match on.query_one_raw(sql(on, &text, [pattern.clone().into()])).await? {
        Some(row) => super::bytes(&row, "n")?,
        None => 0,
    };
    let text = format!(
        "SELECT a.username, a.email, a.role, a.created_at, a.suspended_at, a.verified_at, e.due_at,
            COALESCE(q.reservation, 0) AS reserved, COALESCE(q.used, 0) AS used, COALESCE(q.trash, 0) AS trash,
            (SELECT MAX(s.last_seen_at) FROM session s WHERE s.account_id = a.id) AS last_seen_at,
            CASE WHEN t.confirmed_at IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS has_authenticator
        FROM account a LEFT JOIN quota q ON q.account_id = a.id LEFT JOIN totp t ON t.account_id = a.id
            LEFT JOIN erasure e ON e.account_id = a.id
        WHERE {wanted} ORDER BY a.username_key LIMIT $2 OFFSET $3"
    );
    let values = [pattern.into(), i64::from(page.limit()).into(), i64::from(page.offset()).into()];
    let rows = on.query_all_raw(sql(on, &text, values)).await?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
}

fn read(row: &QueryResult) -> Result<Summary, DbErr> {
    let role = text(row, "role")?;
    Ok(Summary {
        username: text(row, "username")?,
        email: text(row, "email")?,
        role: Role::parse(&role).ok_or_else(|| damaged("role", &role))?,
        reserved: super::bytes(row, "reserved")?,
        used: super::bytes(row, "used")?,
        trash: super::bytes(row, "trash")?,
        created_at: instant(row, "created_at")?,
        suspended_at: instant_or_none(row, "suspended_at")?,
        erased_at: instant_or_none(row, "due_at")?,
        last_seen_at: instant_or_none(row, "last_seen_at")?,
        has_authenticator: flag(row, "has_authenticator")?,
        is_verified: instant_or_none(row, "verified_at")?.is_some(),
    })
}
