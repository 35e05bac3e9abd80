//! What of the chunks on the nodes is alive: referred to by a committed version, in the trash or not, by an upload that
//! has not ended, or by a running stream. The cluster asks, and gives up what twice was not among the answer (INV-D7).
//!
//! | What ends | What becomes garbage |
//! |---|---|
//! | a file is purged | the chunks of its versions: their rows go with it |
//! | an upload is aborted or expires | the chunks of its parts |
//! | a stream ends without a file | its pinned chunks |
//! | a part loses against an equal one | its chunk, which never had a row |
use cluster::{chunk::ChunkId, manifest::ChunkEntry};
use domain::id::AccountId;

use super::{ServiceError, chunks::Chunk, download::open_manifest, keys::AccountKeys};
use crate::{
    app::App,
    db::{self, file::Version},
};

/// Those of the chunks that live, as it is committed at one moment.
///
/// Pins are read first: a stream lets its pins go after its commit, so a chunk that is not pinned any more has its row.
pub async fn living(app: &App, ids: &[ChunkId]) -> Result<Vec<ChunkId>, ServiceError> {
    let mut living = app.pins.among(ids);
    let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let referenced = db::file_chunk::referenced(app.db.read(), &names).await?;
    let referenced: std::collections::BTreeSet<&str> = referenced.iter().map(String::as_str).collect();
    living.extend(
        ids.iter().zip(&names).filter(|(_, name)| referenced.contains(name.as_str())).map(|(id, _)| *id),
    );
    Ok(living)
}

/// Lists the chunks of versions from before there was such a list. Answers how many versions could not be listed,
/// because their manifests do not open: as long as there are any, nothing may count as garbage.
pub async fn list_what_is_not(app: &App) -> Result<u64, ServiceError> {
    let (mut behind, mut refused, mut listed) = (None, 0_u64, 0_u64);
    loop {
        let page = db::file_chunk::unlisted(app.db.read(), behind).await?;
        let Some((_, last)) = page.last() else { break };
        behind = Some(last.id);
        for (account, version) in &page {
            match list(app, *account, version).await {
                Ok(()) => listed += 1,
                Err(ServiceError::DataLoss(_)) => refused += 1,
                Err(error) => return Err(error),
            }
        }
    }
    if listed > 0 {
        tracing::info!(versions = listed, "listed the chunks of {listed} versions");
    }
    Ok(refused)
}

async fn list(app: &App, account: AccountId, version: &Version) -> Result<(), ServiceError> {
    let (_, manifest) = open_manifest(app, &mut AccountKeys::new(account), version).await?;
    // Versions from then share all their chunks or none.
    let row = |entry: &ChunkEntry| {
        let chunk = Chunk { entry: *entry, lent: None, digest: None, stored: entry.plain_len.into() };
        chunk.row(version.charged > 0)
    };
    let chunks: Vec<_> = manifest.chunks.iter().map(row).collect();
    let tx = app.db.write().await?;
    // `false`: the version was purged meanwhile, and its rows would have nothing to belong to.
    if db::file_chunk::list(&tx, version.id, &chunks).await? {
        tx.commit().await?;
    }
    Ok(())
}
