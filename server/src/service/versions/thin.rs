//! Thins out older versions (`domain::versions`): all of the last day stay, then one an hour, a day, a week, and after a
//! year the shown one alone. Files in the trash are left as they are: restoring them restores their versions.
use domain::{
    id::{AccountId, FileId},
    versions::{Kept, outdated},
};

use super::discard::discard;
use crate::{
    app::App,
    db::{self, version::Aged},
    service::{
        ServiceError,
        audit::{self, Outcome},
    },
};

const ACTOR: &str = "job:versions";
/// Files of a page.
const PAGE: u32 = 200;

/// Thins out every file that was ever replaced. Answers how many versions went.
pub async fn thin(app: &App) -> Result<usize, ServiceError> {
    let (mut behind, mut gone) = (None, 0);
    loop {
        let page = db::version::replaced(app.db.read(), behind, PAGE).await?;
        let Some((_, last)) = page.last() else { break };
        behind = Some(*last);
        for (account, file) in page {
            // Most files have nothing to thin out, and looking takes no lock.
            if !due(app, &db::version::ages(app.db.read(), file).await?).is_empty() {
                gone += thin_file(app, account, file).await?;
            }
        }
    }
    if gone > 0 {
        tracing::info!(versions = gone, "thinned out {gone} older versions");
    }
    Ok(gone)
}

async fn thin_file(app: &App, account: AccountId, file: FileId) -> Result<usize, ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    db::lock::tree(&tx, account).await?;
    let all = due(app, &db::version::ages(&tx, file).await?);
    for version in &all {
        discard(&tx, (account, file), version.id, now).await?;
    }
    if all.is_empty() {
        return Ok(0);
    }
    audit::record(&tx, ACTOR, "version.thin", file, Outcome::Success, now);
    tx.commit().await?;
    Ok(all.len())
}

/// Those that go now, newest first.
fn due(app: &App, versions: &[Aged]) -> Vec<Aged> {
    let kept: Vec<Kept> = versions.iter().map(|version| version.kept).collect();
    let numbers = outdated(&kept, app.clock.now());
    let find = |number| versions.iter().find(|version| version.kept.number == number).copied();
    numbers.into_iter().filter_map(find).collect()
}
