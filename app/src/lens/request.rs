//! What a call sent, read by the descriptors of this very build, in the JSON that grpcurl takes.
//!
//! A secret is left out as the call is noted, not as it is shown: what people typed as a password is never kept here.

use base64::{Engine, prelude::BASE64_STANDARD};
use client::{
    proto::{SHAPES, secrets::is_secret},
    watch::Sent,
};
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, Value,
};

use crate::call::json;

/// Longer requests than this are not read: nobody would read them here.
const READ_BYTES_MAX: u64 = 16 * 1024;

/// Every service and message, by the descriptors.
#[derive(Clone)]
pub struct Shapes(DescriptorPool);

/// What a call asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Its messages in JSON.
    Messages(Vec<String>),
    /// More than is read here.
    Long,
    /// Nothing that this page knows.
    Unknown,
}

/// A call by its descriptor.
#[derive(Clone)]
pub struct Method(MethodDescriptor);

impl Shapes {
    /// Those of this build.
    pub fn read() -> Self {
        Self(DescriptorPool::decode(SHAPES).expect("the descriptors of this very build"))
    }

    /// The call behind `/package.Service/Method`.
    pub fn method(&self, path: &str) -> Option<Method> {
        let (service, name) = path.trim_start_matches('/').split_once('/')?;
        let service = self.0.get_service_by_name(service)?;
        service.methods().find(|method| method.name() == name).map(Method)
    }
}

impl Method {
    /// Its pattern, as people call it.
    pub fn pattern(&self) -> &'static str {
        match (self.0.is_client_streaming(), self.0.is_server_streaming()) {
            (false, false) => "unary",
            (false, true) => "server stream",
            (true, false) => "client stream",
            (true, true) => "bidirectional",
        }
    }

    /// What was asked.
    pub fn said(&self, sent: &Sent) -> Said {
        if sent.bytes() - sent.bytes_beside > READ_BYTES_MAX {
            return Said::Long;
        }
        let messages: Option<_> = sent.messages().map(|message| in_json(self.0.input(), message)).collect();
        messages.map_or(Said::Unknown, Said::Messages)
    }
}

fn in_json(shape: MessageDescriptor, message: &[u8]) -> Option<String> {
    Some(object(&DynamicMessage::decode(shape, message).ok()?))
}

fn object(message: &DynamicMessage) -> String {
    let fields = message.fields().map(|(field, value)| {
        let name = field.name();
        let hides = is_secret(name) && !matches!(field.kind(), Kind::Message(_));
        let value = if hides { json(format!("<{name}>")) } else { of_field(&field, value) };
        format!("{}: {value}", json(name))
    });
    format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
}

fn of_field(field: &FieldDescriptor, value: &Value) -> String {
    let kind = field.kind();
    let Value::List(items) = value else { return single(&kind, value) };
    let items: Vec<_> = items.iter().map(|item| single(&kind, item)).collect();
    format!("[{}]", items.join(", "))
}

fn single(kind: &Kind, value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::I32(value) => value.to_string(),
        Value::U32(value) => value.to_string(),
        // JSON's numbers end at 2^53.
        Value::I64(value) => json(value.to_string()),
        Value::U64(value) => json(value.to_string()),
        Value::F32(value) => number((*value).into()),
        Value::F64(value) => number(*value),
        Value::String(text) => json(text),
        Value::Bytes(bytes) => json(BASE64_STANDARD.encode(bytes)),
        Value::EnumNumber(value) => enum_value(kind, *value),
        Value::Message(message) => object(message),
        // A list is a field's whole value, and no message of ours has a map.
        Value::List(_) | Value::Map(_) => "null".to_owned(),
    }
}

fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { json(value.to_string()) }
}

fn enum_value(kind: &Kind, number: i32) -> String {
    let named = kind.as_enum().and_then(|values| values.get_value(number));
    named.map_or_else(|| number.to_string(), |value| json(value.name()))
}

#[cfg(test)]
mod tests {
    use client::proto::{
        account::ChangePasswordRequest,
        storage::{CopyEntriesRequest, CreateUploadRequest, EntryConflict, RenameEntryRequest},
    };
    use prost_reflect::prost::Message;

    use super::*;

    fn check(method: &str, message: &impl Message, expected: &str) {
        let method = Shapes::read().method(method).expect("a method");
        let json = in_json(method.0.input(), &message.encode_to_vec());
        assert_eq!(json.as_deref(), Some(expected));
    }

    #[test]
    fn a_message_is_written_by_the_names_of_its_fields() {
        let rename = RenameEntryRequest { id: "7f".to_owned(), name: "O'Neil \"x\".txt".to_owned() };
        let expected = r#"{"id": "7f", "name": "O'Neil \"x\".txt"}"#;
        check("/skyshard.storage.v1.DriveService/RenameEntry", &rename, expected);

        let copy = CopyEntriesRequest {
            ids: vec!["a".to_owned(), "b".to_owned()],
            folder_id: String::new(),
            on_conflict: EntryConflict::Replace.into(),
            ..Default::default()
        };
        let expected = r#"{"ids": ["a", "b"], "on_conflict": "ENTRY_CONFLICT_REPLACE"}"#;
        check("/skyshard.storage.v1.DriveService/CopyEntries", &copy, expected);

        let upload = CreateUploadRequest { size: 5_000_000_000, ..Default::default() };
        check("/skyshard.storage.v1.UploadService/CreateUpload", &upload, r#"{"size": "5000000000"}"#);
    }

    #[test]
    fn a_secret_is_named_and_never_written() {
        let change = ChangePasswordRequest {
            current_password: "violet kettle under moon".to_owned(),
            password: "another kettle under moon".to_owned(),
        };
        let expected = r#"{"current_password": "<current_password>", "password": "<password>"}"#;
        check("/skyshard.account.v1.SecurityService/ChangePassword", &change, expected);
    }

    #[test]
    fn every_text_with_a_secret_name_is_left_out_of_every_call() {
        const PLANTED: &str = "violet kettle under moon";
        for service in Shapes::read().0.services() {
            for method in service.methods() {
                let input = method.input();
                let mut message = DynamicMessage::new(input.clone());
                let texts =
                    input.fields().filter(|field| matches!(field.kind(), Kind::String) && !field.is_list());
                for field in texts.filter(|field| is_secret(field.name())) {
                    message.set_field(&field, Value::String(PLANTED.to_owned()));
                }
                let shown = object(&message);
                assert!(!shown.contains("violet"), "{}: {shown}", input.full_name());
            }
        }
    }

    #[test]
    fn patterns_are_those_of_the_descriptors() {
        let pattern = |path: &str| Shapes::read().method(path).map(|method| method.pattern());
        assert_eq!(pattern("/skyshard.greeter.v1.Greeter/SayHello"), Some("unary"));
        assert_eq!(pattern("/skyshard.greeter.v1.Greeter/SayHelloStream"), Some("server stream"));
        assert_eq!(pattern("/skyshard.storage.v1.UploadService/UploadParts"), Some("client stream"));
        assert_eq!(pattern("/skyshard.greeter.v1.Greeter/SayNothing"), None);
        assert_eq!(pattern("nothing"), None);
    }
}
