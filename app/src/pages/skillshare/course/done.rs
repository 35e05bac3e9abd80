//! It is booked: what, when, and what can be done with it.

use client::proto::skillshare::Booking;
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    desk::{Chosen, Desk},
    details::Summary,
};
use crate::{
    address,
    components::icon::{Glyph, Icon},
};

/// The summary of what was booked.
#[component]
pub fn Done(
    /// What was booked.
    desk: Desk,
    /// The booking.
    booking: Booking,
) -> impl IntoView {
    let file = address::calendar_file(&booking.booking_id);
    let chosen = booking.time.map(|time| Chosen { time, zone: booking.student_zone, seats_free: 0 });
    view! {
        <section class="card booked" aria-labelledby="step-done">
            <span class="booked-sign"><Icon glyph=Glyph::Check /></span>
            <h2 id="step-done" class="step-title" tabindex="-1">"Your lesson is booked"</h2>
            <p>{booking.course_title}" with "{booking.teacher_name}</p>
            {chosen.map(|chosen| view! { <Summary desk chosen /> })}
            <p class="small soft">{booking.policy}</p>
            <p class="small soft">"We have written to you with both times and the way to cancel."</p>
            <div class="row">
                <a href=file download rel="external" class="button main">
                    <Icon glyph=Glyph::Lessons /><span>"Add to calendar"</span>
                </a>
                <A href=address::booking(&booking.booking_id) attr:class="button">"This lesson"</A>
                <A href=address::BOOKINGS attr:class="button quiet">"My lessons"</A>
            </div>
        </section>
    }
}
