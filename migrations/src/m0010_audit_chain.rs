//! The audit trail as a chain: a number without gaps, the session, and a hash that covers the row and the one before it
//! (SEC-63). Rows are never changed: triggers refuse it, whoever asks.
//!
//! The rows from before wait in `audit_unchained` until the next start has appended them to the chain, oldest first:
//! hashing is not a schema's business.
use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::sql::run;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0010_audit_chain"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (sequence, triggers) = match manager.get_database_backend() {
            DbBackend::Postgres => ("BIGINT", &POSTGRES_TRIGGERS[..]),
            // This very word makes the number the row's own place: no second index, and nothing but a number fits.
            _ => ("INTEGER", &SQLITE_TRIGGERS[..]),
        };
        run(manager, &["DROP INDEX audit_by_actor", "ALTER TABLE audit RENAME TO audit_unchained"]).await?;
        run(manager, &[&TABLE.replace("{sequence}", sequence)]).await?;
        run(manager, &["CREATE INDEX audit_by_actor ON audit (actor, sequence)"]).await?;
        run(manager, triggers).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP TABLE audit", "ALTER TABLE audit_unchained RENAME TO audit"]).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            run(manager, &["DROP FUNCTION audit_is_append_only"]).await?;
        }
        run(manager, &["CREATE INDEX audit_by_actor ON audit (actor, at)"]).await
    }
}

// Hashes are lower-case hex. `session` is missing where no session acted: a job, a sign-in.
const TABLE: &str = "CREATE TABLE audit (
    sequence {sequence} NOT NULL CONSTRAINT audit_chain_pk PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    session TEXT,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    outcome TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
)";

const SQLITE_TRIGGERS: [&str; 2] = [
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'rows of the audit trail are never changed'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'rows of the audit trail are never removed'); END",
];

const POSTGRES_TRIGGERS: [&str; 2] = [
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'rows of the audit trail are never changed or removed'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
];
