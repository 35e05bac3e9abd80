//! `docs/errors.md`: every reason with its codes, what it means and what to do about it, made of the one table
//! (`service/reason.rs`). The page is generated: `SKYSHARD_WRITE_ERRORS=1` writes it. What the protos promise by name is
//! in the table, and what the table says of single calls is in their protos.
use std::{
    collections::BTreeSet,
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use server::{
    calls::CODES,
    grpc,
    http::http_status,
    service::{Kind, Reason, Scope},
};

const HEAD: &str = "# Errors

Generated from `server/src/service/reason.rs` by the test `errors::the_page_is_what_the_table_says`.

Whatever is refused has a gRPC code, a sentence for people, and a reason for programs: `google.rpc.ErrorInfo.reason` with
the domain `skyshard` in the details of the status, `reason` in the problem details of REST. Reasons keep their names. The
field to be mended is in `google.rpc.BadRequest`, or `field` in REST. Every answer has a request id in `x-request-id`; what
fails inside the server is in its log under that id, and never in an answer. An answer without a reason comes from a
library below: a message that cannot be read, a frame that is too long.

";

fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| reason | gRPC | HTTP | what it means | what to do |\n|---|---|---|---|---|\n");
    for reason in Reason::ALL {
        let codes = each(*reason, |kind| CODES[grpc::code(kind) as usize].to_owned());
        let statuses = each(*reason, |kind| http_status(kind).as_u16().to_string());
        let (meaning, fix) = (reason.meaning(), reason.fix());
        writeln!(page, "| `{reason}` | {codes} | {statuses} | {meaning} | {fix} |").expect("a string");
    }
    page
}

fn each(reason: Reason, what: impl Fn(Kind) -> String) -> String {
    reason.kinds().iter().map(|kind| what(*kind)).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_page_is_what_the_table_says() {
    let (file, now) = (PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md"), page());
    if env::var_os("SKYSHARD_WRITE_ERRORS").is_some() {
        fs::write(&file, &now).unwrap();
    }
    let page = fs::read_to_string(&file).unwrap();
    assert!(
        page == now,
        "the table says something else than docs/errors.md: write it anew with SKYSHARD_WRITE_ERRORS=1"
    );
}

#[test]
fn each_row_is_whole_and_each_reason_has_one() {
    let mut names = BTreeSet::new();
    for reason in Reason::ALL {
        assert!(names.insert(reason.name()), "{reason} has two rows");
        assert!(
            !reason.kinds().is_empty() && reason.meaning().ends_with('.') && reason.fix().ends_with('.'),
            "{reason}"
        );
        assert!(reason.name().bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'), "{reason}");
    }
}

fn collect(folder: &Path, comments: &mut String, values: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, comments, values);
            continue;
        }
        for line in fs::read_to_string(&path).unwrap().lines() {
            let (code, comment) = line.split_once("//").unwrap_or((line, ""));
            comments.push_str(comment);
            comments.push('\n');
            // A value of an enum: `NAME = 3;`.
            values.extend(code.trim().split_once(" = ").map(|(name, _)| name.to_owned()));
        }
    }
}

/// Words of capitals with an underscore: codes, values of enums, and reasons.
fn shouted(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words = text.split(|letter: char| !is_part(letter));
    let shouts = |word: &&str| {
        word.contains('_')
            && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            && word.len() > 3
    };
    words.filter(shouts).map(str::to_owned).collect()
}

#[test]
fn the_protos_name_the_reasons_of_the_table_and_the_table_those_of_the_protos() {
    let (mut comments, mut values) = (String::new(), BTreeSet::new());
    collect(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../proto/skyshard"), &mut comments, &mut values);
    let said = shouted(&comments);
    let known: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    let unknown: Vec<_> = said
        .iter()
        .filter(|word| {
            !known.contains(word.as_str()) && !CODES.contains(&word.as_str()) && !values.contains(*word)
        })
        .collect();
    assert!(unknown.is_empty(), "the protos name what is no reason: {unknown:?}");
    let words: BTreeSet<&str> =
        comments.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_').collect();
    let unsaid: Vec<_> = Reason::ALL
        .iter()
        .filter(|reason| reason.scope() == Scope::Named && !words.contains(reason.name()))
        .collect();
    assert!(unsaid.is_empty(), "no proto says when these come: {unsaid:?}");
}
