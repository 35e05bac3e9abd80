//! `docs/api.md`: every service, call, message and field, with what the protos say of it. The page is generated:
//! `SKYSHARD_WRITE_API=1` writes it, and without that the test fails when the page is not what the protos say now.
use std::{collections::BTreeMap, env, fmt::Write, fs, path::PathBuf};

use prost::Message;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet,
    MethodDescriptorProto, field_descriptor_proto::Type,
};

const HEAD: &str = "# The API

Generated from the comments in `proto/skyshard` by the test `api_page::the_page_is_what_the_protos_say`. A running server
describes itself to programs by gRPC reflection (v1 and v1alpha) where that is on: see [serving.md](serving.md). Who may
call what is in [permissions.md](permissions.md), why something is refused in [errors.md](errors.md), JSON over HTTP in
[rest.md](rest.md).

Calls are refused with a gRPC status; `google.rpc.ErrorInfo` in its details has a reason that never changes its name
(domain `skyshard`), `google.rpc.BadRequest` names the field to be mended, `google.rpc.RetryInfo` says how long to wait.
";

/// Numbers of fields in the descriptors, by which comments name what they stand at.
const MESSAGES: i32 = 4;
const ENUMS: i32 = 5;
const SERVICES: i32 = 6;
const SYNTAX: i32 = 12;
const IN_MESSAGE_FIELDS: i32 = 2;
const IN_MESSAGE_MESSAGES: i32 = 3;
const IN_MESSAGE_ENUMS: i32 = 4;
const IN_ENUM_VALUES: i32 = 2;
const IN_SERVICE_METHODS: i32 = 2;

/// Comments of one file by what they stand at.
struct Comments(BTreeMap<Vec<i32>, String>);

impl Comments {
    fn of(file: &FileDescriptorProto) -> Self {
        let locations = file.source_code_info.iter().flat_map(|info| &info.location);
        let said = locations.map(|location| {
            let above = location
                .leading_detached_comments
                .iter()
                .cloned()
                .chain([location.leading_comments().to_owned()]);
            let beside = location.trailing_comments().to_owned();
            let all: Vec<String> =
                above.chain([beside]).map(|text| words(&text)).filter(|it| !it.is_empty()).collect();
            (location.path.clone(), all.join(" "))
        });
        Self(said.collect())
    }

    fn at(&self, path: &[i32]) -> &str {
        self.0.get(path).map_or("", String::as_str)
    }
}

/// One line, without the spaces that the source has for its own sake.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As a cell of a table takes it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A name without the leading dot and, in its own package, without that.
fn short<'a>(name: &'a str, package: &str) -> &'a str {
    let name = name.trim_start_matches('.');
    name.strip_prefix(package).and_then(|rest| rest.strip_prefix('.')).unwrap_or(name)
}

fn kind(field: &FieldDescriptorProto, package: &str) -> String {
    let one = match field.r#type() {
        Type::Message | Type::Enum => short(field.type_name(), package).to_owned(),
        scalar => format!("{scalar:?}").to_lowercase(),
    };
    let is_list = field.label() == prost_types::field_descriptor_proto::Label::Repeated;
    match (is_list, field.proto3_optional()) {
        (true, _) => format!("repeated {one}"),
        (_, true) => format!("optional {one}"),
        _ => one,
    }
}

fn call(page: &mut String, method: &MethodDescriptorProto, about: &str, package: &str) {
    let stream = |streams: bool| if streams { "stream " } else { "" };
    let (asks, answers) = (short(method.input_type(), package), short(method.output_type(), package));
    writeln!(
        page,
        "| `{}` | {}`{asks}` | {}`{answers}` | {} |",
        method.name(),
        stream(method.client_streaming()),
        stream(method.server_streaming()),
        cell(about)
    )
    .expect("a string");
}

fn message(
    page: &mut String,
    comments: &Comments,
    message: &DescriptorProto,
    path: &[i32],
    name: &str,
    package: &str,
) {
    // Maps are told where they are used.
    if message.options.as_ref().is_some_and(prost_types::MessageOptions::map_entry) {
        return;
    }
    write!(page, "\n#### {name}\n").expect("a string");
    let about = comments.at(path);
    if !about.is_empty() {
        write!(page, "\n{about}\n").expect("a string");
    }
    if !message.field.is_empty() {
        page.push_str("\n| field | number | type | |\n|---|---|---|---|\n");
    }
    for (at, field) in (0..).zip(&message.field) {
        let about = comments.at(&[path, &[IN_MESSAGE_FIELDS, at]].concat());
        let (number, kind) = (field.number(), kind(field, package));
        writeln!(page, "| `{}` | {number} | {kind} | {} |", field.name(), cell(about)).expect("a string");
    }
    for (at, inner) in (0..).zip(&message.nested_type) {
        let (path, name) = ([path, &[IN_MESSAGE_MESSAGES, at]].concat(), format!("{name}.{}", inner.name()));
        self::message(page, comments, inner, &path, &name, package);
    }
    for (at, inner) in (0..).zip(&message.enum_type) {
        let (path, name) = ([path, &[IN_MESSAGE_ENUMS, at]].concat(), format!("{name}.{}", inner.name()));
        choices(page, comments, inner, &path, &name);
    }
}

fn choices(page: &mut String, comments: &Comments, choices: &EnumDescriptorProto, path: &[i32], name: &str) {
    write!(page, "\n#### {name}\n").expect("a string");
    let about = comments.at(path);
    if !about.is_empty() {
        write!(page, "\n{about}\n").expect("a string");
    }
    page.push_str("\n| value | number | |\n|---|---|---|\n");
    for (at, value) in (0..).zip(&choices.value) {
        let about = comments.at(&[path, &[IN_ENUM_VALUES, at]].concat());
        writeln!(page, "| `{}` | {} | {} |", value.name(), value.number(), cell(about)).expect("a string");
    }
}

fn file(page: &mut String, file: &FileDescriptorProto) {
    let (comments, package) = (Comments::of(file), file.package());
    write!(page, "\n## {}\n", file.name().trim_start_matches("skyshard/")).expect("a string");
    let about = comments.at(&[SYNTAX]);
    if !about.is_empty() {
        write!(page, "\n{about}\n").expect("a string");
    }
    for (at, service) in (0..).zip(&file.service) {
        write!(page, "\n### {package}.{}\n", service.name()).expect("a string");
        let about = comments.at(&[SERVICES, at]);
        if !about.is_empty() {
            write!(page, "\n{about}\n").expect("a string");
        }
        page.push_str("\n| call | asks | answers | |\n|---|---|---|---|\n");
        for (number, method) in (0..).zip(&service.method) {
            call(page, method, comments.at(&[SERVICES, at, IN_SERVICE_METHODS, number]), package);
        }
    }
    for (at, inner) in (0..).zip(&file.message_type) {
        message(page, &comments, inner, &[MESSAGES, at], inner.name(), package);
    }
    for (at, inner) in (0..).zip(&file.enum_type) {
        choices(page, &comments, inner, &[ENUMS, at], inner.name());
    }
}

fn files() -> Vec<FileDescriptorProto> {
    let set = FileDescriptorSet::decode(proto::DESCRIPTORS).expect("the descriptors of this very build");
    let mut files: Vec<_> =
        set.file.into_iter().filter(|file| file.package().starts_with("skyshard.")).collect();
    files.sort_by(|one, other| one.name().cmp(other.name()));
    files
}

#[test]
fn the_page_is_what_the_protos_say() {
    let mut now = HEAD.to_owned();
    for one in &files() {
        file(&mut now, one);
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/api.md");
    if env::var_os("SKYSHARD_WRITE_API").is_some() {
        fs::write(&path, &now).expect("the page is written");
    }
    let page = fs::read_to_string(&path).expect("the page is there");
    assert!(
        page == now,
        "the protos say something else than docs/api.md: write it anew with SKYSHARD_WRITE_API=1"
    );
}

/// What a client cannot guess from a name and a type: what a call does.
#[test]
fn every_call_says_what_it_does() {
    for file in &files() {
        let comments = Comments::of(file);
        for (at, service) in (0..).zip(&file.service) {
            for (number, method) in (0..).zip(&service.method) {
                let about = comments.at(&[SERVICES, at, IN_SERVICE_METHODS, number]);
                assert!(!about.is_empty(), "{}.{} has no comment", service.name(), method.name());
            }
        }
    }
}
