//! Which master key each sealed thing opens with (SEC-61).
//!
//! The references are the fence of a retirement: while a row names a key, the database refuses to forget it, and once it
//! is forgotten, the database refuses rows that name it. So no race leaves something that nothing opens.
crate::sql::step!("m0018_master_keys", up: [
    // `id` is made from the key: another key cannot stand in its place by mistake. The first key has none until the next
    // start has read the key file.
    "CREATE TABLE master_key (
        number BIGINT NOT NULL CONSTRAINT master_key_pk PRIMARY KEY
            CONSTRAINT master_key_counts_from_one CHECK (number > 0),
        id TEXT,
        since BIGINT
    )",
    // There was one key.
    "INSERT INTO master_key (number) VALUES (1)",
    // SQLite adds a column that refers to something only where it may be empty. It never is: each insert names its key.
    "ALTER TABLE account_key ADD COLUMN master_key BIGINT
        CONSTRAINT account_key_master REFERENCES master_key (number)",
    "ALTER TABLE totp ADD COLUMN master_key BIGINT CONSTRAINT totp_master REFERENCES master_key (number)",
    "ALTER TABLE mail ADD COLUMN master_key BIGINT CONSTRAINT mail_master REFERENCES master_key (number)",
    "UPDATE account_key SET master_key = 1",
    "UPDATE totp SET master_key = 1",
    "UPDATE mail SET master_key = 1",
    // Under which master key an account's key was made: what is wrapped later is wrapped by a key as new as that one.
    "ALTER TABLE account_key ADD COLUMN made_under BIGINT NOT NULL DEFAULT 1",
], down: []);
