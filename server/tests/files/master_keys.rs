//! The master key is replaced while the server runs (SEC-61, FT22): nothing is lost at any point, nothing needs the old
//! key afterwards, and a key that something needs does not go.
use std::{
    fs,
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use domain::id::FileId;
use futures::{TryStreamExt, future::join_all};
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use server::{
    auth::Seed,
    clock::Clock,
    db::{self, sealed::Kind},
    keyring::{self, Turn},
    mail::outbox,
    running::Running,
    service::{
        audit_log::{self, Verdict},
        download::Download,
        master_keys::{self, KeysError, RotateError},
        upload::StreamUpload,
    },
    settings::Settings,
    trail::{Fault, Signer},
};

use crate::{
    books, on_both_engines,
    owner::{MIB, Owner, content, new_stream, owner, returning},
    support::{START, TestApp, people},
};

/// A new key is in the file, and the server has seen it.
pub async fn rotate(app: &TestApp) -> u32 {
    let (number, _) = master_keys::rotate(&app.settings).unwrap();
    assert!(look(app).await.unwrap());
    assert_eq!(app.keyring.newest().number, number);
    number
}

async fn look(app: &TestApp) -> Result<bool, KeysError> {
    master_keys::look(app).await.unwrap()
}

async fn retire(app: &TestApp, number: u32) -> Result<(), RotateError> {
    master_keys::retire(&app.settings, number, app.clock.now()).await
}

/// How many things of each kind name a key.
async fn named(app: &TestApp, number: u32) -> [u64; 3] {
    let line = master_keys::keys_of(&app.settings).await.unwrap().into_iter().find(|it| it.number == number);
    line.map(|it| [it.account_keys, it.authenticators, it.mails]).unwrap()
}

/// An authenticator of hers, without an app.
async fn give_authenticator(app: &TestApp, who: &Owner) {
    let (account, keys) = (who.member.account(), app.keyring.newest());
    let tx = app.db.write().await.unwrap();
    let sealed = Seed::fresh().sealed(&keys.totp, account);
    assert!(db::totp::begin(&tx, account, (sealed, keys.number), START).await.unwrap());
    tx.commit().await.unwrap();
}

async fn code_of(app: &TestApp, who: &Owner) -> String {
    let totp = db::totp::find(app.db.read(), who.member.account()).await.unwrap().unwrap();
    let ring = app.keyring.ring();
    let keys = ring.key(totp.master_key).unwrap();
    Seed::unsealed(&keys.totp, who.member.account(), &totp.seed).unwrap().code_at(START)
}

/// Some people, each with a file, an authenticator and mails, and what must come of all that for ever.
pub struct Town {
    people: Vec<(String, FileId, String)>,
    mails: usize,
}

impl Town {
    pub async fn build(app: &TestApp) -> Self {
        let mut people = Vec::new();
        for (name, seed) in [("alice", 1), ("bob", 2), ("carol", 3)] {
            let who = owner(app, name).await;
            let file = who.store("a", &content(seed, 1_000)).await.unwrap().file;
            give_authenticator(app, &who).await;
            let code = code_of(app, &who).await;
            people.push((who.token, file, code));
        }
        Self { people, mails: outbox::recent(app, None).await.unwrap().len() }
    }

    pub async fn is_whole(&self, app: &TestApp) {
        for ((token, file, code), seed) in self.people.iter().zip(1..) {
            let who = returning(app, token.clone()).await;
            assert_eq!(who.read(*file).await.unwrap(), content(seed, 1_000));
            assert_eq!(code_of(app, &who).await, *code);
        }
        assert_eq!(outbox::recent(app, None).await.unwrap().len(), self.mails, "each letter opens");
    }
}

/// Polls some work so many times and drops it then; `None` when it had not ended.
pub async fn cut_off<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut left) = (pin!(work), polls);
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

on_both_engines! {
    async fn uploads_and_downloads_go_on(app: TestApp) {
        let whole = content(1, 3 * MIB + 7);
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let old = alice.store("old", &whole).await.unwrap().file;
        let begun = alice.create("begun", whole.len()).await.unwrap();
        alice.send(begun, &whole, 0).await.unwrap();
        let mut stream = StreamUpload::begin(&alice.app, &alice.member, new_stream("stream", None)).await.unwrap();
        stream.push(whole.slice(..MIB + 1)).await.unwrap();
        let download = Download::open(&app, &alice.member, old).await.unwrap();
        let mut bytes = Box::pin(download.read(0..download.size));
        let mut read = bytes.try_next().await.unwrap().unwrap().to_vec();

        assert_eq!(rotate(&app).await, 2);
        let content_of = |seed| content(seed, 20_000);
        let uploads = (0..12).map(|number| {
            let (who, name) = (if number % 2 == 0 { &alice } else { &bob }, format!("new {number}"));
            async move { who.store(&name, &content_of(number)).await.unwrap().file }
        });
        let reads = (0..8).map(|_| async { assert_eq!(alice.read(old).await.unwrap(), whole) });
        let (new, _, first) = tokio::join!(join_all(uploads), join_all(reads), master_keys::anew(&app));
        assert_eq!(first.unwrap().damaged, 0);
        for index in 1..4 {
            alice.send(begun, &whole, index).await.unwrap();
        }
        let begun = alice.complete(begun).await.unwrap().file;
        stream.push(whole.slice(MIB + 1..)).await.unwrap();
        let stream = stream.finish().await.unwrap().file;
        while let Some(piece) = bytes.try_next().await.unwrap() {
            read.extend_from_slice(&piece);
        }
        assert_eq!(read, whole, "a download that was under way");

        master_keys::anew(&app).await.unwrap();
        assert_eq!(named(&app, 1).await, [0, 0, 0]);
        retire(&app, 1).await.unwrap();
        assert!(look(&app).await.unwrap());
        let leave = |who: Owner| (who.member, who.token);
        let ((alice, token), (bob, _)) = (leave(alice), leave(bob));
        // The tokens of the retired key are over; the sessions are not.
        assert!(people::member_of(&app, &token).await.is_err());
        drop((bytes, download));
        let check = async |app: &TestApp| {
            let of = |member: &server::auth::Member| Owner { app: app.shared(), member: member.clone(), token: String::new() };
            let (alice, bob) = (of(&alice), of(&bob));
            for file in [old, begun, stream] {
                assert_eq!(alice.read(file).await.unwrap(), whole);
            }
            for (file, number) in new.iter().zip(0..) {
                let who = if number % 2 == 0 { &alice } else { &bob };
                assert_eq!(who.read(*file).await.unwrap(), content_of(number));
            }
        };
        check(&app).await;
        books::check(&app).await;
        let app = app.restart().await;
        assert_eq!(app.keyring.ring().keys().len(), 1, "the old key is nowhere any more");
        check(&app).await;
        assert!(matches!(audit_log::verify(&app).await.unwrap(), Verdict::Whole(_)));
    }

    /// FT22: whoever kills the job between two rows, and whoever starts it again.
    async fn the_job_goes_on_wherever_it_was_killed(app: TestApp) {
        let town = Town::build(&app).await;
        rotate(&app).await;
        let mut app = app;
        let mut rows = 0;
        loop {
            town.is_whole(&app).await;
            let mut done = 0;
            for kind in Kind::ALL {
                done += master_keys::step(&app, kind, &db::sealed::Place::default(), 1).await.unwrap().anew.done;
            }
            rows += done;
            if done == 0 {
                break;
            }
            app = app.restart().await;
        }
        assert_eq!(rows, 3 + 3 + u64::try_from(town.mails).unwrap());
        assert_eq!(named(&app, 1).await, [0, 0, 0]);
        retire(&app, 1).await.unwrap();
        let app = app.restart().await;
        assert_eq!(outbox::recent(&app, None).await.unwrap().len(), town.mails);
    }

    async fn the_job_may_be_dropped_at_any_await(app: TestApp) {
        let town = Town::build(&app).await;
        let mut cuts = 0;
        for polls in 0..16 {
            rotate(&app).await;
            let ended = cut_off(polls, master_keys::anew(&app)).await;
            town.is_whole(&app).await;
            // Whatever it left is done by the next one, and each key can go.
            master_keys::anew(&app).await.unwrap();
            let number = app.keyring.newest().number;
            assert_eq!(named(&app, number - 1).await, [0, 0, 0]);
            cuts += u32::from(ended.is_none());
        }
        assert!(cuts > 1, "{cuts} times");
        town.is_whole(&app).await;
    }

    async fn two_jobs_at_once_do_each_row_once(app: TestApp) {
        let town = Town::build(&app).await;
        rotate(&app).await;
        let (one, two) = tokio::join!(master_keys::anew(&app), master_keys::anew(&app));
        assert_eq!(one.unwrap().done + two.unwrap().done, 6 + u64::try_from(town.mails).unwrap());
        town.is_whole(&app).await;
    }

    async fn a_key_in_use_is_not_retired(app: TestApp) {
        let town = Town::build(&app).await;
        assert!(matches!(retire(&app, 1).await, Err(RotateError::Newest(1))));
        assert!(matches!(retire(&app, 7).await, Err(RotateError::Unknown(7))));
        master_keys::rotate(&app.settings).unwrap();
        assert!(matches!(retire(&app, 1).await, Err(RotateError::NotTakenUp(2))));
        look(&app).await.unwrap();
        let refused = retire(&app, 1).await.unwrap_err();
        let sealed = 6 + u64::try_from(town.mails).unwrap();
        assert!(matches!(refused, RotateError::InUse { number: 1, sealed: named } if named == sealed), "{refused}");
        assert!(refused.to_string().contains("nothing was changed"), "{refused}");
        assert!(!look(&app).await.unwrap());
        rotate(&app).await;
        assert!(matches!(retire(&app, 2).await, Err(RotateError::NotOldest(2, 1))));
        master_keys::anew(&app).await.unwrap();
        for number in [1, 2] {
            retire(&app, number).await.unwrap();
        }
        let app = app.restart().await;
        assert_eq!(outbox::recent(&app, None).await.unwrap().len(), town.mails);
    }

    /// Whoever is about to write under the key comes before the retirement, which is refused, or after it, and fails.
    async fn nothing_is_written_under_a_key_that_goes(app: TestApp) {
        let old = app.keyring.newest();
        let mail = async |tx: &db::Transaction, id: u8| {
            let sealed = (server::auth::seal(&old.mail, "x", b"x"), old.number);
            db::mail::insert(tx, domain::id::MailId::from_random([id; 16]), "a@example.com", sealed, START).await
        };
        rotate(&app).await;
        let writing = app.db.write().await.unwrap();
        mail(&writing, 1).await.unwrap();
        let (settings, now) = (app.settings.clone(), app.clock.now());
        let retiring = tokio::spawn(async move { master_keys::retire(&settings, 1, now).await });
        while !retiring.is_finished() && !waits_for_us(&app).await {
            tokio::task::yield_now().await;
        }
        writing.commit().await.unwrap();
        let refused = retiring.await.unwrap().unwrap_err();
        assert!(matches!(refused, RotateError::InUse { number: 1, sealed: 1 }), "{refused}");

        let tx = app.db.write().await.unwrap();
        db::execute(&tx, "DELETE FROM mail", []).await.unwrap();
        tx.commit().await.unwrap();
        retire(&app, 1).await.unwrap();
        let tx = app.db.write().await.unwrap();
        let refused = mail(&tx, 2).await.unwrap_err();
        assert!(matches!(refused.sql_err(), Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_))), "{refused}");
    }

    async fn what_is_new_is_under_a_key_that_the_old_one_never_wrapped(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let version = async |file| db::file::find_current(app.db.read(), alice.member.account(), file).await.unwrap().unwrap().1.key_version;
        let old = alice.store("old", &content(1, 10)).await.unwrap().file;
        rotate(&app).await;
        master_keys::anew(&app).await.unwrap();
        let files = [alice.store("b", &content(2, 10)).await.unwrap().file, alice.store("c", &content(3, 10)).await.unwrap().file];
        assert_eq!((version(old).await, version(files[0]).await, version(files[1]).await), (2, 2, 2));
        for (file, seed) in [old, files[0], files[1]].into_iter().zip(1..) {
            assert_eq!(alice.read(file).await.unwrap(), content(seed, 10));
        }
    }

    async fn tokens_and_codes_of_the_key_before_are_good_until_it_goes(app: TestApp) {
        let alice = owner(&app, "alice").await;
        server::service::enroll_code::send_code(&app, &people::email("bob"), &server::auth::Visitor::default()).await.unwrap();
        rotate(&app).await;
        people::member_of(&app, &alice.token).await.expect("signed before");
        let code = people::last_code(&app, "bob").await;
        let (typed, visitor) = (people::parsed(&code), server::auth::Visitor::default());
        server::service::enroll_code::verify_code(&app, &people::email("bob"), &typed, None, &visitor).await.expect("mailed before");
        let later = server::service::sessions::access(&app, &alice.member).await.unwrap();
        master_keys::anew(&app).await.unwrap();
        retire(&app, 1).await.unwrap();
        people::member_of(&app, &alice.token).await.expect("the server has not looked yet");
        look(&app).await.unwrap();
        assert!(people::member_of(&app, &alice.token).await.is_err());
        people::member_of(&app, &later.token).await.expect("signed with the newest");
    }

    async fn checkpoints_of_every_key_are_read_and_none_of_an_older_one_behind(app: TestApp) {
        let first = app.keyring.ring();
        owner(&app, "alice").await;
        audit_log::sign(&app).await.unwrap();
        rotate(&app).await;
        master_keys::anew(&app).await.unwrap();
        retire(&app, 1).await.unwrap();
        let app = app.restart().await;
        assert!(matches!(audit_log::verify(&app).await.unwrap(), Verdict::Whole(_)));
        // Who has the key that was replaced could sign what was written since.
        let head = db::audit::head(app.db.read()).await.unwrap();
        let file = app.folder().join("audit").join("checkpoints");
        let notes = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{notes}{}\n", first.signer.sign(head))).unwrap();
        assert_eq!(audit_log::verify(&app).await.unwrap(), Verdict::Broken(Fault::BadCheckpoint(3)));
        fs::write(&file, format!("{notes}{}\n", Signer::new(&[9; 32]).sign(head))).unwrap();
        assert_eq!(audit_log::verify(&app).await.unwrap(), Verdict::Broken(Fault::BadCheckpoint(3)));
    }

    async fn a_key_file_that_cannot_be_right_changes_nothing(app: TestApp) {
        let town = Town::build(&app).await;
        let path = app.folder().join("master.key");
        let good = fs::read(&path).unwrap();
        rotate(&app).await;
        master_keys::anew(&app).await.unwrap();
        let ring = fs::read(&path).unwrap();
        let said = async |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            look(&app).await.unwrap_err().to_string()
        };
        let missing = said(&good).await;
        assert!(missing.contains("open with the master key 2 (id ") && missing.contains("nothing is lost"), "{missing}");
        assert!(said(&[7; 32]).await.contains("open with the master key 2"));
        assert!(said(&ring[..40]).await.contains("is damaged"));
        town.is_whole(&app).await;
        fs::write(&path, &ring).unwrap();
        assert!(!look(&app).await.unwrap());
        assert_eq!(app.keyring.newest().number, 2);
    }

    /// A crash between database and file leaves one key too many in the file.
    async fn a_retirement_that_was_cut_off_is_done_again(app: TestApp) {
        let town = Town::build(&app).await;
        rotate(&app).await;
        master_keys::anew(&app).await.unwrap();
        let path = app.folder().join("master.key");
        let both = fs::read(&path).unwrap();
        retire(&app, 1).await.unwrap();
        fs::write(&path, &both).unwrap();
        retire(&app, 1).await.expect("the database has forgotten it already");
        fs::write(&path, &both).unwrap();
        let app = app.restart().await;
        town.is_whole(&app).await;
        retire(&app, 1).await.expect("the start made it known again");
        let actions = db::audit::count_by_action(app.db.read()).await.unwrap();
        assert_eq!((actions["master_key.add"], actions["master_key.retire"]), (2, 2));
    }
}

/// Whether somebody waits for what an open transaction holds. SQLite does not tell; it waits ten seconds.
pub async fn waits_for_us(app: &TestApp) -> bool {
    if app.db.engine() == db::Engine::Sqlite {
        return true;
    }
    let text = "SELECT CAST(COUNT(*) AS BIGINT) AS n FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let row = app.db.read().query_one_raw(db::sql(app.db.read(), text, [])).await.unwrap().unwrap();
    row.try_get::<i64>("", "n").unwrap() > 0
}

async fn start(settings: &Settings) -> Result<Running, String> {
    Running::start(settings.clone(), Clock::manual(START)).await.map_err(|error| error.to_string())
}

/// Starts with this key file; why not, if it does not.
async fn refusal(settings: &Settings, file: &[u8]) -> String {
    fs::write(settings.data.join("master.key"), file).unwrap();
    start(settings).await.err().expect("it started")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_without_a_key_that_rows_name_is_refused() {
    let app = TestApp::sqlite().await;
    let town = Town::build(&app).await;
    let path = app.folder().join("master.key");
    let one = fs::read(&path).unwrap();
    rotate(&app).await;
    let both = fs::read(&path).unwrap();
    let settings = app.settings.clone();
    let second = String::from_utf8(both.clone())
        .unwrap()
        .lines()
        .take(2)
        .map(|it| format!("{it}\n"))
        .collect::<String>();
    let held = app.stopped().await;
    let said = refusal(&settings, second.as_bytes()).await;
    assert!(
        said.contains(&format!("{} in the database open with the master key 1", 6 + town.mails)),
        "{said}"
    );
    // Nothing is under the second one yet, so the first is enough.
    fs::write(&path, &one).unwrap();
    start(&settings).await.unwrap().stop().await.unwrap();
    let said = refusal(&settings, &[7; 32]).await;
    assert!(
        said.contains("the master key 1 in the key file is not the one") && said.contains("nothing is lost"),
        "{said}"
    );
    fs::write(&path, &both).unwrap();
    let running = start(&settings).await.unwrap();
    // Its job does the rest by itself.
    while master_keys::keys_of(&settings).await.unwrap()[1].account_keys > 0 {
        tokio::task::yield_now().await;
    }
    running.stop().await.unwrap();
    drop(held);
}

/// A folder of the version before, whose rows name no key.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_with_one_key_of_before_opens() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = alice.store("a", &content(1, 1_000)).await.unwrap().file;
    let settings = app.settings.clone();
    let token = alice.token;
    drop(alice.app);
    let held = app.stopped().await;
    take_step_back(&settings).await;
    let key = fs::read(settings.data.join("master.key")).unwrap();
    assert_eq!(key.len(), 32);
    let said = refusal(&settings, &[7; 32]).await;
    assert!(
        said.contains("the master key 1 in the key file is not the one"),
        "its rows are what it is held against: {said}"
    );
    fs::write(settings.data.join("master.key"), &key).unwrap();
    let running = start(&settings).await.unwrap();
    let request = {
        let mut request = http::Extensions::new();
        request.insert(server::auth::Door::Native { bearer: Some(token) });
        request
    };
    let member =
        server::auth::member(&running.app, &request, "", server::auth::Action::UseAccount).await.unwrap();
    let download = Download::open(&running.app, &member, file).await.unwrap();
    let pieces: Vec<bytes::Bytes> = download.read(0..download.size).try_collect().await.unwrap();
    assert_eq!(pieces.concat(), content(1, 1_000));
    assert_eq!(outbox::recent(&running.app, None).await.unwrap().len(), 1);
    assert_eq!(fs::read(settings.data.join("master.key")).unwrap(), key, "the file stays as it is");
    drop(download);
    running.stop().await.unwrap();
    drop(held);
}

/// The schema as the version before left it.
async fn take_step_back(settings: &Settings) {
    let url = format!("sqlite:{}", settings.data.join("skyshard.db").display());
    let connection = Database::connect(url).await.unwrap();
    let columns = [
        ("account_key", "made_under"),
        ("account_key", "master_key"),
        ("totp", "master_key"),
        ("mail", "master_key"),
    ];
    for (table, column) in columns {
        connection.execute_unprepared(&format!("ALTER TABLE {table} DROP COLUMN {column}")).await.unwrap();
    }
    connection.execute_unprepared("DROP TABLE master_key").await.unwrap();
    connection
        .execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm0018_master_keys'")
        .await
        .unwrap();
    assert_eq!(Migrator::get_pending_migrations(&connection).await.unwrap().len(), 1);
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rotations_at_once_each_leave_a_key() {
    let app = TestApp::sqlite().await;
    let settings = Arc::new(app.settings.clone());
    let all: Vec<_> = (0..8)
        .map(|_| {
            let settings = Arc::clone(&settings);
            std::thread::spawn(move || master_keys::rotate(&settings).unwrap().0)
        })
        .collect();
    let mut numbers: Vec<u32> = all.into_iter().map(|it| it.join().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (2..10).collect::<Vec<_>>());
    assert_eq!(keyring::read(&settings.data).unwrap().keys().len(), 9);
    drop(Turn::take(&settings.data).unwrap());
}
