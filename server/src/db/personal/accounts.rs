//! The account and what protects it.
use super::{
    Class,
    Column::{Hidden, Moment, Number, Text},
    End, Key, Peoples, Rows,
};

/// By the account's address, which goes where there is no account yet.
const BY_ADDRESS: &str = "email_key = (SELECT email_key FROM account WHERE id = $1)";

const fn own(table: &'static str, key: Key, columns: &'static [super::Column]) -> Class {
    by(table, "account_id = $1", key, columns)
}

const fn by(table: &'static str, whose: &'static str, key: Key, columns: &'static [super::Column]) -> Class {
    Class { table, rows: Rows::Peoples(Peoples { whose, key, columns, end: End::Removed }) }
}

pub(super) const CLASSES: [Class; 20] = [
    own(
        "account_key",
        Key::Number("version"),
        &[
            Hidden("account_id"),
            Number("version"),
            Hidden("wrapped"),
            Hidden("wraps"),
            Moment("created_at"),
            Hidden("master_key"),
            Hidden("made_under"),
        ],
    ),
    own("backup_code", Key::Text("digest"), &[Hidden("account_id"), Hidden("digest"), Moment("used_at")]),
    by(
        "challenge",
        "account_id = $1 OR email_key = (SELECT email_key FROM account WHERE id = $1)",
        Key::Text("id"),
        &[
            Hidden("id"),
            Hidden("account_id"),
            Text("email_key"),
            Text("purpose"),
            Text("method"),
            Hidden("code_mac"),
            Hidden("browser_digest"),
            Number("keep_signed_in"),
            Number("attempts"),
            Number("stranger_attempts"),
            Moment("created_at"),
            Moment("expires_at"),
            Moment("consumed_at"),
        ],
    ),
    own("demo_account", Key::Text("account_id"), &[Text("account_id")]),
    own(
        "erasure",
        Key::Text("account_id"),
        &[Hidden("account_id"), Moment("requested_at"), Moment("due_at")],
    ),
    // What a mail says went to the mailbox. Codes are in some, so it is not told here once more.
    by(
        "mail",
        "recipient = (SELECT email FROM account WHERE id = $1)
            OR LOWER(recipient) = (SELECT email_key FROM account WHERE id = $1)
            OR recipient IN (SELECT former_email FROM recovery_link WHERE account_id = $1)",
        Key::Text("id"),
        &[
            Text("id"),
            Text("recipient"),
            Hidden("sealed"),
            Number("attempts"),
            Moment("created_at"),
            Moment("next_attempt_at"),
            Moment("sent_at"),
            Moment("abandoned_at"),
            Hidden("master_key"),
        ],
    ),
    own(
        "passkey",
        Key::Text("id"),
        &[
            Hidden("id"),
            Hidden("account_id"),
            Text("name"),
            Hidden("credential"),
            Moment("created_at"),
            Moment("last_used_at"),
        ],
    ),
    own(
        "personal_archive",
        Key::Text("digest"),
        &[Hidden("digest"), Hidden("account_id"), Moment("created_at"), Moment("expires_at")],
    ),
    own(
        "recovery_link",
        Key::Text("digest"),
        &[
            Hidden("digest"),
            Hidden("account_id"),
            Text("kind"),
            Text("former_email"),
            Hidden("security_version"),
            Moment("created_at"),
            Moment("expires_at"),
            Moment("used_at"),
        ],
    ),
    by(
        "refresh_token",
        "session_id IN (SELECT id FROM session WHERE account_id = $1)",
        Key::Text("digest"),
        &[Hidden("digest"), Text("session_id"), Moment("created_at"), Moment("used_at"), Hidden("successor")],
    ),
    own(
        "session",
        Key::Text("id"),
        &[
            Text("id"),
            Hidden("account_id"),
            Text("methods"),
            Number("keep_signed_in"),
            Moment("created_at"),
            Moment("last_seen_at"),
            Moment("expires_at"),
            Moment("ended_at"),
            Hidden("security_version"),
            Moment("proved_at"),
            Hidden("proofs"),
            Text("device"),
            Text("network"),
        ],
    ),
    own(
        "space_request",
        Key::Text("id"),
        &[
            Text("id"),
            Hidden("account_id"),
            Text("role"),
            Text("note"),
            Moment("created_at"),
            Moment("decided_at"),
            Text("outcome"),
        ],
    ),
    by(
        "throttle",
        "subject = $1",
        Key::Text("place"),
        &[Hidden("subject"), Text("place"), Number("failures"), Moment("last_at")],
    ),
    by(
        "wrong_password",
        "subject = $1",
        Key::Text("place"),
        &[Hidden("subject"), Text("place"), Number("in_a_row"), Moment("last_at"), Moment("closed_at")],
    ),
    by(
        "ticket",
        BY_ADDRESS,
        Key::Text("digest"),
        &[Hidden("digest"), Text("email_key"), Text("email"), Moment("expires_at"), Moment("spent_at")],
    ),
    own(
        "totp",
        Key::Text("account_id"),
        &[
            Hidden("account_id"),
            Hidden("seed"),
            Hidden("last_step"),
            Number("failures"),
            Moment("created_at"),
            Moment("confirmed_at"),
            Hidden("master_key"),
        ],
    ),
    own("waiting", Key::Text("account_id"), &[Hidden("account_id"), Moment("joined_at")]),
    own(
        "idempotency",
        Key::Text("request_key"),
        &[
            Hidden("account_id"),
            Text("request_key"),
            Hidden("request_digest"),
            Text("booking_id"),
            Moment("created_at"),
        ],
    ),
    own(
        "quota",
        Key::Text("account_id"),
        &[Hidden("account_id"), Number("reservation"), Number("used"), Number("trash"), Number("in_flight")],
    ),
    Class {
        table: "account",
        rows: Rows::Peoples(Peoples {
            whose: "id = $1",
            key: Key::Text("id"),
            end: End::RemovedLast,
            columns: &[
                Text("id"),
                Text("username"),
                Hidden("username_key"),
                Text("email"),
                Hidden("email_key"),
                Hidden("password_hash"),
                Hidden("password_pepper"),
                Text("role"),
                Moment("verified_at"),
                Hidden("security_version"),
                Moment("created_at"),
                Moment("password_changed_at"),
                Moment("suspended_at"),
                Moment("password_locked_at"),
                Hidden("erased_at"),
            ],
        }),
    },
];
