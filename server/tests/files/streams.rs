//! Uploads in one stream: pieces of any size, declared or not, broken off or refused half-way.
use domain::upload::{OnConflict, Parts};
use futures::future::join_all;
use server::service::upload::{NewStream, StreamUpload, Target};

use crate::{
    books, on_both_engines,
    owner::{MIB, content, new_stream, owner, reason, sha256},
};

on_both_engines! {
    async fn pieces_of_any_size_make_the_same_file(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 2 * MIB + 100);
        for (number, piece) in [1_000, 65_536, MIB, MIB + 1, bytes.len()].into_iter().enumerate() {
            let declared = (number % 2 == 0).then_some(bytes.len());
            let stored = alice.stream(new_stream(&format!("{number}"), declared), &bytes, piece).await.unwrap();
            assert_eq!(stored.sha256, server::service::hex::encode(&sha256(&bytes)));
            assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        }
        assert_eq!(alice.balance().await.in_flight, 0);
        books::check(&app).await;
    }

    async fn sizes_around_a_chunk_come_back(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for size in [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB] {
            let bytes = content(3, size);
            let stored = alice.stream(new_stream(&format!("{size}"), None), &bytes, 300_000).await.unwrap();
            assert_eq!(alice.read(stored.file).await.unwrap(), bytes, "{size}");
        }
        books::check(&app).await;
    }

    async fn a_short_file_comes_back_and_holds_nothing_on_its_way(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for size in [0, 1, 4096, MIB] {
            let bytes = content(3, size);
            let name = format!("{size}");
            let mut stream =
                StreamUpload::begin(&alice.app, &alice.member, new_stream(&name, Some(size))).await.unwrap();
            stream.push(bytes.slice(..size / 2)).await.unwrap();
            stream.push(bytes.slice(size / 2..)).await.unwrap();
            assert_eq!(alice.balance().await.in_flight, 0);
            let stored = stream.finish().await.unwrap();
            assert_eq!((stored.size, stored.name.as_str()), (size as u64, name.as_str()));
            assert_eq!(stored.sha256, server::service::hex::encode(&sha256(&bytes)));
            assert_eq!(alice.read(stored.file).await.unwrap(), bytes, "{size}");
        }
        assert_eq!(alice.balance().await.used, (1 + 4096 + MIB) as u64);
        assert_eq!(books::audited(&app, "file.upload").await, 4);
        books::check(&app).await;
    }

    async fn what_is_not_what_its_sender_read_is_not_stored(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for (name, size, declared) in
            [("short", 1_000, Some(1_000)), ("long", 2 * MIB + 1, Some(2 * MIB + 1)), ("longer", 2 * MIB, None)]
        {
            let bytes = content(7, size);
            let begin = async || {
                let new = new_stream(name, declared);
                let mut stream = StreamUpload::begin(&alice.app, &alice.member, new).await.unwrap();
                stream.push(bytes.clone()).await.unwrap();
                stream
            };
            let before = alice.balance().await;
            assert_eq!(reason(begin().await.finish_as(Some([1; 32])).await), "CHECKSUM_MISMATCH");
            assert_eq!(alice.balance().await, before);
            let stored = begin().await.finish_as(Some(sha256(&bytes))).await.unwrap();
            assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        }
        books::check(&app).await;
    }

    async fn a_short_file_looks_again_before_it_is_shown(app: TestApp) {
        let alice = owner(&app, "alice").await;
        books::shrink(&app, &alice, 10_000).await;
        let begin = async |name| {
            let new = new_stream(name, Some(6_000));
            let mut stream = StreamUpload::begin(&alice.app, &alice.member, new).await.unwrap();
            stream.push(content(1, 6_000)).await.unwrap();
            stream
        };
        // An upload claims the name, then another one the room, while the bytes are on their way.
        for (mine, theirs, bytes, why) in [("a", "A", 10, "NAME_TAKEN"), ("a", "b", 4_001, "QUOTA_EXCEEDED")] {
            let stream = begin(mine).await;
            let claim = alice.create(theirs, bytes).await.unwrap();
            assert_eq!(reason(stream.finish().await), why);
            alice.abort(claim).await.unwrap();
            assert!(alice.list().await.is_empty());
            books::check(&app).await;
        }
        begin("a").await.finish().await.unwrap();
    }

    async fn of_short_files_that_race_for_a_name_or_for_room_one_wins(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        books::shrink(&app, &bob, 10_000).await;
        let bytes = content(1, 6_000);
        let different: Vec<String> = (0..8).map(|number| number.to_string()).collect();
        for (who, names, why) in
            [(&alice, vec!["same".to_owned(); 8], "NAME_TAKEN"), (&bob, different, "QUOTA_EXCEEDED")]
        {
            let stored = join_all(names.iter().map(|name| who.stream(new_stream(name, Some(6_000)), &bytes, 6_000)));
            let (won, lost): (Vec<_>, Vec<_>) = stored.await.into_iter().partition(Result::is_ok);
            assert_eq!(won.len(), 1);
            assert!(lost.into_iter().all(|refusal| reason(refusal) == why));
            assert_eq!((who.list().await.len(), who.balance().await.used), (1, 6_000));
            books::check(&app).await;
        }
    }

    async fn a_short_file_meets_the_end_of_a_key(app: TestApp) {
        let alice = owner(&app, "alice").await;
        alice.stream(new_stream("before", Some(5)), &content(1, 5), 5).await.unwrap();
        books::wear_out_keys(&app).await;
        let stored = alice.stream(new_stream("after", Some(5)), &content(2, 5), 5).await.unwrap();
        assert_eq!(alice.read(stored.file).await.unwrap(), content(2, 5));
        assert_eq!(alice.list().await.len(), 2);
        books::check(&app).await;
    }

    async fn a_stream_is_as_long_as_it_declared(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 10_000);
        for declared in [9_999, 10_001, 0] {
            assert_eq!(reason(alice.stream(new_stream("a", Some(declared)), &bytes, 3_000).await), "BAD_PART");
            assert_eq!(alice.balance().await.in_flight, 0);
        }
        assert!(alice.list().await.is_empty());
        books::check(&app).await;
    }

    async fn a_stream_past_the_quota_is_refused_with_nothing_charged(app: TestApp) {
        let alice = owner(&app, "alice").await;
        books::shrink(&app, &alice, 50_000).await;
        assert_eq!(reason(alice.stream(new_stream("a", Some(50_001)), &content(1, 0), 1).await), "QUOTA_EXCEEDED");
        assert_eq!(reason(alice.stream(new_stream("a", None), &content(1, 50_001), 1_000).await), "QUOTA_EXCEEDED");
        assert_eq!(alice.balance().await.in_flight, 0);
        // A step is larger than what is left; what is needed still fits to the last byte.
        alice.stream(new_stream("a", None), &content(1, 50_000), 1_000).await.unwrap();
        assert_eq!((alice.balance().await.used, alice.balance().await.free()), (50_000, 0));
        books::check(&app).await;
    }

    async fn a_stream_that_vanishes_gives_everything_back(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let mut stream = StreamUpload::begin(&alice.app, &alice.member, new_stream("a", None)).await.unwrap();
        stream.push(content(1, 2 * MIB)).await.unwrap();
        assert!(alice.balance().await.in_flight >= 2 * MIB as u64);
        drop(stream);
        for _ in 0..100 {
            if alice.balance().await.in_flight == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(alice.balance().await.in_flight, 0);
        // Its name is free again.
        alice.stream(new_stream("a", None), &content(1, 5), 5).await.unwrap();
        books::check(&app).await;
    }

    async fn a_stream_may_bring_a_new_version(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        let new = NewStream { target: Target::File(file), declared: Some(Parts::of(20).unwrap()) };
        let stored = alice.stream(new, &content(2, 20), 20).await.unwrap();
        assert_eq!((stored.file, stored.name.as_str()), (file, "a"));
        assert_eq!(alice.read(file).await.unwrap(), content(2, 20));
        assert_eq!(alice.list().await.len(), 1);
        books::check(&app).await;
    }

    async fn a_stream_and_an_upload_do_not_share_a_name(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let id = alice.create("a", 10).await.unwrap();
        assert_eq!(reason(alice.stream(new_stream("A", None), &content(1, 5), 5).await), "NAME_TAKEN");
        alice.abort(id).await.unwrap();
        let name = domain::file_name::FileName::parse("A").unwrap();
        let new = NewStream { target: Target::Name(name, OnConflict::Refuse, Default::default()), declared: None };
        alice.stream(new, &content(1, 5), 5).await.unwrap();
        books::check(&app).await;
    }
}
