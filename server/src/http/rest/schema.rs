//! What bodies look like, as JSON Schema (draft 2020-12, as OpenAPI 3.1 has it). A test holds real answers against it.
use serde_json::{Map, Value, json};

/// An object with these members; those whose name ends with `?` may be missing.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let required: Vec<&str> =
        members.iter().map(|(name, _)| *name).filter(|name| !name.ends_with('?')).collect();
    let members: Map<String, Value> = members
        .iter()
        .map(|(name, schema)| (name.trim_end_matches('?').to_owned(), schema.clone()))
        .collect();
    json!({ "type": "object", "required": required, "properties": members })
}

/// The schema of this name.
pub(super) fn a(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A list of them.
pub(super) fn list(of: Value) -> Value {
    json!({ "type": "array", "items": of })
}

/// One of these, or null.
pub(super) fn or_null(of: Value) -> Value {
    json!({ "oneOf": [of, { "type": "null" }] })
}

pub(super) fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

/// One of these words.
pub(super) fn word(of: &[&str]) -> Value {
    json!({ "type": "string", "enum": of })
}

pub(super) fn flag(about: &str) -> Value {
    json!({ "type": "boolean", "description": about })
}

/// A whole number that is not negative.
pub(super) fn whole(about: &str) -> Value {
    json!({ "type": "integer", "format": "int64", "minimum": 0, "description": about })
}

/// An id as everything has one: 32 hexadecimal digits.
pub(super) fn id() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
}

/// SHA-256 in hexadecimal digits.
pub(super) fn sha256() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256, in hexadecimal digits." })
}

/// RFC 3339.
pub(super) fn moment(about: &str) -> Value {
    json!({ "type": "string", "format": "date-time", "description": about })
}

pub(super) fn password() -> Value {
    json!({ "type": "string", "format": "password" })
}
