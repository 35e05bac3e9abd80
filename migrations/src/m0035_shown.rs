//! What lists tell of the shown version, at hand: to find the version of each file took half of a list's time.
crate::sql::step!("m0035_shown", up: [
    // Of a folder empty and null.
    "ALTER TABLE file ADD COLUMN sha256 TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE file ADD COLUMN plain_size BIGINT",
    "ALTER TABLE file ADD COLUMN damaged_at BIGINT",
    "UPDATE file SET sha256 = (SELECT v.sha256 FROM file_version v WHERE v.id = file.current_version),
        plain_size = (SELECT v.plain_size FROM file_version v WHERE v.id = file.current_version),
        damaged_at = (SELECT v.damaged_at FROM file_version v WHERE v.id = file.current_version)
        WHERE is_file = 1 AND EXISTS (SELECT 1 FROM file_version v WHERE v.id = file.current_version)",
    // Who shows a version writes all three; damage is found and mended later.
    "{sqlite}CREATE TRIGGER file_damage_shown AFTER UPDATE OF damaged_at ON file_version BEGIN
        UPDATE file SET damaged_at = NEW.damaged_at WHERE id = NEW.file_id AND current_version = NEW.id;
    END",
    "{postgres}CREATE FUNCTION show_damage() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN
        UPDATE file SET damaged_at = NEW.damaged_at WHERE id = NEW.file_id AND current_version = NEW.id;
        RETURN NULL;
    END $$",
    "{postgres}CREATE TRIGGER file_damage_shown AFTER UPDATE OF damaged_at ON file_version
        FOR EACH ROW EXECUTE FUNCTION show_damage()",
], down: []);
