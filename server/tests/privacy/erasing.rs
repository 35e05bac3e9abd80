//! What an erasure does to the books, the seats, the trail and the keys; and that it is done once, whole, or not at all.
use bytes::Bytes;
use cluster::crypto::FileKey;
use domain::{
    id::{AccountId, FileId, VersionId},
    limits::ERASURE_GRACE,
};
use futures::TryStreamExt;
use server::{
    db::{self, ConnectionTrait},
    service::{
        ServiceError,
        audit_log::{self, Verdict},
        files, garbage,
        keys::AccountKeys,
        placement,
        privacy::{erase, request},
    },
};

use crate::{
    on_both_engines,
    owner::{MIB, Owner, content, new_stream, owner, returning},
    support::{
        TestApp,
        people::{self, mails_to},
    },
};

/// What somebody could have copied from the database before: a version's sealed key.
struct Copied {
    account: AccountId,
    version: VersionId,
    wrapped: Vec<u8>,
    key_version: u32,
}

async fn copy(app: &TestApp, who: &Owner, file: FileId) -> Copied {
    let account = who.member.account();
    let (_, version) = db::file::find_current(app.db.read(), account, file).await.unwrap().unwrap();
    Copied { account, version: version.id, wrapped: version.wrapped_key, key_version: version.key_version }
}

impl Copied {
    async fn open(&self, app: &TestApp) -> Result<FileKey, ServiceError> {
        let wrapped = (self.wrapped.as_slice(), self.key_version);
        AccountKeys::new(self.account).file_key(app.db.read(), &app.keyring, self.version, wrapped).await
    }
}

async fn number(app: &TestApp, text: &str) -> i64 {
    let row = app.db.read().query_one_raw(db::sql(app.db.read(), text, [])).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

async fn request_and_wait(app: &TestApp, who: &Owner, name: &str) {
    request::of_oneself(app, &who.member, name).await.unwrap();
    app.advance(ERASURE_GRACE);
}

on_both_engines! {
    async fn old_ciphertext_cannot_be_decrypted(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let file = alice.store("a", &content(1, MIB + 5)).await.unwrap().file;
        let kept = bob.store("b", &content(2, 50)).await.unwrap().file;
        let chunks = placement::chunks_of(&app, &alice.member, file).await.unwrap().ids;
        let copied = copy(&app, &alice, file).await;
        copied.open(&app).await.expect("as long as she is there");
        request_and_wait(&app, &alice, "alice").await;
        assert_eq!(erase::round(&app).await.unwrap(), 1);
        assert!(copied.open(&app).await.is_err(), "the key that would open it is gone");
        assert!(garbage::living(&app, &chunks).await.unwrap().is_empty(), "and its chunks are garbage");
        let bob = returning(&app, people::enrolled(&app, "bob").await).await;
        assert_eq!(bob.read(kept).await.unwrap(), content(2, 50), "nobody else's file is touched");
    }

    async fn every_byte_and_the_seat_go_back_to_the_pool(app: TestApp) {
        let before = db::pool::find(app.db.read()).await.unwrap().unwrap().reserved;
        let alice = owner(&app, "alice").await;
        alice.store("a", &content(1, 1000)).await.unwrap();
        let gone = alice.store("b", &content(2, 500)).await.unwrap().file;
        files::delete(&app, &alice.member, gone).await.unwrap();
        let open = alice.create("c", 2 * MIB).await.unwrap();
        alice.send(open, &content(3, 2 * MIB), 0).await.unwrap();
        request_and_wait(&app, &alice, "alice").await;
        assert_eq!(erase::round(&app).await.unwrap(), 1);
        assert_eq!(db::pool::find(app.db.read()).await.unwrap().unwrap().reserved, before);
        let left = "SELECT CAST(COALESCE(SUM(CASE WHEN target = 'pool' THEN bytes WHEN source = 'pool' THEN -bytes ELSE 0 END), 0)
            AS BIGINT) AS n FROM ledger";
        assert_eq!(number(&app, left).await, 0, "the ledger says so too");
        for table in ["file", "file_version", "file_chunk", "upload", "upload_part", "quota", "account_key", "session"] {
            assert_eq!(number(&app, &format!("SELECT COUNT(*) AS n FROM {table}")).await, 0, "{table}");
        }
        assert_eq!(number(&app, "SELECT COUNT(*) AS n FROM account").await, 0, "nobody shares a lesson, so nobody is left");
        // Name and address are free for whoever comes.
        let again = owner(&app, "alice").await;
        assert!(again.list().await.is_empty());
        assert_ne!(again.member.account(), alice.member.account());
    }

    async fn the_chain_verifies_and_names_a_number_that_leads_nowhere(app: TestApp) {
        let alice = owner(&app, "alice").await;
        alice.store("a", &content(1, 10)).await.unwrap();
        audit_log::sign(&app).await.unwrap();
        let before = db::audit::of_actor(app.db.read(), alice.member.account(), 100, None).await.unwrap();
        request_and_wait(&app, &alice, "alice").await;
        erase::round(&app).await.unwrap();
        audit_log::sign(&app).await.unwrap();
        let verdict = audit_log::verify(&app).await.unwrap();
        assert!(matches!(verdict, Verdict::Whole(whole) if whole.records > 5), "{verdict:?}");
        let after = db::audit::of_actor(app.db.read(), alice.member.account(), 100, None).await.unwrap();
        assert_eq!(after.len(), before.len() + 1, "hers are as they were, and her request");
        let id = alice.member.account().to_string();
        assert!(db::account::find(app.db.read(), alice.member.account()).await.unwrap().is_none());
        let last = db::audit::page(app.db.read(), i64::MIN).await.unwrap().into_iter().rev();
        let erased = last.filter_map(|row| row.entry).find(|entry| entry.action == "account.erase").unwrap();
        assert_eq!((erased.actor.as_str(), erased.object), ("job:erasure", id.clone()));
        let receipt = server::mail::outbox::recent(&app, Some(&people::email("alice"))).await.unwrap();
        assert_eq!(receipt.len(), 1, "every older mail is gone");
        assert!(receipt[0].letter.body.contains(&id), "{}", receipt[0].letter.body);
    }

    async fn an_erasure_is_done_once_and_goes_on_after_a_restart(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        request_and_wait(&app, &alice, "alice").await;
        let id = bob.member.account();
        drop((alice, bob));
        let app = app.restart().await;
        assert_eq!(erase::round(&app).await.unwrap(), 1);
        assert_eq!(erase::round(&app).await.unwrap(), 0);
        assert!(!db::erasure::has_remains(app.db.read(), app.clock.now()).await.unwrap(), "and the database was written anew");
        // A server that was killed between the commit and that does it later.
        let tx = app.db.write().await.unwrap();
        db::erasure::note_remains(&tx, app.clock.now(), app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(erase::round(&app).await.unwrap(), 0);
        assert!(!db::erasure::has_remains(app.db.read(), app.clock.now()).await.unwrap());
        assert!(db::account::find(app.db.read(), id).await.unwrap().is_some());
    }

    async fn what_fails_leaves_the_account_whole(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        let copied = copy(&app, &alice, file).await;
        request_and_wait(&app, &alice, "alice").await;
        // The very last statement cannot be carried out.
        let tx = app.db.write().await.unwrap();
        db::execute(&tx, "ALTER TABLE setting RENAME TO elsewhere", []).await.unwrap();
        tx.commit().await.unwrap();
        assert!(erase::round(&app).await.is_err(), "the mark cannot be looked for");
        copied.open(&app).await.expect("nothing of it was done");
        assert!(db::erasure::due_at(app.db.read(), alice.member.account()).await.unwrap().is_some());
        let tx = app.db.write().await.unwrap();
        db::execute(&tx, "ALTER TABLE elsewhere RENAME TO setting", []).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(erase::round(&app).await.unwrap(), 1);
    }

    async fn a_stream_that_runs_meanwhile_leaves_nothing(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes: Bytes = content(1, 3 * MIB);
        let new = new_stream("late", None);
        let mut stream = server::service::upload::StreamUpload::begin(&alice.app, &alice.member, new).await.unwrap();
        stream.push(bytes.slice(..2 * MIB)).await.unwrap();
        request_and_wait(&app, &alice, "alice").await;
        assert_eq!(erase::round(&app).await.unwrap(), 1);
        let pushed = stream.push(bytes.slice(2 * MIB..)).await;
        assert!(pushed.is_err() || stream.finish().await.is_err(), "there is nobody to store it for");
        assert_eq!(number(&app, "SELECT COUNT(*) AS n FROM file").await, 0);
        assert_eq!(mails_to(&app, "alice").await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_runs_meanwhile_ends_or_goes_on_to_its_end() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = alice.store("a", &content(1, 3 * MIB)).await.unwrap().file;
    let download = server::service::download::Download::open(&app, &alice.member, file).await.unwrap();
    request_and_wait(&app, &alice, "alice").await;
    assert_eq!(erase::round(&app).await.unwrap(), 1);
    let read: Result<Vec<Bytes>, ServiceError> = download.read(0..download.size).try_collect().await;
    assert!(read.is_err() || read.unwrap().concat() == content(1, 3 * MIB));
}
