//! Out of the trash for good, because its owner says so.
use std::time::Duration;

use domain::{id::FileId, limits::TRASH_LIFE, upload::OnConflict};
use proto::storage::{PurgeEntriesRequest, drive_service_client::DriveServiceClient};
use server::{
    db, jobs,
    service::{
        ServiceError,
        drive::{self, Gone},
        upload::{self, NewUpload},
    },
};

use crate::{
    books, on_both_engines,
    owner::{Owner, content, new_upload, owner, reason, refused, returning},
    sharing::VIEW,
    support::{TestApp, rpc::with_token},
};

impl Owner {
    pub async fn purge(&self, ids: &[FileId]) -> Result<Gone, ServiceError> {
        drive::purge(&self.app, &self.member, ids).await
    }
}

on_both_engines! {
    async fn what_is_deleted_for_good_is_free_and_gone(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let file = alice.put(Some(docs), "a.txt", 30).await.unwrap();
        let beside = alice.put(None, "beside", 12).await.unwrap();
        alice.rm(&[docs, beside]).await.unwrap();
        let free = alice.balance().await.free();
        let gone = alice.purge(&[docs]).await.unwrap();
        assert_eq!((gone.files, gone.folders, gone.bytes), (1, 1, 30));
        assert_eq!(alice.balance().await.free(), free + 30, "what was freed is free at once");
        assert_eq!(alice.bin().await, [("beside".to_owned(), String::new())]);
        for id in [docs, file] {
            assert_eq!(reason(alice.back(&[id]).await), "NOT_FOUND");
            assert_eq!(reason(alice.purge(&[id]).await), "NOT_FOUND");
        }
        let told = (books::audited(&app, "folder.purge").await, books::audited(&app, "file.purge").await);
        assert_eq!(told, (1, 0), "one act, one row");
        books::check(&app).await;
    }

    async fn only_what_is_in_the_trash_and_ones_own_is_deleted_for_good(app: TestApp) {
        let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
        let kept = alice.put(None, "kept", 5).await.unwrap();
        let gone = alice.put(None, "gone", 7).await.unwrap();
        alice.rm(&[gone]).await.unwrap();
        assert_eq!(reason(alice.purge(&[kept]).await), "NOT_FOUND");
        assert_eq!(reason(alice.purge(&[gone, kept]).await), "NOT_FOUND");
        assert_eq!(reason(mallory.purge(&[gone]).await), "NOT_FOUND");
        assert_eq!(alice.bin().await.len(), 1, "all or none");
        assert!(alice.read(kept).await.unwrap() == content(1, 5));
        alice.back(&[gone]).await.unwrap();
        books::check(&app).await;
    }

    async fn what_was_deleted_out_of_a_folder_before_stays(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let year = alice.mkdir(Some(docs), "2024").await.unwrap();
        let early = alice.put(Some(year), "early", 5).await.unwrap();
        alice.put(Some(year), "late", 7).await.unwrap();
        alice.rm(&[early]).await.unwrap();
        app.advance(Duration::from_secs(1));
        alice.rm(&[docs]).await.unwrap();
        // Both are named, the second one went with the first one.
        let gone = alice.purge(&[docs, year]).await.unwrap();
        assert_eq!((gone.files, gone.folders, gone.bytes), (1, 2, 7));
        assert_eq!(alice.bin().await, [("early".to_owned(), String::new())], "its folders are not known any more");
        alice.back(&[early]).await.unwrap();
        assert_eq!(alice.tree().await, ["early"]);
        assert!(alice.read(early).await.unwrap() == content(1, 5));
        books::check(&app).await;
    }

    async fn nothing_but_its_owner_and_time_empties_the_trash(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.put(None, "kept", 100).await.unwrap();
        alice.rm(&[file]).await.unwrap();
        // A reservation that leaves no room beside it, and an upload that is refused for that.
        books::shrink(&app, &alice, 100).await;
        let (why, words) = refused(alice.create("more", 1).await);
        assert_eq!((why.as_str(), words.contains("Empty the Trash")), ("QUOTA_EXCEEDED", true), "{words}");
        // Another start, and every sweep until its time is over.
        let token = alice.token;
        drop(alice.app);
        let app = app.restart().await;
        let alice = returning(&app, token).await;
        app.advance(TRASH_LIFE - Duration::from_secs(1));
        jobs::sweep(&app).await.unwrap();
        assert_eq!((alice.bin().await.len(), alice.balance().await.trash), (1, 100));
        app.advance(Duration::from_secs(1));
        jobs::sweep(&app).await.unwrap();
        assert_eq!((alice.bin().await.len(), alice.balance().await.trash), (0, 0));
        books::check(&app).await;
    }

    async fn nothing_hangs_on_what_is_gone(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let file = alice.put(None, "a.txt", 30).await.unwrap();
        alice.give(file, "bob", VIEW).await.unwrap();
        let new = NewUpload { on_conflict: OnConflict::Replace, ..new_upload("a.txt", 10) };
        let upload = upload::create(&app, &alice.member, new).await.unwrap().id;
        alice.send_all(upload, &content(1, 10)).await.unwrap();
        alice.rm(&[file]).await.unwrap();
        alice.purge(&[file]).await.unwrap();
        assert_eq!(reason(bob.read(file).await), "NOT_FOUND");
        // An upload that would have become its version says so, and gives back what it holds.
        assert_eq!(reason(alice.complete(upload).await), "FILE_IN_TRASH");
        alice.abort(upload).await.unwrap();
        assert_eq!(alice.balance().await.available(), alice.balance().await.reservation);
        for table in ["file", "file_version", "file_chunk", "share"] {
            assert_eq!(rows(&app, table).await, 0, "{table}");
        }
        books::check(&app).await;
    }
}

async fn rows(app: &TestApp, table: &str) -> u64 {
    let query = db::sql(app.db.read(), &format!("SELECT COUNT(*) AS n FROM {table}"), []);
    let row = db::ConnectionTrait::query_one_raw(app.db.read(), query).await.unwrap().unwrap();
    db::bytes(&row, "n").unwrap()
}

#[tokio::test]
async fn a_client_asks_for_it() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = alice.put(None, "a.txt", 30).await.unwrap();
    alice.rm(&[file]).await.unwrap();
    let purge = async |ids: Vec<String>| {
        let request = with_token(PurgeEntriesRequest { ids }, &alice.token);
        DriveServiceClient::new(app.calls()).purge_entries(request).await
    };
    assert_eq!(purge(Vec::new()).await.unwrap_err().code(), tonic::Code::InvalidArgument);
    let gone = purge(vec![file.to_string()]).await.unwrap().into_inner();
    assert_eq!((gone.freed_bytes, gone.file_count, gone.folder_count), (30, 1, 0));
}
