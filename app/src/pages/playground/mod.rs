//! The playground of gRPC: the four patterns of calls, each live where a browser can.
//!
//! - `model`: the patterns, what a call showed, how far it came; `commands`: the same call by other programs; `native`:
//!   what was recorded where a browser cannot; `errors`: the table of reasons
//! - `desk`: what calls, gives up, sends without a token
//! - `view`, `live`, `record`, `proofs`: render it

mod commands;
mod desk;
mod door;
mod errors;
mod live;
mod model;
mod native;
mod proofs;
mod record;
mod view;

pub use door::PlaygroundPage;
