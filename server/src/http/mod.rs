//! The door of the house: one port for the page, gRPC, gRPC-Web and downloads.
//!
//! ```text
//! socket ─listen─→ front ─guard, limits─┬─ calls ─(gRPC-Web)─→ grpc
//!                                       └─ pages ──→ download, filling, archive, rest, calendar, health, metrics, site
//! ```
//!
//! [`router`] is the table of contents; [`listen`] the accept loop; `front` what happens to every request; `guard`
//! decides which credentials count.
pub mod listen;

mod archive;
mod calendar;
mod cookies;
mod counted;
mod deadline;
mod disposition;
mod download;
mod failure;
mod filling;
mod form;
mod front;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod guard;
mod headers;
mod health;
mod hosts;
mod limits;
mod link;
mod metrics;
mod pace;
mod places;
mod plain;
mod preview;
mod proxies;
mod range;
mod refusal;
mod reports;
mod request_id;
mod rest;
mod router;
mod service_error;
mod site;
mod traced;

pub use front::Front;
pub use router::{edge, router};
pub use service_error::http_status;
