//! The nodes' processes: how they start and end.

use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use super::node_thread::NodeThread;
use super::{Cluster, Shared, StartError, Threads, blocking};
use crate::layout::{Layout, NodeId, NodeName, Role};
use crate::node;

impl Cluster {
    /// Ends a node's process: its data stays, its copies are out of reach. Stopping a stopped node changes nothing.
    pub async fn stop_node(&self, name: &NodeName) -> Result<(), StartError> {
        let node = self.shared.find(name)?;
        let mut threads = self.shared.threads.lock().await;
        self.shared.end_thread(node, &mut threads).await;
        Ok(())
    }

    /// Starts a stopped node: it reads its disk and serves again. Starting a running node changes nothing.
    pub async fn start_node(&self, name: &NodeName) -> Result<(), StartError> {
        self.start_process(name).await?.await.ok();
        Ok(())
    }

    /// The same; the receiver ends when the node has introduced itself, or is gone again.
    async fn start_process(&self, name: &NodeName) -> Result<oneshot::Receiver<()>, StartError> {
        let node = self.shared.find(name)?;
        let mut threads = self.shared.threads.lock().await;
        if threads.get(&node).is_some_and(|thread| !thread.is_finished()) {
            return Ok(oneshot::channel().1);
        }
        let (folder, name) = (self.shared.folder.clone(), name.clone());
        let segments = blocking(move || folder.open_node(&name)).await?;
        let spec = self.shared.spec(node);
        let thread = NodeThread {
            id: node,
            tag: self.shared.folder.tag(&spec.name),
            spec,
            segments: segments.clone(),
            driver: Arc::downgrade(&self.shared.driver),
            lock: self.shared.folder.lock(),
        };
        let started = thread.start(&self.shared.driver);
        let started = started.map_err(|error| StartError::from_io(&segments, error))?;
        threads.insert(node, started.thread);
        match started.ready.await {
            Ok(true) => Ok(started.introduced),
            Ok(false) | Err(_) => {
                self.shared.end_thread(node, &mut threads).await;
                Err(StartError::Unreadable(segments))
            }
        }
    }

    /// Starts all of them, then waits for their introductions together: on narrow links these take time.
    pub(super) async fn start_nodes(&self, layout: &Layout) -> Result<(), StartError> {
        let mut introductions = Vec::new();
        for node in layout.nodes().iter().filter(|node| node.role != Role::Removed) {
            introductions.push(self.start_process(&node.name).await?);
        }
        for introduced in introductions {
            introduced.await.ok();
        }
        Ok(())
    }
}

impl Shared {
    /// Ends a node's thread and waits until it is gone and has let go of its disk.
    pub(super) async fn end_thread(&self, node: NodeId, threads: &mut Threads) {
        if let Some(inbox) = self.driver.disconnect(node) {
            // A thread that ended by itself needs no telling.
            inbox.send(node::Event::Stop).ok();
        }
        if let Some(thread) = threads.remove(&node) {
            let joined = spawn_blocking(move || thread.join()).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!(node = %self.spec(node).name, "a node's thread ended in a panic");
            }
        }
    }
}
