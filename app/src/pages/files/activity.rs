//! The Activity part of the details: what happened to the file, by whom and when, the newest first.

use client::{Authorized, proto::storage::ListFileActivityResponse};
use leptos::prelude::*;

use super::{
    door::OpenFile,
    focus::focus,
    model::activity::{ACTIVITY_STEP, sentence},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        error_state::ErrorState,
        time_text::When,
    },
    notice::Notice,
    session::{SessionStore, use_member, use_session},
    transfers::use_transfers,
};

/// All of it, begun anew when the file changes.
#[component]
pub fn ActivityPart() -> impl IntoView {
    let (OpenFile(file), transfers) = (expect_context(), use_transfers());
    let desk = StoredValue::new_local((use_member().api, use_session()));
    let shown = Memo::new(move |_| {
        file.with(|file| (file.file_id.clone(), file.filename.clone(), file.checksum.clone()))
    });
    view! {
        <div class="file-activity">
            {move || {
                transfers.stored();
                page(desk, shown.with(|(id, ..)| id.clone()), 0)
            }}
        </div>
    }
}

/// Whom a page asks, and who is to know when the session is over.
type Desk = StoredValue<(Authorized, SessionStore), LocalStorage>;

/// What happened before that row of the trail, or the newest; what is older follows below when it is asked for.
fn page(desk: Desk, id: String, before: i64) -> AnyView {
    let (asked, Some((api, session))) = (id.clone(), desk.try_get_value()) else { return ().into_any() };
    let answer = LocalResource::new(move || {
        let (id, api) = (asked.clone(), api.clone());
        async move {
            let answer = api.file_activity(&id, ACTIVITY_STEP, before).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            answer
        }
    });
    let shown = move || match answer.get() {
        None => view! { <div class="preview-waiting" role="status" aria-label="Loading the activity"></div> }
            .into_any(),
        Some(Err(error)) => {
            view! { <ErrorState notice=Notice::from(&error) on_retry=move || answer.refetch() /> }.into_any()
        }
        Some(Ok(list)) => events(desk, id.clone(), (before, list)),
    };
    shown.into_any()
}

fn events(desk: Desk, id: String, (before, list): (i64, ListFileActivityResponse)) -> AnyView {
    let (older, next) = (RwSignal::new(false), list.next_before);
    let place = format!("activity-{before}");
    if before > 0 {
        // Whoever asked for more goes on reading where it begins.
        let begins = format!("#{place}");
        request_animation_frame(move || focus(&begins));
    }
    let words = if before > 0 { "Older activity" } else { "Activity, newest first" };
    let is_empty = list.events.is_empty();
    view! {
        {is_empty.then(|| view! { <p class="soft">"Nothing has been written down about it yet."</p> })}
        <ol class="version-list" id=place tabindex="-1" aria-label=words>
            {list.events.into_iter().map(|event| view! {
                <li class="version">
                    <p>{sentence(&event)}</p>
                    <p class="small soft"><When at=event.at /></p>
                </li>
            }).collect_view()}
        </ol>
        {move || match (next, older.get()) {
            (0, _) => ().into_any(),
            (next, true) => page(desk, id.clone(), next),
            (_, false) => view! {
                <Button kind=ButtonKind::Quiet on_click=move |_| older.set(true)>"Show older"</Button>
            }
            .into_any(),
        }}
    }
    .into_any()
}
