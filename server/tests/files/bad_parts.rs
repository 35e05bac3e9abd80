//! BI-08: what a client can get wrong about an upload, one by one, and nothing is stored, charged or shown for it.
use std::collections::BTreeSet;

use bytes::Bytes;
use domain::{
    id::UploadId,
    limits::{UPLOAD_LIFE, UPLOADS_OPEN_MAX},
    part_digest::PartDigest,
    upload::OnConflict,
};
use futures::future::join_all;
use server::service::upload::{self, NewPart};

use crate::{
    books, on_both_engines,
    owner::{
        MIB, Owner, content, new_part, new_stream, new_upload, owner, part_digest, reason, refused, sha256,
        whole,
    },
};

async fn part(
    alice: &Owner,
    id: UploadId,
    offset: u64,
    bytes: &Bytes,
) -> Result<upload::PartStored, server::service::ServiceError> {
    let new = NewPart { offset, bytes: bytes.clone(), digest: part_digest(bytes) };
    upload::store_part(&alice.app, &alice.member, id, new).await
}

on_both_engines! {
    async fn parts_at_wrong_places_or_of_wrong_lengths_are_refused(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 2 * MIB + 10);
        let id = alice.create("a", bytes.len()).await.unwrap();
        let full = bytes.slice(..MIB);
        let cases: [(u64, Bytes); 9] = [
            (1, full.clone()),
            (MIB as u64 - 1, full.clone()),
            (0, bytes.slice(..MIB - 1)),
            (0, bytes.slice(..MIB + 1)),
            (0, Bytes::new()),
            (2 * MIB as u64, full.clone()),
            (2 * MIB as u64, bytes.slice(..9)),
            (3 * MIB as u64, bytes.slice(..10)),
            (u64::MAX - u64::MAX % MIB as u64, full.clone()),
        ];
        for (offset, bytes) in cases {
            assert_eq!(reason(part(&alice, id, offset, &bytes).await), "BAD_PART", "{} at {offset}", bytes.len());
        }
        let blocks: Vec<_> = full.chunks(full.len() / 2).map(sha256).collect();
        for told in [vec![blocks[0]], vec![blocks[0], [0; 32]], vec![[0; 32], blocks[1]], vec![blocks[1], blocks[0]]] {
            let damaged = NewPart { digest: PartDigest::of_blocks(told), ..new_part(&bytes, 0) };
            assert_eq!(reason(upload::store_part(&app, &alice.member, id, damaged).await), "BAD_PART");
        }
        let (status, missing) = upload::find(&app, &alice.member, id).await.unwrap();
        assert_eq!((status.durable_bytes, missing.len()), (0, 3));
        books::check(&app).await;
    }

    async fn parts_may_come_in_any_order_and_again(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 4 * MIB + 10);
        let id = alice.create("a", bytes.len()).await.unwrap();
        let mut prefixes = Vec::new();
        for index in [4, 1, 1, 0, 3, 2, 0] {
            prefixes.push(alice.send(id, &bytes, index).await.unwrap().durable_prefix);
        }
        let mib = MIB as u64;
        assert_eq!(prefixes, [0, 0, 0, 2 * mib, 2 * mib, 4 * mib + 10, 4 * mib + 10]);
        // Other bytes for a stored part are refused, and the stored ones stay.
        assert_eq!(reason(part(&alice, id, mib, &content(9, MIB)).await), "PART_MISMATCH");
        let stored = alice.complete(id).await.unwrap();
        assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
    }

    async fn what_is_missing_can_be_asked(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 3 * MIB + 1);
        let id = alice.create("a", bytes.len()).await.unwrap();
        alice.send(id, &bytes, 0).await.unwrap();
        alice.send(id, &bytes, 2).await.unwrap();
        let (status, missing) = upload::find(&app, &alice.member, id).await.unwrap();
        assert_eq!(missing, [MIB as u64, 3 * MIB as u64]);
        assert_eq!((status.durable_prefix, status.durable_bytes), (MIB as u64, 2 * MIB as u64));
        assert_eq!(upload::list(&app, &alice.member).await.unwrap(), [status]);
        let (reason, sentence) = refused(alice.complete(id).await);
        assert_eq!((reason.as_str(), sentence.as_str()), ("UPLOAD_INCOMPLETE", "2 of 4 parts are still missing."));
        assert!(alice.list().await.is_empty());
    }

    async fn a_wrong_checksum_keeps_the_file_invisible(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, MIB + 1);
        let new = upload::NewUpload { sha256: Some([1; 32]), ..new_upload("a", bytes.len()) };
        let id = upload::create(&app, &alice.member, new).await.unwrap().id;
        alice.send_all(id, &bytes).await.unwrap();
        assert_eq!(reason(alice.complete(id).await), "CHECKSUM_MISMATCH");
        assert!(alice.list().await.is_empty());
        alice.abort(id).await.unwrap();

        let id = alice.create("a", bytes.len()).await.unwrap();
        alice.send_all(id, &bytes).await.unwrap();
        assert_eq!(reason(upload::complete(&app, &alice.member, id, whole([1; 32])).await), "CHECKSUM_MISMATCH");
        upload::complete(&app, &alice.member, id, whole(sha256(&bytes))).await.unwrap();
        books::check(&app).await;
    }

    async fn completing_twice_answers_alike_and_counts_once(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 10);
        let id = alice.create("a", 10).await.unwrap();
        alice.send_all(id, &bytes).await.unwrap();
        let (one, two) = tokio::join!(alice.complete(id), alice.complete(id));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!((one.file, &one.sha256), (two.file, &two.sha256));
        assert_eq!(alice.complete(id).await.unwrap().file, one.file);
        assert_eq!(alice.balance().await.used, 10);
        // It has ended for everything else.
        assert_eq!(reason(alice.send(id, &bytes, 0).await), "NOT_FOUND");
        assert_eq!(reason(alice.abort(id).await), "NOT_FOUND");
        assert_eq!(reason(upload::find(&app, &alice.member, id).await), "NOT_FOUND");
        assert!(upload::list(&app, &alice.member).await.unwrap().is_empty());
        books::check(&app).await;
    }

    /// Whoever comes when it is about to be a version, is one, or was forgotten by memory this moment, is answered alike.
    async fn however_many_complete_at_a_time_all_are_answered(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for number in 0..12 {
            let id = alice.create(&format!("file {number}"), 10).await.unwrap();
            alice.send_all(id, &content(number, 10)).await.unwrap();
            let all = join_all((0..8).map(|_| alice.complete(id))).await;
            let files: BTreeSet<_> = all.into_iter().map(|done| done.unwrap().file).collect();
            assert_eq!(files.len(), 1);
        }
        assert_eq!(alice.balance().await.used, 120);
    }

    async fn an_aborted_upload_gives_everything_back_at_once(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 2 * MIB);
        let id = alice.create("a", bytes.len()).await.unwrap();
        alice.send(id, &bytes, 0).await.unwrap();
        assert_eq!(alice.balance().await.in_flight, bytes.len() as u64);
        assert_eq!(alice.abort(id).await.unwrap(), bytes.len() as u64);
        assert_eq!(alice.balance().await.in_flight, 0);
        assert_eq!(reason(alice.send(id, &bytes, 1).await), "NOT_FOUND");
        assert_eq!(reason(alice.complete(id).await), "NOT_FOUND");
        assert_eq!(reason(alice.abort(id).await), "NOT_FOUND");
        // The name is free again.
        alice.create("a", 1).await.unwrap();
        books::check(&app).await;
    }

    async fn an_upload_ends_after_a_day(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 2 * MIB);
        let id = alice.create("a", bytes.len()).await.unwrap();
        alice.send(id, &bytes, 0).await.unwrap();
        app.advance(UPLOAD_LIFE - std::time::Duration::from_secs(1));
        assert_eq!(upload::expire(&app).await.unwrap(), 0);
        alice.send(id, &bytes, 1).await.unwrap();
        app.advance(std::time::Duration::from_secs(1));
        assert_eq!(reason(alice.complete(id).await), "NOT_FOUND");
        assert_eq!(reason(alice.send(id, &bytes, 1).await), "NOT_FOUND");
        assert_eq!(upload::expire(&app).await.unwrap(), 1);
        assert_eq!(upload::expire(&app).await.unwrap(), 0);
        assert_eq!(alice.balance().await.in_flight, 0);
        books::check(&app).await;
    }

    async fn more_than_the_quota_is_refused_before_anything_is_stored(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let reservation = usize::try_from(alice.balance().await.reservation).unwrap();
        for size in [reservation + 1, 1 << 32, 100_000_000_000] {
            assert_eq!(reason(alice.create("big", size).await), "QUOTA_EXCEEDED");
        }
        let (_, sentence) = refused(alice.create("big", reservation + 500_000).await);
        assert!(sentence.contains("500 kB"), "{sentence}");
        assert_eq!(alice.balance().await.in_flight, 0);
        // Exactly all of it fits, and then nothing more does.
        let all = alice.create("all", reservation).await.unwrap();
        assert_eq!(reason(alice.create("one", 1).await), "QUOTA_EXCEEDED");
        alice.create("none", 0).await.unwrap();
        alice.abort(all).await.unwrap();
        books::check(&app).await;
    }

    async fn only_so_many_uploads_may_be_open(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let mut ids = Vec::new();
        for index in 0..UPLOADS_OPEN_MAX {
            ids.push(alice.create(&format!("{index}"), 1).await.unwrap());
        }
        assert_eq!(reason(alice.create("one more", 1).await), "TOO_MANY_UPLOADS");
        assert_eq!(alice.balance().await.in_flight, u64::from(UPLOADS_OPEN_MAX));
        alice.abort(ids[0]).await.unwrap();
        alice.create("one more", 1).await.unwrap();
        books::check(&app).await;
    }

    async fn there_is_an_end_to_the_number_of_files(app: TestApp) {
        let app = app.restart_with(|settings| settings.files_max = 3).await;
        let alice = owner(&app, "alice").await;
        let first = alice.store("1", &content(1, 10)).await.unwrap().file;
        alice.store("2", &content(2, 10)).await.unwrap();
        // One that arrives counts already, and one in the trash still does.
        let third = alice.create("3", 10).await.unwrap();
        let (_, sentence) = refused(alice.create("4", 10).await);
        assert!(sentence.contains("3 files") && sentence.contains("empty the Trash"), "{sentence}");
        assert_eq!(reason(alice.create("4", 10).await), "TOO_MANY_FILES");
        server::service::files::delete(&app, &alice.member, first).await.unwrap();
        assert_eq!(reason(alice.create("4", 10).await), "TOO_MANY_FILES");
        for declared in [None, Some(10)] {
            let stream = alice.stream(new_stream("4", declared), &content(1, 10), 5).await;
            assert_eq!(reason(stream), "TOO_MANY_FILES");
        }
        assert_eq!(alice.balance().await.in_flight, 10, "who was refused holds nothing");
        alice.abort(third).await.unwrap();
        alice.store("4", &content(4, 10)).await.unwrap();
        // A new version of a file that is there makes no file more.
        let replacing = upload::NewUpload { on_conflict: OnConflict::Replace, ..new_upload("4", 10) };
        upload::create(&app, &alice.member, replacing).await.unwrap();
        books::check(&app).await;
    }

    async fn a_folder_that_is_not_there_takes_no_file(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let parent = Some(domain::id::FileId::from_random([1; 16]));
        let new = upload::NewUpload { parent, ..new_upload("a", 1) };
        assert_eq!(reason(upload::create(&app, &alice.member, new).await), "NOT_FOUND");
        books::check(&app).await;
    }
}
