//! The pool, accounts, their keys and balances, and the double-entry ledger over all of them.
crate::sql::step!("m0001_pool_and_accounts", up: [
    // One row: what may be reserved, and what is (INV-C1).
    "CREATE TABLE pool (
        id BIGINT NOT NULL CONSTRAINT pool_pk PRIMARY KEY CONSTRAINT pool_is_one CHECK (id = 1),
        capacity BIGINT NOT NULL,
        reserved BIGINT NOT NULL,
        CONSTRAINT pool_within_capacity CHECK (reserved BETWEEN 0 AND capacity)
    )",
    // `*_key` is the canonical form that uniqueness, sign-in and limits compare. An account without a verified address
    // holds nothing and expires. `security_version` rises when older tokens must end.
    "CREATE TABLE account (
        id TEXT NOT NULL CONSTRAINT account_pk PRIMARY KEY,
        username TEXT NOT NULL,
        username_key TEXT NOT NULL CONSTRAINT account_username_unique UNIQUE,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL CONSTRAINT account_email_unique UNIQUE,
        password_hash TEXT,
        role TEXT NOT NULL CONSTRAINT account_role_known CHECK (role IN ('basic', 'premium', 'admin')),
        verified_at BIGINT,
        security_version BIGINT NOT NULL,
        created_at BIGINT NOT NULL
    )",
    // The account's storage key, wrapped by the master key.
    "CREATE TABLE account_key (
        account_id TEXT NOT NULL CONSTRAINT account_key_owner REFERENCES account (id) ON DELETE CASCADE,
        version BIGINT NOT NULL,
        wrapped {blob} NOT NULL,
        wraps BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        CONSTRAINT account_key_pk PRIMARY KEY (account_id, version)
    )",
    // Exists from enrolment on (INV-C2).
    "CREATE TABLE quota (
        account_id TEXT NOT NULL CONSTRAINT quota_pk PRIMARY KEY
            CONSTRAINT quota_owner REFERENCES account (id) ON DELETE CASCADE,
        reservation BIGINT NOT NULL,
        used BIGINT NOT NULL,
        trash BIGINT NOT NULL,
        in_flight BIGINT NOT NULL,
        CONSTRAINT quota_not_negative CHECK (used >= 0 AND trash >= 0 AND in_flight >= 0),
        CONSTRAINT quota_within_reservation CHECK (used + trash + in_flight <= reservation)
    )",
    // Every movement of a balance, from one place to another: 'pool', 'free', 'in_flight', 'used', 'trash'.
    "CREATE TABLE ledger (
        id TEXT NOT NULL CONSTRAINT ledger_pk PRIMARY KEY,
        at BIGINT NOT NULL,
        account_id TEXT NOT NULL,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        bytes BIGINT NOT NULL CONSTRAINT ledger_positive CHECK (bytes >= 0),
        object TEXT NOT NULL
    )",
    "CREATE INDEX ledger_by_account ON ledger (account_id, at)",
    // Secrets of the server by name, and the marks it must not forget.
    "CREATE TABLE setting (
        name TEXT NOT NULL CONSTRAINT setting_pk PRIMARY KEY,
        value TEXT NOT NULL
    )",
], down: ["setting", "ledger", "quota", "account_key", "account", "pool"]);
