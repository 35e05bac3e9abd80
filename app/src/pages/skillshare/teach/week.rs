//! The lessons of the next seven days, by the clock of the teacher.

use client::proto::skillshare::{Booking, BookingState, ListBookingsRequest};
use leptos::prelude::*;

use super::model::{days_ahead, lessons_of};
use crate::{
    address, browser,
    components::{error_state::ErrorState, skeleton::SkeletonRows},
    moment,
    notice::Notice,
    pages::skillshare::{
        booking::{clock::wall_in, model::from_to},
        shared::words::teacher_wall,
    },
    session::use_member,
};

/// More lessons than a week has.
const LESSONS_MAX: i32 = 200;

/// The week.
#[component]
pub fn WeekPart(
    /// The teacher's zone.
    zone: Memo<String>,
) -> impl IntoView {
    let api = use_member().api;
    let lessons = LocalResource::new(move || {
        let (zone, limit, api) = (zone.get(), LESSONS_MAX, api.clone());
        let which = ListBookingsRequest { as_teacher: true, zone, limit, ..ListBookingsRequest::default() };
        async move { api.list_bookings(which).await }
    });
    view! {
        <section class="card" aria-labelledby="week">
            <header class="teach-head">
                <h2 id="week">"Next seven days"</h2>
                <span class="small faint">"by the clock in "{zone}</span>
            </header>
            {move || match lessons.get() {
                None => view! { <SkeletonRows rows=3 /> }.into_any(),
                Some(Err(error)) => view! {
                    <ErrorState notice=Notice::from(&error) on_retry=move || lessons.refetch() />
                }
                .into_any(),
                Some(Ok(answer)) => view! { <Days zone=zone.get() lessons=answer.bookings /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Days(zone: String, lessons: Vec<Booking>) -> impl IntoView {
    let booked: Vec<Booking> =
        lessons.into_iter().filter(|lesson| lesson.state() == BookingState::Booked).collect();
    let today = wall_in(&zone, browser::unix_seconds()).date();
    let day = |day: String| {
        let lessons: Vec<_> = lessons_of(&day, &booked).into_iter().cloned().collect();
        view! { <Day day lessons /> }
    };
    view! { <ol class="week">{days_ahead(&today).into_iter().map(day).collect_view()}</ol> }
}

#[component]
fn Day(day: String, lessons: Vec<Booking>) -> impl IntoView {
    let is_free = lessons.is_empty();
    let lesson = |lesson: Booking| {
        let wall = teacher_wall(&lesson.time.unwrap_or_default());
        view! {
            <li>
                <span class="figure">{from_to(wall, lesson.length_minutes)}</span>
                <a class="lesson-title" href=address::booking(&lesson.booking_id)>{lesson.course_title}</a>
                <span class="soft">{lesson.student_name}</span>
            </li>
        }
    };
    view! {
        <li class="week-day">
            <h3 class="figure" class:faint=is_free>{moment::day_words(&day)}</h3>
            {is_free.then(|| view! { <span class="small faint">"No lessons"</span> })}
            <ul>{lessons.into_iter().map(lesson).collect_view()}</ul>
        </li>
    }
}
