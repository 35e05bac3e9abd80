//! Changes of the layout while the cluster runs: staged, previewed, applied as the next version, or dropped.

use super::{Cluster, StartError, blocking, layout_file};
use crate::coordinator::Event;
use crate::layout::{Change, Layout, LayoutError, NodeId, NodeSpec, Role};
use crate::live::News;
use crate::status::LayoutPreview;

/// A layout that somebody is preparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// What it would be; its version is the one it would get.
    pub layout: Layout,
    /// What it would mean for the chunks there are.
    pub preview: LayoutPreview,
}

/// Why a layout is not staged or applied. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum LayoutChangeError {
    /// It is no layout.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// Nobody staged a change.
    #[error("there is no staged change to apply")]
    NothingStaged,
    /// Somebody else changed the layout meanwhile.
    #[error("version {asked} was asked for, and version {staged} is staged: look at the preview again")]
    OtherVersion {
        /// The version asked for.
        asked: u64,
        /// The version that is staged.
        staged: u64,
    },
    /// Copies would fall below what an acknowledgement promises.
    #[error("{active} nodes would keep chunks, and {copies} copies need {copies}")]
    TooFewNodes {
        /// Nodes that would keep chunks.
        active: usize,
        /// Copies every chunk should have.
        copies: usize,
    },
    /// Some chunks would find no place.
    #[error("{0} chunks would find no place on the other nodes: add room first")]
    NoRoom(u64),
    /// A node leaves that still has copies.
    #[error("{0} still keeps {1} chunks: wait until it is drained")]
    NotEmpty(crate::layout::NodeName, u64),
    /// A node may not become smaller than what it keeps.
    #[error("{0} keeps {1} bytes already")]
    TooSmall(crate::layout::NodeName, u64),
    /// The folder says no.
    #[error(transparent)]
    Start(#[from] StartError),
}

impl Cluster {
    /// The layout in force.
    pub fn layout(&self) -> Layout {
        self.shared.driver.view(|coordinator| coordinator.layout().clone())
    }

    /// Adds a change to the staged layout, which begins as the one in force.
    pub async fn stage(&self, change: &Change) -> Result<Staged, LayoutChangeError> {
        let mut staged = self.shared.staged.lock().await;
        let base = match &*staged {
            Some(layout) => layout.clone(),
            None => self.layout().next(),
        };
        let layout = base.with(change)?;
        let preview = self.examine(&layout)?;
        *staged = Some(layout.clone());
        Ok(Staged { layout, preview })
    }

    /// What is staged, as it would be now.
    pub async fn staged(&self) -> Option<Staged> {
        let layout = self.shared.staged.lock().await.clone()?;
        Some(Staged { preview: self.preview(&layout), layout })
    }

    /// Drops what is staged; tells whether there was anything.
    pub async fn revert(&self) -> bool {
        self.shared.staged.lock().await.take().is_some()
    }

    /// Puts the staged layout into force, if it is still this version. Copies move in the background.
    pub async fn apply(&self, version: u64) -> Result<Layout, LayoutChangeError> {
        let mut staged = self.shared.staged.lock().await;
        let layout = staged.clone().ok_or(LayoutChangeError::NothingStaged)?;
        if layout.version() != version {
            return Err(LayoutChangeError::OtherVersion { asked: version, staged: layout.version() });
        }
        self.examine(&layout)?;
        let before = self.layout();
        let (data, written) = (self.shared.folder.path().to_owned(), layout.clone());
        blocking(move || layout_file::write(&data, &written)).await?;
        *staged = None;
        self.shared.driver.deliver(Event::Layout(layout.clone()));
        self.shared.driver.news().tell(News::Layout(layout.version()));
        for id in layout.ids() {
            self.follow(&before, &layout, id).await?;
        }
        Ok(layout)
    }

    /// Starts, stops or restarts a node's thread, as its place in the new layout asks.
    async fn follow(&self, before: &Layout, layout: &Layout, id: NodeId) -> Result<(), StartError> {
        let new = layout.node(id);
        match before.nodes().get(id.index()) {
            None => self.start_node(&new.name).await,
            Some(old) if old.role != Role::Removed && new.role == Role::Removed => {
                let mut threads = self.shared.threads.lock().await;
                self.shared.end_thread(id, &mut threads).await;
                Ok(())
            }
            Some(old) if old.capacity_bytes != new.capacity_bytes && new.role != Role::Removed => {
                self.stop_node(&new.name).await?;
                self.start_node(&new.name).await
            }
            Some(_) => Ok(()),
        }
    }

    fn preview(&self, layout: &Layout) -> LayoutPreview {
        let now = self.shared.driver.now();
        self.shared.driver.view(|coordinator| coordinator.preview(now, layout))
    }

    /// The preview, if the layout takes nothing away that is needed.
    fn examine(&self, layout: &Layout) -> Result<LayoutPreview, LayoutChangeError> {
        let copies = self.shared.driver.view(|coordinator| coordinator.quorum().copies());
        let active = layout.active().count();
        if active < copies {
            return Err(LayoutChangeError::TooFewNodes { active, copies });
        }
        for status in self.nodes() {
            let becomes = |node: &&NodeSpec| node.name == status.spec.name;
            match layout.nodes().iter().find(becomes) {
                Some(node) if node.role == Role::Removed && status.chunks > 0 => {
                    return Err(LayoutChangeError::NotEmpty(node.name.clone(), status.chunks));
                }
                Some(node) if node.role == Role::Active && node.capacity_bytes < status.used_bytes => {
                    return Err(LayoutChangeError::TooSmall(node.name.clone(), status.used_bytes));
                }
                _ => {}
            }
        }
        match self.preview(layout) {
            preview if preview.stuck > 0 => Err(LayoutChangeError::NoRoom(preview.stuck)),
            preview => Ok(preview),
        }
    }
}
