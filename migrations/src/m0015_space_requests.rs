//! What members ask the admins for: a larger role, which is what reserves more.
crate::sql::step!("m0015_space_requests", up: [
    // `outcome` says how it was decided: 'accepted', 'refused' or 'withdrawn'.
    "CREATE TABLE space_request (
        id TEXT NOT NULL CONSTRAINT space_request_pk PRIMARY KEY,
        account_id TEXT NOT NULL CONSTRAINT space_request_owner REFERENCES account (id) ON DELETE CASCADE,
        role TEXT NOT NULL CONSTRAINT space_request_role_known CHECK (role IN ('basic', 'premium', 'admin')),
        note TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        decided_at BIGINT,
        outcome TEXT CONSTRAINT space_request_outcome_known CHECK (outcome IN ('accepted', 'refused', 'withdrawn')),
        CONSTRAINT space_request_decided CHECK ((decided_at IS NULL) = (outcome IS NULL))
    )",
    // One open request an account, whoever races.
    "CREATE UNIQUE INDEX space_request_one_open ON space_request (account_id) WHERE decided_at IS NULL",
    "CREATE INDEX space_request_by_account ON space_request (account_id, created_at)",
], down: ["space_request"]);
