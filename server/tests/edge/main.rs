//! The edge: what reaches a service, with which credentials, in what time; what the port says to strangers; how a server
//! starts, refuses to start, and stops.
#![expect(clippy::unwrap_used, reason = "tests")]
#[path = "../support/mod.rs"]
mod support;

mod answers;
mod api_page;
mod errors;
mod frames;
mod layers;
mod metrics;
mod site;
mod sites;
mod spans;
mod start;
mod tls;
mod wire;

use support::ask;
