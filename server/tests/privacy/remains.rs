//! Looking for somebody who was erased in every byte that the server keeps: words that occur nowhere else, in the
//! database's file and its log, in the nodes' folders, in the checkpoints (SEC-67).
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;
use domain::{limits::ERASURE_GRACE, skillshare::text::Prose};
use server::{
    db::{self, ConnectionTrait, Engine},
    jobs,
    mail::outbox,
    service::{
        privacy::{erase, link, request},
        skillshare::{hold, reviews, teaching},
    },
};

use crate::{
    flow::signed_in,
    lesson::{FRAME, HOUR, at, book, course, profile, stage, wish, zone},
    on_both_engines,
    owner::{MIB, owner, returning},
    support::{TestApp, people},
};

/// The person: the name stands in the address too.
const NAME: &str = "canarywharf";
const FILE: &str = "Tagebuch-Quetzal.txt";
const CONTENT: &str = "marmalade-zeppelin-content";
const NOTE: &str = "obsidian-note-of-mine";
const REVIEW: &str = "vermilion-review";
const TEACHER: &str = "Xanthippe Quill";
const ABOUT: &str = "saffron-about-text";
const TITLE: &str = "Cochineal Dyeing";
const UPLOAD: &str = "half-Umbra.bin";

const CANARIES: [&str; 9] = [NAME, FILE, CONTENT, NOTE, REVIEW, TEACHER, ABOUT, TITLE, UPLOAD];

/// Every file below a folder that has one of the words, in any case. One that its owner deletes meanwhile has none:
/// PostgreSQL puts a finished file in the place of another whenever a table changes.
fn search(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(search(&path));
            continue;
        }
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes.to_ascii_lowercase(),
            Err(gone) if gone.kind() == ErrorKind::NotFound => continue,
            Err(problem) => panic!("{}: {problem}", path.display()),
        };
        for canary in CANARIES {
            let word = canary.to_ascii_lowercase();
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                found.push(format!("{canary} in {}", path.file_name().unwrap().display()));
            }
        }
    }
    found.sort();
    found
}

/// The files of the test's own database, once everything is written to them; none where PostgreSQL is elsewhere, or its
/// folder is not ours to read.
async fn postgres_folder(app: &TestApp) -> Option<PathBuf> {
    let on = app.db.read();
    on.execute_unprepared("CHECKPOINT").await.unwrap();
    let text = "SELECT current_setting('data_directory') || '/base/' || oid AS folder FROM pg_database
        WHERE datname = current_database()";
    let row = on.query_one_raw(db::sql(on, text, [])).await.unwrap().unwrap();
    let folder = PathBuf::from(row.try_get::<String>("", "folder").unwrap());
    fs::read_dir(&folder).is_ok().then_some(folder)
}

/// The same in every row of every table.
async fn search_rows(app: &TestApp) -> Vec<String> {
    let mut found = Vec::new();
    for class in db::personal::classes() {
        let (table, on) = (class.table, app.db.read());
        let rows = match app.db.engine() {
            Engine::Postgres => format!("SELECT CAST(t AS TEXT) AS row FROM {table} t"),
            Engine::Sqlite => return Vec::new(),
        };
        for row in on.query_all_raw(db::sql(on, &rows, [])).await.unwrap() {
            let text: String = row.try_get("", "row").unwrap();
            let text = text.to_ascii_lowercase();
            let words = CANARIES.iter().filter(|canary| text.contains(&canary.to_ascii_lowercase()));
            found.extend(words.map(|canary| format!("{canary} in {table}: {text}")));
        }
    }
    found
}

fn text_of<const MAX: usize>(text: &str) -> Prose<MAX> {
    Prose::parse(text).unwrap()
}

/// Somebody who did everything that leaves a trace.
async fn live(app: &TestApp) -> domain::id::AccountId {
    let stage = stage(app, FRAME).await;
    people::registered(app, NAME).await;
    let token = signed_in(app, NAME).await.auth_token;
    let person = returning(app, token).await;
    let text = CONTENT.repeat(MIB / CONTENT.len());
    person.store(FILE, &Bytes::from(text.clone())).await.unwrap();
    let open = person.create(UPLOAD, 2 * MIB).await.unwrap();
    person.send(open, &Bytes::from(text.repeat(3)).slice(..2 * MIB), 0).await.unwrap();
    let attended = hold::book(app, &person.member, &wish(stage.course, at(0)), NOTE).await.unwrap();
    hold::book(app, &person.member, &wish(stage.course, at(96)), NOTE).await.unwrap();

    let mut about = profile(TEACHER);
    about.about = text_of(ABOUT);
    teaching::save_profile(app, &person.member, about, &zone("Europe/Paris")).await.unwrap();
    let week = "Mon 08:00-20:00; Tue 08:00-20:00; Wed 08:00-20:00; Thu 08:00-20:00; Fri 08:00-20:00; Sat 08:00-20:00; Sun 08:00-20:00";
    crate::lesson::hours(app, &person.member, "Europe/Paris", week).await;
    let own = teaching::save_course(app, &person.member, None, &course(TITLE, FRAME)).await.unwrap();
    let student = owner(app, "student").await;
    book(app, &student.member, own, at(2)).await.unwrap();
    book(app, &student.member, own, at(98)).await.unwrap();

    app.advance(at(4).plus(HOUR).since(app.clock.now()));
    let person = returning(app, signed_in(app, NAME).await.auth_token).await;
    reviews::write(app, &person.member, attended.id, 4, &text_of(REVIEW)).await.unwrap();
    link::make(app, &person.member).await.unwrap();
    request::of_oneself(app, &person.member, NAME).await.unwrap();
    person.member.account()
}

on_both_engines! {
    async fn nothing_of_a_person_is_left(app: TestApp) {
        let account = live(&app).await;
        let is_sqlite = app.db.engine() == Engine::Sqlite;
        assert!(!is_sqlite || search(app.folder()).len() >= 8, "they are there before: {:?}", search(app.folder()));
        assert!(is_sqlite || search_rows(&app).await.len() >= 8);
        if !is_sqlite && let Some(folder) = postgres_folder(&app).await {
            assert!(search(&folder).len() >= 8, "they are there before: {:?}", search(&folder));
            // As its own housekeeping does, which keeps samples of what tables hold.
            app.db.read().execute_unprepared("ANALYZE").await.unwrap();
        }
        app.advance(ERASURE_GRACE);
        assert_eq!(erase::round(&app).await.unwrap(), 1);
        assert!(db::account::find(app.db.read(), account).await.unwrap().is_none());
        // The receipt is the last row with the address, for as long as all mails are kept.
        assert_eq!(people::mails_to(&app, NAME).await, ["Your Skyshard account was deleted"]);
        app.advance(outbox::KEPT + Duration::from_secs(20 * 60));
        jobs::sweep(&app).await.unwrap();
        erase::round(&app).await.unwrap();
        assert_eq!(search_rows(&app).await, Vec::<String>::new());
        assert_eq!(search(app.folder()), Vec::<String>::new());
        if !is_sqlite && let Some(folder) = postgres_folder(&app).await {
            assert_eq!(search(&folder), Vec::<String>::new());
        }
    }
}
