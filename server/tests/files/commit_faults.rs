//! FT27: every statement of the commit transaction fails once; nothing of the file is visible, nothing is charged, and
//! the same upload can be completed afterwards.
//!
//! The fault is the database's own: a trigger that raises. It fails the statement where it stands, inside the real
//! transaction, on the real engine.
use server::{
    db::{ConnectionTrait, Engine},
    service::files,
};

use crate::{
    books, on_both_engines,
    owner::{Owner, content, new_stream, owner, reason},
    support::TestApp,
};

/// The statements of the commit, as event and table, in their order.
const COMMIT: [(&str, &str); 7] = [
    ("UPDATE", "upload"),
    ("INSERT", "file"),
    ("INSERT", "file_version"),
    ("UPDATE", "quota"),
    ("INSERT", "ledger"),
    ("DELETE", "upload_part"),
    ("INSERT", "audit"),
];

async fn run(app: &TestApp, text: &str) {
    let tx = app.db.write().await.unwrap();
    tx.execute_unprepared(text).await.unwrap();
    tx.commit().await.unwrap();
}

async fn break_statement(app: &TestApp, event: &str, table: &str) {
    match app.db.engine() {
        Engine::Sqlite => {
            let raise = "BEGIN SELECT RAISE(ABORT, 'injected'); END";
            run(app, &format!("CREATE TRIGGER fault BEFORE {event} ON {table} {raise}")).await;
        }
        Engine::Postgres => {
            let raise = "CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'injected'; END $$";
            run(app, raise).await;
            run(
                app,
                &format!(
                    "CREATE TRIGGER fault BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION fault()"
                ),
            )
            .await;
        }
    }
}

async fn mend(app: &TestApp, table: &str) {
    match app.db.engine() {
        Engine::Sqlite => run(app, "DROP TRIGGER fault").await,
        Engine::Postgres => run(app, &format!("DROP TRIGGER fault ON {table}")).await,
    }
}

async fn nothing_is_visible(app: &TestApp, alice: &Owner) {
    assert!(alice.list().await.is_empty());
    let balance = alice.balance().await;
    assert_eq!((balance.used, balance.trash), (0, 0));
    assert_eq!(books::audited(app, "file.upload").await, 0);
    books::check(app).await;
}

on_both_engines! {
    async fn a_commit_that_fails_anywhere_leaves_nothing(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 1_000);
        let id = alice.create("a", bytes.len()).await.unwrap();
        alice.send_all(id, &bytes).await.unwrap();
        for (event, table) in COMMIT {
            break_statement(&app, event, table).await;
            let failure = reason(alice.complete(id).await);
            assert!(failure.starts_with("INTERNAL_ERROR"), "{event} {table}: {failure}");
            nothing_is_visible(&app, &alice).await;
            mend(&app, table).await;
        }
        let stored = alice.complete(id).await.unwrap();
        assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        books::check(&app).await;
    }

    async fn a_stream_whose_commit_fails_gives_everything_back(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 1_000);
        for (event, table) in [("INSERT", "file"), ("INSERT", "file_version"), ("INSERT", "audit")] {
            for declared in [None, Some(bytes.len())] {
                break_statement(&app, event, table).await;
                let failure = reason(alice.stream(new_stream("a", declared), &bytes, 100).await);
                assert!(failure.starts_with("INTERNAL_ERROR"), "{event} {table}: {failure}");
                mend(&app, table).await;
                nothing_is_visible(&app, &alice).await;
                assert_eq!(alice.balance().await.in_flight, 0);
            }
        }
        alice.stream(new_stream("a", None), &bytes, 100).await.unwrap();
    }

    async fn a_deletion_that_fails_anywhere_keeps_the_file(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 1_000);
        let file = alice.store("a", &bytes).await.unwrap().file;
        for (event, table) in [("UPDATE", "file"), ("UPDATE", "quota"), ("INSERT", "ledger"), ("INSERT", "audit")] {
            break_statement(&app, event, table).await;
            assert!(reason(files::delete(&app, &alice.member, file).await).starts_with("INTERNAL_ERROR"));
            mend(&app, table).await;
            assert_eq!(alice.read(file).await.unwrap(), bytes);
            books::check(&app).await;
        }
    }

    async fn an_upload_that_cannot_begin_charges_nothing(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for (event, table) in
            [("UPDATE", "quota"), ("INSERT", "ledger"), ("INSERT", "account_key"), ("INSERT", "upload"), ("INSERT", "audit")]
        {
            break_statement(&app, event, table).await;
            assert!(reason(alice.create("a", 10).await).starts_with("INTERNAL_ERROR"), "{event} {table}");
            mend(&app, table).await;
            assert_eq!(alice.balance().await.in_flight, 0);
            books::check(&app).await;
        }
        alice.create("a", 10).await.unwrap();
    }
}
