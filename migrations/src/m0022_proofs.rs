//! How often a session's owner proved himself again.
crate::sql::step!("m0022_proofs", up: [
    // Access tokens name it, so that those from before a proof are over (SEC-26).
    "ALTER TABLE session ADD COLUMN proofs BIGINT NOT NULL DEFAULT 0",
], down: []);
