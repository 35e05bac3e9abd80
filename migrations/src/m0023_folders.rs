//! Folders: rows of `file` without a version. Every file and every folder says in which one it is.
crate::sql::step!("m0023_folders", up: [
    // The folder it is in; empty is the top, which has no row. No key leads there: an empty text could not follow it, and a
    // folder is removed for good only when nothing is in it.
    "ALTER TABLE file ADD COLUMN parent_id TEXT NOT NULL DEFAULT ''",
    // 0 for a folder, whose `current_version` is empty: folders come before files.
    "ALTER TABLE file ADD COLUMN is_file BIGINT NOT NULL DEFAULT 1
        CONSTRAINT file_is_file_known CHECK (is_file IN (0, 1))",
    // What went to the trash in one act comes back in one.
    "ALTER TABLE file ADD COLUMN trash_act TEXT",
    "UPDATE file SET trash_act = id WHERE trashed_at IS NOT NULL",
    "DROP INDEX file_name_unique",
    "CREATE UNIQUE INDEX file_name_unique ON file (account_id, parent_id, name_key) WHERE trashed_at IS NULL",
    // In the order in which a folder is listed by name, so that a page is read without sorting the rest.
    "CREATE INDEX file_in_folder ON file (account_id, parent_id, is_file, name_key{by_code_point}, id)
        WHERE trashed_at IS NULL",
    "CREATE INDEX file_by_parent ON file (account_id, parent_id)",
    "CREATE INDEX file_by_act ON file (trash_act) WHERE trash_act IS NOT NULL",
    "ALTER TABLE upload ADD COLUMN folder_id TEXT NOT NULL DEFAULT ''",
    "DROP INDEX upload_name_unique",
    "CREATE UNIQUE INDEX upload_name_unique ON upload (account_id, folder_id, name_key)
        WHERE completed_at IS NULL AND replaces = 0",
], down: []);
