//! Nodes: how the cluster is, each node with its zone, state and space, and for admins the switch.

mod model;
mod switch;
mod table;
mod view;

pub use view::NodesPage;
