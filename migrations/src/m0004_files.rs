//! Files and their versions. A version's row is the commit point of an upload.
crate::sql::step!("m0004_files", up: [
    "CREATE TABLE file (
        id TEXT NOT NULL CONSTRAINT file_pk PRIMARY KEY,
        account_id TEXT NOT NULL CONSTRAINT file_owner REFERENCES account (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        current_version TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        trashed_at BIGINT
    )",
    // A name is taken only by files that are not in the trash.
    "CREATE UNIQUE INDEX file_name_unique ON file (account_id, name_key) WHERE trashed_at IS NULL",
    "CREATE INDEX file_by_account ON file (account_id, trashed_at)",
    "CREATE INDEX file_in_trash ON file (trashed_at) WHERE trashed_at IS NOT NULL",
    // The manifest is sealed with the file key; the file key is wrapped by the account's key `key_version`.
    "CREATE TABLE file_version (
        id TEXT NOT NULL CONSTRAINT file_version_pk PRIMARY KEY,
        file_id TEXT NOT NULL CONSTRAINT file_version_file REFERENCES file (id) ON DELETE CASCADE,
        number BIGINT NOT NULL,
        size BIGINT NOT NULL CONSTRAINT file_version_size_not_negative CHECK (size >= 0),
        sha256 TEXT NOT NULL,
        manifest {blob} NOT NULL,
        manifest_hash TEXT NOT NULL,
        wrapped_key {blob} NOT NULL,
        key_version BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        CONSTRAINT file_version_number_unique UNIQUE (file_id, number)
    )",
], down: ["file_version", "file"]);
