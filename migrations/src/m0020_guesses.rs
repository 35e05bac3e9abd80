//! How often codes were guessed at by strangers.
crate::sql::step!("m0020_guesses", up: [
    // Of the five tries of a code, those by somebody who could not show that he asked for it.
    "ALTER TABLE challenge ADD COLUMN stranger_attempts BIGINT NOT NULL DEFAULT 0
        CONSTRAINT challenge_stranger_attempts_bounded CHECK (stranger_attempts BETWEEN 0 AND 3)",
], down: []);
