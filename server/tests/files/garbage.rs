//! What lives and what is garbage (INV-D7): nothing that a version or an upload refers to is ever given up, and all that
//! nothing refers to is.
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use cluster::{chunk::ChunkId, coordinator::Tuning, live::Question};
use domain::{id::UploadId, limits::TRASH_LIFE};
use server::{
    db::{self, DbErr},
    jobs,
    service::{files, garbage, placement, trash, upload::StreamUpload},
    settings::Settings,
};
use tokio::sync::mpsc::Receiver;

use crate::{
    on_both_engines,
    owner::{MIB, Owner, content, new_stream, owner},
    support::TestApp,
};

async fn chunks_of_upload(app: &TestApp, id: UploadId) -> Result<Vec<ChunkId>, DbErr> {
    let rows = db::part::list(app.db.read(), id).await?;
    let parsed = |row: db::part::Row| ChunkId::from_bytes(server::service::hex::digest(&row.chunk).unwrap());
    Ok(rows.into_iter().map(parsed).collect())
}

async fn chunks_of_file(app: &TestApp, alice: &Owner, file: domain::id::FileId) -> Vec<ChunkId> {
    placement::chunks_of(app, &alice.member, file).await.unwrap().ids
}

async fn all_live(app: &TestApp, ids: &[ChunkId]) -> bool {
    let live: BTreeSet<_> = garbage::living(app, ids).await.unwrap().into_iter().collect();
    live == ids.iter().copied().collect()
}

async fn none_live(app: &TestApp, ids: &[ChunkId]) -> bool {
    garbage::living(app, ids).await.unwrap().is_empty()
}

on_both_engines! {
    async fn a_files_chunks_live_until_it_is_purged(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 2 * MIB + 7);
        let id = alice.create("a", bytes.len()).await.unwrap();
        alice.send_all(id, &bytes).await.unwrap();
        let chunks = chunks_of_upload(&app, id).await.unwrap();
        assert_eq!(chunks.len(), 3);
        assert!(all_live(&app, &chunks).await, "while it is uploaded");
        let file = alice.complete(id).await.unwrap().file;
        assert!(chunks_of_upload(&app, id).await.unwrap().is_empty());
        assert_eq!(chunks_of_file(&app, &alice, file).await, chunks);
        assert!(all_live(&app, &chunks).await, "once it is committed");
        files::delete(&app, &alice.member, file).await.unwrap();
        app.advance(TRASH_LIFE - Duration::from_secs(1));
        trash::purge_expired(&app).await.unwrap();
        assert!(all_live(&app, &chunks).await, "in the trash");
        app.advance(Duration::from_secs(1));
        trash::purge_expired(&app).await.unwrap();
        assert!(none_live(&app, &chunks).await, "purged");
    }

    async fn the_chunks_of_an_upload_without_a_file_are_garbage(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, MIB + 1);
        let (aborted, expired) = (alice.create("a", bytes.len()).await.unwrap(), alice.create("b", bytes.len()).await.unwrap());
        for id in [aborted, expired] {
            alice.send_all(id, &bytes).await.unwrap();
        }
        let of_aborted = chunks_of_upload(&app, aborted).await.unwrap();
        let of_expired = chunks_of_upload(&app, expired).await.unwrap();
        alice.abort(aborted).await.unwrap();
        assert!(none_live(&app, &of_aborted).await);
        assert!(all_live(&app, &of_expired).await);
        app.advance(Duration::from_secs(24 * 60 * 60 + 1));
        jobs::sweep(&app).await.unwrap();
        assert!(none_live(&app, &of_expired).await);
    }

    async fn versions_from_before_the_list_are_listed(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.store("a", &content(1, MIB + 1)).await.unwrap().file;
        let chunks = chunks_of_file(&app, &alice, file).await;
        let tx = app.db.write().await.unwrap();
        db::execute(&tx, "DELETE FROM file_chunk", []).await.unwrap();
        db::execute(&tx, "UPDATE file_version SET chunks_listed = 0", []).await.unwrap();
        tx.commit().await.unwrap();
        assert!(none_live(&app, &chunks).await);
        assert_eq!(garbage::list_what_is_not(&app).await.unwrap(), 0);
        assert!(all_live(&app, &chunks).await);
        // A manifest that does not open keeps everything.
        let tx = app.db.write().await.unwrap();
        db::execute(&tx, "UPDATE file_version SET chunks_listed = 0, manifest_hash = 'x'", []).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(garbage::list_what_is_not(&app).await.unwrap(), 1);
    }

    /// Uploads, commits, aborts and purges run while somebody asks again and again. What was acknowledged before the
    /// question and is not given up after the answer must be in it.
    async fn no_chunk_in_use_is_ever_called_dead(app: TestApp) {
        let alice = Arc::new(owner(&app, "alice").await);
        let used: Arc<Mutex<BTreeSet<ChunkId>>> = Arc::default();
        let asking = async {
            for _ in 0..400 {
                let before = used.lock().unwrap().clone();
                let ids: Vec<_> = before.iter().copied().collect();
                let live: BTreeSet<_> = garbage::living(&app, &ids).await.unwrap().into_iter().collect();
                let after = used.lock().unwrap().clone();
                let missed: Vec<_> = before.intersection(&after).filter(|id| !live.contains(id)).collect();
                assert!(missed.is_empty(), "called dead: {missed:?}");
                tokio::task::yield_now().await;
            }
        };
        let uploading = async {
            for seed in 0..12_u64 {
                let bytes = content(seed, 3000);
                let id = alice.create(&format!("file {seed}"), bytes.len()).await.unwrap();
                alice.send_all(id, &bytes).await.unwrap();
                let chunks = chunks_of_upload(&app, id).await.unwrap();
                used.lock().unwrap().extend(&chunks);
                if seed % 3 == 2 {
                    used.lock().unwrap().retain(|id| !chunks.contains(id));
                    alice.abort(id).await.unwrap();
                    continue;
                }
                let file = alice.complete(id).await.unwrap().file;
                if seed % 3 == 1 {
                    files::delete(&app, &alice.member, file).await.unwrap();
                }
            }
        };
        tokio::join!(asking, uploading);
    }
}

/// Garbage is looked for all the time.
pub fn impatient(settings: &mut Settings) {
    let soon = Duration::from_millis(5);
    settings.tuning =
        Tuning { upkeep_every: soon, collect_every: soon, collect_grace: soon, ..Tuning::default() };
}

/// Answers the cluster's questions until this holds.
pub async fn answer_until(app: &TestApp, questions: &mut Receiver<Question>, holds: impl Fn() -> bool) {
    while !holds() {
        let question = questions.recv().await.unwrap();
        jobs::answer_question(app, question).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purged_files_copies_leave_the_nodes_and_other_files_stay() {
    let app = TestApp::with(impatient).await;
    let alice = owner(&app, "alice").await;
    let kept = alice.store("kept", &content(1, MIB)).await.unwrap().file;
    let gone = alice.store("gone", &content(2, 3 * MIB)).await.unwrap().file;
    assert_eq!(app.cluster.health().chunks, 4);
    files::delete(&app, &alice.member, gone).await.unwrap();
    app.advance(TRASH_LIFE);
    trash::purge_expired(&app).await.unwrap();
    let mut questions = app.cluster.take_questions().await.unwrap();
    answer_until(&app, &mut questions, || {
        app.cluster.nodes().iter().map(|node| node.chunks).sum::<u64>() <= 3
    })
    .await;
    assert_eq!(alice.read(kept).await.unwrap(), content(1, MIB));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_streams_chunks_are_not_collected() {
    let app = TestApp::with(impatient).await;
    let alice = owner(&app, "alice").await;
    let bytes = content(1, 4 * MIB);
    let mut stream = StreamUpload::begin(&alice.app, &alice.member, new_stream("s", None)).await.unwrap();
    stream.push(bytes.slice(..3 * MIB + 1)).await.unwrap();
    // Another upload is aborted, so that there is something to wait for.
    let garbage = alice.create("g", 10).await.unwrap();
    alice.send_all(garbage, &content(2, 10)).await.unwrap();
    let dead = chunks_of_upload(&app, garbage).await.unwrap();
    alice.abort(garbage).await.unwrap();
    let collected = || app.cluster.placements(&dead)[0].nodes.is_empty();
    answer_until(&app, &mut app.cluster.take_questions().await.unwrap(), collected).await;
    stream.push(bytes.slice(3 * MIB + 1..)).await.unwrap();
    let file = stream.finish().await.unwrap().file;
    assert_eq!(alice.read(file).await.unwrap(), bytes);
}
