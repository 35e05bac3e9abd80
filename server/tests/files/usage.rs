//! What takes the space: sums that are those of the books, and days that follow from the ledger.
use std::time::Duration;

use domain::{file_kind::FileKind, id::FileId};
use server::{
    db::usage::Sum,
    service::drive::{self, Usage},
};

use crate::{
    on_both_engines,
    owner::{Owner, owner, reason},
};

const DAY: Duration = Duration::from_secs(86_400);

fn folders(usage: &Usage) -> Vec<(&str, u64, u64)> {
    usage.folders.iter().map(|it| (it.name.as_str(), it.sum.bytes, it.sum.files)).collect()
}

async fn report(owner: &Owner, folder: Option<FileId>) -> Usage {
    drive::usage(&owner.app, &owner.member, folder).await.unwrap()
}

on_both_engines! {
    async fn folders_kinds_and_days_add_up_to_the_books(app: TestApp) {
        let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
        let docs = alice.mkdir(None, "Docs").await.unwrap();
        let inner = alice.mkdir(Some(docs), "Inner").await.unwrap();
        alice.mkdir(None, "Empty").await.unwrap();
        for (folder, name, bytes) in [
            (None, "a.jpg", 1_000),
            (Some(docs), "b.PDF", 2_000),
            (Some(inner), "c.jpg", 500),
            (None, "README", 10),
        ] {
            alice.put(folder, name, bytes).await.unwrap();
        }
        let gone = alice.put(Some(inner), "old.zip", 300).await.unwrap();
        mallory.put(None, "mine.jpg", 7).await.unwrap();
        app.advance(DAY);
        alice.rm(&[gone]).await.unwrap();

        let whole = report(&alice, None).await;
        let sum = |bytes, files| Sum { bytes, files };
        let kinds = [(FileKind::Document, sum(2_000, 1)), (FileKind::Picture, sum(1_500, 2)), (FileKind::Other, sum(10, 1))];
        assert_eq!(whole.kinds, kinds);
        assert_eq!((folders(&whole), whole.own), (vec![("Docs", 2_500, 2)], sum(1_010, 2)));
        assert!(whole.path.is_empty());
        let days: Vec<(u64, u64, u64)> = whole.days.iter().map(|day| (day.used, day.trash, day.stored)).collect();
        assert_eq!((days.len(), &days[27..]), (30, &[(0, 0, 0), (3_810, 0, 3_810), (3_510, 300, 0)][..]));

        let within = report(&alice, Some(docs)).await;
        assert_eq!((folders(&within), within.own), (vec![("Inner", 500, 1)], sum(2_000, 1)));
        assert_eq!(within.path.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(), ["Docs"]);
        assert_eq!((within.kinds, within.days), (whole.kinds, whole.days), "of the whole drive");

        let theirs = drive::usage(&app, &mallory.member, Some(docs)).await;
        assert_eq!(reason(theirs), "NOT_FOUND");
        let later = { app.advance(40 * DAY); report(&alice, None).await };
        assert!(later.days.iter().all(|day| (day.used, day.trash, day.stored) == (3_510, 300, 0)));
    }
}
