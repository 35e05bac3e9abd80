//! A new course, or another shape of one. Lessons that are booked keep what was agreed.

use client::proto::skillshare::Course;
use domain::skillshare::course::Level;
use leptos::prelude::*;

use super::{
    course::{COURSE, level_name, request, typed},
    entry::{Entries, Sheet},
};
use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        choice::Choice,
        form,
    },
    notice::{Notice, Tone, use_notices},
    session::use_member,
};

/// Edits a course.
#[component]
pub fn CourseForm(
    /// The course; none for a new one.
    course: Option<Course>,
    /// Called when the server has it.
    on_saved: Callback<()>,
    /// Called when the form is no longer wanted.
    on_close: Callback<()>,
) -> impl IntoView {
    let (api, notices) = (use_member().api, use_notices());
    let currency =
        course.as_ref().and_then(|course| course.price.as_ref()).map(|price| price.currency.clone());
    let sheet = Sheet::new(&COURSE, typed(course.as_ref()), currency.as_deref());
    let level = RwSignal::new(level_name(course.as_ref().map(Course::level).unwrap_or_default()).to_owned());
    let (id, heading) = match course {
        Some(course) => (course.course_id, format!("Edit “{}”", course.title)),
        None => (String::new(), "New course".to_owned()),
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(values) = sheet.take() else { return };
        let (course, title) = (request(id.clone(), &level.get_untracked(), &values), values.text("title"));
        let api = api.clone();
        sheet.send(async move { api.save_course(course).await }, move |_| {
            notices.show(Notice::new(Tone::Good, format!("“{title}” is saved")));
            let _seen = on_saved.try_run(());
            let _closed = on_close.try_run(());
        });
    };
    request_animation_frame(|| form::focus("title"));
    let name = heading.clone();
    view! {
        <form class="form course-form" novalidate on:submit=save aria-label=name>
            <h3>{heading}</h3>
            <FormNotice notice=sheet.notice />
            <div class="sheet">
                <Entries sheet />
                <LevelChoice level />
            </div>
            <div class="row">
                <Button kind=ButtonKind::Main submits=true busy=sheet.busy()>"Save course"</Button>
                <Button kind=ButtonKind::Quiet on_click=move |_| on_close.run(())>"Close"</Button>
            </div>
        </form>
    }
}

#[component]
fn LevelChoice(level: RwSignal<String>) -> impl IntoView {
    let options = Level::ALL.map(|level| (level.name().to_owned(), level.words().to_owned())).to_vec();
    view! { <Choice id="level" label="Level" options value=level on_change=move |chosen| level.set(chosen) /> }
}
