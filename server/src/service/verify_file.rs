//! Reads and verifies every copy of one of the caller's files, chunk by chunk.
use cluster::{
    chunk::ChunkId,
    status::{CopyCheck, CopyState},
};
use domain::id::{FileId, VersionId};

use super::{ServiceError, damage, pins::Pinned, placement};
use crate::{app::Shared, auth::Member};

/// A verification that is under way.
pub struct Verification {
    app: Shared,
    version: VersionId,
    chunks: Vec<ChunkId>,
    /// They would be found lost otherwise, although the file is whole on others.
    _pinned: Pinned,
    next: usize,
    found: Found,
}

/// What was found so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Copies that were read and are good.
    pub good: u64,
    /// Copies that their nodes do not have.
    pub missing: u64,
    /// Copies that are damaged.
    pub damaged: u64,
    /// Copies on nodes that do not answer.
    pub out_of_reach: u64,
    /// Chunks of which a copy may be good on a node that does not answer, and none is elsewhere.
    pub waiting: u64,
    /// Chunks of which every node was asked, and none has a good copy.
    pub lost: u64,
}

/// One chunk, verified.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Its place in the file, from 0.
    pub position: usize,
    /// The chunk.
    pub id: ChunkId,
    /// Its copies.
    pub copies: Vec<CopyCheck>,
}

impl Verification {
    /// Finds a file of the caller's.
    pub async fn begin(app: &Shared, member: &Member, file: FileId) -> Result<Self, ServiceError> {
        let placement::Chunks { version, ids, pinned } = placement::chunks_of(app, member, file).await?;
        let (app, found) = (Shared::clone(app), Found::default());
        Ok(Self { app, version, chunks: ids, _pinned: pinned, next: 0, found })
    }

    /// Chunks there are.
    pub fn total(&self) -> usize {
        self.chunks.len()
    }

    /// Verifies the next chunk; `None` when all are.
    pub async fn next(&mut self) -> Option<Verified> {
        let id = *self.chunks.get(self.next)?;
        let position = self.next;
        self.next += 1;
        let copies = self.app.cluster.check(id).await;
        let all_answer = self.app.cluster.nodes().iter().all(|node| node.state.serves());
        self.found.add(&copies, all_answer);
        Some(Verified { position, id, copies })
    }

    /// The end: a file whose chunks are lost is marked, one that is whole again is not any more.
    pub async fn end(&self) -> Result<Found, ServiceError> {
        if self.found.lost == 0 && self.found.waiting == 0 {
            damage::found_whole(&self.app, self.version).await?;
        } else if self.found.lost > 0 {
            damage::version_lost(&self.app, self.version).await?;
        }
        Ok(self.found)
    }
}

impl Found {
    /// A node that does not answer may have a copy that nobody knows of.
    fn add(&mut self, copies: &[CopyCheck], all_answer: bool) {
        for copy in copies {
            *match copy.state {
                CopyState::Good => &mut self.good,
                CopyState::Missing => &mut self.missing,
                CopyState::Damaged => &mut self.damaged,
                CopyState::OutOfReach => &mut self.out_of_reach,
            } += 1;
        }
        let any = |state| copies.iter().any(|copy| copy.state == state);
        if !any(CopyState::Good) {
            let known = all_answer && !any(CopyState::OutOfReach);
            *(if known { &mut self.lost } else { &mut self.waiting }) += 1;
        }
    }

    /// What was found, what is safe, what to do.
    pub fn sentence(&self) -> String {
        let Self { good, missing, damaged, out_of_reach, waiting, lost } = *self;
        let bad = missing + damaged;
        if lost > 0 {
            format!(
                "{lost} chunks of this file have no good copy on any node: these parts are lost. The rest can be \
                 read; upload the file again if you have it."
            )
        } else if waiting > 0 {
            format!(
                "{waiting} chunks have no copy within reach: their nodes do not answer. Nothing is known to be lost; \
                 verify again when the nodes are back."
            )
        } else if bad > 0 {
            format!(
                "{bad} of {} copies are missing or damaged. Every chunk has a good copy, so the file is safe; repair \
                 makes the others anew.",
                good + bad + out_of_reach
            )
        } else if out_of_reach > 0 {
            format!("{good} copies are good, and {out_of_reach} are out of reach. The file is safe.")
        } else {
            format!("All {good} copies are good.")
        }
    }
}
