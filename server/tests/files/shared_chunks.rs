//! The same bytes are stored and counted once inside an account, and by nobody else's account (C13, C16, K34): whatever goes
//! first, the others stay readable, and the books tell who counts what. What packs well is stored packed.
use bytes::{Bytes, BytesMut};
use cluster::chunk::ChunkId;
use domain::{id::FileId, limits::TRASH_LIFE};
use futures::TryStreamExt;
use server::{
    db,
    service::{
        download::Download,
        files,
        master_keys::{self, contents},
        placement, trash,
        upload::{NewStream, NewUpload, Target, WholeFile, store_whole},
        versions,
    },
};

use crate::{
    books,
    garbage::{answer_until, impatient},
    master_keys::rotate,
    on_both_engines,
    owner::{MIB, Owner, content, new_stream, new_upload, owner, returning, sha256},
    sharing::EDIT,
    support::TestApp,
};

const KIB: usize = 1024;

/// With one byte changed.
fn changed(bytes: &Bytes, at: usize) -> Bytes {
    let mut changed = BytesMut::from(bytes.as_ref());
    changed[at] ^= 1;
    changed.freeze()
}

async fn chunks(app: &TestApp, who: &Owner, file: FileId) -> Vec<ChunkId> {
    placement::chunks_of(app, &who.member, file).await.unwrap().ids
}

/// A new version of a file, as a stream.
async fn add(who: &Owner, file: FileId, bytes: &Bytes) {
    who.stream(NewStream { target: Target::File(file), declared: None }, bytes, 100_000).await.unwrap();
}

async fn purge(app: &TestApp, who: &Owner, file: FileId) -> u64 {
    files::delete(app, &who.member, file).await.unwrap();
    server::service::drive::purge(app, &who.member, &[file]).await.unwrap().bytes
}

on_both_engines! {
    async fn the_same_content_is_stored_and_counted_once_by_whatever_way_it_comes(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let large = content(1, 2 * MIB + 100 * KIB);
        let first = alice.store("first", &large).await.unwrap().file;
        let (used, stored) = (alice.balance().await.used, app.cluster.health().chunks);
        assert_eq!(used, large.len() as u64);
        let parts = alice.store("parts", &large).await.unwrap().file;
        let stream = alice.stream(new_stream("stream", None), &large, 70_000).await.unwrap().file;
        let declared = alice.stream(new_stream("declared", Some(large.len())), &large, MIB).await.unwrap().file;
        assert_eq!((alice.balance().await.used, app.cluster.health().chunks), (used, stored));
        for copy in [first, parts, stream, declared] {
            assert_eq!(chunks(&app, &alice, copy).await, chunks(&app, &alice, first).await);
            assert_eq!(alice.read(copy).await.unwrap(), large);
        }
        // One chunk, whole or as a short stream.
        let small = content(2, 100 * KIB);
        let whole = |name: &str| (new_upload(name, small.len()), WholeFile { content: small.clone(), sha256: sha256(&small), key: None });
        for name in ["whole", "again"] {
            let (new, whole) = whole(name);
            store_whole(&app, &alice.member, new, whole).await.unwrap();
        }
        alice.stream(new_stream("short", Some(small.len())), &small, 9_000).await.unwrap();
        assert_eq!(alice.balance().await.used, used + small.len() as u64);
        assert_eq!(app.cluster.health().chunks, stored + 1);
        // What is shorter is not compared.
        for name in ["tiny", "tiny too"] {
            alice.store(name, &content(3, 60 * KIB)).await.unwrap();
        }
        assert_eq!(alice.balance().await.used, used + (small.len() + 120 * KIB) as u64);
        books::check(&app).await;
    }

    async fn a_new_version_costs_what_changed(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let first = content(1, 4 * MIB);
        let file = alice.store("a", &first).await.unwrap().file;
        let second = changed(&first, 2 * MIB + 5);
        add(&alice, file, &second).await;
        assert_eq!(alice.balance().await.used, 5 * MIB as u64);
        let listed = versions::list(&app, &alice.member, file, domain::page::Page::default()).await.unwrap().0;
        assert_eq!(listed.iter().map(|version| version.frees).collect::<Vec<_>>(), [MIB as u64; 2]);
        // The older goes: what both have stays, and the newer counts it.
        assert_eq!(alice.drop_version(file, 1).await.unwrap(), MIB as u64);
        assert_eq!(alice.balance().await.used, 4 * MIB as u64);
        assert_eq!(alice.read(file).await.unwrap(), second);
        books::check(&app).await;
    }

    async fn whoever_goes_first_the_others_stay_and_count(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, MIB + 80 * KIB);
        let size = bytes.len() as u64;
        let mut files = Vec::new();
        for name in ["a", "b", "c"] {
            files.push(alice.store(name, &bytes).await.unwrap().file);
        }
        // Into the trash with the one that counts, and with one that does not.
        files::delete(&app, &alice.member, files[0]).await.unwrap();
        files::delete(&app, &alice.member, files[1]).await.unwrap();
        let balance = alice.balance().await;
        assert_eq!((balance.used, balance.trash), (0, size));
        books::check(&app).await;
        assert_eq!(server::service::drive::purge(&app, &alice.member, &[files[0]]).await.unwrap().bytes, 0);
        books::check(&app).await;
        app.advance(TRASH_LIFE);
        trash::purge_expired(&app).await.unwrap();
        let balance = alice.balance().await;
        assert_eq!((balance.used, balance.trash), (size, 0), "the last one counts");
        assert_eq!(alice.read(files[2]).await.unwrap(), bytes);
        assert_eq!(purge(&app, &alice, files[2]).await, size);
        let balance = alice.balance().await;
        assert_eq!((balance.used, balance.trash), (0, 0));
        books::check(&app).await;
    }

    async fn a_folder_that_goes_leaves_what_others_have(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let folder = alice.mkdir(None, "folder").await.unwrap();
        alice.put(Some(folder), "one", 100 * KIB).await.unwrap();
        alice.put(Some(folder), "two", 100 * KIB).await.unwrap();
        let other = alice.put(None, "other", 100 * KIB).await.unwrap();
        assert_eq!(alice.balance().await.used, 100 * KIB as u64);
        assert_eq!(purge(&app, &alice, other).await, 0);
        let other = alice.put(None, "other", 100 * KIB).await.unwrap();
        alice.rm(&[folder]).await.unwrap();
        assert_eq!(server::service::drive::purge(&app, &alice.member, &[folder]).await.unwrap().bytes, 0);
        assert_eq!(alice.balance().await.used, 100 * KIB as u64);
        assert_eq!(alice.read(other).await.unwrap(), content(1, 100 * KIB));
        books::check(&app).await;
    }

    /// What is answered for is durable on the write quorum, also when somebody had it before (INV-D1).
    async fn what_too_few_nodes_hold_is_stored_anew(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 100 * KIB);
        let first = alice.store("first", &bytes).await.unwrap().file;
        let of_first = chunks(&app, &alice, first).await;
        let holders = app.cluster.copies(&of_first).await.remove(0);
        for node in &holders[1..] {
            app.cluster.stop_node(node).await.unwrap();
        }
        let second = alice.store("second", &bytes).await.unwrap().file;
        assert_ne!(chunks(&app, &alice, second).await, of_first);
        app.cluster.stop_node(&holders[0]).await.unwrap();
        assert_eq!(alice.read(second).await.unwrap(), bytes);
        books::check(&app).await;
    }

    async fn nothing_is_shared_between_accounts(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let bytes = content(1, MIB);
        let hers = alice.store("a", &bytes).await.unwrap().file;
        let his = bob.store("a", &bytes).await.unwrap().file;
        assert_ne!(chunks(&app, &alice, hers).await, chunks(&app, &bob, his).await);
        assert_eq!(bob.balance().await.used, MIB as u64);
        let digests = "SELECT COUNT(DISTINCT digest) FROM file_chunk";
        let row = db::ConnectionTrait::query_one_raw(app.db.read(), db::sql(app.db.read(), digests, [])).await.unwrap();
        assert_eq!(row.unwrap().try_get_by_index::<i64>(0).unwrap(), 2, "the digests tell nothing across accounts");
        books::check(&app).await;
    }

    /// Whoever brings something learns nothing of what is there, by no time and by no byte of quota.
    async fn what_somebody_else_brings_is_stored_anew(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let folder = alice.mkdir(None, "folder").await.unwrap();
        let hers = alice.put(None, "hers", 100 * KIB).await.unwrap();
        alice.give(folder, "bob", EDIT).await.unwrap();
        let parts = bob.put(Some(folder), "parts", 100 * KIB).await.unwrap();
        let bytes = content(1, 100 * KIB);
        let new = NewUpload { parent: Some(folder), ..new_upload("whole", bytes.len()) };
        let whole = WholeFile { sha256: sha256(&bytes), content: bytes.clone(), key: None };
        let whole = store_whole(&app, &bob.member, new, whole).await.unwrap().file;
        add(&bob, parts, &bytes).await;
        let of_hers = chunks(&app, &alice, hers).await;
        for file in [parts, whole] {
            assert_ne!(chunks(&app, &alice, file).await, of_hers);
        }
        assert_eq!(alice.balance().await.used, 4 * 100 * KIB as u64);
        assert_eq!(bob.balance().await.used, 0);
        // Its owner shares with what he brought.
        let copy = alice.put(None, "copy", 100 * KIB).await.unwrap();
        assert_eq!(alice.balance().await.used, 4 * 100 * KIB as u64);
        assert_eq!(alice.read(copy).await.unwrap(), bytes);
        books::check(&app).await;
    }

    async fn an_upload_of_shared_parts_goes_on_after_a_restart_and_after_the_first_file_is_gone(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 3 * MIB + 70 * KIB);
        let first = alice.store("first", &bytes).await.unwrap().file;
        let id = alice.create("second", bytes.len()).await.unwrap();
        for index in [0, 1, 3] {
            alice.send(id, &bytes, index).await.unwrap();
        }
        let token = alice.token;
        drop(alice.app);
        let app = app.restart().await;
        let alice = returning(&app, token).await;
        assert_eq!(purge(&app, &alice, first).await, bytes.len() as u64);
        alice.send(id, &bytes, 2).await.unwrap();
        let second = alice.complete(id).await.unwrap().file;
        assert_eq!(alice.read(second).await.unwrap(), bytes);
        assert_eq!(alice.balance().await.used, bytes.len() as u64, "it counts what nobody else has any more");
        books::check(&app).await;
    }

    async fn shared_chunks_are_encrypted_again_once_and_stay_shared(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 2 * MIB + 70 * KIB);
        let first = alice.store("first", &bytes).await.unwrap().file;
        let other = changed(&bytes, MIB + 1);
        let second = alice.store("second", &other).await.unwrap().file;
        add(&alice, first, &content(2, MIB)).await;
        versions::restore(&app, &alice.member, first, 1).await.unwrap();
        let balance = alice.balance().await;
        rotate(&app).await;
        master_keys::anew(&app).await.unwrap();
        // What comes after the rotation shares nothing with what the old key opens.
        let third = alice.store("third", &bytes).await.unwrap().file;
        assert_ne!(chunks(&app, &alice, third).await, chunks(&app, &alice, first).await);
        assert_eq!(alice.balance().await.used, balance.used + bytes.len() as u64);
        master_keys::reencrypt(&app.settings, app.clock.now()).await.unwrap();
        let before = chunks(&app, &alice, first).await;
        while contents::again(&app).await.unwrap().versions > 0 {
            books::check(&app).await;
        }
        assert_eq!(master_keys::files_left(&app.settings).await.unwrap(), None);
        let after = chunks(&app, &alice, first).await;
        assert!(before.iter().all(|old| !after.contains(old)));
        let shared = chunks(&app, &alice, second).await;
        assert_eq!((shared[0], shared[2]), (after[0], after[2]));
        assert_eq!(alice.balance().await.used, balance.used + bytes.len() as u64);
        for (file, bytes) in [(first, &bytes), (second, &other), (third, &bytes)] {
            assert_eq!(alice.read(file).await.unwrap(), *bytes);
        }
        master_keys::retire(&app.settings, 1, app.clock.now()).await.unwrap();
        assert_eq!(purge(&app, &alice, first).await, 2 * MIB as u64, "its own two; the rest is the second's");
        assert_eq!(alice.read(second).await.unwrap(), other);
        books::check(&app).await;
    }

    async fn what_packs_is_stored_packed_and_read_as_it_was(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let line = |number: usize| format!("{number:08} a line of a log that says much the same as the line before\n");
        let text: Bytes = (0..40_000).map(line).collect::<String>().into();
        let noise = content(1, MIB + 3);
        let file = alice.store("text", &text).await.unwrap().file;
        let other = alice.store("noise", &noise).await.unwrap().file;
        let stored = async |file: FileId| {
            let text = "SELECT CAST(SUM(c.stored) AS BIGINT) FROM file_chunk c JOIN file_version v ON v.id = c.version_id
                WHERE v.file_id = $1";
            let statement = db::sql(app.db.read(), text, [file.to_string().into()]);
            let row = db::ConnectionTrait::query_one_raw(app.db.read(), statement).await.unwrap().unwrap();
            usize::try_from(row.try_get_by_index::<i64>(0).unwrap()).unwrap()
        };
        assert!(stored(file).await < text.len() / 4, "{} of {}", stored(file).await, text.len());
        assert_eq!(stored(other).await, noise.len());
        assert_eq!(alice.balance().await.used, (text.len() + noise.len()) as u64, "the quota counts plain bytes");
        assert_eq!(alice.read(file).await.unwrap(), text);
        let download = Download::open(&app, &alice.member, file).await.unwrap();
        let range = MIB as u64 - 3..MIB as u64 + 3;
        let part = download.read(range).try_collect::<Vec<_>>().await.unwrap().concat();
        assert_eq!(part, text[MIB - 3..MIB + 3]);
    }
}

/// The collection of garbage leaves what somebody still has, while nobody but the pin of a stream holds it (INV-D7).
#[tokio::test(flavor = "multi_thread")]
async fn what_is_shared_lives_as_long_as_the_last_who_has_it() {
    let app = TestApp::with(impatient).await;
    let alice = owner(&app, "alice").await;
    // There is always something to ask about.
    alice.store("kept", &content(9, 10)).await.unwrap();
    let bytes = content(1, 3 * MIB);
    let first = alice.store("first", &bytes).await.unwrap().file;
    let of_first = chunks(&app, &alice, first).await;
    let new = new_stream("second", None);
    let mut stream =
        server::service::upload::StreamUpload::begin(&alice.app, &alice.member, new).await.unwrap();
    stream.push(bytes.slice(..2 * MIB + 1)).await.unwrap();
    while app.pins.among(&of_first).is_empty() {
        tokio::task::yield_now().await;
    }
    purge(&app, &alice, first).await;
    let extra = alice.store("extra", &content(2, 10)).await.unwrap().file;
    let dead = chunks(&app, &alice, extra).await;
    purge(&app, &alice, extra).await;
    let mut questions = app.cluster.take_questions().await.unwrap();
    let gone = |id: &ChunkId| app.cluster.placements(&[*id]).remove(0).nodes.is_empty();
    answer_until(&app, &mut questions, || dead.iter().all(gone)).await;
    stream.push(bytes.slice(2 * MIB + 1..)).await.unwrap();
    let second = stream.finish().await.unwrap().file;
    assert_eq!(chunks(&app, &alice, second).await[0], of_first[0], "it was found before the first file went");
    assert_eq!(alice.read(second).await.unwrap(), bytes);
    purge(&app, &alice, second).await;
    answer_until(&app, &mut questions, || of_first.iter().all(gone)).await;
}
