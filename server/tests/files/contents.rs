//! Files are encrypted again under new keys while the server runs (SEC-61): every byte is as it was wherever that is cut off
//! and whatever happens meanwhile, the old keys open nothing that is stored, and old chunks go.
use std::sync::Arc;

use cluster::{
    chunk::ChunkId,
    crypto::{FileKey, chunk},
    manifest::{ChunkEntry, Manifest, Subject, open},
};
use domain::{
    id::{FileId, VersionId},
    limits::TRASH_LIFE,
};
use futures::{TryStreamExt, future::join_all};
use server::{
    db::{self, file::Version},
    service::{
        ServiceError,
        download::Download,
        drive, files, hex,
        keys::AccountKeys,
        master_keys::{
            self, Left,
            contents::{self, Again},
        },
        placement, trash,
        upload::{NewStream, StreamUpload, Target, WholeFile, store_whole},
        versions,
    },
};

use crate::{
    books,
    garbage::{answer_until, impatient},
    master_keys::{cut_off, rotate},
    on_both_engines,
    owner::{MIB, Owner, content, new_stream, new_upload, owner, returning, sha256},
    support::TestApp,
};

/// There is a newer master key, and what it is asked for.
async fn asked(app: &TestApp) -> Left {
    rotate(app).await;
    master_keys::anew(app).await.unwrap();
    master_keys::reencrypt(&app.settings, app.clock.now()).await.unwrap()
}

/// All versions of a file, the oldest first.
async fn all_of(app: &TestApp, who: &Owner, file: FileId) -> Vec<Version> {
    let mut found = Vec::new();
    for kept in db::version::ages(app.db.read(), file).await.unwrap() {
        let version = db::file::find_version(app.db.read(), who.member.account(), kept.id).await.unwrap();
        found.push(version.unwrap().1);
    }
    found.sort_unstable_by_key(|version| version.number);
    found
}

/// The file key and the manifest of a version.
async fn opened(app: &TestApp, who: &Owner, version: &Version) -> (FileKey, Manifest) {
    let account = who.member.account();
    let wrapped = (version.wrapped_key.as_slice(), version.key_version);
    let mut keys = AccountKeys::new(account);
    let key = keys.file_key(app.db.read(), &app.keyring, version.id, wrapped).await.unwrap();
    let subject = Subject {
        account: *account.as_bytes(),
        file: *version.file.as_bytes(),
        version: *version.id.as_bytes(),
    };
    let hash = hex::digest(&version.manifest_hash).unwrap();
    let manifest = open(&key, &subject, version.number.into(), &hash, &version.manifest).unwrap();
    (key, manifest)
}

fn ids(chunks: &[ChunkEntry]) -> Vec<ChunkId> {
    chunks.iter().map(|entry| entry.id).collect()
}

async fn listed(app: &TestApp, version: VersionId) -> Vec<String> {
    let rows = db::file_chunk::of_versions(app.db.read(), &[version]).await.unwrap();
    let mut names: Vec<String> =
        rows.into_iter().map(|row| ChunkId::from_bytes(row.chunk).to_string()).collect();
    names.sort_unstable();
    names
}

/// A version's bytes by its number.
async fn read_version(app: &TestApp, who: &Owner, file: FileId, number: u32) -> Vec<u8> {
    let download = Download::open_version(app, &who.member, file, number).await.unwrap();
    download.read(0..download.size).try_collect::<Vec<_>>().await.unwrap().concat()
}

/// Makes a version of this content.
async fn add(who: &Owner, file: FileId, bytes: &bytes::Bytes) {
    who.stream(NewStream { target: Target::File(file), declared: None }, bytes, 60_000).await.unwrap();
}

/// Does all that is asked for.
async fn finish(app: &TestApp) {
    while contents::again(app).await.unwrap().versions > 0 {}
    assert_eq!(master_keys::files_left(&app.settings).await.unwrap(), None, "the order is over");
}

on_both_engines! {
    async fn files_are_encrypted_again_under_keys_that_the_old_ones_do_not_open(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let [whole, short] = [content(1, 2 * MIB + 7), content(2, 900)];
        let file = alice.store("a", &whole).await.unwrap().file;
        add(&alice, file, &short).await;
        versions::restore(&app, &alice.member, file, 1).await.unwrap();
        let empty = alice.store("empty", &content(3, 0)).await.unwrap().file;
        let trashed = alice.store("trashed", &short).await.unwrap().file;
        files::delete(&app, &alice.member, trashed).await.unwrap();
        let balance = alice.balance().await;
        let before = all_of(&app, &alice, file).await;
        let (old_key, old) = opened(&app, &alice, &before[0]).await;

        let left = asked(&app).await;
        assert_eq!((left.below, left.versions, left.bytes), (2, 5, (whole.len() + 2 * short.len()) as u64));
        finish(&app).await;

        let after = all_of(&app, &alice, file).await;
        let (new_key, new) = opened(&app, &alice, &after[0]).await;
        assert_ne!(new_key.expose(), old_key.expose());
        for (old, new_chunk) in old.chunks.iter().zip(&new.chunks) {
            // Whichever of the versions that share it came first has sealed it again.
            let (new_key, new) = (new.lent_for(new_chunk).map_or(&new_key, |lent| lent.key.as_ref()), new_chunk);
            assert_ne!(old.id, new.id);
            assert_eq!((old.key_version + 1, old.index, old.plain_len), (new.key_version, new.index, new.plain_len));
            let sealed = app.cluster.get(new.id).await.unwrap();
            let place = new.position(*alice.member.account().as_bytes());
            let at_zero = chunk::Position { key_version: 0, ..place };
            for place in [place, at_zero] {
                assert!(chunk::open(&old_key, &place, &sealed).is_err(), "the old key opens nothing of it");
            }
            assert!(chunk::open(new_key, &place, &sealed).is_ok());
        }
        // The restored version shares the chunks as before, under a key of its own, and the rows say so.
        let (shared_key, shared) = opened(&app, &alice, &after[2]).await;
        assert!(shared_key.expose() != new_key.expose() && shared_key.expose() != old_key.expose());
        assert_eq!(ids(&shared.chunks), ids(&new.chunks));
        assert_eq!(listed(&app, after[0].id).await, listed(&app, after[2].id).await);
        assert!(after.iter().all(|version| version.made_under == 2));
        for (number, bytes) in [(1, &whole), (2, &short), (3, &whole)] {
            assert_eq!(read_version(&app, &alice, file, number).await, *bytes);
        }
        assert_eq!(alice.read(empty).await.unwrap(), b"");
        assert_eq!(alice.balance().await, balance);
        drive::restore(&app, &alice.member, &[trashed], drive::Conflict::KeepBoth).await.unwrap();
        assert_eq!(alice.read(trashed).await.unwrap(), short);
        assert_eq!(books::audited(&app, "file_keys.replaced").await, 1);
        books::check(&app).await;

        // Whoever read a row before it changed, and finds neither that key nor the account's key that wrapped it.
        let account = alice.member.account();
        assert!(db::account_key::find(app.db.read(), account, before[0].key_version).await.unwrap().is_none());
        assert!(!placement::nodes_of(&app, account, &before[0]).await.unwrap().is_empty());
        master_keys::retire(&app.settings, 1, app.clock.now()).await.unwrap();
        let left = master_keys::reencrypt(&app.settings, app.clock.now()).await.unwrap();
        assert_eq!(left.versions, 0, "nothing is left, and nothing is asked for");
        assert_eq!(master_keys::files_left(&app.settings).await.unwrap(), None);
    }

    async fn files_are_whole_wherever_it_was_killed(app: TestApp) {
        let whole = content(1, MIB + 7);
        let alice = owner(&app, "alice").await;
        let mut made = Vec::new();
        for name in ["a", "b", "c"] {
            made.push(alice.store(name, &whole).await.unwrap().file);
        }
        let token = alice.token.clone();
        drop(alice);
        let below = asked(&app).await.below;
        let (mut app, mut versions) = (app, 0);
        loop {
            let mut all = Again::default();
            if contents::step(&app, below, None, &mut all).await.unwrap().is_none() {
                break;
            }
            versions += all.versions;
            app = app.restart().await;
            let alice = returning(&app, token.clone()).await;
            for file in &made {
                assert_eq!(alice.read(*file).await.unwrap(), whole);
            }
        }
        assert_eq!(versions, 3);
        finish(&app).await;
        books::check(&app).await;
    }

    async fn encrypting_again_may_be_dropped_at_any_await(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let whole = content(1, MIB + 7);
        let file = alice.store("a", &whole).await.unwrap().file;
        let (mut polls, mut cuts) = (0, 0);
        loop {
            let below = asked(&app).await.below;
            let ended = cut_off(polls, contents::step(&app, below, None, &mut Again::default())).await;
            assert_eq!(alice.read(file).await.unwrap(), whole);
            finish(&app).await;
            assert_eq!(alice.read(file).await.unwrap(), whole, "whatever it left is done by the next one");
            if ended.is_some() {
                break;
            }
            (polls, cuts) = (polls + 1, cuts + 1);
        }
        assert!(cuts > 4, "{cuts} times");
        books::check(&app).await;
    }

    async fn uploads_restores_and_deletes_go_on_while_files_are_encrypted_again(app: TestApp) {
        let alice = Arc::new(owner(&app, "alice").await);
        let of = |number: u64| content(number, 3_000 + usize::try_from(number).unwrap());
        let mut old = Vec::new();
        for number in 0..6 {
            old.push(alice.store(&format!("old {number}"), &of(number)).await.unwrap().file);
        }
        let begun_bytes = content(99, MIB + 5);
        let begun = alice.create("begun", begun_bytes.len()).await.unwrap();
        alice.send(begun, &begun_bytes, 0).await.unwrap();
        let mut stream = StreamUpload::begin(&alice.app, &alice.member, new_stream("stream", None)).await.unwrap();
        stream.push(begun_bytes.slice(..MIB + 1)).await.unwrap();
        asked(&app).await;
        let work = async {
            let changes = old.iter().zip(0_u64..).map(|(file, number)| {
                let alice = Arc::clone(&alice);
                async move {
                    add(&alice, *file, &of(number + 100)).await;
                    versions::restore(&alice.app, &alice.member, *file, 1).await.unwrap();
                    match number % 4 {
                        0 => versions::delete(&alice.app, &alice.member, *file, 1).await.unwrap(),
                        1 => versions::delete(&alice.app, &alice.member, *file, 2).await.unwrap(),
                        _ => 0,
                    };
                    assert_eq!(alice.read(*file).await.unwrap(), of(number), "the restored one is shown");
                }
            });
            join_all(changes).await;
        };
        let again = async {
            for _ in 0..3 {
                // Two of them, as when a job was taken for dead.
                let (one, two) = tokio::join!(contents::again(&app), contents::again(&app));
                assert_eq!((one.unwrap().unreadable, two.unwrap().unreadable), (0, 0));
            }
        };
        tokio::join!(work, again);
        assert!(contents::again(&app).await.unwrap().is_unfinished);
        alice.send(begun, &begun_bytes, 1).await.unwrap();
        let begun = alice.complete(begun).await.unwrap().file;
        stream.push(begun_bytes.slice(MIB + 1..)).await.unwrap();
        let stream = stream.finish().await.unwrap().file;
        // What began before the order has a key of before: the order waited for it.
        assert!(master_keys::files_left(&app.settings).await.unwrap().unwrap().versions >= 2);
        finish(&app).await;
        for file in [begun, stream] {
            assert_eq!(alice.read(file).await.unwrap(), begun_bytes);
        }
        for (file, number) in old.iter().zip(0_u64..) {
            assert_eq!(alice.read(*file).await.unwrap(), of(number));
            for version in all_of(&app, &alice, *file).await {
                let expected = if version.number == 2 { of(number + 100) } else { of(number) };
                assert_eq!(read_version(&app, &alice, *file, version.number).await, expected);
            }
        }
        let whole = WholeFile { content: of(7), sha256: sha256(&of(7)), key: None };
        let new = store_whole(&app, &alice.member, new_upload("new", of(7).len()), whole).await.unwrap().file;
        assert_eq!(all_of(&app, &alice, new).await[0].made_under, 2, "what comes later is new enough");
        books::check(&app).await;
    }

    async fn what_cannot_be_read_keeps_its_key_and_the_rest_goes_on(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let [bad, good] = [
            alice.store("bad", &content(1, 10)).await.unwrap().file,
            alice.store("good", &content(2, 10)).await.unwrap().file,
        ];
        let chunks = placement::chunks_of(&app, &alice.member, bad).await.unwrap().ids;
        for node in app.cluster.nodes() {
            drop(app.cluster.damage_copy(&node.spec.name, chunks[0]).await);
        }
        let before = all_of(&app, &alice, bad).await.remove(0);
        asked(&app).await;
        let (mut all, mut behind) = (Again::default(), None);
        while let Some(next) = contents::step(&app, 2, behind, &mut all).await.unwrap() {
            behind = Some(next);
        }
        assert_eq!(all.unreadable, 1);
        let after = all_of(&app, &alice, bad).await.remove(0);
        assert_eq!((after.manifest_hash, after.made_under), (before.manifest_hash, 1));
        assert_eq!(all_of(&app, &alice, good).await[0].made_under, 2);
        assert_eq!(alice.read(good).await.unwrap(), content(2, 10));
        contents::again(&app).await.unwrap();
        let left = master_keys::files_left(&app.settings).await.unwrap().unwrap();
        assert_eq!(left.versions, 1, "it is still asked for");
        assert!(master_keys::stop_reencrypting(&app.settings, app.clock.now()).await.unwrap());
        assert!(!master_keys::stop_reencrypting(&app.settings, app.clock.now()).await.unwrap());
        assert_eq!(contents::again(&app).await.unwrap(), Again::default(), "and no longer");
    }
}

/// What would leave clients no room waits, and lets the others go first.
#[tokio::test]
async fn what_does_not_fit_waits() -> Result<(), ServiceError> {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let large = alice.store("large", &content(1, 10)).await?.file;
    let small = alice.store("small", &content(2, 10)).await?.file;
    let id = all_of(&app, &alice, large).await[0].id.to_string();
    let resize = async |size: u64| {
        let tx = app.db.write().await.unwrap();
        let text = "UPDATE file_version SET size = $1 WHERE id = $2";
        db::execute(&tx, text, [db::amount(size), id.as_str().into()]).await.unwrap();
        tx.commit().await.unwrap();
    };
    let capacity: u64 = app.cluster.nodes().iter().map(|node| node.spec.capacity_bytes).sum();
    asked(&app).await;
    resize(capacity).await;
    assert_eq!(contents::again(&app).await?, Again { versions: 1, unreadable: 0, is_unfinished: true });
    assert_eq!(all_of(&app, &alice, small).await[0].made_under, 2);
    resize(10).await;
    assert_eq!(contents::again(&app).await?, Again { versions: 1, unreadable: 0, is_unfinished: false });
    assert_eq!(alice.read(large).await?, content(1, 10));
    Ok(())
}

/// The old chunks go, and who reads them meanwhile finishes.
#[tokio::test(flavor = "multi_thread")]
async fn old_chunks_go_when_nobody_reads_them_any_more() {
    let app = TestApp::with(impatient).await;
    let alice = owner(&app, "alice").await;
    let whole = content(1, 6 * MIB);
    let file = alice.store("a", &whole).await.unwrap().file;
    let old = placement::chunks_of(&app, &alice.member, file).await.unwrap().ids;
    let gone = |id: &ChunkId| app.cluster.placements(&[*id]).remove(0).nodes.is_empty();
    let [download, other] = [
        Download::open(&app, &alice.member, file).await.unwrap(),
        Download::open(&app, &alice.member, file).await.unwrap(),
    ];
    asked(&app).await;
    finish(&app).await;
    let extra = alice.store("b", &content(2, 10)).await.unwrap().file;
    let extra_chunks = placement::chunks_of(&app, &alice.member, extra).await.unwrap().ids;
    files::delete(&app, &alice.member, extra).await.unwrap();
    app.advance(TRASH_LIFE);
    trash::purge_expired(&app).await.unwrap();
    let mut questions = app.cluster.take_questions().await.unwrap();
    // Of two who read the one who is done lets nothing go that the other needs.
    drop(other);
    answer_until(&app, &mut questions, || extra_chunks.iter().all(gone)).await;
    let read = download.read(0..download.size).try_collect::<Vec<_>>().await.unwrap().concat();
    assert_eq!(read, whole, "a download that was under way");
    drop(download);
    answer_until(&app, &mut questions, || old.iter().all(gone)).await;
    assert_eq!(alice.read(file).await.unwrap(), whole);
}

/// Nothing is made that is not new enough.
#[tokio::test]
async fn a_server_that_has_not_seen_the_newest_key_waits() -> Result<(), ServiceError> {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    alice.store("a", &content(1, 10)).await?;
    master_keys::rotate(&app.settings).unwrap();
    let refused = master_keys::reencrypt(&app.settings, app.clock.now()).await.unwrap_err();
    assert!(refused.to_string().contains("has not taken the master key 2 up yet"), "{refused}");
    let tx = app.db.write().await?;
    assert!(db::reencryption::ask(&tx, 2).await?);
    tx.commit().await?;
    assert_eq!(contents::again(&app).await?, Again::default());
    Ok(())
}
