//! What was agreed, on both walls, and what can be done.

use client::proto::skillshare::{Booking, BookingState};
use leptos::prelude::*;

use super::{
    acts::BookingActs,
    clock::wall_in,
    model::{from_to, other_party},
    pill::StatePill,
    view::Seen,
};
use crate::{
    address,
    components::icon::{Glyph, Icon},
    moment::OnTheWall,
    pages::skillshare::shared::words::{
        day_and_clock, group_words, length_words, price_words, reader, teacher_wall, today, two_walls,
    },
    zone,
};

/// The lesson in short.
#[component]
pub fn Summary(
    /// The lesson on both walls.
    seen: Seen,
    /// The lesson again, for its parts.
    booking: StoredValue<Booking>,
    /// Unix seconds, ticking.
    now: Signal<i64>,
    /// Called when the server has something new.
    on_changed: Callback<()>,
) -> impl IntoView {
    let lesson = seen.booking.clone();
    let calendar = calendar_words(lesson.state()).map(|words| {
        view! {
            <a class="button" href=address::calendar_file(&lesson.booking_id) download="" rel="external">
                <Icon glyph=Glyph::Lessons /><span class="button-words">{words}</span>
            </a>
        }
    });
    view! {
        <section class="card lesson-card" aria-label="Lesson">
            <header class="lesson-head">
                <h2><a href=address::course(&lesson.course_id)>{lesson.course_title.clone()}</a></h2>
                <StatePill booking now />
            </header>
            <BothWalls seen />
            <dl class="kv">
                <With booking />
                {facts(&lesson, now.get_untracked()).into_iter().map(|(name, fact)| view! {
                    <dt>{name}</dt><dd class="figure prose">{fact}</dd>
                }).collect_view()}
            </dl>
            <div class="row">{calendar}<BookingActs booking now on_changed /></div>
        </section>
    }
}

/// What a calendar program does with the file: one of a lesson that is cancelled says so to a calendar that has it.
fn calendar_words(state: BookingState) -> Option<&'static str> {
    match state {
        BookingState::Booked => Some("Add to calendar"),
        BookingState::Cancelled => Some("Take out of calendar"),
        BookingState::Held | BookingState::Unspecified => None,
    }
}

/// The moment as both sides see it; one wall where both are in the same zone.
#[component]
fn BothWalls(seen: Seen) -> impl IntoView {
    let Seen { booking, zone, time, other_zone } = seen;
    let (minutes, shift) = (booking.length_minutes, two_walls(&time, today()).shift);
    let wall = move |whose: String, wall: OnTheWall, zone: String, shift: &'static str| {
        view! {
            <div class="wall figure">
                <span class="small faint">{whose}</span>
                <strong class="wall-time">{from_to(wall, minutes)}</strong>
                <span>{wall.day(today())}" "<span class="shift">{shift}</span></span>
                <span class="small faint">{zone}</span>
            </div>
        }
    };
    let is_elsewhere = zone != other_zone;
    let theirs = format!("Clock of {}", other_party(&booking));
    view! {
        <div class="walls">
            {wall("Your clock".to_owned(), reader(&time), zone, "")}
            {is_elsewhere.then(|| wall(theirs, teacher_wall(&time), other_zone, shift))}
        </div>
    }
}

#[component]
fn With(booking: StoredValue<Booking>) -> impl IntoView {
    let lesson = booking.get_value();
    let name = other_party(&lesson).to_owned();
    let who = match lesson.as_teacher {
        true => name.into_any(),
        false => view! { <a class="link" href=address::teacher(&lesson.teacher_id)>{name}</a> }.into_any(),
    };
    view! { <dt>{if lesson.as_teacher { "Student" } else { "Teacher" }}</dt><dd>{who}</dd> }
}

/// Names and facts, those that there are.
fn facts(lesson: &Booking, now: i64) -> Vec<(&'static str, String)> {
    let is_free_still =
        lesson.state() == BookingState::Booked && !lesson.as_teacher && now <= lesson.free_until;
    let free_until = || {
        let wall = wall_in(&zone::of_this_machine(), lesson.free_until);
        format!("until {}", day_and_clock(wall, today()))
    };
    let note = if lesson.as_teacher { "Note to you" } else { "Your note" };
    let all = [
        ("Price", price_words(&lesson.price)),
        ("Length", length_words(lesson.length_minutes)),
        ("Group", group_words(lesson.capacity)),
        (note, lesson.note.clone()),
        ("Policy", lesson.policy.clone()),
        ("Free of charge", if is_free_still { free_until() } else { String::new() }),
    ];
    all.into_iter().filter(|(_, fact)| !fact.is_empty()).collect()
}
