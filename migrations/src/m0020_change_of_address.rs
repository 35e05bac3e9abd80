//! Another address for an account: a code that proves it, and a link that puts the former one back.
crate::sql::step!("m0020_change_of_address", up: [
    // Challenges live for minutes, so this step forgets them: who waits for a code asks again. New is the purpose of
    // proving the address that an account moves to.
    "DROP TABLE challenge",
    "CREATE TABLE challenge (
        id TEXT NOT NULL CONSTRAINT challenge_pk PRIMARY KEY,
        account_id TEXT CONSTRAINT challenge_owner REFERENCES account (id) ON DELETE CASCADE,
        email_key TEXT NOT NULL,
        purpose TEXT NOT NULL CONSTRAINT challenge_purpose_known
            CHECK (purpose IN ('own_email', 'sign_in', 'enroll', 'step_up', 'reset', 'change_email')),
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
    "CREATE INDEX challenge_by_account ON challenge (account_id)",
    // What a link to disown puts back, when it was sent to the address that the account had.
    "ALTER TABLE recovery_link ADD COLUMN former_email TEXT",
], down: []);
