//! Under which master key the key of each file was first wrapped, and names that belong to whoever proves an address first.
crate::sql::step!("m0030_keys_and_names", up: [
    // Whoever holds older master keys alone never could open a key that was first wrapped under this one: what is below a
    // number is what is encrypted again (SEC-61). The least that can be true of what is there: nobody wrote it down.
    "ALTER TABLE file_version ADD COLUMN made_under BIGINT NOT NULL DEFAULT 1",
    "ALTER TABLE upload ADD COLUMN made_under BIGINT NOT NULL DEFAULT 1",
    // An account whose address was never proved holds no name: whether a name is free would tell of its address otherwise
    // (SEC-07). Its key is one that no name has, until it is proved.
    "UPDATE account SET username_key = username_key || ' ' || id WHERE verified_at IS NULL",
    "CREATE INDEX account_unproved ON account (created_at) WHERE verified_at IS NULL",
], down: []);
