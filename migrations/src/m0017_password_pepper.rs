//! Which key outside the database went into a password's hash (SEC-02).
crate::sql::step!("m0017_password_pepper", up: [
    // The key's id; none for hashes that are made without one.
    "ALTER TABLE account ADD COLUMN password_pepper TEXT",
], down: []);
