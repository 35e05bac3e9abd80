//! `skyshard drive-cost`: how long lists take inside of a server, without a wire, in folders of very different length. Prints
//! one flat JSON object, which `cargo xtask bench` reads; milliseconds, medians.
//!
//! One file is stored as people store it. The others are rows like its own, so that a hundred thousand are there in seconds:
//! a list reads rows and asks the cluster for the chunks that they name.
use std::{
    future::Future,
    path::Path,
    time::{Duration, Instant},
};

use super::newcomer;
use anyhow::{Result, ensure};
use bytes::Bytes;
use domain::{
    file_name::FileName,
    file_order::{FileOrder, SortKey},
    id::FileId,
    page::Page,
    upload::OnConflict,
};
use serde_json::json;
use server::{
    app::{App, Shared},
    auth::{Action, Member},
    clock::Clock,
    db,
    running::Running,
    service::{
        drive::{self, Search},
        upload::{NewStream, StreamUpload, Target, Within},
    },
    settings::Settings,
};

const RUNS: usize = 31;
/// What a page of a program has, and what the page in the browser asks for.
const LONG_PAGE: u32 = 1_000;
const SHORT_PAGE: u32 = 100;

/// Measures a server of its own in this folder, which must not exist.
pub(crate) async fn measure(folder: &Path) -> Result<()> {
    let settings = Settings { files_max: 1_000_000, ..Settings::in_folder(folder) };
    let running = Running::start(settings, Clock::default()).await?;
    let app = Shared::clone(&running.app);
    let owner = newcomer::enrol(&app, "owner", Action::UseFiles).await?;
    let pattern = store(&app, &owner).await?;
    let thousand = fill(&app, &owner, pattern, 1_000).await?;
    let ten_thousand = fill(&app, &owner, pattern, 10_000).await?;
    let hundred_thousand = fill(&app, &owner, pattern, 100_000).await?;
    let page = |folder, offset, limit, by| page(&app, &owner, folder, Page::after(offset, limit), by);
    let name = SortKey::Name;
    let list_1000 = median(|| page(thousand, 0, LONG_PAGE, name)).await?;
    let list_10000 = median(|| async {
        for offset in (0..10_000).step_by(1_000) {
            page(ten_thousand, offset, LONG_PAGE, name).await?;
        }
        Ok(())
    })
    .await?;
    let mut ratios = Vec::new();
    for by in [SortKey::Name, SortKey::Size, SortKey::Modified] {
        let short = median(|| page(thousand, 0, SHORT_PAGE, by)).await?;
        let long = median(|| page(hundred_thousand, 0, SHORT_PAGE, by)).await?;
        ratios.push(long / short);
    }
    let middle = median(|| page(hundred_thousand, 50_000, SHORT_PAGE, name)).await?;
    let recent = median(|| recent(&app, &owner)).await?;
    let mut deleted = listed(&app, &owner, thousand).await?.into_iter();
    let delete = median(|| {
        let id = deleted.next();
        let (app, owner) = (&app, &owner);
        async move { Ok(drive::trash(app, owner, id.as_slice()).await.map(drop)?) }
    })
    .await?;
    println!(
        "{}",
        json!({
            "list_1000_ms": list_1000, "list_10000_ms": list_10000, "recent_ms": recent, "delete_ms": delete,
            "by_name_ratio": ratios[0], "by_size_ratio": ratios[1], "by_change_ratio": ratios[2],
            "middle_ms": middle,
        })
    );
    drop(app);
    Ok(running.stop().await?)
}

/// The median of some runs, in milliseconds.
async fn median<F: Future<Output = Result<()>>>(mut act: impl FnMut() -> F) -> Result<f64> {
    let mut took: Vec<Duration> = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let began = Instant::now();
        act().await?;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    Ok(took[RUNS / 2].as_secs_f64() * 1000.0)
}

async fn page(app: &App, owner: &Member, folder: FileId, page: Page, by: SortKey) -> Result<()> {
    let order = FileOrder { by, descending: false };
    let found = drive::list(app, owner, Some(folder), page, "", order).await?;
    ensure!(found.entries.len() == page.limit() as usize, "a page is full");
    Ok(())
}

async fn recent(app: &App, owner: &Member) -> Result<()> {
    let order = FileOrder { by: SortKey::Modified, descending: true };
    let page = Page::after(0, SHORT_PAGE);
    let search = Search {
        part: String::new(),
        page,
        order,
        files_only: true,
        favourites_only: false,
        narrow: None,
        tag: None,
    };
    let drive::Results { found, .. } = drive::search(app, owner, &search).await?;
    ensure!(found.len() == SHORT_PAGE as usize, "a page is full");
    Ok(())
}

async fn listed(app: &App, owner: &Member, folder: FileId) -> Result<Vec<FileId>> {
    let page = Page::after(0, LONG_PAGE);
    let found = drive::list(app, owner, Some(folder), page, "", FileOrder::default()).await?;
    let id = |entry| match entry {
        drive::Entry::File(file) => Some(file.id),
        drive::Entry::Folder(_) => None,
    };
    Ok(found.entries.into_iter().filter_map(id).collect())
}

/// A file of 1 KB, in three copies.
async fn store(app: &Shared, owner: &Member) -> Result<FileId> {
    let target = Target::Name(FileName::parse("pattern")?, OnConflict::Refuse, Within::default());
    let mut stream = StreamUpload::begin(app, owner, NewStream { target, declared: None }).await?;
    stream.push(Bytes::from_static(&[7; 1_000])).await?;
    Ok(stream.finish().await?.file)
}

/// A folder with so many files like this one.
async fn fill(app: &App, owner: &Member, pattern: FileId, count: u32) -> Result<FileId> {
    let folder = drive::create(app, owner, None, &FileName::parse(&format!("{count} files"))?).await?.id;
    let tx = app.db.write().await?;
    for number in 0..count {
        db::pattern::insert(&tx, pattern, folder, number).await?;
    }
    tx.commit().await?;
    Ok(folder)
}
