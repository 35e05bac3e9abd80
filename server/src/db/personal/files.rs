//! What is stored, and the books about it.
use super::{
    Class,
    Column::{Hidden, Moment, Number, Text},
    End, Key, Peoples, Rows,
};

/// The ledger must add up for ever.
const COUNTS: &str = "it counts bytes for a random id, which names nobody once the account is gone";

const fn by(
    table: &'static str,
    whose: &'static str,
    key: Key,
    columns: &'static [super::Column],
    end: End,
) -> Class {
    Class { table, rows: Rows::Peoples(Peoples { whose, key, columns, end }) }
}

/// What one gave or passed on, and what one was given.
const OF_EITHER: &str = "owner_id = $1 OR giver_id = $1 OR receiver_id = $1
    OR receiver_email = (SELECT email_key FROM account WHERE id = $1)";

const TICKETS: &str = "share_id IN (SELECT id FROM share WHERE owner_id = $1)";

pub(super) const CLASSES: [Class; 13] = [
    by(
        "link_ticket",
        TICKETS,
        Key::Text("digest"),
        &[Hidden("digest"), Hidden("share_id"), Hidden("expires_at")],
        End::Removed,
    ),
    by(
        "share",
        OF_EITHER,
        Key::Text("id"),
        &[
            Text("id"),
            Hidden("owner_id"),
            Text("entry_id"),
            Hidden("receiver_id"),
            Text("receiver_email"),
            Text("rights"),
            Moment("created_at"),
            Moment("expires_at"),
            Moment("opened_at"),
            Hidden("link_digest"),
            Hidden("password_hash"),
            Hidden("password_pepper"),
            Number("downloads_max"),
            Number("downloads"),
            Number("takes_uploads"),
            Number("shares_on"),
            Hidden("via_id"),
            Hidden("giver_id"),
        ],
        End::Removed,
    ),
    by(
        "file_chunk",
        "version_id IN (SELECT v.id FROM file_version v JOIN file f ON f.id = v.file_id WHERE f.account_id = $1)",
        Key::Text("chunk_id"),
        &[Hidden("version_id"), Hidden("chunk_id")],
        End::Removed,
    ),
    by(
        "file_version",
        "file_id IN (SELECT id FROM file WHERE account_id = $1)",
        Key::Text("id"),
        &[
            Text("id"),
            Text("file_id"),
            Number("number"),
            Number("size"),
            Text("sha256"),
            Hidden("manifest"),
            Hidden("manifest_hash"),
            Hidden("wrapped_key"),
            Hidden("key_version"),
            Moment("created_at"),
            Hidden("chunks_listed"),
            Moment("damaged_at"),
            Number("charged"),
            Number("restored_from"),
            Text("made_by"),
            Hidden("made_under"),
            Number("plain_size"),
        ],
        End::Removed,
    ),
    by(
        "file_tag",
        "tag_id IN (SELECT id FROM tag WHERE account_id = $1)",
        Key::Text("file_id"),
        &[Text("tag_id"), Text("file_id")],
        End::Removed,
    ),
    by(
        "tag",
        "account_id = $1",
        Key::Text("id"),
        &[Text("id"), Hidden("account_id"), Text("name"), Hidden("name_key")],
        End::Removed,
    ),
    // The identity opens with the passphrase of its owner, and with nothing else.
    by(
        "vault",
        "folder_id IN (SELECT id FROM file WHERE account_id = $1)",
        Key::Text("folder_id"),
        &[
            Text("folder_id"),
            Text("recipient"),
            Text("sealed_identity"),
            Moment("created_at"),
            Moment("changed_at"),
        ],
        End::Removed,
    ),
    // Which rows of the trail tell of the file; what is in them is the trail's.
    by(
        "file_activity",
        "file_id IN (SELECT id FROM file WHERE account_id = $1)",
        Key::Number("sequence"),
        &[Hidden("file_id"), Hidden("sequence")],
        End::Removed,
    ),
    by(
        "file",
        "account_id = $1",
        Key::Text("id"),
        &[
            Text("id"),
            Hidden("account_id"),
            Text("name"),
            Hidden("name_key"),
            Text("current_version"),
            Moment("created_at"),
            Moment("trashed_at"),
            Text("parent_id"),
            Number("is_file"),
            Hidden("trash_act"),
            Number("size"),
            Moment("changed_at"),
            Number("favourite"),
        ],
        End::Removed,
    ),
    by(
        "folder_extent",
        "account_id = $1",
        Key::Text("folder_id"),
        &[Hidden("account_id"), Hidden("folder_id"), Hidden("files"), Hidden("folders")],
        End::Removed,
    ),
    by(
        "upload_part",
        "upload_id IN (SELECT id FROM upload WHERE account_id = $1)",
        Key::Text("chunk_id"),
        &[
            Hidden("upload_id"),
            Hidden("position"),
            Hidden("chunk_id"),
            Hidden("plain_bytes"),
            Hidden("plain_sha256"),
        ],
        End::Removed,
    ),
    by(
        "upload",
        "account_id = $1",
        Key::Text("id"),
        &[
            Text("id"),
            Hidden("account_id"),
            Text("file_id"),
            Text("version_id"),
            Text("kind"),
            Number("replaces"),
            Text("name"),
            Hidden("name_key"),
            Number("size"),
            Number("reserved"),
            Text("sha256"),
            Hidden("part_bytes"),
            Hidden("wrapped_key"),
            Hidden("key_version"),
            Moment("created_at"),
            Moment("expires_at"),
            Moment("completed_at"),
            Text("folder_id"),
            Hidden("uploader_id"),
            Hidden("made_under"),
        ],
        End::Removed,
    ),
    by(
        "ledger",
        "account_id = $1",
        Key::Text("id"),
        &[
            Hidden("id"),
            Moment("at"),
            Hidden("account_id"),
            Text("source"),
            Text("target"),
            Number("bytes"),
            Text("object"),
        ],
        End::Kept(COUNTS),
    ),
];
