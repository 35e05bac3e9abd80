//! The digest of a part is that of its blocks. Parts that were sent before are sent again.
crate::sql::step!("m0036_part_digests", up: [
    "DELETE FROM upload_part",
    "ALTER TABLE upload_part RENAME COLUMN plain_sha256 TO plain_digest",
], down: []);
