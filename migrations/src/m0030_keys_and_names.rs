//! Names belong to whoever proves an address first.
crate::sql::step!("m0030_keys_and_names", up: [
    // An account whose address was never proved holds no name: whether a name is free would tell of its address otherwise
    // (SEC-07). Its key is one that no name has, until it is proved.
    "UPDATE account SET username_key = username_key || ' ' || id WHERE verified_at IS NULL",
    "CREATE INDEX account_unproved ON account (created_at) WHERE verified_at IS NULL",
], down: []);
