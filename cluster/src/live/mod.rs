//! The cluster of a running server: the machines of the core on real threads, disks and clocks.
//!
//! | Module | Its part |
//! |---|---|
//! | `driver` | steps the coordinator and carries out its effects |
//! | `node_thread`, `processes` | one thread per node: its machine and its disk; how it starts and ends |
//! | `timers` | one thread that waits for the earliest timer |
//! | `folder`, `plate` | the data folder: lock, probe, identity of each disk |
//! | `layout_file`, `staging` | the layout in the data folder, and its change by version |
//! | [`crash`] | named points at which a test ends the process |
//! | `news` | what happens, for people who watch |
//! | `links` | messages and bytes between the coordinator and each node |
//! | `wires` | links of limited width, if they are wanted |
//! | `breakage` | what an admin breaks on purpose |
//! | `at_node` | what programs do with one node's copies |
//!
//! Memory is bounded by permits: [`PUTS_MAX`] chunks on their way in and [`GETS_MAX`] on their way out; further clients
//! wait their turn, which is the back-pressure an upload feels.

mod at_node;
mod breakage;
pub mod crash;
mod driver;
mod error;
mod folder;
mod layout_file;
mod links;
mod news;
mod node_thread;
mod options;
mod plate;
mod processes;
mod staging;
mod timers;
mod wires;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Mutex, Semaphore, broadcast, mpsc};
use tokio::task::spawn_blocking;

use driver::Driver;
pub use driver::Question;
pub use error::StartError;
use folder::DataFolder;
pub use layout_file::read as read_layout;
pub use links::Link;
pub use news::News;
pub use options::ClusterOptions;
pub use staging::{LayoutChangeError, Staged};

use crate::chunk::{ChunkId, SealedChunk};
use crate::coordinator::{Coordinator, Event, QueryId, Tuning};
use crate::health::Health;
use crate::layout::{Layout, NodeId, NodeName, NodeSpec, Role, Zone};
use crate::mono::Mono;
use crate::quorum::Quorum;
use crate::status::{ChunkCopies, CopyCheck, GetError, Mended, NodeStatus, PutError, Stored, UpkeepStatus};

/// Chunks on their way to the disks: at 1 MiB each they keep three disks busy, and no more memory than this is used.
pub const PUTS_MAX: usize = 32;

/// Chunks on their way to readers.
pub const GETS_MAX: usize = 32;

/// A running cluster. Clones are handles to the same one; when the last is dropped the nodes' threads end.
#[derive(Clone)]
pub struct Cluster {
    shared: Arc<Shared>,
}

type Threads = BTreeMap<NodeId, JoinHandle<()>>;

struct Shared {
    driver: Arc<Driver>,
    folder: DataFolder,
    /// The layout that would follow, if somebody is preparing one.
    staged: Mutex<Option<Layout>>,
    /// Where questions about living chunks arrive, until somebody takes it.
    questions: Mutex<Option<mpsc::Receiver<Question>>>,
    /// The node threads; the lock lets one start or stop at a time.
    threads: Mutex<Threads>,
    puts: Arc<Semaphore>,
    gets: Arc<Semaphore>,
}

impl Cluster {
    /// Begins a fresh cluster in an empty folder, or reopens the one that is there. Returns when every node has read
    /// its disk and the coordinator has heard what is on it.
    pub async fn start(options: ClusterOptions) -> Result<Self, StartError> {
        let patience = options.patience();
        let wanted = Layout::new(options.nodes)?;
        let quorum = Quorum::new(options.copies, options.write_quorum)?;
        if quorum.copies() > wanted.count() {
            return Err(StartError::TooFewNodes { copies: quorum.copies(), nodes: wanted.count() });
        }
        let data = options.data.clone();
        let folder = blocking(move || DataFolder::open(&data)).await?;
        let data = options.data.clone();
        let layout = blocking(move || settle_layout(&data, wanted)).await?;
        folder.tell_of_strangers(&layout);
        let coordinator = Coordinator::new(layout.clone(), quorum, patience);
        let (asks, questions) = mpsc::channel(1);
        let driver = Driver::start(coordinator, asks, options.links);
        let driver = driver.map_err(|error| StartError::from_io(&options.data, error))?;
        let shared = Shared {
            driver,
            folder,
            staged: Mutex::new(None),
            questions: Mutex::new(Some(questions)),
            threads: Mutex::new(BTreeMap::new()),
            puts: Arc::new(Semaphore::new(PUTS_MAX)),
            gets: Arc::new(Semaphore::new(GETS_MAX)),
        };
        let cluster = Self { shared: Arc::new(shared) };
        if let Err(error) = cluster.start_nodes(&layout).await {
            cluster.shutdown().await;
            return Err(error);
        }
        Ok(cluster)
    }

    /// Keeps a chunk; answers when the write quorum of copies is durable. The other copies follow by themselves.
    pub async fn put(&self, chunk: SealedChunk) -> Result<Stored, PutError> {
        let permits = Arc::clone(&self.shared.puts);
        let permit = permits.acquire_owned().await.map_err(|_| PutError::Unavailable)?;
        self.shared.driver.put(chunk, permit).await.unwrap_or(Err(PutError::Unavailable))
    }

    /// The sealed bytes of a chunk, verified against its name. Bad, missing and slow copies are passed over.
    pub async fn get(&self, id: ChunkId) -> Result<Bytes, GetError> {
        let _permit = self.shared.gets.acquire().await.map_err(|_| GetError::Unavailable)?;
        self.shared.driver.get(id).await.unwrap_or(Err(GetError::Unavailable))
    }

    /// Who is known to hold copies of these chunks, in the order asked; of each the preferred holder first.
    pub async fn copies(&self, ids: &[ChunkId]) -> Vec<Vec<NodeName>> {
        self.shared.driver.view(|coordinator| ids.iter().map(|id| coordinator.holders(id)).collect())
    }

    /// The zones where every one of these chunks is within reach, in the order of the layout; of no chunk at all, every zone.
    pub fn zones_holding(&self, ids: &[ChunkId]) -> Vec<Zone> {
        self.shared.driver.view(|coordinator| coordinator.zones_holding(ids))
    }

    /// Who holds these chunks, and why: one sentence for each.
    pub fn placements(&self, ids: &[ChunkId]) -> Vec<ChunkCopies> {
        self.shared.driver.view(|coordinator| ids.iter().map(|id| coordinator.copies(id)).collect())
    }

    /// All nodes in the order of the layout.
    pub fn nodes(&self) -> Vec<NodeStatus> {
        self.shared.driver.view(Coordinator::nodes)
    }

    /// The cluster in numbers, and in one sentence (its `Display`).
    pub fn health(&self) -> Health {
        self.shared.driver.view(Coordinator::health)
    }

    /// What it does besides serving clients, and how much it has moved.
    pub fn upkeep(&self) -> UpkeepStatus {
        self.shared.driver.view(Coordinator::upkeep)
    }

    /// What passed between the coordinator and each node since the start, in the order of the layout.
    pub fn links(&self) -> Vec<(NodeName, Link)> {
        let nodes = self.shared.driver.view(|coordinator| coordinator.layout().clone());
        nodes.members().map(|id| (nodes.node(id).name.clone(), self.shared.driver.link(id))).collect()
    }

    /// The cluster's clock.
    pub fn now(&self) -> Mono {
        self.shared.driver.now()
    }

    /// How long the coordinator waits for what.
    pub fn tuning(&self) -> Tuning {
        self.shared.driver.view(Coordinator::tuning)
    }

    /// How long ago an instant of the cluster's clock was.
    pub fn age(&self, instant: Mono) -> Duration {
        Duration::from_micros(self.shared.driver.now().micros().saturating_sub(instant.micros()))
    }

    /// What happens from now on. A listener that is far behind misses some, and is told how many.
    pub fn news(&self) -> broadcast::Receiver<News> {
        self.shared.driver.news().listen()
    }

    /// Reads and verifies every copy of a chunk that is within reach.
    pub async fn check(&self, id: ChunkId) -> Vec<CopyCheck> {
        self.shared.driver.check(id).await.unwrap_or_default()
    }

    /// Makes a chunk's copies whole: missing ones made, misplaced ones moved, surplus ones trimmed, one step at a time.
    pub async fn mend(&self, id: ChunkId) -> Mended {
        self.shared.driver.mend(id).await.unwrap_or(Mended::Impossible)
    }

    /// Has every copy verified now, and not over a week.
    pub fn scrub_now(&self) {
        self.shared.driver.deliver(Event::Scrub);
    }

    /// Questions about which chunks metadata refers to; without answers no garbage is collected. Whoever takes them
    /// first has them.
    pub async fn take_questions(&self) -> Option<mpsc::Receiver<Question>> {
        self.shared.questions.lock().await.take()
    }

    /// Answers a question: those of its chunks that a committed version or a living upload refers to.
    pub fn answer(&self, query: QueryId, live: Vec<ChunkId>) {
        self.shared.driver.deliver(Event::Live { query, live });
    }

    /// Takes no more chunks, lets the running puts finish their copies, and stops all nodes: everything is durable.
    pub async fn shutdown(&self) {
        let all = u32::try_from(PUTS_MAX).expect("a small number");
        // An error says that somebody else shut down already.
        let settled = self.shared.puts.acquire_many(all).await;
        self.shared.puts.close();
        self.shared.gets.close();
        drop(settled);
        for node in self.nodes() {
            if let Err(error) = self.stop_node(&node.spec.name).await {
                tracing::error!(node = %node.spec.name, %error, "a node did not stop");
            }
        }
    }
}

impl Shared {
    fn find(&self, name: &NodeName) -> Result<NodeId, StartError> {
        let found = self.driver.view(|coordinator| coordinator.layout().find(name));
        found
            .filter(|&node| self.spec(node).role != Role::Removed)
            .ok_or_else(|| StartError::UnknownNode(name.clone()))
    }

    fn spec(&self, node: NodeId) -> NodeSpec {
        self.driver.view(|coordinator| coordinator.layout().node(node).clone())
    }
}

/// The layout that the folder has; the wanted one if it has none yet.
fn settle_layout(data: &Path, wanted: Layout) -> Result<Layout, StartError> {
    let Some(layout) = layout_file::read(data)? else {
        layout_file::write(data, &wanted)?;
        return Ok(wanted);
    };
    if layout.version() == 1 && layout != wanted {
        tracing::warn!("the nodes of this folder stay as they are: change them by a staged layout");
    }
    Ok(layout)
}

/// Runs file work beside tokio's threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StartError> + Send + 'static,
) -> Result<T, StartError> {
    match spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(StartError::Interrupted(error.to_string())),
    }
}
