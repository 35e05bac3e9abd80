//! Which chunks each version refers to, in the open, and which versions are damaged.
crate::sql::step!("m0008_file_chunks", up: [
    // A manifest is sealed, and the collection of garbage must know what lives without opening every one of them. Rows
    // come and go with their version (INV-D7).
    "CREATE TABLE file_chunk (
        version_id TEXT NOT NULL CONSTRAINT file_chunk_version REFERENCES file_version (id) ON DELETE CASCADE,
        chunk_id TEXT NOT NULL,
        CONSTRAINT file_chunk_pk PRIMARY KEY (version_id, chunk_id)
    )",
    "CREATE INDEX file_chunk_by_chunk ON file_chunk (chunk_id)",
    "CREATE INDEX upload_part_by_chunk ON upload_part (chunk_id)",
    // 0 for versions from before this step: their manifests are opened at the next start, and until each of them is
    // listed nothing counts as garbage.
    "ALTER TABLE file_version ADD COLUMN chunks_listed BIGINT NOT NULL DEFAULT 0",
    "CREATE INDEX file_version_unlisted ON file_version (id) WHERE chunks_listed = 0",
    // When a chunk of it was found lost on all nodes (INV-D4).
    "ALTER TABLE file_version ADD COLUMN damaged_at BIGINT",
], down: ["file_chunk"]);
