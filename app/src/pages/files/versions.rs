//! The Versions part of the details: what the file was before, to be downloaded, taken up again or deleted.

use client::{
    ClientError,
    proto::storage::{FileInfo, FileVersion, ListVersionsResponse},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    acts::{Acts, use_acts},
    compare::Compare,
    door::OpenFile,
    focus::focus,
    model::versions::{VERSIONS_STEP, about, before_deletion, further, title},
    row::shown_name,
    state::use_state,
    vault::Wanted,
};
use crate::{
    address,
    components::{
        button::{Button, ButtonKind},
        error_state::ErrorState,
        time_text::When,
    },
    notice::Notice,
    session::{use_member, use_session},
    transfers::use_transfers,
};

/// The head of this part, which stays while the list changes.
const TAB: &str = "#tab-versions";

/// The list, or why there is none.
#[component]
pub fn VersionsPart() -> impl IntoView {
    let OpenFile(file) = expect_context();
    let (api, session, transfers) = (use_member().api, use_session(), use_transfers());
    let id = Memo::new(move |_| file.with(|file| file.file_id.clone()));
    let limit = RwSignal::new(VERSIONS_STEP);
    let answer = LocalResource::new(move || {
        transfers.stored();
        let (id, limit, api) = (id.get(), limit.get(), api.clone());
        async move {
            let answer = api.list_versions(&id, limit, 0).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            (id, answer)
        }
    });
    view! {
        <div class="versions">
            {move || match answer.get() {
                // What was asked for another file is no answer for this one.
                Some((asked, answer)) if id.with(|id| *id == asked) => {
                    let retry = Callback::new(move |()| limit.update(|_| ()));
                    view! { <Answer file answer limit retry /> }.into_any()
                }
                _ => view! { <div class="preview-waiting" role="status" aria-label="Loading the versions"></div> }
                    .into_any(),
            }}
        </div>
    }
}

#[component]
fn Answer(
    file: Memo<FileInfo>,
    answer: Result<ListVersionsResponse, ClientError>,
    limit: RwSignal<i32>,
    retry: Callback<()>,
) -> impl IntoView {
    let list = match answer {
        Ok(list) => list,
        Err(error) => {
            return view! { <ErrorState notice=Notice::from(&error) on_retry=move || retry.run(()) /> }
                .into_any();
        }
    };
    let more = further(list.versions.len(), list.total_count);
    let is_alone = list.total_count == 1;
    view! {
        <ol class="version-list" aria-label="Versions, newest first">
            {list.versions.into_iter().map(|version| view! { <Version file version /> }).collect_view()}
        </ol>
        {more.map(|words| view! {
            <Button kind=ButtonKind::Quiet on_click=move |_| limit.update(|limit| *limit += VERSIONS_STEP)>{words}</Button>
        })}
        <p class="small faint">
            {if is_alone { "Upload a file of the same name and choose Replace: what it was before is kept here. " } else { "" }}
            "Every version of the last day is kept, then one an hour, a day, a week, and after a year the newest alone. They \
             count inside your space."
        </p>
    }
    .into_any()
}

#[component]
fn Version(file: Memo<FileInfo>, version: FileVersion) -> impl IntoView {
    let asks = RwSignal::new(false);
    let compares = RwSignal::new(false);
    let (number, current, damaged) = (version.number, version.current, version.damaged);
    let (at, heading) = (version.created_at, title(&version));
    let words = about(&version);
    let version = StoredValue::new(version);
    view! {
        <li class="version" aria-current=current.then_some("true")>
            <p class="version-head">
                <strong>{heading}</strong>
                {current.then(|| view! { <span class="pill">"shown"</span> })}
                <span class="soft"><When at /></span>
            </p>
            <p class="small soft">{words}</p>
            {damaged.then(|| view! { <p class="small bad-words">"A part of it is lost on all nodes."</p> })}
            {move || match (current, asks.get(), version.try_get_value()) {
                (true, ..) => ().into_any(),
                (false, true, Some(version)) => view! { <Confirm file version asks /> }.into_any(),
                _ => view! { <VersionActs file number asks compares /> }.into_any(),
            }}
            {move || compares.get().then(|| view! { <Compare file number /> })}
        </li>
    }
}

#[component]
fn VersionActs(
    file: Memo<FileInfo>,
    number: i32,
    asks: RwSignal<bool>,
    compares: RwSignal<bool>,
) -> impl IntoView {
    let state = use_state();
    let acts = use_acts(state);
    let fetching = acts.clone();
    let fetch = move |event: leptos::ev::MouseEvent| {
        let wanted = Wanted { file: file.get_untracked(), version: Some(number) };
        fetching.fetch_instead(state, wanted, &event);
    };
    // Two texts that the server sees only encrypted differ in everything.
    let is_sealed = move || file.with(|file| state.is_sealed(file));
    let busy = RwSignal::new(false);
    let name = move || file.with(|file| shown_name(&file.filename));
    let restore = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (acts, id) = (acts.clone(), file.with_untracked(|file| file.file_id.clone()));
        spawn_local(async move {
            acts.take_up(id, number).await;
            // The list may have been made anew meanwhile, and what had the focus with it.
            let _seen = busy.try_set(false);
            focus(TAB);
        });
    };
    view! {
        <div class="row version-acts">
            <a
                class="text-button"
                rel="external"
                href=move || file.with(|file| address::file_version(&file.file_id, number))
                download=move || file.with(|file| file.filename.clone())
                aria-label=move || format!("Download version {number} of {}", name())
                on:click=fetch
            >
                "Download"
            </a>
            <button
                type="button"
                class="text-button"
                aria-label=move || format!("Restore version {number} of {}", name())
                aria-disabled=move || busy.get().then_some("true")
                on:click=restore
            >
                "Restore"
            </button>
            <button
                type="button"
                class="text-button"
                hidden=is_sealed
                aria-label=format!("Compare version {number} with the shown one")
                aria-expanded=move || compares.get().to_string()
                on:click=move |_| compares.update(|compares| *compares = !*compares)
            >
                "Compare"
            </button>
            <button
                type="button"
                class="text-button"
                id=delete_id(number)
                aria-label=move || format!("Delete version {number} of {}", name())
                on:click=move |_| {
                    asks.set(true);
                    request_animation_frame(move || focus(&format!("#{}", keep_id(number))));
                }
            >
                "Delete"
            </button>
        </div>
    }
}

/// Asks first, because this cannot be undone.
#[component]
fn Confirm(file: Memo<FileInfo>, version: FileVersion, asks: RwSignal<bool>) -> impl IntoView {
    let acts: Acts = use_acts(use_state());
    let busy = RwSignal::new(false);
    let (number, words) = (version.number, before_deletion(&version));
    let keep = move |_| {
        asks.set(false);
        request_animation_frame(move || focus(&format!("#{}", delete_id(number))));
    };
    let delete = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (acts, id) = (acts.clone(), file.with_untracked(|file| file.file_id.clone()));
        spawn_local(async move {
            acts.drop_version(id, number).await;
            let _seen = busy.try_set(false);
            focus(TAB);
        });
    };
    view! {
        <div class="version-question" role="group" aria-label=format!("Delete version {number}?")>
            <p class="small">{words}</p>
            <div class="row">
                <button type="button" class="button" id=keep_id(number) on:click=keep>"Keep it"</button>
                <Button kind=ButtonKind::Quiet busy on_click=delete>"Delete for good"</Button>
            </div>
        </div>
    }
}

fn delete_id(number: i32) -> String {
    format!("version-{number}-delete")
}

fn keep_id(number: i32) -> String {
    format!("version-{number}-keep")
}
