//! Encrypting files again under new keys, where an operator asks for it: whoever had an older master key and a copy of the
//! database has the keys of the files of then, and wrapping those again takes nothing from him.
//!
//! ```text
//! a version whose file key was first wrapped under an older master key
//!   each chunk: read ─→ opened ─→ sealed for the same place under a fresh key ─→ durable, and pinned
//!   one transaction: this version gets the key, and it and all that share its chunks a manifest that names the new ones
//! ```
//!
//! Before that transaction nothing refers to the new chunks, after it nothing to the old ones, and what nothing refers to is
//! given up after its grace. So whoever stops anywhere has done no harm: the version that was under way is begun again.
//! Chunks of another version whose key is new enough stay: of versions that share, the first one to come does the work.
//! Nothing is charged, for sizes stay. Who downloads goes on with the chunks that he began with, which he has pinned; who
//! has read a row before it changed reads it again (`download::open_manifest`). Uploads that began under the older master key
//! are encrypted again once they have ended; the order stays until then.
//!
//! Clients come first: after every chunk the job rests for as long as that took, so it has half of what the disks give, and
//! less the more others ask of them. It leaves a tenth of the nodes free, because old chunks stay until their grace is over.
//! A version of which a part cannot be read is left as it is: somebody may bring a copy back.
use domain::id::VersionId;

use super::again::encrypt_again;
use crate::{
    app::App,
    db,
    service::{
        ServiceError,
        audit::{self, Outcome},
    },
};

const ACTOR: &str = "job:reencryption";
/// Of the nodes' capacity, hundredths that the job may fill.
const FILL_PERCENT: u64 = 90;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// So many versions have new keys.
    pub versions: u64,
    /// So many could not be read, and keep theirs.
    pub unreadable: u64,
    /// Something is still asked for: what was unreadable, what changed meanwhile, or uploads that have not ended.
    pub is_unfinished: bool,
}

/// Encrypts again whatever is asked for, until all is done, nobody asks any more, or the server stops.
pub async fn again(app: &App) -> Result<Again, ServiceError> {
    let (mut all, mut behind) = (Again::default(), None);
    while let Some(below) = wanted(app).await? {
        let Some(next) = step(app, below, behind, &mut all).await? else {
            all.is_unfinished = !end(app, below).await?;
            break;
        };
        behind = Some(next);
    }
    Ok(all)
}

/// The next version behind `behind`; its id, if there was one.
pub async fn step(
    app: &App,
    below: u32,
    behind: Option<VersionId>,
    all: &mut Again,
) -> Result<Option<VersionId>, ServiceError> {
    let Some((account, version)) = db::reencryption::next(app.db.read(), below, behind).await? else {
        return Ok(None);
    };
    if !has_room(app, version.size) {
        tracing::warn!(version = %version.id, "version {} waits for more room to be encrypted again", version.id);
        return Ok(Some(version.id));
    }
    match encrypt_again(app, account, &version).await {
        Ok(is_done) => all.versions += u64::from(is_done),
        Err(ServiceError::DataLoss(_)) => {
            all.unreadable += 1;
            tracing::error!(version = %version.id, "version {} cannot be encrypted again: a part is lost", version.id);
        }
        Err(error) => return Err(error),
    }
    Ok(Some(version.id))
}

/// Below which master key keys are replaced now, if at all: never before this server makes keys that are new enough.
pub(super) async fn wanted(app: &App) -> Result<Option<u32>, ServiceError> {
    if app.stopping.is_cancelled() {
        return Ok(None);
    }
    let asked = db::reencryption::asked(app.db.read()).await?;
    Ok(asked.filter(|below| *below <= app.keyring.newest().number))
}

/// Takes the order back once nothing is left of it; whether that is so.
async fn end(app: &App, below: u32) -> Result<bool, ServiceError> {
    let tx = app.db.write().await?;
    if db::reencryption::left(&tx, below).await?.0 > 0 || db::reencryption::is_awaited(&tx, below).await? {
        return Ok(false);
    }
    if db::reencryption::stop(&tx).await? {
        audit::record(&tx, ACTOR, "file_keys.replaced", below, Outcome::Success, app.clock.now());
        tx.commit().await?;
    }
    Ok(true)
}

/// Whether the nodes have room for a version besides what clients are left.
fn has_room(app: &App, size: u64) -> bool {
    let nodes = app.cluster.nodes();
    let serving = nodes.iter().filter(|node| node.state.serves());
    let (used, capacity) =
        serving.fold((0, 0), |(used, all), node| (used + node.used_bytes, all + node.spec.capacity_bytes));
    let filled: u64 = used + size * u64::from(app.settings.copies);
    filled / FILL_PERCENT <= capacity / 100
}
