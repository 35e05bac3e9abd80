//! Links that are mailed: to choose a new password, and to say that a sign-in was somebody else's.
crate::sql::step!("m0013_recovery", up: [
    // Good once and until its time, and only while nothing else changed how the account is protected: the security
    // version is that of when it was sent. Without an account it is the decoy of an address that nobody has.
    "CREATE TABLE recovery_link (
        digest TEXT NOT NULL CONSTRAINT recovery_link_pk PRIMARY KEY,
        account_id TEXT CONSTRAINT recovery_link_owner REFERENCES account (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CONSTRAINT recovery_link_kind_known CHECK (kind IN ('reset', 'not_me')),
        security_version BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        used_at BIGINT
    )",
    "CREATE INDEX recovery_link_by_account ON recovery_link (account_id, kind, created_at)",
    "CREATE INDEX recovery_link_by_end ON recovery_link (expires_at)",
    // Challenges live for minutes, so this step forgets them: who waits for a code asks again. New is the purpose of the
    // second step of a reset.
    "DROP TABLE challenge",
    "CREATE TABLE challenge (
        id TEXT NOT NULL CONSTRAINT challenge_pk PRIMARY KEY,
        account_id TEXT CONSTRAINT challenge_owner REFERENCES account (id) ON DELETE CASCADE,
        email_key TEXT NOT NULL,
        purpose TEXT NOT NULL CONSTRAINT challenge_purpose_known
            CHECK (purpose IN ('own_email', 'sign_in', 'enroll', 'step_up', 'reset')),
        method TEXT NOT NULL CONSTRAINT challenge_method_known CHECK (method IN ('email', 'totp', 'passkey')),
        code_mac TEXT NOT NULL,
        browser_digest TEXT,
        keep_signed_in BIGINT NOT NULL,
        attempts BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        consumed_at BIGINT,
        CONSTRAINT challenge_attempts_bounded CHECK (attempts BETWEEN 0 AND 5)
    )",
    "CREATE INDEX challenge_by_email ON challenge (email_key, purpose, created_at)",
    // Since when the password lets nobody in, because its owner said that somebody else knows it.
    "ALTER TABLE account ADD COLUMN password_locked_at BIGINT",
], down: ["recovery_link"]);
