//! Words that people put on their files and folders.
crate::sql::step!("m0031_tags", up: [
    "CREATE TABLE tag (
        id TEXT NOT NULL CONSTRAINT tag_pk PRIMARY KEY,
        account_id TEXT NOT NULL CONSTRAINT tag_account REFERENCES account (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        CONSTRAINT tag_name_unique UNIQUE (account_id, name_key)
    )",
    "CREATE TABLE file_tag (
        tag_id TEXT NOT NULL CONSTRAINT file_tag_tag REFERENCES tag (id) ON DELETE CASCADE,
        file_id TEXT NOT NULL CONSTRAINT file_tag_file REFERENCES file (id) ON DELETE CASCADE,
        CONSTRAINT file_tag_pk PRIMARY KEY (tag_id, file_id)
    )",
    // Also for whoever purges a file: its tags go with it.
    "CREATE INDEX file_tag_by_file ON file_tag (file_id, tag_id)",
], down: ["file_tag", "tag"]);
