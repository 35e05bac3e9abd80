//! Nodes: how the cluster is, live; each node with its zone, state, pulse and space; for admins the process of each node,
//! its disk, and the layout.
//!
//! - `door`: how the router reaches it; its code is fetched when it is first opened
//! - `watch`: the stream, and what it has told
//! - `view`: the page, `figures`, `table`, `map`, `events`: its parts, all of one truth
//! - `layout`, `question`: changes that are staged, and what is asked before one
//! - `acts`: what an admin does, and how it is undone

mod acts;
mod door;
mod events;
mod figures;
mod layout;
mod map;
mod model;
mod question;
mod table;
mod view;
mod watch;

pub use door::NodesPage;
