//! Copies: the same bytes, of which the quota counts what is not shared, and nothing half.
use domain::limits::COPIES_PER_CALL_MAX;
use server::{
    db,
    service::{drive::Conflict, versions},
};

use crate::{
    books, on_both_engines,
    owner::{MIB, content, owner, reason},
};

on_both_engines! {
    async fn a_copy_has_the_bytes_and_costs_what_is_not_shared(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let year = alice.mkdir(Some(docs), "2024").await.unwrap();
        let large = alice.put(Some(year), "large", MIB + 5).await.unwrap();
        alice.put(Some(docs), "empty", 0).await.unwrap();
        let gone = alice.put(Some(docs), "gone", 7).await.unwrap();
        alice.rm(&[gone]).await.unwrap();
        let to = alice.mkdir(None, "to").await.unwrap();
        let used = alice.balance().await.used;
        let (copied, bytes) = alice.cp(&[docs, large], Some(to), Conflict::Refuse).await.unwrap();
        assert_eq!(bytes, 2 * (MIB as u64 + 5));
        // The MiB is there already; what is shorter than 64 KiB is not compared.
        assert_eq!(alice.balance().await.used, used + 2 * 5);
        let expected = ["to/Docs/", "to/Docs/2024/", "to/Docs/2024/large", "to/Docs/empty", "to/large"];
        let tree = alice.tree().await;
        assert_eq!(tree.iter().filter(|path| path.len() > 3 && path.starts_with("to/")).count(), expected.len());
        assert!(expected.iter().all(|path| tree.contains(&(*path).to_owned())), "{tree:?}");
        let copy = copied[1].copy.unwrap();
        assert!(alice.read(copy).await.unwrap() == content(1, MIB + 5));
        // Each stands for itself.
        alice.rm(&[docs]).await.unwrap();
        assert!(alice.read(copy).await.unwrap() == content(1, MIB + 5));
        books::check(&app).await;
    }

    async fn names_that_are_taken_are_refused_numbered_or_left(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let file = alice.put(Some(docs), "a.txt", 3).await.unwrap();
        let used = alice.balance().await.used;
        assert_eq!(reason(alice.cp(&[docs], None, Conflict::Refuse).await), "NAME_TAKEN");
        let (left, bytes) = alice.cp(&[docs, file], None, Conflict::Skip).await.unwrap();
        assert_eq!((left[0].copy, left[1].name.as_str(), bytes), (None, "a.txt", 3));
        let (numbered, _) = alice.cp(&[docs, file], None, Conflict::KeepBoth).await.unwrap();
        assert_eq!((numbered[0].name.as_str(), numbered[1].name.as_str()), ("Docs (2)", "a (2).txt"));
        let expected = ["Docs (2)/", "Docs (2)/a.txt", "Docs/", "Docs/a.txt", "a (2).txt", "a.txt"];
        assert_eq!(alice.tree().await, expected);
        assert_eq!(alice.balance().await.used, used + 9);
        books::check(&app).await;
    }

    async fn a_copy_that_replaces_is_a_new_version(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (docs, more) = (alice.mkdir(None, "Docs").await.unwrap(), alice.mkdir(None, "More").await.unwrap());
        let new = alice.put(Some(docs), "a.txt", 5).await.unwrap();
        let twin = alice.put(Some(more), "A.txt", 6).await.unwrap();
        let old = alice.put(None, "a.txt", 3).await.unwrap();
        // Of two of the same name that come by one call, none replaces the other.
        let (copied, bytes) = alice.cp(&[new, twin], None, Conflict::Replace).await.unwrap();
        assert_eq!((copied[0].copy, copied[0].replaced, bytes), (Some(old), Some(1), 11));
        assert_eq!((copied[1].name.as_str(), copied[1].replaced), ("A (2).txt", None));
        assert!(alice.read(old).await.unwrap() == content(1, 5));
        versions::restore(&app, &alice.member, old, 1).await.unwrap();
        assert!(alice.read(old).await.unwrap() == content(1, 3));
        // Itself it does not replace, and no folder.
        let (left, bytes) = alice.cp(&[old], None, Conflict::Replace).await.unwrap();
        assert_eq!((left[0].copy, bytes), (None, 0));
        let other = alice.mkdir(Some(more), "Docs").await.unwrap();
        assert_eq!(reason(alice.cp(&[other], None, Conflict::Replace).await), "NAME_TAKEN");
        books::check(&app).await;
    }

    async fn what_does_not_fit_is_refused_before_anything_is_copied(app: TestApp) {
        let alice = owner(&app, "alice").await;
        books::shrink(&app, &alice, 100).await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        for called in ["a", "b"] {
            alice.put(Some(docs), called, 30).await.unwrap();
        }
        let to = alice.mkdir(None, "to").await.unwrap();
        assert_eq!(reason(alice.cp(&[docs], Some(to), Conflict::Refuse).await), "QUOTA_EXCEEDED");
        assert_eq!(alice.ls(Some(to)).await.unwrap().entries, []);
        let tx = app.db.write().await.unwrap();
        for number in 0..COPIES_PER_CALL_MAX {
            let values = (alice.member.account(), domain::id::FileId::from_random((number as u128).to_be_bytes()));
            let called = number.to_string();
            db::folder::insert(&tx, values, (Some(docs), &called, &called), app.clock.now()).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(reason(alice.cp(&[docs], Some(to), Conflict::Refuse).await), "TOO_MUCH_AT_ONCE");
        assert_eq!(alice.ls(Some(to)).await.unwrap().entries, []);
        books::check(&app).await;
    }
}
