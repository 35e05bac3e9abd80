//! A teacher in a list.

use client::proto::skillshare::Teacher;
use leptos::prelude::*;

use crate::{
    address, figures,
    pages::skillshare::shared::{stars::RatingLine, words},
};

/// One teacher.
#[component]
pub fn TeacherCard(
    /// Who.
    teacher: Teacher,
    /// The zone of the address, which goes along.
    #[prop(into)]
    zone: String,
) -> impl IntoView {
    let to = words::with_zone(address::teacher(&teacher.teacher_id), &zone);
    view! {
        <li class="card course-card">
            <h2 class="course-title"><a href=to class="card-link">{teacher.name}</a></h2>
            <p class="soft">{teacher.headline}</p>
            <Specialties names=teacher.specialties />
            <p class="course-facts small soft figure">
                <strong class="course-price">{words::price_words(&teacher.rate)}</strong>
                <span>"an hour"</span>
                <span>{figures::counted(teacher.courses.into(), "course")}</span>
                <RatingLine rating=teacher.rating />
            </p>
        </li>
    }
}

/// What somebody teaches, as pills.
#[component]
pub fn Specialties(
    /// In the teacher's own order.
    names: Vec<String>,
) -> impl IntoView {
    (!names.is_empty()).then(|| {
        view! {
            <ul class="specialties" aria-label="Specialties">
                {names.into_iter().map(|name| view! { <li class="pill">{name}</li> }).collect_view()}
            </ul>
        }
    })
}
