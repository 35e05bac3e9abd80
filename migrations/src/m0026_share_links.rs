//! Links: what is given to whoever holds one.
crate::sql::step!("m0026_share_links", up: [
    // The SHA-256 of the link's secret; such a share has no receiver. `downloads_max` is null where there is no end to them.
    "ALTER TABLE share ADD COLUMN link_digest TEXT",
    "ALTER TABLE share ADD COLUMN password_hash TEXT",
    "ALTER TABLE share ADD COLUMN password_pepper TEXT",
    "ALTER TABLE share ADD COLUMN downloads_max BIGINT",
    "ALTER TABLE share ADD COLUMN downloads BIGINT NOT NULL DEFAULT 0
        CONSTRAINT share_downloads_within CHECK (downloads_max IS NULL OR downloads <= downloads_max)",
    // A link to a folder by which things are put there, and nothing is seen.
    "ALTER TABLE share ADD COLUMN takes_uploads BIGINT NOT NULL DEFAULT 0
        CONSTRAINT share_takes_uploads_known CHECK (takes_uploads IN (0, 1))",
    "CREATE UNIQUE INDEX share_by_link ON share (link_digest) WHERE link_digest IS NOT NULL",
    // One download that was counted: it may be asked for in parts, for a while. Or one upload, which ends it.
    "CREATE TABLE link_ticket (
        digest TEXT NOT NULL CONSTRAINT link_ticket_pk PRIMARY KEY,
        share_id TEXT NOT NULL CONSTRAINT link_ticket_share REFERENCES share (id) ON DELETE CASCADE,
        expires_at BIGINT NOT NULL
    )",
    "CREATE INDEX link_ticket_by_share ON link_ticket (share_id)",
], down: ["link_ticket"]);
