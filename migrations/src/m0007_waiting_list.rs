//! The line of accounts that wait for a seat of the pool.
crate::sql::step!("m0007_waiting_list", up: [
    // First come, first served: by `joined_at`, and by id where two came in the same microsecond.
    "CREATE TABLE waiting (
        account_id TEXT NOT NULL CONSTRAINT waiting_pk PRIMARY KEY
            CONSTRAINT waiting_owner REFERENCES account (id) ON DELETE CASCADE,
        joined_at BIGINT NOT NULL
    )",
    "CREATE INDEX waiting_in_line ON waiting (joined_at, account_id)",
], down: ["waiting"]);
