//! The audit trail: one row a mutation, written in its transaction.
crate::sql::step!("m0006_audit", up: [
    "CREATE TABLE audit (
        id TEXT NOT NULL CONSTRAINT audit_pk PRIMARY KEY,
        at BIGINT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        object TEXT NOT NULL,
        outcome TEXT NOT NULL
    )",
    "CREATE INDEX audit_by_actor ON audit (actor, at)",
], down: ["audit"]);
