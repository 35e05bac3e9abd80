//! Uploads that have not ended, and their durable parts.
crate::sql::step!("m0005_uploads", up: [
    // `file_id` is the file to be made or, when `replaces` is 1, to be given a version. A completed upload keeps its
    // row until it expires, so that CompleteUpload asked again answers alike (INV-A2). `reserved` is what it holds of
    // `quota.in_flight`: all of `size` for parts, growing steps for a stream, whose size is known at its end.
    "CREATE TABLE upload (
        id TEXT NOT NULL CONSTRAINT upload_pk PRIMARY KEY,
        account_id TEXT NOT NULL CONSTRAINT upload_owner REFERENCES account (id) ON DELETE CASCADE,
        file_id TEXT NOT NULL,
        version_id TEXT NOT NULL,
        kind TEXT NOT NULL CONSTRAINT upload_kind_known CHECK (kind IN ('parts', 'stream')),
        replaces BIGINT NOT NULL,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        size BIGINT NOT NULL CONSTRAINT upload_size_not_negative CHECK (size >= 0),
        reserved BIGINT NOT NULL CONSTRAINT upload_reserved_not_negative CHECK (reserved >= 0),
        sha256 TEXT,
        part_bytes BIGINT NOT NULL,
        wrapped_key {blob} NOT NULL,
        key_version BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        completed_at BIGINT
    )",
    "CREATE INDEX upload_by_account ON upload (account_id, completed_at)",
    "CREATE INDEX upload_by_end ON upload (expires_at)",
    // Two open uploads cannot aim at one name.
    "CREATE UNIQUE INDEX upload_name_unique ON upload (account_id, name_key) WHERE completed_at IS NULL AND replaces = 0",
    // A row exists once the chunk is durable on the write quorum.
    "CREATE TABLE upload_part (
        upload_id TEXT NOT NULL CONSTRAINT upload_part_upload REFERENCES upload (id) ON DELETE CASCADE,
        position BIGINT NOT NULL,
        chunk_id TEXT NOT NULL,
        plain_bytes BIGINT NOT NULL,
        plain_sha256 TEXT NOT NULL,
        CONSTRAINT upload_part_pk PRIMARY KEY (upload_id, position)
    )",
], down: ["upload_part", "upload"]);
