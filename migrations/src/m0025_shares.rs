//! What people give each other: a file, or a folder with all below it.
crate::sql::step!("m0025_shares", up: [
    // To an account by its name, or to whoever proves an address: of `receiver_id` and `receiver_email` one is there. An
    // address is never turned into an account's id, or the list of what somebody gave would tell which addresses have one.
    "CREATE TABLE share (
        id TEXT NOT NULL CONSTRAINT share_pk PRIMARY KEY,
        owner_id TEXT NOT NULL CONSTRAINT share_owner REFERENCES account (id) ON DELETE CASCADE,
        entry_id TEXT NOT NULL CONSTRAINT share_entry REFERENCES file (id) ON DELETE CASCADE,
        receiver_id TEXT CONSTRAINT share_receiver REFERENCES account (id) ON DELETE CASCADE,
        receiver_email TEXT,
        rights TEXT NOT NULL CONSTRAINT share_rights_known CHECK (rights IN ('view', 'edit')),
        created_at BIGINT NOT NULL,
        expires_at BIGINT,
        opened_at BIGINT
    )",
    "CREATE UNIQUE INDEX share_to_account ON share (entry_id, receiver_id) WHERE receiver_id IS NOT NULL",
    "CREATE UNIQUE INDEX share_to_address ON share (entry_id, receiver_email) WHERE receiver_email IS NOT NULL",
    "CREATE INDEX share_by_owner ON share (owner_id, created_at)",
    "CREATE INDEX share_by_receiver ON share (receiver_id) WHERE receiver_id IS NOT NULL",
    "CREATE INDEX share_by_address ON share (receiver_email) WHERE receiver_email IS NOT NULL",
    // Who sends the bytes, which are stored and counted for `account_id`.
    "ALTER TABLE upload ADD COLUMN uploader_id TEXT NOT NULL DEFAULT ''",
    "UPDATE upload SET uploader_id = account_id",
    "CREATE INDEX upload_by_uploader ON upload (uploader_id)",
], down: ["share"]);
