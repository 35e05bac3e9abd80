//! What happens in the cluster, for people who watch: a broadcast that never waits for a slow listener.

use tokio::sync::broadcast;

use crate::chunk::ChunkId;
use crate::coordinator::Note;
use crate::layout::{Layout, NodeId, NodeName};
use crate::message::Message;
use crate::node::NodeState;

/// News that a listener may be behind before it misses some.
const BACKLOG: usize = 1024;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A node's process moved on in its life.
    NodeState(NodeName, NodeState),
    /// A node is slow to answer.
    Suspected(NodeName),
    /// A node does not answer any more.
    Gone(NodeName),
    /// It answers again.
    Back(NodeName),
    /// A copy turned out missing or damaged.
    CopyLost(ChunkId, NodeName),
    /// No node has a good copy: data loss.
    ChunkLost(ChunkId),
    /// A copy was made anew or moved.
    Copied(ChunkId, NodeName),
    /// A copy more than needed was given up.
    Trimmed(ChunkId, NodeName),
    /// A chunk that nothing refers to was given up.
    Collected(ChunkId),
    /// Every copy was read once; so many, and so many were bad.
    Scrubbed(u64, u64),
    /// This version of the layout is in force.
    Layout(u64),
}

/// Where the driver tells its news.
#[derive(Debug)]
pub(super) struct Newsroom(broadcast::Sender<News>);

impl Newsroom {
    pub(super) fn open() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }

    pub(super) fn listen(&self) -> broadcast::Receiver<News> {
        self.0.subscribe()
    }

    /// Nobody may be listening.
    pub(super) fn tell(&self, news: News) {
        self.0.send(news).ok();
    }

    /// News in what a node says.
    pub(super) fn overhear(&self, layout: &Layout, node: NodeId, before: NodeState, message: &Message) {
        if let Message::Report { state, .. } = message
            && *state != before
        {
            self.tell(News::NodeState(layout.node(node).name.clone(), *state));
        }
    }

    /// Passes a note on to those who watch, and writes what operators must know into the log.
    pub(super) fn report(&self, layout: &Layout, note: Note) {
        let name = |node: NodeId| layout.node(node).name.clone();
        self.tell(match note {
            Note::CopyLost { id, node } => {
                tracing::warn!(chunk = %id, node = %name(node), "a copy is missing or damaged; another one is read");
                News::CopyLost(id, name(node))
            }
            Note::Suspected(node) => {
                tracing::warn!(node = %name(node), "a node takes too long to answer; others are asked for a while");
                News::Suspected(name(node))
            }
            Note::Gone(node) => {
                tracing::warn!(node = %name(node), "a node does not answer any more");
                News::Gone(name(node))
            }
            Note::Back(node) => {
                tracing::info!(node = %name(node), "a node answers again");
                News::Back(name(node))
            }
            Note::ChunkLost(id) => {
                tracing::error!(chunk = %id, "no node has a good copy of a chunk: data loss");
                News::ChunkLost(id)
            }
            Note::Copied { id, node } => News::Copied(id, name(node)),
            Note::Trimmed { id, node } => News::Trimmed(id, name(node)),
            Note::Collected(id) => News::Collected(id),
            Note::Scrubbed { copies, bad } => {
                tracing::info!(copies, bad, "every copy was read and verified");
                News::Scrubbed(copies, bad)
            }
        });
    }
}
