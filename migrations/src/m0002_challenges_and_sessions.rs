//! One-time codes, enrolment tickets, setup links, sessions and their refresh tokens. Secrets are kept as digests.
crate::sql::step!("m0002_challenges_and_sessions", up: [
    // A code belongs to one challenge, purpose, address and browser (SEC-12). `account_id` is NULL for an address that
    // nobody may sign in with: it is challenged like any other, so that answers do not differ.
    "CREATE TABLE challenge (
        id TEXT NOT NULL CONSTRAINT challenge_pk PRIMARY KEY,
        account_id TEXT CONSTRAINT challenge_owner REFERENCES account (id) ON DELETE CASCADE,
        email_key TEXT NOT NULL,
        purpose TEXT NOT NULL CONSTRAINT challenge_purpose_known CHECK (purpose IN ('own_email', 'sign_in', 'enroll')),
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
    // VerifyOtp's proof for Enroll (K47).
    "CREATE TABLE ticket (
        digest TEXT NOT NULL CONSTRAINT ticket_pk PRIMARY KEY,
        email_key TEXT NOT NULL,
        email TEXT NOT NULL,
        expires_at BIGINT NOT NULL,
        spent_at BIGINT
    )",
    // The one-time link of the first admin (K44).
    "CREATE TABLE setup_link (
        digest TEXT NOT NULL CONSTRAINT setup_link_pk PRIMARY KEY,
        expires_at BIGINT NOT NULL,
        used_at BIGINT
    )",
    "CREATE TABLE session (
        id TEXT NOT NULL CONSTRAINT session_pk PRIMARY KEY,
        account_id TEXT NOT NULL CONSTRAINT session_owner REFERENCES account (id) ON DELETE CASCADE,
        methods TEXT NOT NULL,
        keep_signed_in BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        last_seen_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        ended_at BIGINT
    )",
    "CREATE INDEX session_by_account ON session (account_id)",
    // A family is a session; a used token names its successor, sealed, so that the same browser asking twice within
    // ten seconds gets the same one (SEC-23).
    "CREATE TABLE refresh_token (
        digest TEXT NOT NULL CONSTRAINT refresh_token_pk PRIMARY KEY,
        session_id TEXT NOT NULL CONSTRAINT refresh_token_session REFERENCES session (id) ON DELETE CASCADE,
        created_at BIGINT NOT NULL,
        used_at BIGINT,
        successor {blob}
    )",
    "CREATE INDEX refresh_token_by_session ON refresh_token (session_id)",
], down: ["refresh_token", "session", "setup_link", "ticket", "challenge"]);
