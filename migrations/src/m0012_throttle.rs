//! How often somebody was wrong: it survives a restart, and who cannot be counted is not let in (SEC-19).
crate::sql::step!("m0012_throttle", up: [
    // `subject` is an account, or the digest of a name that nobody has; `place` is a network or a known browser.
    "CREATE TABLE throttle (
        subject TEXT NOT NULL,
        place TEXT NOT NULL,
        failures BIGINT NOT NULL,
        last_at BIGINT NOT NULL,
        CONSTRAINT throttle_pk PRIMARY KEY (subject, place)
    )",
    "CREATE INDEX throttle_by_last ON throttle (last_at)",
    "CREATE TABLE throttle_network (
        network TEXT NOT NULL,
        what TEXT NOT NULL,
        empty_at BIGINT NOT NULL,
        CONSTRAINT throttle_network_pk PRIMARY KEY (network, what)
    )",
], down: ["throttle_network", "throttle"]);
