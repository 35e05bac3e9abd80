//! Every call of every service of ours, and plausible messages for them: a field that is not under test must not be what
//! a call is refused for.
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, Value,
};

use crate::support::people::PASSWORD;

/// Ids that are left out to make something new.
const NEW: [&str; 2] =
    ["skyshard.storage.v1.UploadFileRequest.file_id", "skyshard.skillshare.v1.SaveCourseRequest.course_id"];

/// One call.
#[derive(Clone)]
pub struct Call {
    /// `/package.Service/Method`.
    pub path: String,
    /// What is sent.
    pub input: MessageDescriptor,
    /// What is answered.
    pub output: MessageDescriptor,
    /// Whether the answer is a stream, which may never end.
    pub streams: bool,
}

/// From a message to a field in it, through the messages between.
#[derive(Clone, Debug)]
pub struct Way(Vec<FieldDescriptor>);

/// All of them.
pub fn all() -> Vec<Call> {
    let pool = DescriptorPool::decode(proto::DESCRIPTORS).expect("the descriptors of this very build");
    let methods: Vec<_> = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()).collect();
    let call = |method: prost_reflect::MethodDescriptor| Call {
        path: format!("/{}/{}", method.parent_service().full_name(), method.name()),
        input: method.input(),
        output: method.output(),
        streams: method.is_server_streaming(),
    };
    methods.into_iter().map(call).collect()
}

impl Call {
    /// What an honest client might send.
    pub fn plausible(&self) -> DynamicMessage {
        plausible(&self.input)
    }

    /// The fields of this kind, however deep.
    pub fn ways(&self, wanted: impl Fn(&Kind) -> bool) -> Vec<Way> {
        let mut ways = Vec::new();
        collect(&self.input, &mut Vec::new(), &wanted, &mut ways);
        ways
    }
}

impl Way {
    /// The field at its end.
    pub fn field(&self) -> &FieldDescriptor {
        self.0.last().expect("a way has an end")
    }

    /// How people would write it.
    pub fn name(&self) -> String {
        self.0.iter().map(FieldDescriptor::name).collect::<Vec<_>>().join(".")
    }

    /// The plausible message with this value at the way's end.
    pub fn with(&self, message: &DynamicMessage, value: Value) -> Vec<u8> {
        let mut message = message.clone();
        set(&mut message, &self.0, value);
        message.encode_to_vec()
    }
}

fn set(message: &mut DynamicMessage, way: &[FieldDescriptor], value: Value) {
    let [field, rest @ ..] = way else { return };
    let value = if rest.is_empty() {
        value
    } else {
        let Kind::Message(inner) = field.kind() else { panic!("{} leads nowhere", field.full_name()) };
        let mut inner = plausible(&inner);
        set(&mut inner, rest, value);
        Value::Message(inner)
    };
    message.set_field(field, if field.is_list() { Value::List(vec![value]) } else { value });
}

fn collect(
    message: &MessageDescriptor,
    so_far: &mut Vec<FieldDescriptor>,
    wanted: &impl Fn(&Kind) -> bool,
    ways: &mut Vec<Way>,
) {
    for field in message.fields() {
        so_far.push(field.clone());
        match field.kind() {
            Kind::Message(inner) if so_far.len() < 8 => collect(&inner, so_far, wanted, ways),
            kind if wanted(&kind) => ways.push(Way(so_far.clone())),
            _ => {}
        }
        so_far.pop();
    }
}

fn plausible(message: &MessageDescriptor) -> DynamicMessage {
    let mut made = DynamicMessage::new(message.clone());
    for field in message.fields() {
        // Of a oneof, the first alone.
        if field.containing_oneof().is_some_and(|group| group.fields().next() != Some(field.clone())) {
            continue;
        }
        let value = value(&field);
        made.set_field(&field, if field.is_list() { Value::List(vec![value]) } else { value });
    }
    made
}

fn value(field: &FieldDescriptor) -> Value {
    match field.kind() {
        Kind::String if NEW.contains(&field.full_name()) => Value::String(String::new()),
        Kind::String => Value::String(text(field.name())),
        Kind::Bytes => Value::Bytes(b"hello".as_slice().into()),
        Kind::Bool => Value::Bool(false),
        Kind::Int32 => Value::I32(i32::try_from(number(field.name())).expect("small")),
        Kind::Int64 => Value::I64(number(field.name())),
        Kind::Double => Value::F64(1.0),
        Kind::Enum(choices) => Value::EnumNumber(first_choice(&choices)),
        Kind::Message(inner) => Value::Message(plausible(&inner)),
        other => panic!("{} has a kind that these tests do not know: {other:?}", field.full_name()),
    }
}

fn first_choice(choices: &EnumDescriptor) -> i32 {
    choices.values().map(|value| value.number()).find(|&number| number != 0).unwrap_or_default()
}

fn text(name: &str) -> String {
    match name {
        "auth_token" | "session_token" | "current_token" | "ticket" | "secret" => "",
        "username" => "somebody_else",
        "name" => "Somebody",
        "email" | "to" => "somebody@example.com",
        "password" | "current_password" => PASSWORD,
        "otp" => "123456",
        "filename" => "notes.txt",
        "zone" => "Europe/Paris",
        "currency" => "EUR",
        "day" | "first_day" => "2027-01-20",
        "role" => "premium",
        "sha256" => "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "a" | "b" => "12",
        "parent_id" | "folder_id" | "filter" | "after" | "idempotency_key" => "",
        "id" | "ids" => "00112233445566778899aabbccddeeff",
        id if id.ends_with("_id") => "00112233445566778899aabbccddeeff",
        _ => "Something said",
    }
    .to_owned()
}

fn number(name: &str) -> i64 {
    match name {
        "limit" | "days" | "capacity" | "stars" | "weekday" | "size" | "declared_size" => 5,
        "start_minute" => 540,
        "end_minute" => 600,
        "length_minutes" => 60,
        "minor_units" => 2_000,
        "starts_at" => 1_800_100_800,
        _ => 0,
    }
}
