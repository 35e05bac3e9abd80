//! Chunks that versions of any of an account's files share, and what each chunk takes.
crate::sql::step!("m0033_shared_chunks", up: [
    // `bytes` are plain ones, `stored` what is left of them when they are packed. Of the versions that refer to a chunk one
    // counts it in the quota: `SUM(bytes)` of what a version counts is its `charged`.
    "ALTER TABLE file_chunk ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE file_chunk ADD COLUMN stored BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE file_chunk ADD COLUMN counted BIGINT NOT NULL DEFAULT 0",
    // Of the plain bytes, under the key of `content_key`; empty where nobody compares.
    "ALTER TABLE file_chunk ADD COLUMN digest TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX file_chunk_by_digest ON file_chunk (digest) WHERE digest <> ''",
    // Until now versions shared all their chunks or none, and all but one chunk of a version had a MiB. Which one that is
    // makes no difference to a sum.
    "UPDATE file_chunk SET bytes = 1048576",
    "UPDATE file_chunk SET bytes = (SELECT v.size - 1048576 * ((SELECT COUNT(*) FROM file_chunk o WHERE o.version_id = v.id) - 1)
        FROM file_version v WHERE v.id = file_chunk.version_id)
        WHERE chunk_id = (SELECT MIN(o.chunk_id) FROM file_chunk o WHERE o.version_id = file_chunk.version_id)",
    "UPDATE file_chunk SET stored = bytes, counted = (SELECT CASE WHEN v.charged > 0 THEN 1 ELSE 0 END
        FROM file_version v WHERE v.id = file_chunk.version_id)",
    "ALTER TABLE upload_part ADD COLUMN stored BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE upload_part ADD COLUMN digest TEXT NOT NULL DEFAULT ''",
    // Where a chunk of another version was sealed and with which key, under the key of the upload; none for one of its own.
    "ALTER TABLE upload_part ADD COLUMN lent {blob}",
    // By which the contents of one account are compared, and those of no other.
    "CREATE TABLE content_key (
        account_id TEXT NOT NULL CONSTRAINT content_key_pk PRIMARY KEY
            CONSTRAINT content_key_owner REFERENCES account (id) ON DELETE CASCADE,
        sealed {blob} NOT NULL,
        master_key BIGINT NOT NULL CONSTRAINT content_key_master REFERENCES master_key (number)
    )",
], down: ["content_key"]);
