//! The schemas by their names: accounts, files and nodes here, lessons in [`skillshare`](super::skillshare).
use serde_json::{Map, Value, json};

use super::{
    schema::{a, flag, id, list, moment, object, or_null, password, sha256, text, whole, word},
    skillshare,
};

/// All of them.
pub(super) fn all() -> Map<String, Value> {
    let parts = [
        accounts(),
        files(),
        nodes(),
        vec![("Problem", problem()), ("Document", json!({ "type": "object" }))],
        skillshare::schemas(),
    ];
    parts.into_iter().flatten().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

const MESSAGE: &str = "A sentence for people.";

/// RFC 9457.
fn problem() -> Value {
    object([
        ("type", word(&["about:blank"])),
        ("title", or_null(text("The status in words."))),
        ("status", json!({ "type": "integer", "minimum": 400, "maximum": 599 })),
        ("detail", text("What happened, what is safe, what to do: a sentence for people.")),
        ("reason", text("For programs: stable, never renamed.")),
        ("field?", text("What of the request has to be mended.")),
        ("nearest?", list(moment("A start that is free."))),
    ])
}

fn accounts() -> Vec<(&'static str, Value)> {
    let name = "3 to 32 letters, digits, `_`, `-` and `.`.";
    vec![
        (
            "Registration",
            object([("username", text(name)), ("email", text("An address.")), ("password", password())]),
        ),
        (
            "Registered",
            object([
                ("message", text(MESSAGE)),
                ("user_id", id()),
                ("challenge_id", id()),
                ("created_at", moment("Now.")),
                ("otp_expires_at", moment("When the mailed code ends.")),
            ]),
        ),
        (
            "AddressProof",
            object([
                ("email", text("The address.")),
                ("otp", text("The code that was mailed there.")),
                ("challenge_id?", text("What `register` answered.")),
            ]),
        ),
        (
            "Confirmed",
            object([
                ("message", text(MESSAGE)),
                ("allocated_bytes", whole("Bytes reserved; 0 while waiting.")),
                ("waiting_position", whole("The place in line for a seat, from 1; 0 with a seat.")),
            ]),
        ),
        (
            "SignIn",
            object([
                ("username", text("A username or an address.")),
                ("password", password()),
                ("keep_signed_in?", flag("Whether the session lasts as long as sessions may.")),
            ]),
        ),
        (
            "CodeAwaited",
            object([
                ("message", text(MESSAGE)),
                ("session_id", id()),
                ("otp_method", text("Where the code comes from: `email`, `totp` or `passkey`.")),
                ("otp_expires_at", moment("When the code ends, or the time for it.")),
                ("tries_left", whole("Wrong codes still allowed.")),
            ]),
        ),
        (
            "SignInProof",
            object([
                ("session_id", text("What `login` answered.")),
                ("otp", text("A code, or a backup code.")),
                ("keep_account?", flag("Whether an account that is to be erased is kept.")),
            ]),
        ),
        (
            "SignedIn",
            object([
                ("message", text(MESSAGE)),
                ("auth_token", text("For `authorization: Bearer`.")),
                ("token_type", word(&["Bearer"])),
                ("expires_at", moment("When the token ends.")),
                ("refresh_token", text("For the call RefreshToken of gRPC.")),
            ]),
        ),
        ("Done", object([("message", text(MESSAGE))])),
        ("User", user()),
    ]
}

fn user() -> Value {
    object([
        ("user_id", id()),
        ("username", text("The name.")),
        ("email", text("The address.")),
        ("role", text("The role.")),
        ("total_quota_bytes", whole("Bytes reserved; 0 without storage.")),
        ("used_bytes", whole("Bytes of files outside the trash.")),
        ("trash_bytes", whole("Bytes of files in the trash.")),
        ("in_flight_bytes", whole("Bytes held for uploads under way.")),
        ("available_bytes", whole("Bytes that can still be stored.")),
        ("waiting_position", whole("The place in line for a seat, from 1; 0 outside of the line.")),
        ("session_ends_at", moment("When the session ends however busy it is.")),
    ])
}

fn files() -> Vec<(&'static str, Value)> {
    vec![
        (
            "File",
            object([
                ("file_id", id()),
                ("filename", text("Its name.")),
                ("file_size", whole("Bytes.")),
                ("uploaded_at", moment("When the shown version was stored.")),
                ("checksum", sha256()),
                ("zones", list(text("Letter of a zone that holds a whole copy."))),
                ("target_copies", whole("Copies that each chunk should have.")),
                ("damaged", flag("Whether a part was found lost on all nodes.")),
            ]),
        ),
        ("FileList", object([("files", list(a("File"))), ("total_count", whole("How many match in all."))])),
        (
            "Stored",
            object([
                ("message", text(MESSAGE)),
                ("file_id", id()),
                ("filename", text("Its name.")),
                ("file_size", whole("Bytes.")),
                ("checksum", sha256()),
                ("storage_nodes", list(text("Name of a node that holds copies."))),
            ]),
        ),
        ("Deleted", object([("message", text(MESSAGE)), ("freed_bytes", whole("Bytes of all versions."))])),
        (
            "Replicated",
            object([
                ("message", text(MESSAGE)),
                ("whole_chunks", whole("Chunks that had all copies.")),
                ("mended_chunks", whole("Chunks that have all copies now.")),
                ("impossible_chunks", whole("Chunks that cannot have them now.")),
                ("storage_nodes", list(text("Name of a node that holds copies."))),
            ]),
        ),
    ]
}

fn nodes() -> Vec<(&'static str, Value)> {
    vec![
        (
            "Node",
            object([
                ("name", text("Its name.")),
                ("zone", text("Its zone.")),
                ("address", text("Its address in the simulated network.")),
                ("state", word(&["ready", "waiting", "running", "stopped"])),
                ("pulse", word(&["alive", "suspected", "gone"])),
                ("heard_ms_ago", whole("Milliseconds since it answered.")),
                ("used_bytes", whole("Bytes on its disk.")),
                ("capacity_bytes", whole("Bytes it may hold.")),
                ("chunks", whole("Chunks it holds.")),
            ]),
        ),
        (
            "NodeList",
            object([("nodes", list(a("Node"))), ("health", text("How the cluster is, in a sentence."))]),
        ),
    ]
}
