//! The trash and folders: a folder goes with all below it as one act, and comes back to where it was.
use std::time::Duration;

use domain::limits::TRASH_LIFE;
use server::service::{files, trash};

use crate::{
    books, on_both_engines,
    owner::{content, owner, reason},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

on_both_engines! {
    async fn a_folder_goes_and_comes_back_as_one(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let year = alice.mkdir(Some(docs), "2024").await.unwrap();
        let file = alice.put(Some(year), "a", 30).await.unwrap();
        alice.put(Some(docs), "b", 12).await.unwrap();
        let early = alice.put(Some(docs), "early", 5).await.unwrap();
        files::delete(&app, &alice.member, early).await.unwrap();
        app.advance(Duration::from_secs(1));
        let before = alice.tree().await;
        let free = alice.balance().await.available();
        let gone = alice.rm(&[docs]).await.unwrap();
        assert_eq!((gone.files, gone.folders, gone.bytes), (2, 2, 42));
        assert_eq!(alice.balance().await.available(), free + 42, "what was freed is what is available");
        assert!(alice.tree().await.is_empty());
        assert!(alice.names().await.is_empty());
        let told = [("Docs/".to_owned(), String::new()), ("early".to_owned(), "Docs/".to_owned())];
        assert_eq!(alice.bin().await, told);
        assert_eq!(reason(alice.read(file).await), "NOT_FOUND");
        assert_eq!(reason(alice.rm(&[file]).await), "NOT_FOUND");
        books::check(&app).await;
        alice.back(&[docs]).await.unwrap();
        assert_eq!(alice.tree().await, before, "what went before stays there");
        assert!(alice.read(file).await.unwrap() == content(1, 30));
        assert_eq!(reason(alice.back(&[docs]).await), "NOT_FOUND");
        for action in ["folder.delete", "folder.restore", "file.delete"] {
            assert_eq!(books::audited(&app, action).await, 1, "{action}");
        }
        books::check(&app).await;
    }

    async fn one_file_of_a_deleted_folder_comes_back_in_its_folders(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let year = alice.mkdir(Some(docs), "2024").await.unwrap();
        let (a, b) = (alice.put(Some(year), "a", 1).await.unwrap(), alice.put(Some(year), "b", 2).await.unwrap());
        alice.rm(&[docs]).await.unwrap();
        assert_eq!(trash::restore(&app, &alice.member, a).await.unwrap(), "a");
        assert_eq!(alice.tree().await, ["Docs/", "Docs/2024/", "Docs/2024/a"]);
        assert_eq!(alice.bin().await, [("b".to_owned(), "Docs/2024/".to_owned())]);
        // Deleted once more: two acts, and each comes back by itself.
        alice.rm(&[docs]).await.unwrap();
        alice.back(&[docs]).await.unwrap();
        assert_eq!(alice.tree().await, ["Docs/", "Docs/2024/", "Docs/2024/a"]);
        alice.back(&[b]).await.unwrap();
        assert_eq!(alice.tree().await, ["Docs/", "Docs/2024/", "Docs/2024/a", "Docs/2024/b"]);
        assert!(alice.bin().await.is_empty());
        books::check(&app).await;
    }

    async fn names_that_were_taken_meanwhile_get_a_number(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let a = alice.put(Some(docs), "a.txt", 1).await.unwrap();
        alice.rm(&[docs]).await.unwrap();
        let other = alice.mkdir(None, "DOCS").await.unwrap();
        alice.put(Some(other), "a.txt", 1).await.unwrap();
        // One file goes into the folder that has the name now; the folder itself gets a number.
        let back = alice.back(&[a]).await.unwrap();
        assert_eq!((back[0].name.as_str(), back[0].folder), ("a (2).txt", Some(other)));
        assert_eq!(alice.back(&[docs]).await.unwrap()[0].name, "Docs (2)");
        assert_eq!(alice.tree().await, ["DOCS/", "DOCS/a (2).txt", "DOCS/a.txt", "Docs (2)/"]);
        books::check(&app).await;
    }

    async fn several_go_and_come_back_though_one_holds_the_other(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let file = alice.put(Some(docs), "a", 3).await.unwrap();
        let gone = alice.rm(&[docs, file]).await.unwrap();
        assert_eq!((gone.files, gone.bytes), (1, 3));
        alice.back(&[docs, file]).await.unwrap();
        assert_eq!(alice.tree().await, ["Docs/", "Docs/a"]);
        let gone = alice.rm(&[file, docs]).await.unwrap();
        assert_eq!((gone.files, gone.folders, gone.bytes), (1, 1, 3));
        // The file took its folder along, and the folder is there when its turn comes.
        alice.back(&[file, docs]).await.unwrap();
        assert_eq!(alice.tree().await, ["Docs/", "Docs/a"]);
        alice.rm(&[docs]).await.unwrap();
        let stranger = domain::id::FileId::from_random([7; 16]);
        assert_eq!(reason(alice.back(&[docs, stranger]).await), "NOT_FOUND");
        assert_eq!(alice.bin().await, [("Docs/".to_owned(), String::new())], "all or none");
        books::check(&app).await;
    }

    async fn folders_are_removed_for_good_when_nothing_is_in_them(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let deep = alice.mkdir(Some(docs), "deep").await.unwrap();
        let deeper = alice.mkdir(Some(deep), "deeper").await.unwrap();
        alice.put(Some(deeper), "a", 9).await.unwrap();
        alice.rm(&[deeper]).await.unwrap();
        app.advance(DAY);
        alice.rm(&[docs]).await.unwrap();
        app.advance(TRASH_LIFE - DAY);
        assert_eq!(trash::purge_expired(&app).await.unwrap(), 2);
        assert_eq!(alice.bin().await, [("Docs/".to_owned(), String::new())]);
        app.advance(DAY);
        assert_eq!(trash::purge_expired(&app).await.unwrap(), 2);
        assert!(alice.bin().await.is_empty());
        assert_eq!((books::audited(&app, "folder.purge").await, books::audited(&app, "file.purge").await), (3, 1));
        assert_eq!(alice.balance().await.trash, 0);
        books::check(&app).await;
    }
}
