//! Nodes.

mod view;

pub use view::NodesPage;
