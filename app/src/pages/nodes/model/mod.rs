//! What the nodes page decides, without a browser.
//!
//! - `link`: whether what is on show is of now
//! - `seen`: the state of the cluster as it was told last, its figures and speeds
//! - `flow`: speeds from totals
//! - `node`: what a node's row says and its menu offers
//! - `news`, `chronicle`: what happens, as sentences that can be followed
//! - `map`: where the map draws what the table says
//! - `staged`: a layout that is being prepared, in words

pub mod chronicle;
pub mod flow;
pub mod link;
pub mod map;
pub mod news;
pub mod node;
pub mod seen;
pub mod staged;
