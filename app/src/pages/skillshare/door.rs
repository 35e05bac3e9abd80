//! The one way into these pages, where the module is cut: their code is fetched when the first of them is opened.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{
    booking::BookingPage, bookings::BookingsPage, browse::BrowsePage, course::CoursePage, teach::TeachPage,
    teacher::TeacherPage,
};
use crate::shell::{Fetched, Render};

/// Which of the pages.
#[derive(Debug, Clone, Copy)]
pub enum Lessons {
    /// One lesson of one's own.
    Booking,
    /// One's lessons.
    Bookings,
    /// All courses or all teachers.
    Browse,
    /// One course, with booking.
    Course,
    /// One's own teaching.
    Teach,
    /// One teacher.
    Teacher,
}

/// A page of lessons, once its code is there.
#[component]
pub fn LessonsPage(
    /// Which.
    page: Lessons,
) -> impl IntoView {
    view! { <Fetched fetch=move || code_of(page) /> }
}

/// One function for all six, and so one chunk.
#[wasm_split(skillshare, wasm_split_path = ::leptos::wasm_split, fallible)]
fn code_of(page: Lessons) -> Result<Render, SplitLoaderError> {
    Ok(match page {
        Lessons::Booking => || BookingPage().into_any(),
        Lessons::Bookings => || BookingsPage().into_any(),
        Lessons::Browse => || BrowsePage().into_any(),
        Lessons::Course => || CoursePage().into_any(),
        Lessons::Teach => || TeachPage().into_any(),
        Lessons::Teacher => || TeacherPage().into_any(),
    })
}
