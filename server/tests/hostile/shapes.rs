//! SEC-48: nothing that a member sends sets a role, a quota or an owner. What is not there cannot be set by mistake.
use prost_reflect::MessageDescriptor;

use crate::calls;

/// Words that name power over others, or somebody else.
const POWER: [&str; 14] = [
    "role",
    "quota",
    "owner",
    "admin",
    "account",
    "user_id",
    "allocated",
    "reserved",
    "used_bytes",
    "trash_bytes",
    "verified",
    "security_version",
    "price_paid",
    "created_at",
];
/// Names one's own account: keeps it, when it was to be erased.
const HARMLESS: &str = "keep_account";
/// Services whose every call asks for the role of an admin, before it reads the message.
const ADMINS: [&str; 1] = ["/skyshard.admin.v1."];

fn fields(message: &MessageDescriptor, depth: usize) -> Vec<String> {
    let mut names = Vec::new();
    for field in message.fields() {
        names.push(format!("{}.{}", message.name(), field.name()));
        if let (Some(inner), true) = (field.kind().as_message(), depth < 8) {
            names.extend(fields(inner, depth + 1));
        }
    }
    names
}

#[test]
fn no_message_of_a_member_sets_a_role_a_quota_or_an_owner() {
    let calls = calls::all();
    let members = calls.iter().filter(|call| !ADMINS.iter().any(|prefix| call.path.starts_with(prefix)));
    let mut seen = 0;
    for call in members {
        for name in fields(&call.input, 0) {
            seen += 1;
            let field = name.rsplit('.').next().unwrap_or_default();
            if field == HARMLESS {
                continue;
            }
            assert!(!POWER.iter().any(|word| field.contains(word)), "{} can be sent {name}", call.path);
        }
    }
    assert!(seen > 100, "only {seen} fields were looked at");
    let roles = calls.iter().filter(|call| fields(&call.input, 0).iter().any(|name| name.ends_with(".role")));
    let roles: Vec<&str> = roles.map(|call| call.path.as_str()).collect();
    assert_eq!(
        roles,
        ["/skyshard.admin.v1.AdminService/SetRole", "/skyshard.admin.v1.AdminService/PreviewRole"]
    );
}
