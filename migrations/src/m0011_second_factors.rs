//! Second factors, and what a session remembers of how it was proved.
crate::sql::step!("m0011_second_factors", up: [
    // The authenticator of an account: its seed is sealed for this account. It counts once a first code was right.
    "CREATE TABLE totp (
        account_id TEXT NOT NULL CONSTRAINT totp_pk PRIMARY KEY
            CONSTRAINT totp_owner REFERENCES account (id) ON DELETE CASCADE,
        seed {blob} NOT NULL,
        last_step BIGINT NOT NULL,
        failures BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        confirmed_at BIGINT
    )",
    "CREATE TABLE backup_code (
        account_id TEXT NOT NULL CONSTRAINT backup_code_owner REFERENCES account (id) ON DELETE CASCADE,
        digest TEXT NOT NULL,
        used_at BIGINT,
        CONSTRAINT backup_code_pk PRIMARY KEY (account_id, digest)
    )",
    // Challenges live for minutes, so this step forgets them instead of copying: who waits for a code asks again. New are
    // the purpose of proving oneself once more, and the method: a mailed code, or one of an authenticator.
    "DROP TABLE challenge",
    "CREATE TABLE challenge (
        id TEXT NOT NULL CONSTRAINT challenge_pk PRIMARY KEY,
        account_id TEXT CONSTRAINT challenge_owner REFERENCES account (id) ON DELETE CASCADE,
        email_key TEXT NOT NULL,
        purpose TEXT NOT NULL
            CONSTRAINT challenge_purpose_known CHECK (purpose IN ('own_email', 'sign_in', 'enroll', 'step_up')),
        method TEXT NOT NULL CONSTRAINT challenge_method_known CHECK (method IN ('email', 'totp')),
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
    // A session belongs to one security version of its account.
    "ALTER TABLE session ADD COLUMN security_version BIGINT NOT NULL DEFAULT 0",
    "UPDATE session SET security_version = (SELECT a.security_version FROM account a WHERE a.id = session.account_id)",
    // When both factors were last proved, and from where: what the owner is shown.
    "ALTER TABLE session ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN network TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE account ADD COLUMN password_changed_at BIGINT",
    // Since when an admin keeps it out.
    "ALTER TABLE account ADD COLUMN suspended_at BIGINT",
], down: ["backup_code", "totp"]);
