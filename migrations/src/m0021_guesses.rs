//! How often codes were guessed at by strangers, and how often in a row passwords were.
crate::sql::step!("m0021_guesses", up: [
    // Of the five tries of a code, those by somebody who could not show that he asked for it.
    "ALTER TABLE challenge ADD COLUMN stranger_attempts BIGINT NOT NULL DEFAULT 0
        CONSTRAINT challenge_stranger_attempts_bounded CHECK (stranger_attempts BETWEEN 0 AND 3)",
    // Wrong passwords without a right one in between (SEC-18). `subject` is that of the throttle; `place` is a browser or a
    // session that the account knows, and empty for everybody else together.
    "CREATE TABLE wrong_password (
        subject TEXT NOT NULL,
        place TEXT NOT NULL,
        in_a_row BIGINT NOT NULL,
        last_at BIGINT NOT NULL,
        closed_at BIGINT,
        CONSTRAINT wrong_password_pk PRIMARY KEY (subject, place)
    )",
    "CREATE INDEX wrong_password_by_last ON wrong_password (last_at)",
], down: ["wrong_password"]);
