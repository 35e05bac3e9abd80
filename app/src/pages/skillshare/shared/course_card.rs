//! A course in a list: what it is, who gives it, what it costs, and when the next one can be had.

use client::proto::skillshare::{Course, CourseCard};
use leptos::prelude::*;

use super::{stars::RatingLine, words};
use crate::address;

/// One course.
#[component]
pub fn CourseCardView(
    /// The course, with its next free start.
    card: CourseCard,
    /// The zone of the address, which goes along; empty for the machine's own.
    #[prop(into)]
    zone: String,
) -> impl IntoView {
    let CourseCard { course, next_free } = card;
    let course = course.unwrap_or_default();
    let next = next_free.map(|time| words::day_and_clock(words::reader(&time), words::today()));
    let to = words::with_zone(address::course(&course.course_id), &zone);
    let by = words::with_zone(address::teacher(&course.teacher_id), &zone);
    let title = course.title.clone();
    let teacher = course.teacher_name.clone();
    view! {
        <li class="card course-card">
            <p class="small faint">{course.skill.clone()}</p>
            <h2 class="course-title"><a href=to class="card-link">{title}</a></h2>
            <p class="course-by small soft">"with "<a href=by>{teacher}</a></p>
            <CourseFacts course />
            <p class="course-next figure">
                {match next {
                    Some(next) => view! { <span class="faint">"Next: "</span><strong>{next}</strong> }.into_any(),
                    None => view! { <span class="faint">"Nothing free in the next 60 days"</span> }.into_any(),
                }}
            </p>
        </li>
    }
}

/// Price, length, level, size of the group and rating.
#[component]
pub fn CourseFacts(
    /// The course.
    course: Course,
) -> impl IntoView {
    let facts = [
        words::length_words(course.length_minutes),
        words::level_words(course.level).to_owned(),
        words::group_words(course.capacity),
    ];
    view! {
        <p class="course-facts small soft figure">
            <strong class="course-price">{words::price_words(&course.price)}</strong>
            {facts.map(|fact| view! { <span>{fact}</span> })}
            <RatingLine rating=course.rating />
        </p>
    }
}
