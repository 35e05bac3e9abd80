//! What happened to a lesson, oldest first.

use client::proto::skillshare::{Booking, BookingEvent};
use leptos::prelude::*;

use super::model::{event_time, event_words};
use crate::{components::time_text::When, pages::skillshare::shared::words::today};

/// The events.
#[component]
pub fn Timeline(
    /// Of which booking.
    booking: StoredValue<Booking>,
) -> impl IntoView {
    let lesson = booking.get_value();
    if lesson.timeline.is_empty() {
        return ().into_any();
    }
    let event = |event: &BookingEvent| {
        view! {
            <li>
                <span>{event_words(event, &lesson)}</span>
                <span class="small soft figure">{event_time(event, today())}</span>
                <span class="small faint"><When at=event.at /></span>
            </li>
        }
    };
    view! {
        <section class="card timeline" aria-label="What happened">
            <h2>"What happened"</h2>
            <ol>{lesson.timeline.iter().map(event).collect_view()}</ol>
        </section>
    }
    .into_any()
}
