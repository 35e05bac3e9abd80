//! The waiting lines in which a member stands.

use client::proto::skillshare::LineEntry;
use domain::format;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    address,
    components::button::Button,
    notice::{Notice, Tone, use_notices},
    pages::skillshare::shared::words::{day_and_clock, reader, today},
    sending::use_sending,
    session::use_member,
    zone,
};

/// All lines.
#[component]
pub fn Lines(
    /// As the server has them.
    lines: Vec<LineEntry>,
    /// Called when the server has something new.
    on_changed: Callback<()>,
) -> impl IntoView {
    view! {
        <section class="lessons-part" aria-label="Waiting lines">
            <h2>"Waiting lines"</h2>
            <ol class="card lesson-list">
                {lines.into_iter().map(|line| view! { <LineRow line on_changed /> }).collect_view()}
            </ol>
            <p class="small faint">
                "When a place becomes free and you are first, it is held for you for 15 minutes; we tell you by mail."
            </p>
        </section>
    }
}

#[component]
fn LineRow(line: LineEntry, on_changed: Callback<()>) -> impl IntoView {
    let time = line.time.unwrap_or_default();
    let position = format::ordinal(u64::try_from(line.position).unwrap_or_default());
    view! {
        <li class="lesson-row">
            <div class="lesson-when figure"><strong>{day_and_clock(reader(&time), today())}</strong></div>
            <div class="lesson-what">
                <a class="lesson-title" href=address::course(&line.course_id)>{line.course_title.clone()}</a>
                <span class="soft">"with "{line.teacher_name.clone()}</span>
            </div>
            <span class="lesson-state"><span class="pill figure">{format!("{position} in line")}</span></span>
            <div class="lesson-acts"><LeaveButton line on_changed /></div>
        </li>
    }
}

/// Leaves a line; the undo stands in it again, at its end.
#[component]
fn LeaveButton(line: LineEntry, on_changed: Callback<()>) -> impl IntoView {
    let (api, notices, sending) = (use_member().api, use_notices(), use_sending());
    let name = format!("Leave the line for {}", line.course_title);
    let (course_id, starts_at) = (line.course_id, line.time.unwrap_or_default().starts_at);
    let leave = move |_| {
        let (caller, course) = (api.clone(), course_id.clone());
        let (api, course_id) = (api.clone(), course_id.clone());
        let join = move || {
            let (api, course_id) = (api.clone(), course_id.clone());
            spawn_local(async move {
                let zone = zone::of_this_machine();
                if let Err(error) = api.join_lesson_line(&course_id, starts_at, &zone).await {
                    notices.report(&error);
                }
                let _seen = on_changed.try_run(());
            });
        };
        sending.send(async move { caller.leave_lesson_line(&course, starts_at).await }, move |left| {
            match left {
                Ok(()) => {
                    let notice = Notice::new(Tone::Good, "You have left the line");
                    notices.show_with_undo(notice.advise("Undo puts you at its end."), join);
                }
                Err(error) => notices.report(&error),
            }
            let _seen = on_changed.try_run(());
        });
    };
    view! { <Button busy=sending.busy name=Some(name) on_click=leave>"Leave line"</Button> }
}
