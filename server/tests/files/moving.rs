//! Moves: of whole trees in one step, all or none, never below themselves, also when two meet.
use server::service::drive::{self, Conflict, Target};

use crate::{
    books, on_both_engines,
    owner::{content, owner, reason},
};

on_both_engines! {
    async fn a_tree_is_moved_in_one_step_and_back(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (from, to) = (alice.mkdir(None, "from").await.unwrap(), alice.mkdir(None, "to").await.unwrap());
        let below = alice.mkdir(Some(from), "below").await.unwrap();
        let file = alice.put(Some(below), "file", 20).await.unwrap();
        let before = alice.tree().await;
        let moved = alice.mv(&[from], Some(to)).await.unwrap();
        assert_eq!(alice.tree().await, ["to/", "to/from/", "to/from/below/", "to/from/below/file"]);
        assert_eq!((moved[0].skipped, moved[0].old_folder, moved[0].old_name.as_str()), (false, None, "from"));
        assert!(alice.read(file).await.unwrap() == content(1, 20));
        alice.mv(&[from], moved[0].old_folder).await.unwrap();
        assert_eq!(alice.tree().await, before);
        assert_eq!(books::audited(&app, "folder.move").await, 2);
        // Where it is already, it stays, and nothing is written down.
        assert!(alice.mv(&[from], None).await.unwrap()[0].skipped);
        assert_eq!(books::audited(&app, "folder.move").await, 2);
        assert_eq!(reason(alice.mv(&[to], Some(file)).await), "NOT_FOUND");
    }

    async fn a_folder_is_never_put_below_itself(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let one = alice.mkdir(None, "one").await.unwrap();
        let two = alice.mkdir(Some(one), "two").await.unwrap();
        for target in [one, two] {
            assert_eq!(reason(alice.mv(&[one], Some(target)).await), "BELOW_ITSELF");
            assert_eq!(reason(alice.cp(&[one], Some(target), Conflict::KeepBoth).await), "BELOW_ITSELF");
        }
        assert_eq!(alice.tree().await, ["one/", "one/two/"]);
    }

    async fn of_two_moves_that_would_make_a_ring_one_is_refused(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for round in 0..8 {
            let a = alice.mkdir(None, &format!("a{round}")).await.unwrap();
            let b = alice.mkdir(None, &format!("b{round}")).await.unwrap();
            let (ids, others) = ([a], [b]);
            let (first, second) = futures::join!(alice.mv(&ids, Some(b)), alice.mv(&others, Some(a)));
            assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
            let why = first.and(second).map(|_| ()).unwrap_err().reason();
            assert!(["BELOW_ITSELF", "UNAVAILABLE"].contains(&why.as_str()), "{why}");
        }
        assert_eq!(alice.tree().await.len(), 16, "all can be reached from the top");
    }

    async fn several_go_all_or_none_unless_one_says_otherwise(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let to = alice.mkdir(None, "to").await.unwrap();
        alice.put(Some(to), "b.txt", 1).await.unwrap();
        let (a, b) = (alice.put(None, "a.txt", 1).await.unwrap(), alice.put(None, "B.TXT", 1).await.unwrap());
        let before = alice.tree().await;
        assert_eq!(reason(alice.mv(&[a, b], Some(to)).await), "NAME_TAKEN");
        assert_eq!(alice.tree().await, before);
        assert_eq!(books::audited(&app, "file.move").await, 0);
        let skipped = drive::move_entries(&app, &alice.member, &[a, b], Some(to), Conflict::Skip).await.unwrap();
        assert_eq!(skipped.iter().map(|one| one.skipped).collect::<Vec<_>>(), [false, true]);
        let kept = drive::move_entries(&app, &alice.member, &[b], Some(to), Conflict::KeepBoth).await.unwrap();
        assert_eq!((kept[0].name.as_str(), kept[0].old_name.as_str()), ("B (2).TXT", "B.TXT"));
        assert_eq!(alice.tree().await, ["to/", "to/B (2).TXT", "to/a.txt", "to/b.txt"]);
        assert_eq!(books::audited(&app, "file.move").await, 2);
    }

    async fn a_file_takes_the_place_of_another_and_gives_it_back(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let to = alice.mkdir(None, "to").await.unwrap();
        let old = alice.put(Some(to), "b.txt", 30).await.unwrap();
        let new = alice.put(None, "B.TXT", 10).await.unwrap();
        let balance = alice.balance().await;
        let moved = drive::move_entries(&app, &alice.member, &[new], Some(to), Conflict::Replace).await.unwrap();
        assert_eq!((moved[0].replaced, moved[0].name.as_str(), moved[0].skipped), (Some(old), "B.TXT", false));
        assert_eq!(alice.tree().await, ["to/", "to/B.TXT"]);
        assert_eq!(alice.bin().await, [("b.txt".to_owned(), "to/".to_owned())]);
        let after = alice.balance().await;
        assert_eq!((after.used, after.trash), (balance.used - 30, balance.trash + 30));
        let told = (books::audited(&app, "file.move").await, books::audited(&app, "file.delete").await);
        assert_eq!(told, (1, 1));
        // The way back: first the one that came, then the one that went.
        alice.mv(&[new], moved[0].old_folder).await.unwrap();
        alice.back(&[old]).await.unwrap();
        assert_eq!(alice.tree().await, ["B.TXT", "to/", "to/b.txt"]);
        assert!(alice.read(old).await.unwrap() == content(1, 30));
        books::check(&app).await;
    }

    async fn no_folder_is_replaced_and_nothing_that_is_moved_along(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let to = alice.mkdir(None, "to").await.unwrap();
        let (one, two) = (alice.mkdir(None, "one").await.unwrap(), alice.mkdir(None, "two").await.unwrap());
        alice.mkdir(Some(to), "same").await.unwrap();
        let same = [alice.put(Some(one), "same", 1).await.unwrap(), alice.mkdir(Some(two), "same").await.unwrap()];
        let before = alice.tree().await;
        for id in same {
            let refused = drive::move_entries(&app, &alice.member, &[id], Some(to), Conflict::Replace).await;
            assert_eq!(reason(refused), "NAME_TAKEN");
        }
        assert_eq!((alice.tree().await, alice.bin().await.len()), (before, 0));
        // A file beside its namesake, one of which is at the target already.
        let here = alice.put(None, "twin", 2).await.unwrap();
        let there = alice.put(Some(one), "twin", 3).await.unwrap();
        let moved = drive::move_entries(&app, &alice.member, &[there, here], Target::default(), Conflict::Replace).await.unwrap();
        assert_eq!((moved[0].name.as_str(), moved[0].replaced, moved[1].skipped), ("twin (2)", None, true));
        assert_eq!(alice.bin().await.len(), 0);
        books::check(&app).await;
    }

    async fn a_move_and_the_trash_do_not_part_a_tree(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for round in 0..6 {
            let to = alice.mkdir(None, &format!("to{round}")).await.unwrap();
            let file = alice.put(None, &format!("file{round}"), 10).await.unwrap();
            let (ids, gone) = ([file], [to]);
            let (moved, trashed) = futures::join!(alice.mv(&ids, Some(to)), alice.rm(&gone));
            let extent = trashed.unwrap();
            match moved {
                // It was first, and went along.
                Ok(_) => assert_eq!((extent.files, extent.bytes), (1, 10)),
                Err(error) => {
                    assert!(["NOT_FOUND", "UNAVAILABLE"].contains(&error.reason().as_str()), "{error:?}");
                    assert_eq!(extent.files, 0);
                }
            }
            let seen = alice.tree().await;
            assert!(seen.iter().all(|path| !path.starts_with("to")), "{seen:?}");
            books::check(&app).await;
        }
    }
}
