//! A call as it is shown, wherever one is: by the playground, by the lens.
//!
//! - `state`: how it stands; `layers`: how far it came on the server; `pairs`: what stood beside its messages
//! - `elsewhere`: the same call by another program, to be copied

mod elsewhere;
mod layers;
mod pairs;
mod state;

pub use elsewhere::{Command, CommandFigure, grpcurl, host, is_plain, json, shell};
pub use layers::{LayerList, Step, steps};
pub use pairs::Pairs;
pub use state::State;
