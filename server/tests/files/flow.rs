//! The whole flow, and the sizes at which something could be off by one.
use domain::{file_order::FileOrder, id::FileId, upload::OnConflict};
use server::service::{
    files, trash,
    upload::{self},
};

use crate::{
    on_both_engines,
    owner::{MIB, content, new_upload, owner, reason, sha256},
    support::TestApp,
};

on_both_engines! {
    async fn a_file_comes_back_as_it_went(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for (seed, size) in [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 17].into_iter().enumerate() {
            let bytes = content(seed as u64, size);
            let stored = alice.store(&format!("file-{size}"), &bytes).await.unwrap();
            assert_eq!(stored.size, size as u64);
            assert_eq!(stored.sha256, server::service::hex::encode(&sha256(&bytes)));
            assert_eq!(alice.read(stored.file).await.unwrap(), bytes, "{size} bytes");
            let enough = if size == 0 { stored.nodes.is_empty() } else { stored.nodes.len() >= 2 };
            assert!(enough, "{:?}", stored.nodes);
        }
        let listed = alice.list().await;
        assert_eq!(listed.len(), 6);
        assert!(listed.iter().all(|entry| entry.trashed_at.is_none()));
        crate::books::check(&app).await;
    }

    async fn deleting_frees_what_was_used_and_restoring_takes_it_back(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, MIB + 5);
        let size = bytes.len() as u64;
        let stored = alice.store("report.pdf", &bytes).await.unwrap();
        let before = alice.balance().await;
        assert_eq!((before.used, before.trash, before.in_flight), (size, 0, 0));
        let freed = files::delete(&app, &alice.member, stored.file).await.unwrap();
        let after = alice.balance().await;
        assert_eq!(freed, size);
        assert_eq!(after.available() - before.available(), freed);
        assert_eq!((after.used, after.trash), (0, size));
        assert!(alice.list().await.is_empty());
        assert_eq!(reason(alice.read(stored.file).await), "NOT_FOUND");
        assert_eq!(reason(files::delete(&app, &alice.member, stored.file).await), "NOT_FOUND");

        let (in_trash, total) = trash::list(&app, &alice.member, Default::default()).await.unwrap();
        assert_eq!((in_trash[0].id, total), (stored.file, 1));
        // The name is taken meanwhile, so the file comes back beside it.
        alice.store("report.pdf", &content(2, 10)).await.unwrap();
        let name = trash::restore(&app, &alice.member, stored.file).await.unwrap();
        assert_eq!(name, "report (2).pdf");
        assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        assert_eq!(reason(trash::restore(&app, &alice.member, stored.file).await), "NOT_FOUND");
        crate::books::check(&app).await;
    }

    async fn the_trash_is_emptied_after_thirty_days(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let stored = alice.store("old.txt", &content(1, 100)).await.unwrap();
        files::delete(&app, &alice.member, stored.file).await.unwrap();
        app.advance(domain::limits::TRASH_LIFE - std::time::Duration::from_secs(1));
        assert_eq!(trash::purge_expired(&app).await.unwrap(), 0);
        app.advance(std::time::Duration::from_secs(1));
        assert_eq!(trash::purge_expired(&app).await.unwrap(), 1);
        assert_eq!(alice.balance().await.trash, 0);
        assert_eq!(reason(trash::restore(&app, &alice.member, stored.file).await), "NOT_FOUND");
        crate::books::check(&app).await;
    }

    async fn a_taken_name_is_refused_numbered_or_replaced(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let first = alice.store("Report.pdf", &content(1, 100)).await.unwrap();
        assert_eq!(reason(alice.create("rEPORT.PDF", 10).await), "NAME_TAKEN");

        let with = |on_conflict| upload::NewUpload { on_conflict, ..new_upload("report.pdf", 20) };
        let both = upload::create(&app, &alice.member, with(OnConflict::KeepBoth)).await.unwrap();
        assert_eq!(both.name, "report (2).pdf");
        // The open upload has claimed that name, so the next one is counted on.
        let third = upload::create(&app, &alice.member, with(OnConflict::KeepBoth)).await.unwrap();
        assert_eq!(third.name, "report (3).pdf");

        let newer = content(2, 20);
        let replacing = upload::create(&app, &alice.member, with(OnConflict::Replace)).await.unwrap();
        alice.send_all(replacing.id, &newer).await.unwrap();
        assert_eq!(alice.read(first.file).await.unwrap(), content(1, 100), "the old version shows until the commit");
        let replaced = alice.complete(replacing.id).await.unwrap();
        assert_eq!(replaced.file, first.file);
        assert_eq!(alice.read(first.file).await.unwrap(), newer);
        // The old version is kept, and kept versions count.
        assert_eq!(alice.balance().await.used, 120);
        assert_eq!(files::delete(&app, &alice.member, first.file).await.unwrap(), 120);
        crate::books::check(&app).await;
    }

    async fn a_file_deleted_while_it_is_replaced_waits_in_the_trash(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        let new = upload::NewUpload { on_conflict: OnConflict::Replace, ..new_upload("a", 10) };
        let id = upload::create(&app, &alice.member, new).await.unwrap().id;
        alice.send_all(id, &content(2, 10)).await.unwrap();
        files::delete(&app, &alice.member, file).await.unwrap();
        assert_eq!(reason(alice.complete(id).await), "FILE_IN_TRASH");
        crate::books::check(&app).await;
        trash::restore(&app, &alice.member, file).await.unwrap();
        alice.complete(id).await.unwrap();
        assert_eq!(alice.read(file).await.unwrap(), content(2, 10));
        crate::books::check(&app).await;
    }

    async fn lists_are_newest_first_in_pages_and_filtered(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for name in ["Ärger.txt", "b_1", "b%2", "bx3", "STRASSE"] {
            alice.store(name, &content(1, 1)).await.unwrap();
            app.advance(std::time::Duration::from_secs(1));
        }
        assert_eq!(alice.names().await, ["STRASSE", "bx3", "b%2", "b_1", "Ärger.txt"]);
        let list = |filter: &'static str, limit, offset| {
            let page = domain::page::Page::parse(limit, offset).unwrap();
            let (app, member) = (app.shared(), alice.member.clone());
            async move {
                let (files, total) = files::list(&app, &member, page, filter, FileOrder::default()).await.unwrap();
                (files.into_iter().map(|file| file.name).collect::<Vec<_>>(), total)
            }
        };
        assert_eq!(list("", 2, 1).await, (vec!["bx3".to_owned(), "b%2".to_owned()], 5));
        assert_eq!(list("ÄRG", 0, 0).await, (vec!["Ärger.txt".to_owned()], 1));
        assert_eq!(list("straße", 0, 0).await, (vec!["STRASSE".to_owned()], 1));
        assert_eq!(list("B_", 0, 0).await, (vec!["b_1".to_owned()], 1));
        assert_eq!(list("%", 0, 0).await, (vec!["b%2".to_owned()], 1));
        assert_eq!(list("'; DROP TABLE file; --", 0, 0).await, (vec![], 0));
        assert_eq!(list(".", 0, 0).await, (vec!["Ärger.txt".to_owned()], 1));
    }

    async fn each_order_holds_over_all_pages(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for (name, size) in [("beta", 30), ("Alpha", 20), ("zoë", 10), ("gamma", 20), ("Émile", 40)] {
            alice.store(name, &content(1, size)).await.unwrap();
            app.advance(std::time::Duration::from_secs(1));
        }
        let all = |order: &'static str| {
            let (app, member, order) = (app.shared(), alice.member.clone(), order.parse().unwrap());
            async move {
                let mut names = Vec::new();
                for offset in [0, 2, 4] {
                    let page = domain::page::Page::parse(2, offset).unwrap();
                    let (files, total) = files::list(&app, &member, page, "", order).await.unwrap();
                    assert_eq!(total, 5);
                    names.extend(files.into_iter().map(|file| file.name));
                }
                names
            }
        };
        assert_eq!(all("name").await, ["Alpha", "beta", "gamma", "zoë", "Émile"]);
        assert_eq!(all("-name").await, ["Émile", "zoë", "gamma", "beta", "Alpha"]);
        assert_eq!(all("modified").await, ["beta", "Alpha", "zoë", "gamma", "Émile"]);
        let by_size = all("size").await;
        assert_eq!((by_size[0].as_str(), &by_size[3..]), ("zoë", &["beta".to_owned(), "Émile".to_owned()][..]));
        let mut turned = all("-size").await;
        turned.reverse();
        assert_eq!(turned, by_size, "equal sizes turn round with the rest");
    }

    async fn files_that_lack_copies_come_first_when_asked_for(app: TestApp) {
        let alice = owner(&app, "alice").await;
        // An empty file has no chunk that could be missing.
        alice.store("whole", &content(1, 0)).await.unwrap();
        alice.store("a lonely one", &content(2, 2 * MIB)).await.unwrap();
        let mut names = app.cluster.nodes().into_iter().map(|node| node.spec.name);
        app.cluster.stop_node(&names.find(|name| name.as_str().contains("asia")).unwrap()).await.unwrap();
        let page = domain::page::Page::default;
        let names_by = |order: &'static str| {
            let (app, member, order) = (app.shared(), alice.member.clone(), order.parse().unwrap());
            async move {
                let (files, _) = files::list(&app, &member, page(), "", order).await.unwrap();
                files.into_iter().map(|file| file.name).collect::<Vec<_>>()
            }
        };
        assert_eq!(names_by("copies").await, ["a lonely one", "whole"]);
        assert_eq!(names_by("-copies").await, ["whole", "a lonely one"]);
    }

    async fn a_stored_file_is_seen_in_every_zone(app: TestApp) {
        let alice = owner(&app, "alice").await;
        alice.store("a", &content(1, 2 * MIB)).await.unwrap();
        alice.store("empty", &content(1, 0)).await.unwrap();
        for _ in 0..100 {
            if alice.list().await.iter().all(|entry| entry.zones == ['U', 'E', 'A']) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the third copies were not written: {:?}", alice.list().await);
    }
}

/// Not part of any other test's flow: ids that never existed.
#[tokio::test(flavor = "multi_thread")]
async fn unknown_ids_are_not_found() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    assert_eq!(reason(alice.read(FileId::from_random([7; 16])).await), "NOT_FOUND");
    assert_eq!(reason(alice.complete(domain::id::UploadId::from_random([7; 16])).await), "NOT_FOUND");
}
