//! Step two: what is booked, by which policy, and what the teacher should know.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    acts::use_move,
    confirm::Confirm,
    desk::{Chosen, Desk, Stage},
    note::Note,
    taken::{InLine, Taken},
};
use crate::{
    components::{
        banner::{Banner, FormNotice},
        button::{Button, ButtonKind},
    },
    notice::Tone,
    pages::skillshare::shared::words,
    session::SessionState,
    shell::sign_in_and_return,
};

/// Steps two and three, in one card.
#[component]
pub fn Details(
    /// What is booked.
    desk: Desk,
) -> impl IntoView {
    let has_note = Memo::new(move |_| desk.chosen.with(Option::is_some) && !desk.is_moving());
    view! {
        <section class="card booking-card" aria-labelledby="step-details">
            <h2 id="step-details" class="step-title" tabindex="-1">"2. Details and policy"</h2>
            {move || match desk.chosen.get() {
                Some(chosen) => view! { <Summary desk chosen /> }.into_any(),
                None if desk.is_gone() => view! {
                    <Banner tone=Tone::Warning><p>"That time cannot be booked any more. Choose another one."</p></Banner>
                }
                .into_any(),
                None => view! { <p class="soft">"No time is chosen yet."</p> }.into_any(),
            }}
            <Agreement desk />
            {move || desk.session.member().filter(|_| has_note.get()).map(|member| view! { <Note desk member /> })}
            <FormNotice notice=desk.notice />
            {move || next_step(desk)}
        </section>
    }
}

/// The time on both walls, with their zones.
#[component]
pub fn Summary(
    /// What is booked.
    desk: Desk,
    /// The time.
    chosen: Chosen,
) -> impl IntoView {
    let Chosen { time, zone, .. } = chosen;
    let walls = words::two_walls(&time, words::today());
    let teacher_zone = desk.course.with_value(|course| course.teacher_zone.clone());
    view! {
        <dl class="kv figure summary">
            <dt>"Your time"</dt>
            <dd>
                <strong>{walls.reader_day}", "{walls.reader_clock}</strong>
                <span class="small faint">{zone}</span>
            </dd>
            <dt>"Teacher's time"</dt>
            <dd>{walls.teacher_day}", "{walls.teacher_clock}<span class="small faint">{teacher_zone}</span></dd>
        </dl>
    }
}

/// Price, length and policy.
#[component]
fn Agreement(desk: Desk) -> impl IntoView {
    let course = desk.course.get_value();
    let teacher = course.teacher_name;
    view! {
        <dl class="kv figure summary">
            <dt>"Teacher"</dt>
            <dd>{teacher}</dd>
            <dt>"Price"</dt>
            <dd>{words::price_words(&course.price)}</dd>
            <dt>"Length"</dt>
            <dd>{words::length_words(course.length_minutes)}</dd>
            <dt>"Policy"</dt>
            <dd>{course.policy}</dd>
        </dl>
    }
}

fn next_step(desk: Desk) -> AnyView {
    let Some(chosen) = desk.chosen.get() else { return ().into_any() };
    match desk.session.state() {
        SessionState::SignedIn(_) => {}
        SessionState::Unknown => return ().into_any(),
        SessionState::SignedOut | SessionState::Unreachable(_) => return sign_in(desk),
    }
    match desk.stage.get() {
        Stage::Taken { message, nearest } => view! { <Taken desk message nearest /> }.into_any(),
        Stage::InLine(position) => view! { <InLine position /> }.into_any(),
        Stage::Held(hold) => view! { <Confirm desk hold /> }.into_any(),
        Stage::Done(_) => ().into_any(),
        Stage::Choosing => go_on(desk, &chosen),
    }
}

/// The way to a session, and back to the time that is chosen.
fn sign_in(desk: Desk) -> AnyView {
    let back = move || sign_in_and_return(&desk.query.address());
    let words = if desk.is_moving() { "Sign in to move it" } else { "Sign in to book" };
    view! {
        <p class="small soft">"The time stays chosen while you sign in."</p>
        <A href=back attr:class="button main wide">{words}</A>
    }
    .into_any()
}

/// The button that leads a member on from the time that is chosen.
fn go_on(desk: Desk, chosen: &Chosen) -> AnyView {
    let move_it = use_move(desk);
    let (words, note) = match (desk.is_moving(), chosen.seats_free) {
        (true, _) => ("Move the lesson", "The old time is given back at the same moment."),
        (false, ..=0) => ("Wait for this slot", "All places of this lesson are taken."),
        (false, _) => ("Continue", "The place is then kept for you for five minutes. Nothing is booked yet."),
    };
    let is_full = chosen.seats_free <= 0;
    let act = move |_| match (untrack(|| desk.is_moving()), is_full) {
        (true, _) => move_it.run(()),
        (false, true) => desk.wait(),
        (false, false) => desk.hold_it(),
    };
    view! {
        <Button kind=ButtonKind::Wide busy=desk.busy on_click=act>{words}</Button>
        <p class="small faint">{note}</p>
    }
    .into_any()
}
