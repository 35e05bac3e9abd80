//! Passkeys.
crate::sql::step!("m0016_passkeys", up: [
    // `id` is the digest of the credential's id, so that no two accounts share one.
    "CREATE TABLE passkey (
        id TEXT NOT NULL CONSTRAINT passkey_pk PRIMARY KEY,
        account_id TEXT NOT NULL CONSTRAINT passkey_owner REFERENCES account (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        credential TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        last_used_at BIGINT
    )",
    "CREATE INDEX passkey_by_account ON passkey (account_id, created_at)",
], down: ["passkey"]);
