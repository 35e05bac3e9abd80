//! Older versions of files: what each counts in the quota, who made it, and which one it was restored from.
crate::sql::step!("m0024_versions", up: [
    // A version that was restored shares the chunks of an older one. Of those that share, one counts them and the others
    // count nothing; when it goes, another one takes them over.
    "ALTER TABLE file_version ADD COLUMN charged BIGINT NOT NULL DEFAULT 0
        CONSTRAINT file_version_charged_not_negative CHECK (charged >= 0)",
    "UPDATE file_version SET charged = size",
    // The number of the version whose content was taken up again.
    "ALTER TABLE file_version ADD COLUMN restored_from BIGINT",
    // No key leads to the account: a version stays when whoever made it leaves.
    "ALTER TABLE file_version ADD COLUMN made_by TEXT NOT NULL DEFAULT ''",
    "UPDATE file_version SET made_by = (SELECT f.account_id FROM file f WHERE f.id = file_version.file_id)",
    // Files that were ever replaced, for whoever looks for versions to thin out.
    "CREATE INDEX file_version_later ON file_version (file_id) WHERE number > 1",
], down: []);
