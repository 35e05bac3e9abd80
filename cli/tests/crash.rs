//! The binary killed at every named point while files come in (FT22), and started again on the same folder.
//!
//! Whatever was answered before the end is there afterwards: signed-up people with their seats, durable parts, whole
//! files with their very bytes. Nothing is half there: the list shows whole files only, the upload that was under way
//! goes on where it stood, and no byte of quota is charged twice. The database passes its own integrity check.
//!
//! A try at a code is spent as soon as it is counted, and files that are encrypted again are whole under one key or the other.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use client::{
    Anonymous, Authorized, FileOrder, NewMember,
    proto::storage::{EntryConflict, OnConflict, drive_entry::Kind},
    upload::{BytesSource, Control, Upload},
};
use domain::limits::OTP_ATTEMPTS_MAX;
use tempfile::TempDir;

use support::{Server, serve, skyshard};

const PASSWORD: &str = "a long sentence for a short life";
const MIB: usize = 1 << 20;

/// Points and the passages at which the process ends. Between two seats, two dozen parts and four files everything on
/// this list is passed at least that often.
const POINTS: [(&str, u32); 34] = [
    ("seat.before_commit", 1),
    ("seat.after_commit", 1),
    ("upload.before_commit", 1),
    ("upload.after_commit", 2),
    ("parts.before_commit", 1),
    ("parts.before_commit", 4),
    ("parts.after_commit", 1),
    ("parts.after_commit", 3),
    ("version.before_commit", 1),
    ("version.before_commit", 3),
    ("version.after_commit", 1),
    ("version.after_commit", 3),
    // The sixth makes a version of what was there before.
    ("version.before_commit", 6),
    ("version.after_commit", 6),
    ("discard.before_commit", 1),
    ("discard.after_commit", 1),
    ("move.before_commit", 1),
    ("move.after_commit", 1),
    ("trash.before_commit", 1),
    ("trash.after_commit", 1),
    ("purge.before_commit", 1),
    ("purge.after_commit", 1),
    ("disk.before_create", 2),
    ("disk.after_create", 1),
    ("disk.before_fsync_directory", 1),
    ("disk.after_fsync_directory", 3),
    ("disk.before_append", 1),
    ("disk.before_append", 17),
    ("disk.after_append", 5),
    ("disk.after_append", 30),
    ("disk.before_fsync", 2),
    ("disk.before_fsync", 9),
    ("disk.after_fsync", 1),
    ("disk.after_fsync", 14),
];

fn start(data: &Path, crash_at: Option<&str>) -> Server {
    let mut command = serve(data, "127.0.0.1:0");
    command.stderr(Stdio::null());
    if let Some(point) = crash_at {
        command.env("SKYSHARD_CRASH_AT", point);
    }
    Server::of(command)
}

/// Returns when the process has ended.
async fn ended(server: &mut Server) {
    while server.child.try_wait().unwrap().is_none() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// What the server answered before it ended.
#[derive(Default)]
struct Answered {
    seat: bool,
    files: Vec<(String, Bytes)>,
    taken_up: bool,
    moved: bool,
    trashed: Option<String>,
}

fn content(seed: u8, bytes: usize) -> Bytes {
    (0..bytes).map(|place| (place as u8).wrapping_mul(31).wrapping_add(seed) ^ (place >> 8) as u8).collect()
}

async fn code(anonymous: &Anonymous, email: &str, before: &str) -> Option<String> {
    for _ in 0..400 {
        let mails = anonymous.mails(email).await.ok()?;
        if let Some(mail) = mails.into_iter().find(|mail| !mail.code.is_empty() && mail.code != before) {
            return Some(mail.code);
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    None
}

fn member() -> NewMember {
    NewMember { username: "ada".into(), email: "ada@example.com".into(), password: PASSWORD.into() }
}

async fn register_and_verify(anonymous: &Anonymous) -> Option<()> {
    let registered = anonymous.register(member()).await.ok()?;
    let code = code(anonymous, "ada@example.com", "").await?;
    anonymous.verify_email("ada@example.com", &code, &registered.challenge_id).await.ok().map(drop)
}

async fn sign_in(anonymous: &Anonymous) -> Option<Authorized> {
    let newest = anonymous.mails("ada@example.com").await.ok()?.first().map(|mail| mail.code.clone());
    let challenge = anonymous.login("ada", PASSWORD, false).await.ok()?;
    let code = code(anonymous, "ada@example.com", &newest.unwrap_or_default()).await?;
    anonymous.verify_otp(&challenge.session_id, &code).await.ok()
}

async fn upload(ada: &Authorized, name: &str, bytes: &Bytes) -> Option<()> {
    put(ada, name, bytes, OnConflict::KeepBoth).await
}

async fn put(ada: &Authorized, name: &str, bytes: &Bytes, on_conflict: OnConflict) -> Option<()> {
    let source = Arc::new(BytesSource(bytes.clone()));
    let upload = Upload::begin(ada.clone(), source, Default::default(), name, on_conflict).await.ok()?;
    upload.run(&Control::new(), &|_| {}).await.ok().map(drop)
}

/// What replaces 3.bin for a while.
fn other() -> Bytes {
    content(13, MIB)
}

/// Everything that a newcomer does, until the server ends.
async fn live(origin: &str, answered: &Mutex<Answered>) -> Option<()> {
    let anonymous = Anonymous::at(origin).unwrap();
    register_and_verify(&anonymous).await?;
    answered.lock().unwrap().seat = true;
    let ada = sign_in(&anonymous).await?;
    for seed in 0..4u8 {
        let (name, bytes) = (format!("{seed}.bin"), content(seed, 5 * MIB + usize::from(seed)));
        upload(&ada, &name, &bytes).await?;
        answered.lock().unwrap().files.push((name, bytes));
    }
    put(&ada, "3.bin", &other(), OnConflict::Replace).await?;
    let replaced = ada.list_files("3.bin", FileOrder::default(), 1, 0).await.ok()?.files.remove(0);
    ada.restore_version(&replaced.file_id, 1).await.ok()?;
    answered.lock().unwrap().taken_up = true;
    ada.delete_version(&replaced.file_id, 1).await.ok()?;
    let folder = ada.create_folder("", "Docs").await.ok()??.folder_id;
    let listed = ada.list_files("", FileOrder::default(), 50, 0).await.ok()?.files;
    let wanted = listed.into_iter().filter(|file| ["1.bin", "2.bin"].contains(&file.filename.as_str()));
    let ids = wanted.map(|file| file.file_id).collect();
    ada.move_entries(ids, &folder, EntryConflict::Unspecified).await.ok()?;
    answered.lock().unwrap().moved = true;
    let first = ada.list_files("0.bin", FileOrder::default(), 1, 0).await.ok()?.files.remove(0);
    ada.delete_file(&first.file_id).await.ok()?;
    answered.lock().unwrap().trashed = Some(first.file_id.clone());
    ada.purge_entries(vec![first.file_id]).await.ok().map(drop)
}

async fn download(ada: &Authorized, id: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    ada.download_file(id).await.unwrap().write_to(&mut bytes).await.unwrap();
    bytes
}

/// The server runs again: what it answered holds, and life goes on.
async fn look_back(origin: &str, answered: &Answered, point: &str) {
    let anonymous = Anonymous::at(origin).unwrap();
    if !answered.seat && sign_in(&anonymous).await.is_none() {
        register_and_verify(&anonymous)
            .await
            .unwrap_or_else(|| panic!("{point}: nobody can sign up any more"));
    }
    let ada = sign_in(&anonymous).await.unwrap_or_else(|| panic!("{point}: the seat is gone"));
    let listed = ada.list_files("", FileOrder::default(), 50, 0).await.unwrap().files;
    for (name, bytes) in &answered.files {
        match listed.iter().find(|file| file.filename == *name) {
            Some(file) => {
                let stored = download(&ada, &file.file_id).await;
                let is_replaced = name == "3.bin" && !answered.taken_up && stored == other();
                assert!(is_replaced || stored == bytes[..], "{point}: {name} differs")
            }
            None => assert_eq!(name, "0.bin", "{point}: {name} was answered and is gone"),
        }
    }
    for file in &listed {
        let seed: u8 = file.filename[..1].parse().unwrap();
        let whole = content(seed, 5 * MIB + usize::from(seed));
        let stored = download(&ada, &file.file_id).await;
        let is_whole = stored == whole || file.filename == "3.bin" && stored == other();
        assert!(is_whole, "{point}: {} is half there", file.filename);
    }
    let top = ada.list_folder("", "", FileOrder::default(), 50, 0).await.unwrap().entries;
    let docs = top.iter().find_map(|entry| match &entry.kind {
        Some(Kind::Folder(folder)) if folder.name == "Docs" => Some(folder),
        _ => None,
    });
    let inside = docs.map_or(0, |folder| folder.file_count);
    assert!(inside == 2 || (inside == 0 && !answered.moved), "{point}: {inside} of two files were moved");
    if let Some(trashed) = &answered.trashed {
        assert!(listed.iter().all(|file| file.file_id != *trashed), "{point}: a deleted file is back");
    }
    upload(&ada, "9.bin", &content(9, MIB))
        .await
        .unwrap_or_else(|| panic!("{point}: no upload works any more"));
    let quota = ada.quota().await.unwrap();
    assert_eq!(quota.used_bytes, stored(&ada).await, "{point}: what is used is what is there");
    let trash = ada.list_trash_entries(50, 0).await.unwrap().entries;
    let in_trash: i64 = trash.iter().map(|trashed| trashed.bytes).sum();
    assert_eq!(quota.trash_bytes, in_trash, "{point}: what counts as trash is what is in it");
}

/// Bytes of all versions of all files; what versions share counts once.
async fn stored(ada: &Authorized) -> i64 {
    let mut sum = 0;
    for file in ada.list_files("", FileOrder::default(), 50, 0).await.unwrap().files {
        let versions = ada.list_versions(&file.file_id, 50, 0).await.unwrap().versions;
        let contents: BTreeMap<String, i64> =
            versions.into_iter().map(|version| (version.checksum, version.size)).collect();
        sum += contents.values().sum::<i64>();
    }
    sum
}

fn database_is_whole(data: &Path, point: &str) {
    let said = Command::new("python3")
        .arg("-c")
        .arg("import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); print(d.execute('pragma integrity_check').fetchall(), d.execute('pragma foreign_key_check').fetchall())")
        .arg(data.join("skyshard.db"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "[('ok',)] []", "{point}");
}

/// One life, ended at the point, and the next.
async fn end_and_go_on(point: &str, passage: u32) {
    let data = TempDir::new().unwrap();
    let at = format!("{point}:{passage}");
    let answered = Mutex::new(Answered::default());
    let mut server = start(data.path(), Some(&at));
    let origin = server.origin.clone();
    // The client would try again for minutes: its patience is for people, and here nobody starts the server again.
    let passed = tokio::select! {
        () = ended(&mut server) => true,
        finished = live(&origin, &answered) => finished.is_none(),
    };
    assert!(passed, "{at} was never passed");
    ended(&mut server).await;
    database_is_whole(data.path(), &at);
    let server = start(data.path(), None);
    look_back(&server.origin, &answered.into_inner().unwrap(), &at).await;
}

/// SEC-14: what is counted before the compare is spent, whether or not the server lives to compare.
#[tokio::test(flavor = "multi_thread")]
async fn a_try_is_spent_by_a_server_that_is_killed_before_the_compare() {
    let data = TempDir::new().unwrap();
    let server = start(data.path(), None);
    let anonymous = Anonymous::at(&server.origin).unwrap();
    let mine = anonymous.register(member()).await.unwrap().challenge_id;
    let code = code(&anonymous, "ada@example.com", "").await.unwrap();
    drop(server);
    for _ in 0..OTP_ATTEMPTS_MAX {
        let mut server = start(data.path(), Some("code.counted"));
        let anonymous = Anonymous::at(&server.origin).unwrap();
        // The right code: it would be let in below if one of these tries were not spent.
        tokio::select! {
            () = ended(&mut server) => {}
            answer = anonymous.verify_email("ada@example.com", &code, &mine) => assert!(answer.is_err()),
        }
        ended(&mut server).await;
    }
    database_is_whole(data.path(), "code.counted");
    let server = start(data.path(), None);
    let anonymous = Anonymous::at(&server.origin).unwrap();
    let late = anonymous.verify_email("ada@example.com", &code, &mine).await.unwrap_err();
    assert_eq!(late.to_string(), "Too many wrong codes. Start again in a few minutes.");
}

/// What `skyshard keys` says of a folder.
fn keys(data: &Path, word: &str) -> serde_json::Value {
    let output = skyshard().args(["keys", word, "--json", "--data"]).arg(data).output().unwrap();
    assert!(output.status.success(), "{word}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// SEC-61: the job is killed before and after the transaction that gives a file its new key, and goes on by itself.
#[tokio::test(flavor = "multi_thread")]
async fn files_are_encrypted_again_by_a_server_that_is_killed_meanwhile() {
    let data = TempDir::new().unwrap();
    let server = start(data.path(), None);
    let anonymous = Anonymous::at(&server.origin).unwrap();
    register_and_verify(&anonymous).await.unwrap();
    let ada = sign_in(&anonymous).await.unwrap();
    let of = |seed: u8| content(seed, 2 * MIB + usize::from(seed));
    for seed in 0..3 {
        upload(&ada, &format!("{seed}.bin"), &of(seed)).await.unwrap();
    }
    keys(data.path(), "rotate");
    while keys(data.path(), "list")["keys"][0]["since"].is_null() {
        tokio::task::yield_now().await;
    }
    drop(server);
    assert_eq!(keys(data.path(), "reencrypt")["reencryption"]["versions"], 3);
    for (point, left) in [("reencryption.before_commit", 3), ("reencryption.after_commit", 2)] {
        // It may end before it has said where it listens.
        let mut command = serve(data.path(), "127.0.0.1:0");
        command.env("SKYSHARD_CRASH_AT", point).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(!command.status().unwrap().success(), "{point} was never passed");
        database_is_whole(data.path(), point);
        assert_eq!(keys(data.path(), "list")["reencryption"]["versions"], left, "{point}");
    }
    let server = start(data.path(), None);
    while !keys(data.path(), "list")["reencryption"].is_null() {
        tokio::task::yield_now().await;
    }
    let ada = sign_in(&Anonymous::at(&server.origin).unwrap()).await.unwrap();
    let listed = ada.list_files("", FileOrder::default(), 50, 0).await.unwrap().files;
    assert_eq!(listed.len(), 3);
    for file in listed {
        let seed = file.filename[..1].parse().unwrap();
        assert!(download(&ada, &file.file_id).await == of(seed), "{} differs", file.filename);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_at_any_point_keeps_what_it_answered() {
    for (point, passage) in POINTS {
        end_and_go_on(point, passage).await;
    }
}
