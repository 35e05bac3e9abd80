//! The REST door: JSON over plain HTTP, in front of the same service functions as gRPC. What changes something takes a
//! bearer token and nothing else (K41); times are RFC 3339, money is in minor units.
mod json;
mod skillshare;

use axum::{Router, extract::DefaultBodyLimit};
use domain::limits::AUTH_MESSAGE_BYTES_MAX;

use crate::app::Shared;

/// Every route below `/api/` that is not a download.
pub(super) fn routes(app: &Shared) -> Router {
    skillshare::routes(app).layer(DefaultBodyLimit::max(AUTH_MESSAGE_BYTES_MAX))
}
