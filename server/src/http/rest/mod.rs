//! The REST door: JSON over plain HTTP, in front of the same service functions as gRPC. What needs a sign-in takes a
//! bearer token and nothing else (K41); times are RFC 3339, money is in minor units, refusals are problem details.
pub(super) mod accounts;
pub(super) mod docs;
mod files;
pub(super) mod json;
pub(super) mod nodes;
mod offer;
mod openapi;
mod schema;
mod schemas;
mod skillshare;
mod upload;

use axum::{Router, extract::DefaultBodyLimit};
use domain::limits::AUTH_MESSAGE_BYTES_MAX;

use self::offer::Offer;
use crate::app::Shared;

/// Every route that is not served by a module of its own.
pub(super) fn routes(app: &Shared) -> Router {
    // An upload reads its body itself, and has its own limits.
    docs::with_docs(offer())
        .router
        .layer(DefaultBodyLimit::max(AUTH_MESSAGE_BYTES_MAX))
        .with_state(Shared::clone(app))
}

fn offer() -> Offer {
    accounts::offer().and(files::offer()).and(nodes::offer()).and(skillshare::offer())
}
