//! One lesson in the list.

use client::proto::skillshare::Booking;
use leptos::prelude::*;

use crate::{
    address,
    pages::skillshare::{
        booking::{
            acts::BookingActs,
            model::{from_to, other_party},
            pill::StatePill,
        },
        shared::words::{length_words, price_words, reader, today, two_walls},
    },
};

/// A lesson: when, what, with whom, for how much, how it stands, and what can be done.
#[component]
pub fn LessonRow(
    /// Which.
    booking: StoredValue<Booking>,
    /// Unix seconds, ticking.
    now: Signal<i64>,
    /// Called when the server has something new.
    on_changed: Callback<()>,
) -> impl IntoView {
    let lesson = booking.get_value();
    let time = lesson.time.unwrap_or_default();
    let (walls, wall) = (two_walls(&time, today()), reader(&time));
    let facts = format!("{} · {}", length_words(lesson.length_minutes), price_words(&lesson.price));
    // A teacher's own hours are in another zone only where he is away from home.
    let theirs = if lesson.as_teacher { "your hours" } else { "teacher" };
    let other = (!walls.is_same).then(|| {
        view! {
            <span class="small faint figure">
                {walls.teacher_clock}" "{lesson.teacher_zone.clone()}" ("{theirs}") "
                <span class="shift">{walls.shift}</span>
            </span>
        }
    });
    view! {
        <li class="lesson-row">
            <div class="lesson-when figure">
                <strong>{walls.reader_day}</strong>
                <span>{from_to(wall, lesson.length_minutes)}</span>
                {other}
            </div>
            <div class="lesson-what">
                <a class="lesson-title" href=address::booking(&lesson.booking_id)>{lesson.course_title.clone()}</a>
                <span class="soft">"with "{other_party(&lesson).to_owned()}</span>
                <span class="small faint figure">{facts}</span>
            </div>
            <StatePill booking now />
            <div class="lesson-acts"><BookingActs booking now on_changed /></div>
        </li>
    }
}
