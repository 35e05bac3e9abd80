//! Chunk storage over nodes: sealed chunks, three copies in three zones, nothing lost that was acknowledged.
//!
//! Decisions are synchronous and effects are data. The machines take what happened (`step(now, event, &mut effects)`)
//! and say what shall be done; they have no clock, no chance, no thread, no file and no unordered map. The live driver
//! carries their effects out on real disks, tests carry them out in memory, and both run the same machines.
//!
//! Start with [`live::Cluster`], which is what a server uses; then [`coordinator`] and [`node`], which decide.
//!
//! | Module | In one line |
//! |---|---|
//! | [`chunk`] | sealed bytes named by their digest |
//! | [`crypto`] | sealing chunks, wrapping keys |
//! | [`manifest`] | the sealed list of a file version's chunks |
//! | [`layout`], [`quorum`], [`placement`] | which nodes there are, how many copies, where they go and why |
//! | [`coordinator`] | the machine that places, acknowledges and finds copies |
//! | [`node`] | the machine of one node: append, fsync, acknowledge; recover; verify |
//! | [`message`] | what these two say to each other |
//! | [`store`] | a node's disk: operations, records, segments; in memory and on a real folder |
//! | [`net`] | a virtual TCP/IP network between hosts, for the simulator and the network lab |
//! | [`effects`], [`mono`] | what machines want done; time as they know it |
//! | [`status`], [`health`] | what people are told |
//! | [`chance`] | seeded chance, for the simulator |
//! | [`live`] | threads, disks and clocks (feature `live`; everything else compiles to wasm32) |
//!
//! It knows neither SQL nor gRPC nor accounts: owners and files are sixteen bytes each.

pub mod chance;
pub mod chunk;
pub mod coordinator;
pub mod crypto;
pub mod effects;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod health;
pub mod layout;
#[cfg(feature = "live")]
pub mod live;
pub mod manifest;
pub mod message;
pub mod mono;
pub mod net;
pub mod node;
pub mod placement;
pub mod quorum;
pub mod sim;
pub mod status;
pub mod store;
