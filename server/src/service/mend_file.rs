//! Makes the copies of one of the caller's files whole now, chunk by chunk, and not when upkeep comes by.
use cluster::{chunk::ChunkId, status::Mended};
use domain::id::FileId;

use super::{
    ServiceError,
    audit::{self, Outcome},
    placement,
};
use crate::{app::Shared, auth::Member};

/// Steps for one chunk: a copy for each node there may be. More would be two rules at odds.
const STEPS_MAX: u32 = 10;

/// A repair that is under way.
pub struct Mending {
    app: Shared,
    chunks: Vec<ChunkId>,
    next: usize,
    done: Done,
}

/// What was done so far, in chunks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Had all they need.
    pub whole: u64,
    /// Have all they need now.
    pub mended: u64,
    /// Cannot have it now.
    pub impossible: u64,
}

/// One chunk, looked after.
#[derive(Clone, Debug)]
pub struct ChunkMended {
    /// Its place in the file, from 0.
    pub position: usize,
    /// The chunk.
    pub id: ChunkId,
    /// How it went.
    pub mended: Mended,
    /// Copies made, moved or given up.
    pub steps: u32,
    /// Who holds a copy now, the preferred one first.
    pub nodes: Vec<String>,
    /// What was done and why, in one sentence.
    pub reason: String,
}

impl Mending {
    /// Finds a file of the caller's and writes into the audit trail that its repair was asked for.
    pub async fn begin(app: &Shared, member: &Member, file: FileId) -> Result<Self, ServiceError> {
        let chunks = placement::chunks_of(app, member, file).await?.ids;
        let tx = app.db.write().await?;
        let now = app.clock.now();
        audit::record(&tx, member, "file.repair", file, Outcome::Success, now);
        tx.commit().await?;
        Ok(Self { app: Shared::clone(app), chunks, next: 0, done: Done::default() })
    }

    /// Chunks there are.
    pub fn total(&self) -> usize {
        self.chunks.len()
    }

    /// Looks after the next chunk; `None` when all are done.
    pub async fn next(&mut self) -> Option<ChunkMended> {
        let id = *self.chunks.get(self.next)?;
        let position = self.next;
        self.next += 1;
        let mut steps = 0;
        let last = loop {
            match self.app.cluster.mend(id).await {
                Mended::Done if steps < STEPS_MAX => steps += 1,
                last => break last,
            }
        };
        let mended = if last == Mended::NothingToDo && steps > 0 { Mended::Done } else { last };
        self.done.count(mended);
        let copies = self.app.cluster.placements(&[id]).remove(0);
        let nodes = copies.nodes.iter().map(ToString::to_string).collect();
        Some(ChunkMended { position, id, mended, steps, nodes, reason: reason(mended, steps, &copies.why) })
    }

    /// What was done so far.
    pub const fn done(&self) -> Done {
        self.done
    }
}

impl Done {
    const fn count(&mut self, mended: Mended) {
        *match mended {
            Mended::NothingToDo => &mut self.whole,
            Mended::Done => &mut self.mended,
            Mended::Impossible => &mut self.impossible,
        } += 1;
    }

    /// What was done, what is safe, what to do.
    pub fn sentence(&self) -> String {
        let Self { whole, mended, impossible } = *self;
        if impossible > 0 {
            format!(
                "{impossible} of {} chunks cannot be mended now: no copy, or no place for one, is within reach. Start \
                 the nodes that are down, then repair again.",
                whole + mended + impossible
            )
        } else if mended > 0 {
            format!("{mended} chunks were mended: every chunk has all its copies.")
        } else {
            "There was nothing to mend: every chunk has all its copies.".to_owned()
        }
    }
}

fn reason(mended: Mended, steps: u32, why: &str) -> String {
    match mended {
        Mended::NothingToDo => format!("Nothing to do. {why}"),
        Mended::Done => format!("Mended in {steps} steps. {why}"),
        Mended::Impossible => {
            "No good copy, or no place for another one, is within reach: start the nodes that are down."
                .to_owned()
        }
    }
}
