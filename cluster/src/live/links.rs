//! What passes between the coordinator and each node, counted for people who watch the network.

use std::collections::BTreeMap;

use crate::layout::NodeId;
use crate::message::{Message, Request};

/// One link since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Requests sent to the node.
    pub messages_sent: u64,
    /// Sealed bytes in them.
    pub bytes_sent: u64,
    /// Messages from the node.
    pub messages_received: u64,
    /// Sealed bytes in them.
    pub bytes_received: u64,
}

/// The links of all nodes.
#[derive(Debug, Default)]
pub(super) struct Links(BTreeMap<NodeId, Link>);

impl Links {
    pub(super) fn sent(&mut self, node: NodeId, request: &Request) {
        let link = self.0.entry(node).or_default();
        link.messages_sent += 1;
        if let Request::Store { chunk, .. } = request {
            link.bytes_sent += chunk.bytes().len() as u64;
        }
    }

    pub(super) fn received(&mut self, node: NodeId, message: &Message) {
        let link = self.0.entry(node).or_default();
        link.messages_received += 1;
        if let Message::Fetched { chunk, .. } = message {
            link.bytes_received += chunk.bytes().len() as u64;
        }
    }

    pub(super) fn of(&self, node: NodeId) -> Link {
        self.0.get(&node).copied().unwrap_or_default()
    }
}
