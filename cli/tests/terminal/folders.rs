//! Folders: made, filled, moved, copied, fetched, deleted and restored.
use crate::person::{Asked, Cloud, Person, names};

#[tokio::test]
async fn a_folder_goes_there_and_comes_back_with_all_in_it() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    ada.write("Photos/2026/summer.jpg", b"summer");
    ada.write("Photos/2026/winter.jpg", b"winter");
    ada.write("Photos/cover.jpg", b"cover");
    std::fs::create_dir(ada.work.path().join("Photos/empty")).unwrap();
    assert!(ada.refused(&["put", "Photos"], 2).contains("not sent"));
    ada.said(&["mkdir", "-p", "/Albums/mine"]);
    let sent = ada.said(&["put", "-r", "Photos", "--to", "/Albums/mine"]);
    assert_eq!(sent.lines().count(), 3, "{sent}");
    assert!(sent.contains("/Albums/mine/Photos/2026/winter.jpg  6 B"), "{sent}");
    let again = ada.said(&["put", "-r", "Photos", "--to", "albums/MINE"]);
    assert!(again.lines().all(|line| line.ends_with("is there already, byte for byte")), "{again}");

    assert!(ada.refused(&["get", "/Albums"], 2).contains("add -r"));
    ada.said(&["get", "-r", "/Albums", "--to", "back"]);
    let back = ada.work.path().join("back/Albums/mine/Photos");
    assert_eq!(names(&back), ["2026", "cover.jpg", "empty"]);
    assert_eq!(names(&back.join("2026")), ["summer.jpg", "winter.jpg"]);
    assert_eq!(std::fs::read(back.join("2026/winter.jpg")).unwrap(), b"winter");
}

#[tokio::test]
async fn names_that_are_taken_are_refused_or_settled_as_one_says() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    for (content, folder) in [(b"first".as_slice(), "/"), (b"second", "/Docs")] {
        ada.write("a.txt", content);
        ada.said(&["mkdir", "-p", folder]);
        ada.said(&["put", "a.txt", "--to", folder]);
    }
    assert!(ada.refused(&["mv", "/a.txt", "/Docs"], 8).contains("already"));
    assert_eq!(
        ada.said(&["mv", "--skip", "/a.txt", "/Docs"]),
        "Nothing was moved: the names are taken in /Docs.\n"
    );
    let copied = ada.said(&["cp", "--replace", "/a.txt", "/Docs"]);
    assert_eq!(copied, "/a.txt copied to /Docs.\n1 file got a new version; the one before is kept.\n");
    let moved = ada.said(&["mv", "--replace", "/a.txt", "/Docs"]);
    assert_eq!(moved, "/a.txt moved to /Docs.\n1 file of the same name went to the trash.\n");
    assert!(ada.said(&["trash"]).contains("/Docs/a.txt"));
    assert_eq!(ada.said(&["cp", "--keep-both", "/Docs/a.txt", "/Docs"]), "/Docs/a.txt copied to /Docs.\n");
    assert_eq!(ada.json(&["ls", "/Docs"])["entries"].as_array().unwrap().len(), 2);

    // The same onto a file by its name.
    ada.said(&["cp", "/Docs/a.txt", "/b.txt"]);
    assert!(ada.refused(&["mv", "/b.txt", "/Docs/a.txt"], 8).contains("--replace where both are files"));
    let moved = ada.said(&["mv", "--replace", "/b.txt", "/Docs/a.txt"]);
    assert_eq!(moved, "/b.txt moved to /Docs/a.txt.\n1 file of the same name went to the trash.\n");
    assert_eq!(ada.json(&["cp", "--skip", "/Docs/a.txt", "/Docs/a (2).txt"])["skipped"], 1);
    let copied = ada.said(&["cp", "--replace", "/Docs/a.txt", "/Docs/a (2).txt"]);
    assert!(copied.ends_with("1 file got a new version; the one before is kept.\n"), "{copied}");
    ada.said(&["mv", "--keep-both", "/Docs/a (2).txt", "/Docs/a.txt"]);
    assert_eq!(ada.json(&["ls", "/Docs"])["entries"].as_array().unwrap().len(), 2);
    assert_eq!(ada.said(&["ls"]).lines().count(), 3, "b.txt is gone from the top");
}

#[tokio::test]
async fn what_comes_out_of_the_trash_is_settled_as_one_says_and_goes_for_good_by_a_word() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    for content in [b"first".as_slice(), b"second", b"third"] {
        ada.write("a.txt", content);
        ada.said(&["put", "a.txt"]);
        ada.said(&["rm", "/a.txt"]);
    }
    let trash = ada.json(&["trash"])["entries"].as_array().unwrap().clone();
    let id = |size: u64| {
        let found = trash.iter().find(|entry| entry["size_bytes"] == size);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (second, third) = (id(6), trash[0]["id"].as_str().unwrap().to_owned());
    assert_eq!(ada.said(&["restore", &third]), "/a.txt is back.\n");
    assert!(ada.refused(&["restore", &second], 8).contains("Nothing was changed. Add --keep-both"));
    assert_eq!(ada.said(&["restore", "--skip", &second]), "Nothing was restored: /a.txt is there already.\n");
    let back = ada.said(&["restore", "--replace", &second]);
    assert_eq!(back, "/a.txt is back.\n1 file of the same name went to the trash.\n");
    assert_eq!(ada.said(&["restore", "--keep-both", &third]), "/a (2).txt is back.\n");

    ada.said(&["rm", "/a.txt", "/a (2).txt"]);
    // Without an answer nothing is deleted, and another word than the one that is asked for is none.
    let (code, said) = Asked::start(&mut ada.command(&["purge", "/a (2).txt"])).end();
    assert!(code == Some(1) && said.contains("nothing was typed"), "{said}");
    let mut asked = Asked::start(&mut ada.command(&["purge", "/a (2).txt"]));
    asked.until("Type delete to delete it for good: ");
    asked.answer("yes");
    let (code, said) = asked.end();
    assert!(code == Some(2) && said.contains("nothing was deleted"), "{said}");
    let mut asked = Asked::start(&mut ada.command(&["purge", "/a (2).txt"]));
    asked.until("good: ");
    asked.answer("delete");
    let (code, said) = asked.end();
    assert!(code == Some(0) && said.contains("1 file deleted for good. 5 B are free again."), "{said}");
    assert!(ada.refused(&["purge", "--yes", "/a (2).txt"], 4).contains("is not in the trash"));
    let gone = ada.json(&["purge", "--all", "--yes"]);
    assert_eq!((&gone["file_count"], &gone["freed_bytes"]), (&2.into(), &11.into()));
    assert_eq!(ada.said(&["trash"]), "The trash is empty.\n");
}

#[tokio::test]
async fn things_are_moved_copied_deleted_and_restored() {
    let cloud = Cloud::start(&[]);
    let ada = Person::signed_in(&cloud, "ada").await;
    let there = |path: &str| {
        let listed = ada.json(&["ls", path]);
        let entries = listed["entries"].as_array().unwrap().clone();
        entries.into_iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    ada.write("a.txt", b"a");
    ada.said(&["put", "a.txt"]);
    ada.said(&["mkdir", "/Docs"]);
    ada.said(&["mkdir", "-p", "/Docs"]);
    assert!(ada.refused(&["mkdir", "/docs"], 8).contains("called docs"));
    assert_eq!(ada.said(&["mv", "/a.txt", "/Docs"]), "/a.txt moved to /Docs.\n");
    assert_eq!(there("/Docs"), ["a.txt"]);
    ada.said(&["mv", "/Docs/a.txt", "/Docs/A.TXT"]);
    ada.said(&["cp", "/Docs/a.txt", "/Docs/b.txt"]);
    ada.said(&["cp", "/Docs/b.txt", "/"]);
    ada.said(&["mv", "/b.txt", "/Docs/c.txt"]);
    assert_eq!(there("/Docs"), ["A.TXT", "b.txt", "c.txt"]);
    assert_eq!(there("/"), ["Docs"]);
    assert!(ada.refused(&["mv", "/Docs/b.txt", "/Docs/c.txt"], 8).contains("Nothing was changed"));
    assert!(ada.refused(&["mv", "/Docs/b.txt", "/Docs/c.txt", "/nowhere"], 4).contains("/nowhere"));

    let gone = ada.said(&["rm", "/Docs/b.txt", "/Docs/c.txt"]);
    assert!(gone.starts_with("2 files went to the trash, for 30 days. 2 B more can be used."), "{gone}");
    let trash = ada.said(&["trash"]);
    assert!(trash.contains("/Docs/b.txt") && trash.lines().all(|line| line.chars().count() <= 80), "{trash}");
    assert_eq!(ada.said(&["restore", "docs/B.txt"]), "/Docs/b.txt is back.\n");
    let id = ada.json(&["trash"])["entries"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.json(&["restore", &id])["path"], "/Docs/c.txt");
    assert_eq!(ada.said(&["trash"]), "The trash is empty.\n");
    assert!(ada.refused(&["restore", "/Docs/b.txt"], 4).contains("is not in the trash"));
    let gone = ada.json(&["rm", "/Docs"]);
    assert_eq!((&gone["file_count"], &gone["folder_count"]), (&3.into(), &1.into()));
    assert_eq!(ada.said(&["ls"]), "/ is empty.\n");
}
