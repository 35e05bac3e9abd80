//! The door of the house: one port for the page, gRPC, gRPC-Web and downloads.
//!
//! ```text
//! socket ─listen─→ connection ─edge─→ guard ─→ limits ─→ gRPC-Web ─→ grpc
//!                                                    ├─→ download
//!                                                    └─→ health, site
//! ```
//!
//! [`router`] is the table of contents; [`listen`] the accept loop; `guard` decides which credentials count.
pub mod listen;

mod cookies;
mod disposition;
mod download;
mod edge;
mod failure;
mod guard;
mod headers;
mod health;
mod hosts;
mod limits;
mod range;
mod refusal;
mod request_id;
mod router;
mod service_error;
mod site;

pub use router::router;
