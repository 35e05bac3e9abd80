//! Older versions of a file: listed, downloaded, taken up again without a byte being stored, deleted, thinned out.
use std::time::Duration;

use bytes::Bytes;
use domain::{
    id::FileId,
    limits::{TRASH_LIFE, VERSIONS_MAX},
    page::Page,
    upload::OnConflict,
};
use futures::TryStreamExt;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use server::{
    db::{self, Db},
    service::{
        ServiceError,
        download::Download,
        files, garbage, placement, trash,
        upload::{self, NewStream, NewUpload, Target},
        versions::{self, Listed, Restored},
    },
};

use crate::{
    books, on_both_engines,
    owner::{MIB, Owner, content, new_upload, owner, reason, refused},
    support::{TestApp, postgres::Fresh},
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Owner {
    /// Another version of a file, in parts.
    pub async fn replace(&self, name: &str, content: &Bytes) -> Result<FileId, ServiceError> {
        let new = NewUpload { on_conflict: OnConflict::Replace, ..new_upload(name, content.len()) };
        let id = upload::create(&self.app, &self.member, new).await?.id;
        self.send_all(id, content).await?;
        self.complete(id).await.map(|done| done.file)
    }

    pub async fn versions(&self, file: FileId) -> Vec<Listed> {
        versions::list(&self.app, &self.member, file, Page::default()).await.unwrap().0
    }

    async fn numbers(&self, file: FileId) -> Vec<u32> {
        self.versions(file).await.iter().map(|version| version.number).collect()
    }

    async fn read_version(&self, file: FileId, number: u32) -> Result<Vec<u8>, ServiceError> {
        let download = Download::open_version(&self.app, &self.member, file, number).await?;
        let pieces: Vec<Bytes> = download.read(0..download.size).try_collect().await?;
        Ok(pieces.concat())
    }

    pub async fn take_up(&self, file: FileId, number: u32) -> Result<Restored, ServiceError> {
        versions::restore(&self.app, &self.member, file, number).await
    }

    pub async fn drop_version(&self, file: FileId, number: u32) -> Result<u64, ServiceError> {
        versions::delete(&self.app, &self.member, file, number).await
    }
}

async fn garbage_of(app: &TestApp, alice: &Owner, file: FileId) -> (usize, usize) {
    let all = placement::chunks_of(app, &alice.member, file).await.unwrap().ids;
    (all.len(), garbage::living(app, &all).await.unwrap().len())
}

on_both_engines! {
    async fn each_upload_makes_a_version_and_the_older_ones_can_be_read(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (first, second) = (content(1, MIB + 7), content(2, 900));
        let file = alice.store("a", &first).await.unwrap().file;
        app.advance(HOUR);
        assert_eq!(alice.replace("a", &second).await.unwrap(), file);
        let all = alice.versions(file).await;
        let told: Vec<_> = all.iter().map(|it| (it.number, it.size, it.is_current, it.restored_from)).collect();
        assert_eq!(told, [(2, 900, true, None), (1, MIB as u64 + 7, false, None)]);
        assert_eq!(all[0].made_by.as_deref(), Some("alice"));
        assert_eq!(all[0].created_at.since(all[1].created_at), HOUR);
        assert_eq!((all[0].frees, all[1].frees), (900, MIB as u64 + 7));
        assert_eq!(alice.read(file).await.unwrap(), second);
        assert_eq!(alice.read_version(file, 1).await.unwrap(), first);
        assert_eq!(alice.read_version(file, 2).await.unwrap(), second);
        assert_eq!(reason(alice.read_version(file, 3).await), "NOT_FOUND");
        // A part of an older version, over the border of two chunks.
        let download = Download::open_version(&app, &alice.member, file, 1).await.unwrap();
        let part: Vec<Bytes> = download.read(MIB as u64 - 2..MIB as u64 + 3).try_collect().await.unwrap();
        assert_eq!(part.concat(), first[MIB - 2..MIB + 3]);
        let page = Page::parse(1, 1).unwrap();
        let (page, total) = versions::list(&app, &alice.member, file, page).await.unwrap();
        assert_eq!((page.len(), page[0].number, total), (1, 1, 2));
        books::check(&app).await;
    }

    async fn a_restored_version_stores_nothing_and_can_be_undone(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (first, second) = (content(1, 2 * MIB), content(2, 500));
        let file = alice.store("a", &first).await.unwrap().file;
        alice.replace("a", &second).await.unwrap();
        let (used, chunks) = (alice.balance().await.used, app.cluster.health().chunks);
        assert_eq!(used, 2 * MIB as u64 + 500);
        assert_eq!(alice.take_up(file, 1).await.unwrap(), Restored { number: 3, before: 2 });
        assert_eq!(alice.read(file).await.unwrap(), first);
        assert_eq!((alice.balance().await.used, app.cluster.health().chunks), (used, chunks));
        let all = alice.versions(file).await;
        assert_eq!((all[0].number, all[0].is_current, all[0].restored_from), (3, true, Some(1)));
        assert_eq!(all[0].sha256, all[2].sha256);
        // Neither of those that share frees anything alone.
        assert_eq!(all.iter().map(|it| it.frees).collect::<Vec<_>>(), [0, 500, 0]);
        // Undone by taking up what was shown before, as often as one likes.
        assert_eq!(alice.take_up(file, 2).await.unwrap(), Restored { number: 4, before: 3 });
        assert_eq!(alice.read(file).await.unwrap(), second);
        assert_eq!(alice.take_up(file, 3).await.unwrap(), Restored { number: 5, before: 4 });
        assert_eq!(alice.read(file).await.unwrap(), first);
        assert_eq!(alice.balance().await.used, used);
        assert_eq!(books::audited(&app, "version.restore").await, 3);
        assert_eq!(reason(alice.take_up(file, 5).await), "VERSION_SHOWN");
        books::check(&app).await;
    }

    async fn what_a_deleted_version_frees_is_true_and_shared_chunks_stay(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (first, second) = (content(1, MIB + 1), content(2, 500));
        let file = alice.store("a", &first).await.unwrap().file;
        let of_first = placement::chunks_of(&app, &alice.member, file).await.unwrap().ids;
        alice.replace("a", &second).await.unwrap();
        alice.take_up(file, 1).await.unwrap();
        let before = alice.balance().await.available();
        // The older one goes: the one that took it up counts its bytes now, and reads its chunks by its own key.
        assert_eq!(alice.drop_version(file, 1).await.unwrap(), 0);
        assert_eq!(alice.balance().await.available(), before);
        assert_eq!(alice.read(file).await.unwrap(), first);
        assert_eq!(garbage_of(&app, &alice, file).await, (2, 2));
        books::check(&app).await;
        assert_eq!(reason(alice.read_version(file, 1).await), "NOT_FOUND");
        assert_eq!(alice.drop_version(file, 2).await.unwrap(), 500);
        assert_eq!(alice.balance().await.available(), before + 500);
        let (why, words) = refused(alice.drop_version(file, 3).await);
        assert_eq!((why.as_str(), words.contains("stays")), ("VERSION_SHOWN", true));
        // The last that has them goes: its bytes come free, and its chunks are garbage.
        alice.replace("a", &content(3, 10)).await.unwrap();
        assert_eq!(alice.drop_version(file, 3).await.unwrap(), MIB as u64 + 1);
        assert!(garbage::living(&app, &of_first).await.unwrap().is_empty());
        assert_eq!(alice.numbers(file).await, [4]);
        assert_eq!(books::audited(&app, "version.delete").await, 3);
        books::check(&app).await;
        // No number comes twice.
        alice.replace("a", &second).await.unwrap();
        assert_eq!(alice.numbers(file).await, [5, 4]);
    }

    async fn the_one_that_took_it_up_may_go_first(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let first = content(1, 700);
        let file = alice.store("a", &first).await.unwrap().file;
        alice.replace("a", &content(2, 500)).await.unwrap();
        alice.take_up(file, 1).await.unwrap();
        alice.take_up(file, 2).await.unwrap();
        assert_eq!(alice.drop_version(file, 3).await.unwrap(), 0);
        assert_eq!(alice.read_version(file, 1).await.unwrap(), first);
        assert_eq!(alice.drop_version(file, 1).await.unwrap(), 700);
        // Empty files have no chunks to share, and nothing to count.
        let empty = alice.store("e", &content(1, 0)).await.unwrap().file;
        alice.replace("e", &content(2, 5)).await.unwrap();
        alice.take_up(empty, 1).await.unwrap();
        assert_eq!(alice.drop_version(empty, 1).await.unwrap(), 0);
        assert_eq!(alice.read(empty).await.unwrap(), b"");
        books::check(&app).await;
    }

    async fn the_trash_takes_versions_along_and_gives_them_back(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.store("a", &content(1, 700)).await.unwrap().file;
        alice.replace("a", &content(2, 500)).await.unwrap();
        alice.take_up(file, 1).await.unwrap();
        // Shared chunks count once: 700 and 500.
        assert_eq!(files::delete(&app, &alice.member, file).await.unwrap(), 1_200);
        for refusal in [
            reason(versions::list(&app, &alice.member, file, Page::default()).await),
            reason(alice.read_version(file, 1).await),
            reason(alice.take_up(file, 1).await),
            reason(alice.drop_version(file, 1).await),
        ] {
            assert_eq!(refusal, "NOT_FOUND");
        }
        trash::restore(&app, &alice.member, file).await.unwrap();
        assert_eq!(alice.numbers(file).await, [3, 2, 1]);
        books::check(&app).await;
        files::delete(&app, &alice.member, file).await.unwrap();
        app.advance(TRASH_LIFE);
        assert_eq!(versions::thin(&app).await.unwrap(), 0, "what is in the trash is not thinned out");
        trash::purge_expired(&app).await.unwrap();
        assert_eq!(alice.balance().await.trash, 0);
        books::check(&app).await;
    }

    async fn older_versions_are_thinned_out_and_what_they_counted_comes_free(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.store("a", &content(1, 100)).await.unwrap().file;
        app.advance(Duration::from_secs(1));
        alice.replace("a", &content(2, 10)).await.unwrap();
        app.advance(DAY);
        alice.replace("a", &content(3, 1)).await.unwrap();
        // The tests' clock begins with an hour: the first two are of one, and a day old.
        assert_eq!(versions::thin(&app).await.unwrap(), 1);
        assert_eq!(versions::thin(&app).await.unwrap(), 0);
        assert_eq!(alice.numbers(file).await, [3, 2]);
        assert_eq!(alice.balance().await.used, 11);
        assert_eq!(books::audited(&app, "version.thin").await, 1);
        // What is taken up again outlives what it was.
        alice.take_up(file, 2).await.unwrap();
        app.advance(DAY * 400);
        versions::thin(&app).await.unwrap();
        assert_eq!(alice.numbers(file).await, [4]);
        assert_eq!(alice.read(file).await.unwrap(), content(2, 10));
        assert_eq!(alice.balance().await.used, 10);
        assert_eq!(books::audited(&app, "version.thin").await, 2);
        books::check(&app).await;
    }

    async fn a_file_keeps_no_more_versions_than_it_may(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        alice.replace("a", &content(2, 10)).await.unwrap();
        // Rows without chunks stand for the rest.
        let tx = app.db.write().await.unwrap();
        for number in 3..=VERSIONS_MAX {
            let copy = "INSERT INTO file_version (id, file_id, number, size, sha256, manifest, manifest_hash, wrapped_key,
                key_version, created_at, chunks_listed, made_by)
                SELECT $1, file_id, $2, size, sha256, manifest, manifest_hash, wrapped_key, key_version, created_at, 1, made_by
                FROM file_version WHERE number = 1";
            let id = format!("{number:032x}");
            assert!(db::one(&tx, copy, [id.into(), i64::from(number).into()]).await.unwrap());
        }
        tx.commit().await.unwrap();
        let balance = alice.balance().await;
        assert_eq!(reason(alice.replace("a", &content(3, 10)).await), "TOO_MANY_VERSIONS");
        assert_eq!(reason(alice.take_up(file, 1).await), "TOO_MANY_VERSIONS");
        assert_eq!(alice.balance().await, balance);
        alice.drop_version(file, 3).await.unwrap();
        alice.take_up(file, 1).await.unwrap();
    }

    async fn nothing_of_anothers_versions_can_be_seen_or_touched(app: TestApp) {
        let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        alice.replace("a", &content(2, 10)).await.unwrap();
        assert_eq!(reason(versions::list(&app, &mallory.member, file, Page::default()).await), "NOT_FOUND");
        assert_eq!(reason(mallory.read_version(file, 1).await), "NOT_FOUND");
        assert_eq!(reason(mallory.take_up(file, 1).await), "NOT_FOUND");
        assert_eq!(reason(mallory.drop_version(file, 1).await), "NOT_FOUND");
        let new = NewStream { target: Target::File(file), declared: None };
        assert_eq!(reason(mallory.stream(new, &content(1, 5), 5).await), "NOT_FOUND");
        assert_eq!(alice.numbers(file).await, [2, 1]);
    }

    /// A version that is being deleted is not taken up with it, and one that was taken up keeps what it needs.
    async fn who_restores_and_who_deletes_at_once_leave_a_whole_file(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for round in 0..6_u64 {
            let first = content(round, 900);
            let name = format!("file {round}");
            let file = alice.store(&name, &first).await.unwrap().file;
            alice.replace(&name, &content(100, 50)).await.unwrap();
            let (restored, deleted) = tokio::join!(alice.take_up(file, 1), alice.drop_version(file, 1));
            deleted.unwrap();
            match restored {
                Ok(_) => assert_eq!(alice.read(file).await.unwrap(), first),
                Err(error) => assert_eq!(error.reason(), "NOT_FOUND"),
            }
            let (all, living) = garbage_of(&app, &alice, file).await;
            assert_eq!(all, living);
        }
        books::check(&app).await;
    }
}

/// A database as the version before wrote it: afterwards each version counts its size, and its owner made it.
async fn older_rows_count_their_size(url: &str) {
    let connection = Database::connect(url).await.unwrap();
    let steps = Migrator::migrations();
    let before = steps.iter().take_while(|step| step.name() != "m0024_versions").count();
    Migrator::up(&connection, Some(u32::try_from(before).unwrap())).await.unwrap();
    for text in [
        "INSERT INTO account (id, username, username_key, email, email_key, role, security_version, created_at)
        VALUES ('a', 'alice', 'alice', 'a@example.com', 'a@example.com', 'basic', 0, 0)",
        "INSERT INTO file (id, account_id, name, name_key, current_version, created_at)
        VALUES ('f', 'a', 'n', 'n', 'v', 0)",
        "INSERT INTO file_version (id, file_id, number, size, sha256, manifest, manifest_hash, wrapped_key, key_version,
        created_at) VALUES ('v', 'f', 1, 42, 's', '', 'h', '', 1, 0)",
    ] {
        connection.execute_unprepared(text).await.unwrap();
    }
    connection.close().await.unwrap();
    let db = Db::connect(url).await.unwrap();
    let query = "SELECT charged, made_by, restored_from FROM file_version";
    let row = db.read().query_one_raw(db::sql(db.read(), query, [])).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "charged").unwrap(), 42);
    assert_eq!(row.try_get::<String>("", "made_by").unwrap(), "a");
    assert_eq!(row.try_get::<Option<i64>>("", "restored_from").unwrap(), None);
    db.close().await.unwrap();
}

#[tokio::test]
async fn older_rows_count_their_size_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("skyshard.db");
    older_rows_count_their_size(&format!("sqlite:{}?mode=rwc", file.display())).await;
}

#[tokio::test]
async fn older_rows_count_their_size_postgres() {
    if let Some(database) = Fresh::empty().await {
        let url = database.url();
        older_rows_count_their_size(&url).await;
    }
}
