//! Folders: made, listed, called otherwise, filled by uploads; what is refused, and what a long one costs.
use std::time::Duration;

use domain::{
    file_kind::FileKind,
    file_order::{FileOrder, SortKey},
    id::FileId,
    limits::FOLDER_DEPTH_MAX,
    page::Page,
    search::Narrow,
    upload::OnConflict,
};
use futures::future::join_all;
use proto::storage::{
    CreateFolderRequest, ListFolderRequest, SearchFilesRequest, drive_entry::Kind,
    drive_service_client::DriveServiceClient,
};
use server::{
    db::{self, ConnectionTrait},
    service::{
        drive::{self, Entry},
        files,
        upload::{self, NewStream, NewUpload, Target, Within},
    },
};

use crate::{
    books,
    drive::{name, page},
    on_both_engines,
    owner::{Owner, content, new_upload, owner, reason},
    support::{TestApp, rpc::with_token},
};

/// What is called so, by name.
fn called(part: &str, limit: u32) -> drive::Search {
    let order = FileOrder { by: SortKey::Name, descending: false };
    let part = part.to_owned();
    drive::Search {
        part,
        page: page(limit),
        order,
        files_only: false,
        favourites_only: false,
        narrow: None,
        tag: None,
    }
}

fn names(entries: &[Entry]) -> Vec<&str> {
    fn name(entry: &Entry) -> &str {
        match entry {
            Entry::Folder(folder) => &folder.name,
            Entry::File(file) => &file.name,
        }
    }
    entries.iter().map(name).collect()
}

/// Rows as uploads would leave them, many at once.
async fn fill(app: &TestApp, owner: &Owner, folder: FileId, count: u32) {
    let tx = app.db.write().await.unwrap();
    for number in 0..count {
        let text = "INSERT INTO file (id, account_id, parent_id, name, name_key, current_version, created_at, is_file)
            VALUES ($1, $2, $3, $4, $4, '', $5, 0)";
        let values = [
            format!("{number:032x}").into(),
            owner.member.account().to_string().into(),
            folder.to_string().into(),
            format!("entry {number:06}").into(),
            1_i64.into(),
        ];
        db::execute(&tx, text, values).await.unwrap();
    }
    tx.commit().await.unwrap();
}

on_both_engines! {
    async fn a_folder_lists_folders_before_files_a_page_at_a_time(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        for called in ["b", "a", "c"] {
            alice.mkdir(Some(docs), called).await.unwrap();
            alice.put(Some(docs), &format!("{called}.txt"), 10).await.unwrap();
        }
        let top = alice.ls(None).await.unwrap();
        assert_eq!((names(&top.entries), top.folders, top.files), (vec!["Docs"], 1, 0));
        assert!(matches!(&top.entries[0], Entry::Folder(folder) if (folder.files, folder.folders) == (3, 3)));
        let all = alice.ls(Some(docs)).await.unwrap();
        assert_eq!(names(&all.entries), ["a", "b", "c", "a.txt", "b.txt", "c.txt"]);
        assert_eq!(all.path.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(), ["Docs"]);
        for descending in [false, true] {
            for by in SortKey::ALL {
                let order = FileOrder { by, descending };
                let mut paged = Vec::new();
                for offset in 0..6 {
                    let found =
                        drive::list(&app, &alice.member, Some(docs), Page::after(offset, 1), "", order).await.unwrap();
                    assert_eq!((found.folders, found.files, found.entries.len()), (3, 3, 1));
                    paged.extend(found.entries);
                }
                let whole = drive::list(&app, &alice.member, Some(docs), page(100), "", order).await.unwrap();
                assert_eq!(paged, whole.entries, "{order}");
                assert!(matches!(whole.entries[..], [Entry::Folder(_), .., Entry::File(_)]));
            }
        }
        let filtered =
            drive::list(&app, &alice.member, Some(docs), page(10), "A", FileOrder::default()).await.unwrap();
        assert_eq!(names(&filtered.entries), ["a", "a.txt"]);
        // The flat list knows no folders and shows all files.
        let mut flat = alice.names().await;
        flat.sort();
        assert_eq!(flat, ["a.txt", "b.txt", "c.txt"]);
        let drive::Results { found, total, .. } = drive::search(&app, &alice.member, &called("B", 10)).await.unwrap();
        let paths: Vec<(String, usize)> =
            found.iter().map(|one| (names(std::slice::from_ref(&one.entry))[0].to_owned(), one.path.len())).collect();
        assert_eq!((paths, total), (vec![("b".to_owned(), 1), ("b.txt".to_owned(), 1)], 2));
    }

    async fn what_is_kept_at_hand_is_found_wherever_it_is(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let mut files = Vec::new();
        for called in ["b.txt", "a.txt", "c.txt"] {
            files.push(alice.put(Some(docs), called, 10).await.unwrap());
        }
        let at_hand = drive::Search { favourites_only: true, ..called("", 10) };
        let keep = |ids: Vec<FileId>, favourite| {
            let (app, member) = (&app, &alice.member);
            async move { drive::set_favourites(app, member, &ids, favourite).await }
        };
        keep(vec![files[0], docs, files[1]], true).await.unwrap();
        let drive::Results { found, total, .. } = drive::search(&app, &alice.member, &at_hand).await.unwrap();
        let entries: Vec<Entry> = found.into_iter().map(|one| one.entry).collect();
        assert_eq!((names(&entries), total), (vec!["Docs", "a.txt", "b.txt"], 3));
        assert!(matches!(&entries[1], Entry::File(file) if file.favourite));
        // All or none: one of them is not there.
        alice.rm(&[files[0]]).await.unwrap();
        assert_eq!(reason(keep(vec![files[2], files[0]], true).await), "NOT_FOUND");
        keep(vec![docs], false).await.unwrap();
        assert_eq!(drive::search(&app, &alice.member, &at_hand).await.unwrap().total, 1);
        // It comes back from the trash as it went.
        alice.back(&[files[0]]).await.unwrap();
        assert_eq!(drive::search(&app, &alice.member, &at_hand).await.unwrap().total, 2);
        let mallory = owner(&app, "mallory").await;
        let theirs = drive::set_favourites(&app, &mallory.member, &[files[1]], true).await;
        assert_eq!(reason(theirs), "NOT_FOUND");
    }

    async fn files_are_found_by_kind_size_and_time(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Pictures").await.unwrap();
        for (folder, called, bytes) in
            [(None, "a.jpg", 10), (Some(docs), "b.PNG", 2_000), (None, "jpg", 3_000), (None, "c.pdf", 4_000)]
        {
            alice.put(folder, called, bytes).await.unwrap();
            app.advance(Duration::from_secs(60));
        }
        let start = crate::support::START;
        let minute = |number: u64| Some(start.plus(Duration::from_secs(60 * number)));
        let any = Narrow::default();
        for (part, narrow, expected) in [
            ("", Narrow { kind: Some(FileKind::Picture), ..any }, &["a.jpg", "b.PNG"][..]),
            ("B", Narrow { kind: Some(FileKind::Picture), ..any }, &["b.PNG"]),
            ("", Narrow { kind: Some(FileKind::Audio), ..any }, &[]),
            ("", Narrow { min_bytes: Some(2_000), ..any }, &["b.PNG", "c.pdf", "jpg"]),
            ("", Narrow { max_bytes: Some(2_000), ..any }, &["a.jpg", "b.PNG"]),
            ("", Narrow { min_bytes: Some(u64::MAX), ..any }, &[]),
            ("", Narrow { from: minute(2), ..any }, &["c.pdf", "jpg"]),
            ("", Narrow { from: minute(1), before: minute(2), ..any }, &["b.PNG"]),
            ("", Narrow { kind: Some(FileKind::Document), max_bytes: Some(3_999), ..any }, &[]),
        ] {
            let wanted = drive::Search { narrow: Some(narrow), ..called(part, 10) };
            let drive::Results { found, total, similar, .. } =
                drive::search(&app, &alice.member, &wanted).await.unwrap();
            let entries: Vec<Entry> = found.into_iter().map(|one| one.entry).collect();
            assert_eq!((names(&entries), total, similar), (expected.to_vec(), expected.len() as u64, false), "{narrow:?}");
            let first = drive::Search { page: page(1), ..wanted };
            let first = drive::search(&app, &alice.member, &first).await.unwrap();
            assert_eq!((first.found.len(), first.total), (expected.len().min(1), total), "{narrow:?}");
        }
    }

    async fn a_slip_of_the_finger_finds_what_was_meant(app: TestApp) {
        let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
        let reports = alice.mkdir(None, "Reports").await.unwrap();
        let meant = alice.put(Some(reports), "Annual report.pdf", 10).await.unwrap();
        alice.put(None, "Summer.jpg", 10).await.unwrap();
        let gone = alice.put(None, "Report of old.txt", 10).await.unwrap();
        alice.rm(&[gone]).await.unwrap();
        mallory.put(None, "Report of mine.txt", 10).await.unwrap();
        let told = async |wanted: drive::Search| {
            let drive::Results { found, total, similar, .. } =
                drive::search(&app, &alice.member, &wanted).await.unwrap();
            let told: Vec<(String, usize)> = found
                .iter()
                .map(|one| (names(std::slice::from_ref(&one.entry))[0].to_owned(), one.path.len()))
                .collect();
            (told, total, similar)
        };
        let (folder, file) = (("Reports".to_owned(), 0), ("Annual report.pdf".to_owned(), 1));
        assert_eq!(told(called("REPROT", 10)).await, (vec![folder.clone(), file.clone()], 2, true));
        assert_eq!(told(called("report", 10)).await, (vec![folder, file.clone()], 2, false), "it is there");
        assert_eq!(told(called("anual", 10)).await, (vec![file.clone()], 1, true));
        let pictures = Narrow { kind: Some(FileKind::Picture), ..Narrow::default() };
        assert_eq!(told(drive::Search { narrow: Some(pictures), ..called("reprot", 10) }).await, (vec![], 0, false));
        assert_eq!(told(drive::Search { files_only: true, ..called("reprot", 10) }).await, (vec![file], 1, true));
        assert_eq!(told(called("elephant", 10)).await, (vec![], 0, false));
        assert_eq!(told(drive::Search { favourites_only: true, ..called("reprot", 10) }).await.1, 0);
        // Of two pages the second has the rest.
        let second = drive::Search { page: Page::after(1, 1), ..called("reprot", 1) };
        assert_eq!(told(second).await.0.len(), 1);
        alice.rm(&[meant]).await.unwrap();
        assert_eq!(told(called("anual", 10)).await.1, 0, "what is in the trash is not found");
    }

    async fn what_was_done_recently_is_told_last_first(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        for (folder, called) in [(None, "first"), (Some(docs), "second"), (None, "third")] {
            alice.put(folder, called, 10).await.unwrap();
            app.advance(Duration::from_secs(1));
        }
        let order = FileOrder { by: SortKey::Modified, descending: true };
        let recent = drive::Search { order, files_only: true, ..called("", 2) };
        let drive::Results { found, total, .. } = drive::search(&app, &alice.member, &recent).await.unwrap();
        let told: Vec<(String, usize)> =
            found.iter().map(|one| (names(std::slice::from_ref(&one.entry))[0].to_owned(), one.path.len())).collect();
        assert_eq!((told, total), (vec![("third".to_owned(), 0), ("second".to_owned(), 1)], 3));
    }

    async fn a_name_is_unique_among_files_and_folders_of_one_folder(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        assert_eq!(reason(alice.mkdir(None, "dOCS").await), "NAME_TAKEN");
        assert_eq!(reason(alice.put(None, "docs", 1).await), "NAME_TAKEN");
        let file = alice.put(Some(docs), "U\u{308}bung", 1).await.unwrap();
        assert_eq!(reason(alice.mkdir(Some(docs), "\u{fc}BUNG").await), "NAME_TAKEN");
        assert_eq!(reason(alice.put(Some(docs), "\u{dc}bung", 1).await), "NAME_TAKEN");
        // Elsewhere the name is free.
        alice.put(None, "\u{dc}bung", 1).await.unwrap();
        alice.mkdir(Some(docs), "Docs").await.unwrap();
        // An upload that is under way has its name.
        let new = NewUpload { parent: Some(docs), ..new_upload("open", 1) };
        upload::create(&app, &alice.member, new).await.unwrap();
        assert_eq!(reason(alice.mkdir(Some(docs), "OPEN").await), "NAME_TAKEN");
        assert_eq!(reason(alice.call(file, "Open").await), "NAME_TAKEN");
        assert_eq!(reason(alice.call(file, "docs").await), "NAME_TAKEN");
        assert_eq!(alice.call(file, "ubung").await.unwrap(), ("ubung".to_owned(), "\u{dc}bung".to_owned()));
        // A name in another case is its own.
        assert_eq!(alice.call(file, "UBUNG").await.unwrap().0, "UBUNG");
        let with = |on_conflict| NewUpload { on_conflict, ..new_upload("DOCS", 1) };
        assert_eq!(reason(upload::create(&app, &alice.member, with(OnConflict::Replace)).await), "NAME_TAKEN");
        let beside = upload::create(&app, &alice.member, with(OnConflict::KeepBoth)).await.unwrap();
        assert_eq!(beside.name, "DOCS (2)");
        for action in ["folder.create", "file.rename"] {
            assert_eq!(books::audited(&app, action).await, 2, "{action}");
        }
    }

    async fn of_many_who_want_a_name_one_gets_it(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for round in 0..5 {
            let called = format!("n{round}");
            let made = join_all((0..6).map(|_| alice.mkdir(None, &called)));
            let stored = join_all((0..3).map(|_| alice.put(None, &called, 5)));
            let (made, stored) = futures::join!(made, stored);
            let won = made.into_iter().chain(stored).filter(|outcome| match outcome {
                Ok(_) => true,
                Err(error) => {
                    assert!(["NAME_TAKEN", "UNAVAILABLE"].contains(&error.reason().as_str()), "{error:?}");
                    false
                }
            });
            assert_eq!(won.count(), 1, "round {round}");
        }
        assert_eq!(alice.tree().await.len(), 5);
        books::check(&app).await;
    }

    async fn there_is_an_end_to_how_deep_folders_go(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let mut folder = None;
        for depth in 0..FOLDER_DEPTH_MAX {
            folder = Some(alice.mkdir(folder, &format!("d{depth}")).await.unwrap());
        }
        assert_eq!(reason(alice.mkdir(folder, "deeper").await), "TOO_DEEP");
        // A file there is no deeper.
        alice.put(folder, "file", 1).await.unwrap();
        let new = NewUpload { parent: folder, folders: vec![name("x")], ..new_upload("a", 1) };
        assert_eq!(reason(upload::create(&app, &alice.member, new).await), "TOO_DEEP");
        let (one, two) = (alice.mkdir(None, "one").await.unwrap(), alice.mkdir(None, "two").await.unwrap());
        alice.mkdir(Some(one), "below").await.unwrap();
        let parent = alice.ls(folder).await.unwrap().path[FOLDER_DEPTH_MAX as usize - 2].id;
        assert_eq!(reason(alice.mv(&[one], Some(parent)).await), "TOO_DEEP");
        assert_eq!(reason(alice.cp(&[one], Some(parent), drive::Conflict::Refuse).await), "TOO_DEEP");
        alice.mv(&[two], Some(parent)).await.unwrap();
        assert_eq!(alice.ls(Some(two)).await.unwrap().path.len(), FOLDER_DEPTH_MAX as usize);
    }

    async fn an_upload_makes_the_folders_that_are_missing(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let way = |called: &str| NewUpload { folders: vec![name("Trip"), name("Day 1")], ..new_upload(called, 4) };
        for called in ["a.jpg", "b.jpg"] {
            let id = upload::create(&app, &alice.member, way(called)).await.unwrap().id;
            alice.send_all(id, &content(1, 4)).await.unwrap();
            alice.complete(id).await.unwrap();
        }
        assert_eq!(alice.tree().await, ["Trip/", "Trip/Day 1/", "Trip/Day 1/a.jpg", "Trip/Day 1/b.jpg"]);
        assert_eq!(books::audited(&app, "folder.create").await, 2);
        // What is refused makes no folders either.
        let huge = NewUpload {
            folders: vec![name("Never")],
            ..new_upload("huge", 2_000_000_000)
        };
        assert_eq!(reason(upload::create(&app, &alice.member, huge).await), "QUOTA_EXCEEDED");
        let through_a_file = NewUpload {
            folders: vec![name("trip"), name("day 1"), name("a.jpg")],
            ..new_upload("x", 1)
        };
        assert_eq!(reason(upload::create(&app, &alice.member, through_a_file).await), "NAME_TAKEN");
        assert_eq!(alice.tree().await.len(), 4);
        // A stream too, short or long.
        let trip = alice.ls(None).await.unwrap();
        let Entry::Folder(trip) = &trip.entries[0] else { panic!("a folder") };
        for (called, declared) in [("short", true), ("long", false)] {
            let within = Within { folder: Some(trip.id), folders: Vec::new() };
            let target = Target::Name(name(called), OnConflict::Refuse, within);
            let declared = declared.then(|| domain::upload::Parts::of(5).unwrap());
            alice.stream(NewStream { target, declared }, &content(1, 5), 2).await.unwrap();
        }
        assert_eq!(alice.ls(Some(trip.id)).await.unwrap().files, 2);
        books::check(&app).await;
    }

    async fn an_upload_waits_for_its_folder_in_the_trash(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let new = NewUpload { parent: Some(docs), ..new_upload("a", 3) };
        let id = upload::create(&app, &alice.member, new).await.unwrap().id;
        alice.send_all(id, &content(1, 3)).await.unwrap();
        alice.rm(&[docs]).await.unwrap();
        assert_eq!(reason(alice.complete(id).await), "FILE_IN_TRASH");
        assert_eq!(reason(alice.put(Some(docs), "b", 1).await), "NOT_FOUND");
        alice.back(&[docs]).await.unwrap();
        alice.complete(id).await.unwrap();
        assert_eq!(alice.tree().await, ["Docs/", "Docs/a"]);
        books::check(&app).await;
    }

    async fn folders_of_others_do_not_exist(app: TestApp) {
        let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let file = alice.put(Some(docs), "a", 1).await.unwrap();
        let own = mallory.put(None, "own", 1).await.unwrap();
        for id in [docs, file] {
            assert_eq!(reason(mallory.ls(Some(id)).await), "NOT_FOUND");
            assert_eq!(reason(mallory.mkdir(Some(id), "x").await), "NOT_FOUND");
            assert_eq!(reason(mallory.put(Some(id), "x", 1).await), "NOT_FOUND");
            assert_eq!(reason(mallory.call(id, "x").await), "NOT_FOUND");
            assert_eq!(reason(mallory.mv(&[id], None).await), "NOT_FOUND");
            assert_eq!(reason(mallory.mv(&[own], Some(id)).await), "NOT_FOUND");
            assert_eq!(reason(mallory.cp(&[id], None, drive::Conflict::KeepBoth).await), "NOT_FOUND");
            assert_eq!(reason(mallory.cp(&[own], Some(id), drive::Conflict::KeepBoth).await), "NOT_FOUND");
            assert_eq!(reason(mallory.rm(&[own, id]).await), "NOT_FOUND");
        }
        alice.rm(&[docs]).await.unwrap();
        for id in [docs, file] {
            assert_eq!(reason(mallory.back(&[id]).await), "NOT_FOUND");
        }
        assert_eq!(mallory.tree().await, ["own"]);
        assert!(mallory.bin().await.is_empty());
        assert_eq!(drive::search(&app, &mallory.member, &called("Docs", 5)).await.unwrap().total, 0);
        // A folder is no file.
        let folder = mallory.mkdir(None, "f").await.unwrap();
        assert_eq!(reason(files::delete(&app, &mallory.member, folder).await), "NOT_FOUND");
        assert_eq!(reason(mallory.read(folder).await), "NOT_FOUND");
        let new = NewStream { target: Target::File(folder), declared: None };
        assert_eq!(reason(mallory.stream(new, &content(1, 1), 1).await), "NOT_FOUND");
    }
}

/// A page is read in the order of an index: neither a look at the whole table nor a sort, so that it costs the same among
/// 10,000 entries as among 1,000; and none is counted. The statements are those of the list, as the engine takes them.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_long_folder_is_read_without_sorting_the_rest() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let folder = alice.mkdir(None, "long").await.unwrap();
    fill(&app, &alice, folder, 10_000).await;
    let found = alice.ls(Some(folder)).await.unwrap();
    assert_eq!((found.entries.len(), found.folders), (1_000, 10_000));
    for is_file in [0, 1] {
        for (column, index) in
            [("name_key", "file_in_folder"), ("size", "file_by_size"), ("changed_at", "file_by_change")]
        {
            for direction in ["ASC", "DESC"] {
                let plan = plan(
                    &app,
                    &format!(
                        "SELECT f.id FROM file f WHERE f.account_id = 'a' AND f.trashed_at IS NULL
                        AND f.is_file = {is_file} AND f.parent_id = 'b' AND f.name_key LIKE '%' ESCAPE '!'
                        ORDER BY f.{column} {direction}, f.id {direction} LIMIT 50 OFFSET 0"
                    ),
                )
                .await;
                assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}");
            }
        }
    }
    let recent = "SELECT f.id FROM file f WHERE f.account_id = 'a' AND f.trashed_at IS NULL AND f.is_file = 1
        AND '' = '' AND f.name_key LIKE '%' ESCAPE '!' ORDER BY f.changed_at DESC, f.id DESC LIMIT 50";
    let plan = plan(&app, recent).await;
    assert!(plan.contains("file_recent") && !plan.contains("TEMP B-TREE"), "{plan}");
}

async fn plan(app: &TestApp, query: &str) -> String {
    let on = app.db.read();
    let rows = on.query_all_raw(db::sql(on, &format!("EXPLAIN QUERY PLAN {query}"), [])).await.unwrap();
    let steps: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
    steps.join("; ")
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_by_the_wire() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let mut client = DriveServiceClient::new(app.calls());
    let new = CreateFolderRequest { name: "Docs".to_owned(), ..Default::default() };
    let made =
        client.create_folder(with_token(new, &alice.token)).await.unwrap().into_inner().folder.unwrap();
    let docs: FileId = made.folder_id.parse().unwrap();
    alice.put(Some(docs), "a.txt", 7).await.unwrap();
    let list = ListFolderRequest { folder_id: made.folder_id.clone(), ..Default::default() };
    let list = client.list_folder(with_token(list, &alice.token)).await.unwrap().into_inner();
    assert_eq!((list.total_count, list.folder_count, list.path[0].name.as_str()), (1, 0, "Docs"));
    assert_eq!(list.entries[0].parent_id, made.folder_id);
    let Some(Kind::File(file)) = &list.entries[0].kind else { panic!("a file") };
    assert_eq!((file.filename.as_str(), file.file_size, file.target_copies), ("a.txt", 7, 3));
    let find = SearchFilesRequest { query: "A.T".to_owned(), ..Default::default() };
    let found = client.search_files(with_token(find, &alice.token)).await.unwrap().into_inner();
    assert_eq!(
        (found.total_count, found.entries[0].path[0].folder_id.as_str()),
        (1, made.folder_id.as_str())
    );
}
