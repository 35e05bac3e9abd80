//! How a booking stands, in a pill, with the time until it begins beside it.

use client::proto::skillshare::Booking;
use leptos::prelude::*;

use super::model::{Standing, begins_words, standing};
use crate::notice::Tone;

/// The pill of a booking.
#[component]
pub fn StatePill(
    /// Which.
    booking: StoredValue<Booking>,
    /// Unix seconds, ticking.
    now: Signal<i64>,
) -> impl IntoView {
    let standing = Memo::new(move |_| booking.with_value(|booking| standing(booking, now.get())));
    let begins = Memo::new(move |_| booking.with_value(|booking| begins_words(booking, now.get())));
    view! {
        <span class="lesson-state">
            {move || {
                let Standing { words, tone } = standing.get();
                view! { <span class=format!("pill figure {}", tone.map_or("", Tone::class))>{words}</span> }
            }}
            <span class="small soft figure">{begins}</span>
        </span>
    }
}
