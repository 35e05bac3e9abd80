//! Takes an older version up again, as a new one with the same chunks.
use cluster::{
    live::crash,
    manifest::{ChunkEntry, Manifest},
};
use domain::id::{FileId, VersionId};

use super::{find, no_version};
use crate::{
    app::App,
    auth::Member,
    clock::random,
    db,
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
        chunks::Chunk,
        download::open_manifest,
        keys::{self, AccountKeys},
        upload::{Content, Counted, Finished, add_version, expect_version},
    },
};

/// What was taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The new version, which is shown now.
    pub number: u32,
    /// The version that was shown before: restoring it undoes this.
    pub before: u32,
}

/// Each further attempt needs the version to have been encrypted again in the same instant.
const ATTEMPTS_MAX: u32 = 4;

/// Makes a new version of the content of this one.
pub async fn restore(
    app: &App,
    member: &Member,
    file: FileId,
    number: u32,
) -> Result<Restored, ServiceError> {
    for _ in 0..ATTEMPTS_MAX {
        if let Some(restored) = attempt(app, member, file, number).await? {
            return Ok(restored);
        }
    }
    Err(ServiceError::Unavailable("The version was changed again and again. Try again.".to_owned()))
}

/// `None` when the version has other chunks and another key since it was read.
async fn attempt(
    app: &App,
    member: &Member,
    file: FileId,
    number: u32,
) -> Result<Option<Restored>, ServiceError> {
    let (account, now) = (member.account(), app.clock.now());
    let (_, old, _) = find(app.db.read(), account, file, number).await?;
    let (key, manifest) = open_manifest(app, &mut AccountKeys::new(account), &old).await?;
    let tx = app.db.write().await?;
    db::lock::tree(&tx, account).await?;
    // Again, behind the lock: since it was read it may have gone, and its chunks with it.
    let (_, again, is_shown) = find(&tx, account, file, number).await?;
    if again.id != old.id {
        return Err(no_version());
    }
    if is_shown {
        return Err(shown_already());
    }
    if again.manifest_hash != old.manifest_hash {
        return Ok(None);
    }
    expect_version(&tx, file).await?;
    let (_, shown) = db::file::find_current(&tx, account, file).await?.ok_or_else(no_version)?;
    let version = VersionId::from_random(random());
    let wrapped = keys::wrap_file_key(&tx, &app.keyring, account, version, &key, now).await?;
    let finished = Finished {
        account,
        actor: member.into(),
        file,
        version,
        key: &key,
        made_under: Some(old.made_under),
        chunk_bytes: u64::from(manifest.chunk_bytes),
        chunks: manifest.chunks.iter().map(|entry| again_of(&manifest, *entry)).collect(),
        size: old.size,
        plain_size: old.plain_size,
        sha256: manifest.sha256,
        content: Content::Restored { of: number, damaged_at: again.damaged_at },
        ticket: None,
    };
    let number = add_version(&tx, &finished, (wrapped, &Counted::default()), now).await?;
    db::file_chunk::share(&tx, version, old.id).await?;
    db::file::show_version(&tx, file, &finished.shown(), now).await?;
    audit::record(&tx, member, "version.restore", file, Outcome::Success, now);
    crash::point("version.before_commit");
    tx.commit().await?;
    crash::point("version.after_commit");
    Ok(Some(Restored { number, before: shown.number }))
}

/// A chunk that both versions refer to.
fn again_of(manifest: &Manifest, entry: ChunkEntry) -> Chunk {
    Chunk { entry, lent: manifest.lent_for(&entry).cloned(), digest: None, stored: 0 }
}

fn shown_already() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::VersionShown,
        message: "This version is the one that is shown. Nothing was changed.".to_owned(),
    }
}
