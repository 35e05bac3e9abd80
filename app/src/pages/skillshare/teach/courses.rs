//! The courses that one teaches, those that are archived too; and how students see them.

use client::proto::skillshare::Course;
use leptos::{prelude::*, task::spawn_local};

use super::course_form::CourseForm;
use crate::{
    address,
    components::{
        button::{Button, ButtonKind},
        form,
    },
    notice::{Notice, Tone, use_notices},
    pages::skillshare::shared::{
        words::{group_words, length_words, price_words, with_zone},
        zone_chooser::ZoneChooser,
    },
    sending::use_sending,
    session::use_member,
    zone,
};

/// Which form is open.
#[derive(Debug, Clone, PartialEq)]
enum Editing {
    Nothing,
    New,
    Old(Box<Course>),
}

/// All courses, and the form of one.
#[component]
pub fn CoursesPart(
    /// As the server has them.
    courses: Memo<Vec<Course>>,
    /// Called when the server has something new.
    on_changed: Callback<()>,
) -> impl IntoView {
    let editing = RwSignal::new(Editing::Nothing);
    let on_close = Callback::new(move |()| {
        editing.set(Editing::Nothing);
        form::focus("courses");
    });
    let preview = RwSignal::new(zone::of_this_machine());
    let opened = move |course| view! { <CourseForm course on_saved=on_changed on_close /> };
    let row = move |course| view! { <CourseRow course editing preview on_changed /> };
    view! {
        <section class="card" aria-labelledby="courses">
            <header class="teach-head">
                <h2 id="courses" tabindex="-1">"Courses"</h2>
                <Button on_click=move |_| editing.set(Editing::New)>"New course"</Button>
            </header>
            {move || match editing.get() {
                Editing::Nothing => None,
                Editing::New => Some(opened(None)),
                Editing::Old(course) => Some(opened(Some(*course))),
            }}
            {move || match courses.with(Vec::is_empty) {
                true => view! {
                    <p class="soft">"No course yet. Students book courses: make the first one."</p>
                }
                .into_any(),
                false => view! {
                    <ul class="teach-courses">{courses.get().into_iter().map(row).collect_view()}</ul>
                    <ZoneChooser
                        id="preview-zone"
                        label="Links show a course as a student sees it in"
                        zone=preview
                        on_change=move |zone| preview.set(zone)
                    />
                }
                .into_any(),
            }}
        </section>
    }
}

#[component]
fn CourseRow(
    course: Course,
    editing: RwSignal<Editing>,
    preview: RwSignal<String>,
    on_changed: Callback<()>,
) -> impl IntoView {
    let facts =
        [price_words(&course.price), length_words(course.length_minutes), group_words(course.capacity)];
    let id = course.course_id.clone();
    let to = move || with_zone(address::course(&id), &preview.get());
    let name = format!("Edit {}", course.title);
    let edited = course.clone();
    let edit = move |_| editing.set(Editing::Old(Box::new(edited.clone())));
    view! {
        <li class="teach-course">
            <div class="lesson-what">
                <a class="lesson-title" href=to>{course.title.clone()}</a>
                <span class="small soft figure">{facts.join(" · ")}</span>
            </div>
            {course.is_archived.then(|| view! { <span class="pill">"Archived"</span> })}
            <div class="lesson-acts">
                <Button kind=ButtonKind::Quiet name=Some(name) on_click=edit>"Edit"</Button>
                <ArchiveButton course on_changed />
            </div>
        </li>
    }
}

/// Takes a course out of the list, or puts it back; either can be undone.
#[component]
fn ArchiveButton(course: Course, on_changed: Callback<()>) -> impl IntoView {
    let (api, notices, sending) = (use_member().api, use_notices(), use_sending());
    let archive = !course.is_archived;
    let words = if archive { "Archive" } else { "Put back" };
    let name = format!("{words}: {}", course.title);
    let turn = move |_| {
        let (caller, course) = (api.clone(), course.clone());
        let (api, id) = (api.clone(), course.course_id.clone());
        let undo = move || {
            let (api, id) = (api.clone(), id.clone());
            spawn_local(async move {
                if let Err(error) = api.archive_course(&id, !archive).await {
                    notices.report(&error);
                }
                let _seen = on_changed.try_run(());
            });
        };
        let title = course.title;
        sending.send(async move { caller.archive_course(&course.course_id, archive).await }, move |turned| {
            match turned {
                Ok(()) => notices.show_with_undo(turned_words(&title, archive), undo),
                Err(error) => notices.report(&error),
            }
            let _seen = on_changed.try_run(());
        });
    };
    view! { <Button kind=ButtonKind::Quiet busy=sending.busy name=Some(name) on_click=turn>{words}</Button> }
}

fn turned_words(title: &str, archived: bool) -> Notice {
    match archived {
        true => Notice::new(Tone::Good, format!("“{title}” is archived"))
            .advise("Nobody can book it any more. Lessons that are booked stay booked."),
        false => Notice::new(Tone::Good, format!("“{title}” is in the list again")),
    }
}
