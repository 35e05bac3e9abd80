//! What can be done with a booking, wherever it is shown.

use client::{Authorized, ClientError, proto::skillshare::Booking};
use leptos::prelude::*;

use super::{
    cancel::use_cancelling,
    model::{Act, acts},
};
use crate::{
    address,
    components::button::{Button, ButtonKind},
    notice::{Notice, Tone, use_notices},
    sending::use_sending,
    session::use_member,
};

/// The acts of a booking, as buttons and links.
#[component]
pub fn BookingActs(
    /// Which.
    booking: StoredValue<Booking>,
    /// Unix seconds, ticking.
    now: Signal<i64>,
    /// Called when the server has something new.
    on_changed: Callback<()>,
) -> impl IntoView {
    let offered = Memo::new(move |_| booking.with_value(|booking| acts(booking, now.get())));
    let (api, notices) = (use_member().api, use_notices());
    let (sending, cancelling) = (use_sending(), use_cancelling());
    let run = UnsyncCallback::new(move |act: Act| {
        if act == Act::Cancel {
            return cancelling.ask(booking.get_value());
        }
        sending.send(carry_out(api.clone(), act, booking.get_value()), move |done| {
            match done {
                Ok(words) => notices.show(Notice::new(Tone::Good, words)),
                Err(error) => notices.report(&error),
            }
            let _seen = on_changed.try_run(());
        });
    });
    let act = move |act: Act| match link(act, &booking.get_value()) {
        Some(to) => view! { <a class="button" href=to>{act.words()}</a> }.into_any(),
        None => {
            let kind = if act == Act::Confirm { ButtonKind::Main } else { ButtonKind::Plain };
            let name = booking.with_value(|booking| format!("{}: {}", act.words(), booking.course_title));
            view! {
                <Button kind busy=sending.busy name=Some(name) on_click=move |_| run.run(act)>{act.words()}</Button>
            }
            .into_any()
        }
    };
    move || offered.get().into_iter().map(act).collect_view()
}

/// Where an act leads, when it is done on another page.
fn link(act: Act, booking: &Booking) -> Option<String> {
    let course = address::course(&booking.course_id);
    match act {
        Act::Move => Some(format!("{course}?move={}", booking.booking_id)),
        Act::BookAgain => Some(course),
        Act::Confirm | Act::GiveBack | Act::Cancel => None,
    }
}

/// Confirms or gives back what is held; what to tell then.
async fn carry_out(api: Authorized, act: Act, booking: Booking) -> Result<String, ClientError> {
    let (id, title) = (&booking.booking_id, &booking.course_title);
    match act {
        Act::Confirm => api.confirm_booking(id, "").await.map(|_| format!("“{title}” is booked")),
        _ => api.release_hold(id).await.map(|()| format!("The place in “{title}” is given back")),
    }
}
