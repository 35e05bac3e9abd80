//! What happened to a file, as its owner, those who were given it and nobody else are told.
use std::time::Duration;

use domain::{
    email::EmailAddress,
    id::FileId,
    limits::{ERASURE_GRACE, TRASH_LIFE},
};
use migrations::{Migrator, MigratorTrait};
use proto::storage::{FileDoer, ListFileActivityRequest, drive_service_client::DriveServiceClient};
use sea_orm::{ConnectionTrait, Database};
use server::{
    auth::Visitor,
    db::{self, Db},
    service::{
        ServiceError,
        drive::{self, Doer, Event},
        privacy::{erase, request},
        shares::{self, Key, NewLink, Recipient, Use},
        trash::purge_expired,
    },
};

use crate::{
    on_both_engines,
    owner::{Owner, content, owner, reason},
    sharing::{EDIT, VIEW},
    support::{TestApp, postgres::Fresh, rpc::with_token},
};

const SECOND: Duration = Duration::from_secs(1);

fn told(event: &Event) -> String {
    let who = match &event.doer {
        Doer::Caller => "I",
        Doer::Account(name) => name.as_deref().unwrap_or("somebody"),
        Doer::Visitor => "visitor",
        Doer::Server => "server",
    };
    let to = event.given_to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
    format!("{who} {}{to}", event.action)
}

impl Owner {
    async fn activity(&self, id: FileId) -> Result<Vec<String>, ServiceError> {
        let (events, next) = drive::activity(&self.app, &self.member, id, (None, 100)).await?;
        assert_eq!(next, None);
        Ok(events.iter().map(told).collect())
    }
}

async fn noted(app: &TestApp) -> u64 {
    let row = db::sql(app.db.read(), "SELECT COUNT(*) AS n FROM file_activity", []);
    let row = db::ConnectionTrait::query_one_raw(app.db.read(), row).await.unwrap().unwrap();
    db::bytes(&row, "n").unwrap()
}

on_both_engines! {
    async fn its_owner_is_told_everything_and_by_whom(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let folder = alice.mkdir(None, "Trip").await.unwrap();
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        let beside = alice.store("b", &content(1, 10)).await.unwrap().file;
        alice.call(file, "c").await.unwrap();
        alice.mv(&[file], Some(folder)).await.unwrap();
        let share = alice.give(file, "bob", EDIT).await.unwrap();
        bob.read(file).await.unwrap();
        bob.new_version(file, 20).await.unwrap();
        alice.take_up(file, 1).await.unwrap();
        let wish = NewLink {
            entry: file,
            life: SECOND * 60,
            password: None,
            downloads_max: None,
            takes_uploads: false,
        };
        let link = shares::make_link(&app, &alice.member, wish).await.unwrap();
        let (_, secret) = link.address.split_once("/s#").unwrap();
        let key = Key { secret, password: "" };
        shares::begin(&app, &Visitor::default(), &key, Use::Download).await.unwrap();
        alice.take_back(share).await.unwrap();
        alice.rm(&[file]).await.unwrap();
        alice.back(&[file]).await.unwrap();
        // The share is gone, and whom it was for with it.
        let expected = [
            "I file.restore",
            "I file.delete",
            "I share.revoke",
            "visitor link.download",
            "I link.make",
            "I version.restore",
            "bob file.upload",
            "somebody share.open",
            "I share.give",
            "I file.move",
            "I file.rename",
            "I file.upload",
        ];
        assert_eq!(alice.activity(file).await.unwrap(), expected);
        assert_eq!(alice.activity(beside).await.unwrap(), ["I file.upload"]);
        assert_eq!(alice.activity(folder).await.unwrap(), ["I folder.create"]);
    }

    async fn to_whom_it_is_given_is_told_while_that_stands(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let file = alice.put(None, "a", 10).await.unwrap();
        let address = Recipient::Address(EmailAddress::parse("bob@example.com").unwrap());
        alice.give_to(file, address, VIEW).await.unwrap();
        alice.give(file, "bob", VIEW).await.unwrap();
        bob.read(file).await.unwrap();
        let all = alice.activity(file).await.unwrap();
        let given = ["I share.give to bob", "I share.give to bob@example.com", "I file.upload"];
        assert_eq!(all[1..], given);
        // An address is not turned into a name: whoever opened it by that is called by it.
        let opened = ["bob share.open to bob", "bob@example.com share.open to bob@example.com"];
        assert!(opened.contains(&all[0].as_str()), "{}", all[0]);
    }

    async fn who_was_given_it_is_told_what_became_of_it_since_and_no_other_name(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let (carol, mallory) = (owner(&app, "carol").await, owner(&app, "mallory").await);
        let folder = alice.mkdir(None, "Trip").await.unwrap();
        let file = alice.put(Some(folder), "a", 10).await.unwrap();
        app.advance(SECOND);
        alice.give(folder, "bob", EDIT).await.unwrap();
        alice.give(file, "carol", EDIT).await.unwrap();
        alice.call(file, "b").await.unwrap();
        bob.call(file, "c").await.unwrap();
        carol.new_version(file, 20).await.unwrap();
        assert_eq!(
            bob.activity(file).await.unwrap(),
            ["somebody file.upload", "I file.rename", "alice file.rename"]
        );
        assert_eq!(
            carol.activity(file).await.unwrap(),
            ["I file.upload", "somebody file.rename", "alice file.rename"]
        );
        assert_eq!(reason(mallory.activity(file).await), "NOT_FOUND");
        assert_eq!(reason(carol.activity(folder).await), "NOT_FOUND");
        // In the trash it is its owner's alone again.
        alice.rm(&[file]).await.unwrap();
        assert_eq!(reason(bob.activity(file).await), "NOT_FOUND");
        assert_eq!(alice.activity(file).await.unwrap()[0], "I file.delete");
    }

    async fn it_is_told_in_pages(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.put(None, "a", 10).await.unwrap();
        for name in ["b", "c", "d"] {
            alice.call(file, name).await.unwrap();
        }
        let page = async |before| drive::activity(&app, &alice.member, file, (before, 2)).await.unwrap();
        let (first, next) = page(None).await;
        assert_eq!(first.iter().map(told).collect::<Vec<_>>(), ["I file.rename", "I file.rename"]);
        let (second, end) = page(next).await;
        assert_eq!(second.iter().map(told).collect::<Vec<_>>(), ["I file.rename", "I file.upload"]);
        assert!(next.is_some() && end.is_none());
        assert!(first[1].sequence > second[0].sequence);
    }

    async fn what_is_gone_leaves_nothing_of_it(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let gone = alice.put(None, "gone", 10).await.unwrap();
        let kept = bob.put(None, "kept", 10).await.unwrap();
        bob.give(kept, "alice", EDIT).await.unwrap();
        alice.new_version(kept, 20).await.unwrap();
        alice.rm(&[gone]).await.unwrap();
        let before = noted(&app).await;
        app.advance(TRASH_LIFE + SECOND);
        purge_expired(&app).await.unwrap();
        assert_eq!(noted(&app).await, before - 2, "its upload and its way to the trash");
        alice.put(None, "last", 10).await.unwrap();
        request::of_oneself(&app, &alice.member, "alice").await.unwrap();
        app.advance(ERASURE_GRACE);
        erase::round(&app).await.unwrap();
        assert_eq!(noted(&app).await, before - 2, "nothing of hers, and all of his");
        // What she did to his file stays, and names nobody.
        assert_eq!(bob.activity(kept).await.unwrap()[0], "somebody file.upload");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_asks_for_it() {
    let app = TestApp::sqlite().await;
    let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
    let file = alice.put(None, "a", 10).await.unwrap();
    alice.give(file, "bob", EDIT).await.unwrap();
    let mut client = DriveServiceClient::new(app.calls());
    let ask = ListFileActivityRequest { id: file.to_string(), limit: 1, before: 0 };
    let first = client.list_file_activity(with_token(ask.clone(), &alice.token)).await.unwrap().into_inner();
    let [event] = &first.events[..] else { panic!("one was asked for: {first:?}") };
    assert_eq!(
        (event.action.as_str(), event.doer(), event.given_to.as_str()),
        ("share.give", FileDoer::Caller, "bob")
    );
    let ask = ListFileActivityRequest { before: first.next_before, ..ask };
    let last = client.list_file_activity(with_token(ask.clone(), &alice.token)).await.unwrap().into_inner();
    assert_eq!((last.events[0].action.as_str(), last.next_before), ("file.upload", 0));
    let given = client.list_file_activity(with_token(ask, &bob.token)).await.unwrap().into_inner();
    assert!(
        given.events.iter().all(|event| event.action == "file.upload" && event.name == "alice"),
        "{given:?}"
    );
}

/// A database as the version before left it: rows of files and of shares are found again.
async fn older_rows_are_found(url: &str) {
    let connection = Database::connect(url).await.unwrap();
    let steps = Migrator::migrations();
    let before = steps.iter().take_while(|step| step.name() != "m0029_file_activity").count();
    Migrator::up(&connection, Some(u32::try_from(before).unwrap())).await.unwrap();
    for text in [
        "INSERT INTO account (id, username, username_key, email, email_key, role, security_version, created_at)
        VALUES ('a', 'alice', 'alice', 'a@example.com', 'a@example.com', 'basic', 0, 0)",
        "INSERT INTO file (id, account_id, name, name_key, current_version, created_at)
        VALUES ('f', 'a', 'n', 'n', 'v', 0)",
        "INSERT INTO share (id, owner_id, entry_id, receiver_email, rights, created_at)
        VALUES ('s', 'a', 'f', 'b@example.com', 'view', 0)",
    ] {
        connection.execute_unprepared(text).await.unwrap();
    }
    for (sequence, object) in [(1, "a"), (2, "f"), (3, "s"), (4, "gone")] {
        let text = format!(
            "INSERT INTO audit (sequence, at, actor, action, object, outcome, prev_hash, hash)
            VALUES ({sequence}, 0, 'a', 'file.upload', '{object}', 'success', '', '')"
        );
        connection.execute_unprepared(&text).await.unwrap();
    }
    connection.close().await.unwrap();
    let db = Db::connect(url).await.unwrap();
    let query = "SELECT sequence FROM file_activity WHERE file_id = 'f' ORDER BY sequence";
    let rows = db.read().query_all_raw(db::sql(db.read(), query, [])).await.unwrap();
    let found: Vec<i64> = rows.iter().map(|row| row.try_get("", "sequence").unwrap()).collect();
    assert_eq!(found, [2, 3]);
    db.close().await.unwrap();
}

#[tokio::test]
async fn older_rows_are_found_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("skyshard.db");
    older_rows_are_found(&format!("sqlite:{}?mode=rwc", file.display())).await;
}

#[tokio::test]
async fn older_rows_are_found_postgres() {
    if let Some(database) = Fresh::empty().await {
        older_rows_are_found(&database.url()).await;
    }
}
