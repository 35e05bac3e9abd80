//! Step one: days with their times, on both walls.

use client::proto::skillshare::{ListSlotsResponse, Slot, SlotDay};
use leptos::{ev, prelude::*};

use super::{
    desk::{Chosen, Desk},
    model::days::{self, Turns},
};
use crate::{
    components::{banner::Banner, button::Button, error_state::ErrorState, form, skeleton::SkeletonRows},
    notice::{Notice, Tone},
    pages::skillshare::shared::{words, zone_chooser::ZoneChooser},
};

/// The days, the zone that they are told in, and the way to other days.
#[component]
pub fn Slots(
    /// Where the choice goes.
    desk: Desk,
) -> impl IntoView {
    let teacher_zone = desk.course.with_value(|course| course.teacher_zone.clone());
    view! {
        <section class="slots" aria-labelledby="step-slots">
            <h2 id="step-slots" class="step-title" tabindex="-1">"1. Choose a time"</h2>
            <div class="slots-zone">
                <ZoneChooser zone=desk.zone on_change=move |zone: String| desk.query.set_zone(&zone) />
                <p class="small soft">{desk.zone}" (you) · teacher: "{teacher_zone}</p>
            </div>
            <Turn desk />
            {move || match desk.days.get() {
                None => view! { <SkeletonRows rows=7 /> }.into_any(),
                Some(Err(error)) => {
                    let retry = move || desk.days.refetch();
                    view! { <ErrorState notice=Notice::from(&error) on_retry=retry /> }.into_any()
                }
                Some(Ok(answer)) => view! { <Days desk answer /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Days(desk: Desk, answer: ListSlotsResponse) -> impl IntoView {
    let changes = days::clock_changes(&answer, words::today());
    let (shown, zone) = (answer.days.clone(), answer.reader_zone.clone());
    let day = move |day| view! { <Day desk zone=zone.clone() day /> };
    let answer = StoredValue::new(answer);
    let change = |words| view! { <Banner tone=Tone::Warning><p>{words}</p></Banner> };
    let walk = move |event: ev::KeyboardEvent| {
        let focused = document().active_element().and_then(|element| element.get_attribute("data-start"));
        let Some(here) = focused.and_then(|start| start.parse().ok()) else { return };
        if let Some(next) = answer.with_value(|answer| days::neighbour(answer, here, &event.key())) {
            event.prevent_default();
            form::focus(&slot_id(next));
        }
    };
    view! {
        {changes.into_iter().map(change).collect_view()}
        <div class="slot-days" on:keydown=walk>
            {shown.into_iter().map(day).collect_view()}
        </div>
    }
}

/// The days on show in words, and the ways to those before and after. It stays while days change, and so does the focus.
#[component]
fn Turn(desk: Desk) -> impl IntoView {
    let turns = Memo::new(move |_| {
        let (answer, today) = (desk.days.get()?.ok()?, words::today());
        let words = |day: &SlotDay| days::day_words(&day.day, today);
        let span = format!("{} – {}", words(answer.days.first()?), words(answer.days.last()?));
        Some((days::turns(&answer, today), span))
    });
    let button = move |pick: fn(Turns) -> Option<String>, words: &'static str| {
        let to = move || turns.get().and_then(|(turns, _)| pick(turns));
        let go = move |_| untrack(to).iter().for_each(|day| desk.turn_to(day));
        view! { <Button disabled=Signal::derive(move || to().is_none()) on_click=go>{words}</Button> }
    };
    view! {
        <div class="slots-turn">
            {button(|turns| turns.earlier, "Earlier")}
            <span class="figure soft" role="status">{move || turns.get().map(|(_, span)| span)}</span>
            {button(|turns| turns.later, "Later")}
        </div>
    }
}

#[component]
fn Day(desk: Desk, zone: String, day: SlotDay) -> impl IntoView {
    let heading = days::day_words(&day.day, words::today());
    let why_none = desk.course.with_value(|course| days::none_words(&day, course));
    let button = |place| view! { <TimeButton desk zone=zone.clone() place /> }.into_any();
    let slots: Vec<AnyView> = day.slots.into_iter().map(button).collect();
    let is_empty = slots.is_empty();
    let name = heading.clone();
    view! {
        <div class="slot-day" class:is-empty=is_empty>
            <h3>{heading}</h3>
            {match is_empty {
                true => view! { <p class="small faint">{why_none}</p> }.into_any(),
                false => view! { <ul class="slot-row" aria-label=name>{slots}</ul> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn TimeButton(desk: Desk, zone: String, place: Slot) -> impl IntoView {
    let start = days::starts_at(&place);
    let time = place.time.unwrap_or_default();
    let walls = words::two_walls(&time, words::today());
    let capacity = desk.course.with_value(|course| course.capacity);
    let places = days::places_words(place.seats_free, capacity);
    let is_chosen =
        move || desk.chosen.with(|chosen| chosen.as_ref().is_some_and(|it| it.time.starts_at == start));
    let chosen = Chosen { time, zone, seats_free: place.seats_free };
    view! {
        <li>
            <button
                type="button"
                id=slot_id(start)
                class="slot figure"
                data-start=start.to_string()
                aria-pressed=move || is_chosen().to_string()
                on:click=move |_| desk.choose(chosen.clone())
            >
                <span class="slot-clock">{walls.reader_clock}</span>
                {(!walls.is_same).then(|| view! {
                    <span class="small slot-other">
                        <span class="visually-hidden">", at the teacher's "</span>
                        {walls.teacher_clock}
                        {(!walls.shift.is_empty()).then(|| view! { <span class="slot-shift">" "{walls.shift}</span> })}
                    </span>
                })}
                {places.map(|places| view! {
                    <span class="small slot-other"><span class="visually-hidden">", "</span>{places}</span>
                })}
            </button>
        </li>
    }
}

fn slot_id(start: i64) -> String {
    format!("slot-{start}")
}
