//! `/api/skillshare/*`: teachers, courses and slots for anybody, bookings for members.
mod book;
mod browse;
mod shapes;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::Shared;

pub(super) fn routes(app: &Shared) -> Router {
    Router::new()
        .route("/api/skillshare/teachers", get(browse::teachers))
        .route("/api/skillshare/teachers/{id}", get(browse::teacher))
        .route("/api/skillshare/courses", get(browse::courses))
        .route("/api/skillshare/courses/{id}", get(browse::course))
        .route("/api/skillshare/courses/{id}/slots", get(browse::slots))
        .route("/api/skillshare/booking", post(book::book))
        .route("/api/skillshare/bookings", get(book::list))
        .route("/api/skillshare/bookings/{id}", get(book::find).delete(book::cancel))
        .route("/api/skillshare/bookings/{id}/move", post(book::reschedule))
        .with_state(Shared::clone(app))
}
