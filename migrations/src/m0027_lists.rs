//! What lists are ordered by and counted from, at hand: a page costs the same among a hundred thousand entries as among a
//! thousand.
crate::sql::step!("m0027_lists", up: [
    // Those of the shown version; of a folder nothing and when it was made.
    "ALTER TABLE file ADD COLUMN size BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE file ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0",
    "UPDATE file SET changed_at = created_at WHERE is_file = 0",
    "UPDATE file SET size = (SELECT v.size FROM file_version v WHERE v.id = file.current_version),
        changed_at = (SELECT v.created_at FROM file_version v WHERE v.id = file.current_version)
        WHERE is_file = 1 AND EXISTS (SELECT 1 FROM file_version v WHERE v.id = file.current_version)",
    "ALTER TABLE file ADD COLUMN favourite BIGINT NOT NULL DEFAULT 0
        CONSTRAINT file_favourite_known CHECK (favourite IN (0, 1))",
    "CREATE INDEX file_by_size ON file (account_id, parent_id, is_file, size, id) WHERE trashed_at IS NULL",
    "CREATE INDEX file_by_change ON file (account_id, parent_id, is_file, changed_at, id) WHERE trashed_at IS NULL",
    "CREATE INDEX file_recent ON file (account_id, is_file, changed_at, id) WHERE trashed_at IS NULL",
    "CREATE INDEX file_favourite ON file (account_id, is_file, name_key{by_code_point}, id)
        WHERE favourite = 1 AND trashed_at IS NULL",
    // How many files and folders are in a folder, those in the trash not counted; `folder_id` is empty for the top. No row
    // says nothing is in it. The triggers count in the transaction of whoever changes the tree, under the tree's lock.
    "CREATE TABLE folder_extent (
        account_id TEXT NOT NULL CONSTRAINT folder_extent_account REFERENCES account (id) ON DELETE CASCADE,
        folder_id TEXT NOT NULL,
        files BIGINT NOT NULL CONSTRAINT folder_extent_files_not_negative CHECK (files >= 0),
        folders BIGINT NOT NULL CONSTRAINT folder_extent_folders_not_negative CHECK (folders >= 0),
        CONSTRAINT folder_extent_pk PRIMARY KEY (account_id, folder_id)
    )",
    "INSERT INTO folder_extent (account_id, folder_id, files, folders)
        SELECT account_id, parent_id, SUM(is_file), SUM(1 - is_file) FROM file WHERE trashed_at IS NULL
        GROUP BY account_id, parent_id",
    "{sqlite}CREATE TRIGGER file_counted_in AFTER INSERT ON file WHEN NEW.trashed_at IS NULL BEGIN
        INSERT INTO folder_extent (account_id, folder_id, files, folders)
            VALUES (NEW.account_id, NEW.parent_id, NEW.is_file, 1 - NEW.is_file)
            ON CONFLICT (account_id, folder_id)
            DO UPDATE SET files = files + excluded.files, folders = folders + excluded.folders;
    END",
    "{sqlite}CREATE TRIGGER file_counted_out AFTER DELETE ON file WHEN OLD.trashed_at IS NULL BEGIN
        UPDATE folder_extent SET files = files - OLD.is_file, folders = folders - (1 - OLD.is_file)
            WHERE account_id = OLD.account_id AND folder_id = OLD.parent_id;
    END",
    "{sqlite}CREATE TRIGGER file_counted_anew AFTER UPDATE OF parent_id, trashed_at ON file BEGIN
        UPDATE folder_extent SET files = files - OLD.is_file, folders = folders - (1 - OLD.is_file)
            WHERE account_id = OLD.account_id AND folder_id = OLD.parent_id AND OLD.trashed_at IS NULL;
        INSERT INTO folder_extent (account_id, folder_id, files, folders)
            SELECT NEW.account_id, NEW.parent_id, NEW.is_file, 1 - NEW.is_file WHERE NEW.trashed_at IS NULL
            ON CONFLICT (account_id, folder_id)
            DO UPDATE SET files = files + excluded.files, folders = folders + excluded.folders;
    END",
    "{postgres}CREATE FUNCTION count_file() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' AND OLD.trashed_at IS NULL THEN
            UPDATE folder_extent SET files = files - OLD.is_file, folders = folders - (1 - OLD.is_file)
                WHERE account_id = OLD.account_id AND folder_id = OLD.parent_id;
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.trashed_at IS NULL THEN
            INSERT INTO folder_extent (account_id, folder_id, files, folders)
                VALUES (NEW.account_id, NEW.parent_id, NEW.is_file, 1 - NEW.is_file)
                ON CONFLICT (account_id, folder_id)
                DO UPDATE SET files = folder_extent.files + excluded.files,
                    folders = folder_extent.folders + excluded.folders;
        END IF;
        RETURN NULL;
    END $$",
    "{postgres}CREATE TRIGGER file_counted AFTER INSERT OR DELETE OR UPDATE OF parent_id, trashed_at ON file
        FOR EACH ROW EXECUTE FUNCTION count_file()",
], down: []);
