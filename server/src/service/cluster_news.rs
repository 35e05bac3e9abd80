//! What happens in the cluster, as sentences for people.
use cluster::{chunk::ChunkId, live::News, node::NodeState};

/// Characters of a chunk's id that people are shown.
const SHORT: usize = 8;

/// What happened, and what follows.
pub fn sentence(news: &News) -> String {
    match news {
        News::NodeState(node, NodeState::Running) => format!("{node} serves."),
        News::NodeState(node, NodeState::Ready) => format!("{node} has read its disk and is ready."),
        News::NodeState(node, NodeState::Waiting) => format!("{node} reads its disk."),
        News::NodeState(node, NodeState::Stopped) => {
            format!("{node} has stopped: its data stays, and other copies are read.")
        }
        News::Suspected(node) => format!("{node} is slow to answer: others are asked first."),
        News::Gone(node) => {
            format!("{node} does not answer any more: its copies are made anew elsewhere if it stays away.")
        }
        News::Back(node) => format!("{node} answers again."),
        News::CopyLost(id, node) => {
            format!(
                "The copy of {} on {node} is missing or damaged: another one is read and copied.",
                short(id)
            )
        }
        News::ChunkLost(id) => {
            format!("No node has a good copy of {}: the files with it are marked damaged.", short(id))
        }
        News::Copied(id, node) => format!("{} has a copy on {node} now.", short(id)),
        News::Trimmed(id, node) => format!("{node} gave up a copy of {} that is not needed.", short(id)),
        News::Collected(id) => format!("{} belongs to no file any more and is given up.", short(id)),
        News::Scrubbed(copies, 0) => format!("All {copies} copies were read and are good."),
        News::Scrubbed(copies, bad) => {
            format!("{copies} copies were read; {bad} of them were missing or damaged and are made anew.")
        }
        News::Layout(version) => {
            format!("Layout {version} is in force: copies move in the background.")
        }
    }
}

/// The node and the chunk that news are about.
pub fn about(news: &News) -> (Option<String>, Option<ChunkId>) {
    match news {
        News::NodeState(node, _) | News::Suspected(node) | News::Gone(node) | News::Back(node) => {
            (Some(node.to_string()), None)
        }
        News::CopyLost(id, node) | News::Copied(id, node) | News::Trimmed(id, node) => {
            (Some(node.to_string()), Some(*id))
        }
        News::ChunkLost(id) | News::Collected(id) => (None, Some(*id)),
        News::Scrubbed(..) | News::Layout(_) => (None, None),
    }
}

fn short(id: &ChunkId) -> String {
    format!("Chunk {:.SHORT$}", id.to_string())
}
