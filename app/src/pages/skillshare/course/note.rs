//! What the teacher should know. The browser keeps it for this tab and this member until the lesson is booked: neither a
//! reload nor a session that ended loses it.

use domain::limits::NOTE_CHARS_MAX;
use gloo_storage::{SessionStorage, Storage};
use leptos::prelude::*;

use super::desk::Desk;
use crate::{components::text_area::TextArea, session::Member};

/// Where the browser keeps it.
fn key(member: &Member, desk: Desk) -> String {
    let course_id = desk.course.with_value(|course| course.course_id.clone());
    format!("skyshard.note.{}.{course_id}", member.profile.user_id)
}

/// Nothing is left to be said: the lesson is booked.
pub fn forget(member: &Member, desk: Desk) {
    SessionStorage::delete(key(member, desk));
    desk.note.set(String::new());
}

/// The note of a member.
#[component]
pub fn Note(
    /// Where it is kept.
    desk: Desk,
    /// Whose it is.
    member: Member,
) -> impl IntoView {
    let key = key(&member, desk);
    if desk.note.with_untracked(String::is_empty) {
        desk.note.set(SessionStorage::get(&key).unwrap_or_default());
    }
    Effect::new(move || match desk.note.get() {
        empty if empty.is_empty() => SessionStorage::delete(&key),
        // A browser that keeps nothing still has it until the page is left.
        note => drop(SessionStorage::set(&key, note)),
    });
    view! {
        <TextArea
            id="note"
            label="Anything the teacher should know"
            value=desk.note
            max=NOTE_CHARS_MAX
            hint="What you know already, what you want to reach. It can stay empty."
        />
    }
}
