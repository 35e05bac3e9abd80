//! One file's copies moved from one node to another, chunk by chunk and with the time each took.
//!
//! A copy is stored at the target before the source gives its own up, so a transfer that ends early has lost nothing.
use std::time::{Duration, Instant};

use cluster::{chunk::ChunkId, layout::NodeName, status::Mended};
use domain::id::FileId;
use tokio::time::sleep;

use super::{
    Reason, ServiceError,
    audit::{self, Outcome},
    copies, nodes, placement,
};
use crate::{app::Shared, auth::Admin};

/// Whether the source keeps its copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It does.
    Copy,
    /// It gives each one up once the other is durable.
    Move,
}

/// How long the source is given before it is asked again, and once more.
const GIVE_UP_PAUSES: [Duration; 3] = [Duration::from_millis(20), Duration::from_millis(100), Duration::ZERO];

/// A transfer that is under way.
pub struct Transfer {
    app: Shared,
    from: NodeName,
    to: NodeName,
    mode: Mode,
    /// The chunks of which the source has a copy.
    chunks: Vec<ChunkId>,
    next: usize,
    began: Instant,
    done: Done,
}

/// What was done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Chunks stored at the target.
    pub chunks: u64,
    /// Sealed bytes of them.
    pub bytes: u64,
    /// Chunks that the target had already.
    pub already_there: u64,
    /// Copies that the source still has although they were to move.
    pub kept: u64,
}

/// One chunk, transferred.
#[derive(Clone, Copy, Debug)]
pub struct Segment {
    /// The chunk.
    pub id: ChunkId,
    /// Sealed bytes; zero if the target had it already.
    pub bytes: u64,
    /// Microseconds of reading at the source.
    pub read_us: u64,
    /// Microseconds of storing at the target, until it was durable.
    pub store_us: u64,
}

impl Transfer {
    /// Finds a file of the admin's own, and both nodes.
    pub async fn begin(
        app: &Shared,
        admin: &Admin,
        file: FileId,
        (from, to): (&str, &str),
        mode: Mode,
    ) -> Result<Self, ServiceError> {
        let (from, to) = (nodes::find(app, from)?.spec.name, nodes::find(app, to)?.spec.name);
        if from == to {
            let message = "Choose two different nodes. Nothing was moved.".to_owned();
            return Err(ServiceError::Invalid { field: "to", reason: Reason::InvalidArgument, message });
        }
        let all = placement::chunks_of(app, admin.member(), file).await?.ids;
        let places = app.cluster.placements(&all);
        let held = all.into_iter().zip(places).filter(|(_, copies)| copies.nodes.contains(&from));
        let chunks = held.map(|(id, _)| id).collect();
        let tx = app.db.write().await?;
        let now = app.clock.now();
        let object = format!("{file} from {from} to {to}");
        audit::record(&tx, admin, "file.transfer", object, Outcome::Success, now);
        tx.commit().await?;
        let (app, began, done) = (Shared::clone(app), Instant::now(), Done::default());
        Ok(Self { app, from, to, mode, chunks, next: 0, began, done })
    }

    /// Chunks there are.
    pub fn total(&self) -> usize {
        self.chunks.len()
    }

    /// Chunks that were dealt with.
    pub const fn position(&self) -> usize {
        self.next
    }

    /// Transfers the next chunk; `None` when all are. An error ends the transfer: what was moved stays moved.
    pub async fn next(&mut self) -> Result<Option<Segment>, ServiceError> {
        let Some(&id) = self.chunks.get(self.next) else { return Ok(None) };
        let there = self.app.cluster.placements(&[id]).remove(0).nodes.contains(&self.to);
        let segment =
            if there { Segment { id, bytes: 0, read_us: 0, store_us: 0 } } else { self.copy(id).await? };
        self.done.already_there += u64::from(there);
        self.done.chunks += u64::from(!there);
        self.done.bytes += segment.bytes;
        if self.mode == Mode::Move {
            self.done.kept += u64::from(self.give_up(id).await? == Mended::Impossible);
        }
        self.next += 1;
        Ok(Some(segment))
    }

    async fn copy(&self, id: ChunkId) -> Result<Segment, ServiceError> {
        let began = Instant::now();
        let chunk = self.app.cluster.fetch_at(&self.from, id).await.map_err(copies::refused)?;
        let (read_us, bytes) = (micros(began), chunk.bytes().len() as u64);
        let began = Instant::now();
        self.app.cluster.store_at(&self.to, chunk).await.map_err(copies::refused)?;
        Ok(Segment { id, bytes, read_us, store_us: micros(began) })
    }

    /// Upkeep may be looking after the chunk at this moment; it is done in some milliseconds.
    async fn give_up(&self, id: ChunkId) -> Result<Mended, ServiceError> {
        let mut given_up = Mended::Impossible;
        for pause in GIVE_UP_PAUSES {
            given_up = self.app.cluster.give_up(&self.from, id).await.map_err(nodes::refused)?;
            if given_up != Mended::Impossible {
                break;
            }
            sleep(pause).await;
        }
        Ok(given_up)
    }

    /// What was done so far.
    pub const fn done(&self) -> Done {
        self.done
    }

    /// Milliseconds since it began.
    pub fn elapsed_ms(&self) -> u64 {
        micros(self.began) / 1000
    }

    /// What was done, what is where, what to do.
    pub fn sentence(&self) -> String {
        let (Self { from, to, done, .. }, total) = (self, self.total());
        let Done { chunks, already_there, kept, .. } = *done;
        if total == 0 {
            return format!("{from} has no copy of any chunk of this file. Nothing was moved.");
        }
        let there = format!(
            "{to} has all {total} copies that {from} had: {chunks} came now, {already_there} were there."
        );
        match (self.mode, kept) {
            (Mode::Copy, _) => there,
            (Mode::Move, 0) => format!("{there} {from} gave its copies up."),
            (Mode::Move, kept) => format!(
                "{there} {from} keeps {kept} of its copies, because too few others are within reach now."
            ),
        }
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
