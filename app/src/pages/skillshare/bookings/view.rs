//! Renders the list of lessons.

use std::time::Duration;

use client::{
    ClientError,
    proto::skillshare::{Booking, ListBookingsResponse},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    feed::FeedPanel,
    lines::Lines,
    model::{Which, count_words},
    row::LessonRow,
};
use crate::{
    address,
    components::{
        banner::Banner, empty_state::EmptyState, error_state::ErrorState, icon::Glyph,
        skeleton::SkeletonRows, top_bar::TopBar,
    },
    live::use_pace,
    notice::{Notice, Tone},
    pages::skillshare::{
        booking::{
            cancel::{self, CancelDialog},
            clock::use_now,
            model::{begins_soon, begins_words, other_party},
        },
        shared::tabs::{Area, Tabs},
    },
    session::{use_member, use_session},
    zone,
};

/// How often the page looks for places that were offered, and for what the other side did.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Which lessons were asked for, and the answer.
type Answer = (Which, Result<ListBookingsResponse, ClientError>);

/// One's lessons.
#[component]
pub fn BookingsPage() -> impl IntoView {
    let query = use_query_map();
    let which = Memo::new(move |_| query.with(|query| Which::of(|name| query.get(name))));
    let again = RwSignal::new(0_u64);
    let look = move || again.update(|count| *count += 1);
    let (list, now) = (use_list(which, again), use_now());
    use_pace(LOOK_EVERY, look);
    cancel::provide();
    let on_changed = Callback::new(move |()| look());
    // What the last look found unchanged is not rendered again: a reader keeps the place. What was asked for before is
    // not shown for what is asked for now.
    let seen = Memo::new(move |_| list.get().filter(|(asked, _)| *asked == which.get()));
    view! {
        <TopBar title="My lessons" />
        <div class="body lessons">
            <Tabs here=Area::Lessons />
            <Ways which />
            {move || match seen.get() {
                None => view! { <SkeletonRows /> }.into_any(),
                Some((_, Err(error))) => view! { <ErrorState notice=Notice::from(&error) on_retry=look /> }.into_any(),
                Some((which, Ok(answer))) => view! { <Lessons which answer now on_changed /> }.into_any(),
            }}
            <FeedPanel />
            <CancelDialog on_changed />
        </div>
    }
}

/// The list, asked for anew whenever `again` counts. While the server cannot be reached, what was seen stays on show.
fn use_list(which: Memo<Which>, again: RwSignal<u64>) -> LocalResource<Answer> {
    let (api, session) = (use_member().api, use_session());
    let seen = StoredValue::new(None::<Answer>);
    LocalResource::new(move || {
        again.track();
        let (which, api) = (which.get(), api.clone());
        async move {
            let answer = api.list_bookings(which.request(zone::of_this_machine())).await;
            let kept = seen.try_get_value().flatten().filter(|(asked, seen)| *asked == which && seen.is_ok());
            match (answer, kept) {
                (Err(error), Some(kept)) if error.kind.is_transient() => kept,
                (answer, _) => {
                    if let Err(error) = &answer {
                        session.ended_by(error);
                    }
                    seen.try_set_value(Some((which, answer.clone())));
                    (which, answer)
                }
            }
        }
    })
}

/// From whose side, and whether ahead or over: links, since all of it is in the address.
#[component]
fn Ways(which: Memo<Which>) -> impl IntoView {
    let way = move |words: &'static str, change: fn(Which) -> Which| {
        let to = move || change(which.get()).address();
        let is_here = move || (change(which.get()) == which.get()).then_some("true");
        view! { <a class="way" href=to aria-current=is_here>{words}</a> }
    };
    view! {
        <div class="row">
            <nav class="ways" aria-label="Whose lessons">
                {way("I learn", |which| Which { as_teacher: false, ..which })}
                {way("I teach", |which| Which { as_teacher: true, ..which })}
            </nav>
            <nav class="ways" aria-label="When">
                {way("Upcoming", |which| Which { past: false, ..which })}
                {way("Past", |which| Which { past: true, ..which })}
            </nav>
        </div>
    }
}

#[component]
fn Lessons(
    which: Which,
    answer: ListBookingsResponse,
    now: Signal<i64>,
    on_changed: Callback<()>,
) -> impl IntoView {
    let lines = if which == Which::default() { answer.lines.clone() } else { Vec::new() };
    if answer.bookings.is_empty() && lines.is_empty() {
        return view! { <Empty which /> }.into_any();
    }
    let words = count_words(&answer);
    let bookings: Vec<_> = answer.bookings.into_iter().map(StoredValue::new).collect();
    let row = move |booking| view! { <LessonRow booking now on_changed /> };
    view! {
        <Soon bookings=bookings.clone() now />
        {(!bookings.is_empty()).then(|| view! {
            <section class="lessons-part" aria-label="Lessons">
                <ol class="card lesson-list">{bookings.into_iter().map(row).collect_view()}</ol>
                <p class="small soft figure">{words}</p>
            </section>
        })}
        {(!lines.is_empty()).then(|| view! { <Lines lines on_changed /> })}
    }
    .into_any()
}

/// What begins within the hour stands above everything else.
#[component]
fn Soon(bookings: Vec<StoredValue<Booking>>, now: Signal<i64>) -> impl IntoView {
    let words = move |booking: &Booking| {
        let begins = begins_words(booking, now.get()).filter(|_| begins_soon(booking, now.get()))?;
        let lesson = format!("{} with {} {begins}", booking.course_title, other_party(booking));
        Some((address::booking(&booking.booking_id), lesson))
    };
    let soon = Memo::new(move |_| {
        bookings.iter().filter_map(|booking| booking.with_value(words)).collect::<Vec<_>>()
    });
    let line = |(to, lesson): (String, String)| view! { <p><a href=to>{lesson}</a></p> };
    move || {
        let soon = soon.get();
        (!soon.is_empty())
            .then(|| view! { <Banner tone=Tone::Info>{soon.into_iter().map(line).collect_view()}</Banner> })
    }
}

#[component]
fn Empty(which: Which) -> impl IntoView {
    let (title, text) = which.empty_words();
    let (to, act) = match which.as_teacher {
        true => (address::TEACH, "Go to your teaching"),
        false => (address::SKILLSHARE, "Find a course"),
    };
    view! {
        <EmptyState glyph=Glyph::Lessons title text>
            <a href=to class="button main">{act}</a>
        </EmptyState>
    }
}
