//! What is asked before a booking is cancelled: nobody can take that back, since the place is somebody else's at once.

use client::proto::skillshare::Booking;
use leptos::prelude::*;

use super::model::{cancel_words, cancelled_words};
use crate::{
    browser,
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        dialog::Dialog,
    },
    notice::{Notice, Tone, use_notices},
    pages::skillshare::shared::words::{day_and_clock, price_words, reader, today},
    sending::use_sending,
    session::use_member,
};

/// The booking that is asked about.
#[derive(Clone, Copy)]
pub struct Cancelling {
    booking: RwSignal<Option<Booking>>,
    open: RwSignal<bool>,
}

/// Puts the question into the context; the page shows [`CancelDialog`].
pub fn provide() {
    provide_context(Cancelling { booking: RwSignal::default(), open: RwSignal::default() });
}

/// The question, from any part of the page.
pub fn use_cancelling() -> Cancelling {
    expect_context()
}

impl Cancelling {
    /// Asks.
    pub fn ask(self, booking: Booking) {
        self.booking.set(Some(booking));
        self.open.set(true);
    }
}

/// The question.
#[component]
pub fn CancelDialog(
    /// Called when a booking was cancelled, or could not be.
    on_changed: Callback<()>,
) -> impl IntoView {
    let cancelling = use_cancelling();
    view! {
        <Dialog id="cancel-title" title="Cancel this lesson?" open=cancelling.open>
            {move || cancelling.booking.get_untracked().map(|booking| {
                view! { <Question booking open=cancelling.open on_changed /> }
            })}
        </Dialog>
    }
}

#[component]
fn Question(booking: Booking, open: RwSignal<bool>, on_changed: Callback<()>) -> impl IntoView {
    let (api, notices, sending) = (use_member().api, use_notices(), use_sending());
    let notice = RwSignal::new(None::<Notice>);
    let time = day_and_clock(reader(&booking.time.unwrap_or_default()), today());
    let lesson = format!("{}, {time}", booking.course_title);
    let words = cancel_words(&booking, &price_words(&booking.price), browser::unix_seconds());
    let id = booking.booking_id;
    let cancel = move |_| {
        notice.set(None);
        let (api, id) = (api.clone(), id.clone());
        sending.send(async move { api.cancel_booking(&id).await }, move |outcome| {
            match outcome {
                Ok(booking) => {
                    notices.show(told(&booking));
                    let _closed = open.try_set(false);
                }
                // The dialog may have been closed: nobody reads it then.
                Err(error) => drop(notice.try_set(Some((&error).into()))),
            }
            let _seen = on_changed.try_run(());
        });
    };
    view! {
        <p><strong>{lesson}</strong></p>
        <ul class="cancel-words">{words.map(|words| view! { <li>{words}</li> })}</ul>
        <FormNotice notice />
        <div class="row">
            <Button busy=sending.busy on_click=cancel>"Cancel the lesson"</Button>
            <Button kind=ButtonKind::Quiet on_click=move |_| open.set(false)>"Keep it"</Button>
        </div>
    }
}

/// What a cancellation led to. Another lesson can be booked from where this one is shown.
fn told(booking: &Booking) -> Notice {
    let tone = if booking.is_late { Tone::Warning } else { Tone::Good };
    let title = format!("“{}” is cancelled", booking.course_title);
    Notice::new(tone, title).advise(cancelled_words(booking, &price_words(&booking.price)))
}
