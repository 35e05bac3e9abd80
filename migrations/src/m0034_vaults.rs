//! Vaults: folders whose files were encrypted before they came.
crate::sql::step!("m0034_vaults", up: [
    // The key of a vault: whom its files are for, and what opens them, under a passphrase that never comes here, in base64,
    // so that its owner is told it with all else.
    "CREATE TABLE vault (
        folder_id TEXT NOT NULL CONSTRAINT vault_pk PRIMARY KEY
            CONSTRAINT vault_folder REFERENCES file (id) ON DELETE CASCADE,
        recipient TEXT NOT NULL,
        sealed_identity TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL
    )",
    // Bytes that a version holds which has the form of age. Of what has not, and of what is older than this step, null: that
    // is in no vault.
    "ALTER TABLE file_version ADD COLUMN plain_size BIGINT",
], down: ["vault"]);
