//! Taking everything out, and being forgotten.
crate::sql::step!("m0014_privacy", up: [
    // Links to download everything about an account. The key is in nobody's hands but the owner's.
    "CREATE TABLE personal_archive (
        digest TEXT NOT NULL CONSTRAINT personal_archive_pk PRIMARY KEY,
        account_id TEXT NOT NULL CONSTRAINT personal_archive_owner REFERENCES account (id) ON DELETE CASCADE,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL
    )",
    "CREATE INDEX personal_archive_by_account ON personal_archive (account_id, created_at)",
    "CREATE INDEX personal_archive_by_end ON personal_archive (expires_at)",
    // Accounts that will be erased at `due_at` unless somebody who signs in keeps them.
    "CREATE TABLE erasure (
        account_id TEXT NOT NULL CONSTRAINT erasure_pk PRIMARY KEY
            CONSTRAINT erasure_account REFERENCES account (id) ON DELETE CASCADE,
        requested_at BIGINT NOT NULL,
        due_at BIGINT NOT NULL
    )",
    "CREATE INDEX erasure_by_due ON erasure (due_at)",
    // Somebody who was erased, in the lessons that others still have: a fresh id and no name. Nobody signs in to it.
    "ALTER TABLE account ADD COLUMN erased_at BIGINT",
], down: ["erasure", "personal_archive"]);
