//! Out of the trash where the name was taken meanwhile: what becomes of it says who asks.
use proto::storage::{
    EntryConflict, RestoreEntriesRequest, RestoredEntry, drive_service_client::DriveServiceClient,
};
use server::service::drive::Conflict;

use crate::{
    books, on_both_engines,
    owner::{content, owner, reason},
    support::{TestApp, rpc::with_token},
};

on_both_engines! {
    async fn what_was_deleted_takes_the_place_of_another_and_gives_it_back(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let old = alice.put(Some(docs), "a.txt", 30).await.unwrap();
        alice.rm(&[old]).await.unwrap();
        let new = alice.put(Some(docs), "A.TXT", 10).await.unwrap();
        let before = (alice.tree().await, alice.bin().await, alice.balance().await);
        assert_eq!(reason(alice.back_as(&[old], Conflict::Refuse).await), "NAME_TAKEN");
        let left = alice.back_as(&[old], Conflict::Skip).await.unwrap();
        assert_eq!((left[0].skipped, left[0].folder, left[0].name.as_str()), (true, Some(docs), "a.txt"));
        assert_eq!((alice.tree().await, alice.bin().await, alice.balance().await), before);
        assert_eq!(books::audited(&app, "file.restore").await, 0, "nothing was done");

        let back = alice.back_as(&[old], Conflict::Replace).await.unwrap();
        assert_eq!((back[0].replaced, back[0].name.as_str(), back[0].skipped), (Some(new), "a.txt", false));
        assert_eq!(alice.tree().await, ["Docs/", "Docs/a.txt"]);
        assert_eq!(alice.bin().await, [("A.TXT".to_owned(), "Docs/".to_owned())]);
        let told = (books::audited(&app, "file.restore").await, books::audited(&app, "file.delete").await);
        assert_eq!(told, (1, 2));
        books::check(&app).await;
        // The way back: what came goes, and then what it took the place of comes.
        alice.rm(&[old]).await.unwrap();
        alice.back(&[new]).await.unwrap();
        assert_eq!((alice.tree().await, alice.bin().await, alice.balance().await), before);
        assert!(alice.read(new).await.unwrap() == content(1, 10));
        books::check(&app).await;
    }

    async fn of_several_only_those_whose_names_are_taken_stay(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (docs, more) = (alice.mkdir(None, "Docs").await.unwrap(), alice.mkdir(None, "More").await.unwrap());
        let taken = alice.put(Some(docs), "a.txt", 1).await.unwrap();
        let free = alice.put(Some(more), "b.txt", 2).await.unwrap();
        alice.rm(&[taken, free, more]).await.unwrap();
        alice.put(Some(docs), "a.txt", 3).await.unwrap();
        let back = alice.back_as(&[taken, free, more], Conflict::Skip).await.unwrap();
        assert_eq!(back.iter().map(|one| one.skipped).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(alice.tree().await, ["Docs/", "Docs/a.txt", "More/", "More/b.txt"]);
        assert_eq!(alice.bin().await, [("a.txt".to_owned(), "Docs/".to_owned())]);
        books::check(&app).await;
    }

    async fn no_folder_is_replaced_by_restoring_and_nothing_that_comes_back_along(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let first = alice.put(Some(docs), "same", 1).await.unwrap();
        alice.rm(&[first]).await.unwrap();
        let second = alice.put(Some(docs), "same", 2).await.unwrap();
        alice.rm(&[docs, second]).await.unwrap();
        let folder = alice.mkdir(None, "Docs").await.unwrap();
        alice.put(Some(folder), "inside", 1).await.unwrap();
        let before = (alice.tree().await, alice.bin().await);
        assert_eq!(reason(alice.back_as(&[docs], Conflict::Replace).await), "NAME_TAKEN");
        assert_eq!((alice.tree().await, alice.bin().await), before, "nothing was done");
        alice.rm(&[folder]).await.unwrap();
        // The folder brings the one that is named too, and the other finds the name taken by it.
        let back = alice.back_as(&[docs, second, first], Conflict::Replace).await.unwrap();
        assert_eq!((back[1].name.as_str(), back[1].replaced), ("same", None));
        assert_eq!((back[2].name.as_str(), back[2].replaced), ("same (2)", None));
        let both = alice.back_as(&[folder], Conflict::KeepBoth).await.unwrap();
        assert_eq!(both[0].name, "Docs (2)");
        books::check(&app).await;
    }
}

#[tokio::test]
async fn whoever_does_not_say_keeps_both() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let old = alice.put(None, "a.txt", 1).await.unwrap();
    alice.rm(&[old]).await.unwrap();
    alice.put(None, "a.txt", 1).await.unwrap();
    let restore = async |choice: EntryConflict| {
        let message = RestoreEntriesRequest { ids: vec![old.to_string()], on_conflict: choice.into() };
        let request = with_token(message, &alice.token);
        DriveServiceClient::new(app.calls()).restore_entries(request).await.map(|it| it.into_inner().entries)
    };
    assert_eq!(restore(EntryConflict::Refuse).await.unwrap_err().code(), tonic::Code::AlreadyExists);
    let RestoredEntry { skipped, folder_id, .. } = restore(EntryConflict::Skip).await.unwrap().remove(0);
    assert_eq!((skipped, folder_id.as_str()), (true, ""));
    let back = restore(EntryConflict::Unspecified).await.unwrap().remove(0);
    assert_eq!((back.name.as_str(), back.skipped, back.replaced_id.as_str()), ("a (2).txt", false, ""));
}
