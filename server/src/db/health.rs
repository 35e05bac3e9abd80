//! Whether the database is well, and how much is in it: numbers only.
use std::collections::BTreeMap;

use domain::time::Timestamp;

use super::{ConnectionTrait, Db, DbErr, Engine, bytes, instant_or_none, sql, text};

const SUSPENDED: &str = "SELECT COUNT(*) AS n FROM account WHERE suspended_at IS NOT NULL";

/// The engine's own version.
pub async fn version(db: &Db) -> Result<String, DbErr> {
    let query = match db.engine() {
        Engine::Sqlite => "SELECT sqlite_version() AS version",
        Engine::Postgres => "SELECT current_setting('server_version') AS version",
    };
    let row = db.read().query_one_raw(sql(db.read(), query, [])).await?;
    row.map_or(Ok(String::new()), |row| text(&row, "version"))
}

/// Whether it answers at all: from a table that is always there.
pub async fn answers(db: &Db) -> Result<(), DbErr> {
    super::pool::find(db.read()).await.map(drop)
}

/// What all accounts have stored, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// In files.
    pub used: u64,
    /// In the trash.
    pub trash: u64,
    /// On its way.
    pub in_flight: u64,
}

/// The sum of all balances.
pub async fn stored(on: &impl ConnectionTrait) -> Result<Stored, DbErr> {
    let query = "SELECT CAST(COALESCE(SUM(used), 0) AS BIGINT) AS used,
        CAST(COALESCE(SUM(trash), 0) AS BIGINT) AS trash,
        CAST(COALESCE(SUM(in_flight), 0) AS BIGINT) AS in_flight FROM quota";
    let Some(row) = on.query_one_raw(sql(on, query, [])).await? else { return Ok(Stored::default()) };
    Ok(Stored {
        used: bytes(&row, "used")?,
        trash: bytes(&row, "trash")?,
        in_flight: bytes(&row, "in_flight")?,
    })
}

/// How many steps of the schema are applied.
pub async fn steps(db: &Db) -> Result<u64, DbErr> {
    count(db.read(), "SELECT COUNT(*) AS n FROM seaql_migrations").await
}

/// What SQLite says of its own file after reading all of it; PostgreSQL looks after its pages itself, and answers `ok`.
pub async fn integrity(db: &Db) -> Result<String, DbErr> {
    let query = match db.engine() {
        Engine::Sqlite => "SELECT quick_check AS verdict FROM pragma_quick_check LIMIT 1",
        Engine::Postgres => "SELECT 'ok' AS verdict",
    };
    let row = db.read().query_one_raw(sql(db.read(), query, [])).await?;
    row.map_or(Ok(String::new()), |row| text(&row, "verdict"))
}

/// How many accounts are kept out.
pub async fn suspended(on: &impl ConnectionTrait) -> Result<u64, DbErr> {
    count(on, SUSPENDED).await
}

/// Rows of the tables that tell how large an installation is, by a word for each.
pub async fn sizes(on: &impl ConnectionTrait) -> Result<BTreeMap<&'static str, u64>, DbErr> {
    let questions = [
        ("accounts", "SELECT COUNT(*) AS n FROM account"),
        ("accounts_suspended", SUSPENDED),
        ("accounts_unverified", "SELECT COUNT(*) AS n FROM account WHERE verified_at IS NULL"),
        ("admins", "SELECT COUNT(*) AS n FROM account WHERE role = 'admin'"),
        ("files", "SELECT COUNT(*) AS n FROM file"),
        ("uploads_open", "SELECT COUNT(*) AS n FROM upload"),
        ("sessions_open", "SELECT COUNT(*) AS n FROM session WHERE ended_at IS NULL"),
        ("lessons", "SELECT COUNT(*) AS n FROM lesson"),
        ("audit_records", "SELECT COUNT(*) AS n FROM audit"),
    ];
    let mut sizes = BTreeMap::new();
    for (word, query) in questions {
        sizes.insert(word, count(on, query).await?);
    }
    Ok(sizes)
}

/// Mails that wait, those of them that failed before, and those that were given up.
pub struct Mails {
    /// Not sent yet.
    pub waiting: u64,
    /// Not sent yet, after a failure.
    pub failing: u64,
    /// Never to be sent.
    pub abandoned: u64,
}

/// How the mails of the last days stand.
pub async fn mails(on: &impl ConnectionTrait) -> Result<Mails, DbErr> {
    let waiting = "SELECT COUNT(*) AS n FROM mail WHERE sent_at IS NULL AND abandoned_at IS NULL";
    Ok(Mails {
        waiting: count(on, waiting).await?,
        failing: count(
            on,
            "SELECT COUNT(*) AS n FROM mail WHERE sent_at IS NULL AND abandoned_at IS NULL AND attempts > 0",
        )
        .await?,
        abandoned: count(on, "SELECT COUNT(*) AS n FROM mail WHERE abandoned_at IS NOT NULL").await?,
    })
}

/// When the newest record of the audit trail was written.
pub async fn newest_record(on: &impl ConnectionTrait) -> Result<Option<Timestamp>, DbErr> {
    let row = on.query_one_raw(sql(on, "SELECT MAX(at) AS at FROM audit", [])).await?;
    row.map_or(Ok(None), |row| instant_or_none(&row, "at"))
}

/// Whether the trail's table belongs to the role that the server has, which could then drop its triggers (SEC-63); SQLite
/// knows no roles.
pub async fn owns_trail(db: &Db) -> Result<Option<bool>, DbErr> {
    if db.engine() == Engine::Sqlite {
        return Ok(None);
    }
    let query = "SELECT COUNT(*) AS n FROM pg_class
        WHERE oid = to_regclass('audit') AND pg_has_role(relowner, 'USAGE')";
    Ok(Some(count(db.read(), query).await? > 0))
}

async fn count(on: &impl ConnectionTrait, query: &str) -> Result<u64, DbErr> {
    on.query_one_raw(sql(on, query, [])).await?.map_or(Ok(0), |row| bytes(&row, "n"))
}
