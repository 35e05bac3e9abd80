//! Which rows of the audit trail tell of which file or folder.
//!
//! The trail may belong to another role, on which the server can put no index, and rows about shares name the share. No key
//! leads from here: not to the trail, to which the server may refer no more than change it, and not to `file`, because
//! whoever writes these rows holds the trail's lock and must wait for nobody's row. A trigger removes them with their file.
crate::sql::step!("m0029_file_activity", up: [
    "CREATE TABLE file_activity (
        file_id TEXT NOT NULL,
        sequence BIGINT NOT NULL,
        CONSTRAINT file_activity_pk PRIMARY KEY (file_id, sequence)
    )",
    "INSERT INTO file_activity (file_id, sequence)
        SELECT f.id, a.sequence FROM audit a JOIN file f ON f.id = a.object
        UNION ALL SELECT s.entry_id, a.sequence FROM audit a JOIN share s ON s.id = a.object",
    "{sqlite}CREATE TRIGGER file_activity_forgotten AFTER DELETE ON file BEGIN
        DELETE FROM file_activity WHERE file_id = OLD.id;
    END",
    "{postgres}CREATE FUNCTION forget_file_activity() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM file_activity WHERE file_id = OLD.id;
        RETURN NULL;
    END $$",
    "{postgres}CREATE TRIGGER file_activity_forgotten AFTER DELETE ON file
        FOR EACH ROW EXECUTE FUNCTION forget_file_activity()",
], down: ["file_activity"]);
