//! The question where to put entries: one walks through one's folders and says "here".

use client::proto::storage::{FolderInfo, ListFolderResponse};
use domain::{
    file_order::{FileOrder, SortKey},
    limits::PAGE_MAX,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    acts::use_acts,
    focus::focus,
    model::entry::{Entry, what},
    questions::while_asked,
    row::shown_name,
    state::{Placing, Question, use_state},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        dialog::Dialog,
        error_state::ErrorState,
        icon::{Glyph, Icon},
    },
    drive::{folder_of, place_words},
    notice::Notice,
    session::{use_member, use_session},
};

/// The dialog, open while a place is asked for.
#[component]
pub fn PlaceDialog() -> impl IntoView {
    let state = use_state();
    let asked = Memo::new(move |_| match state.question.get() {
        Some(Question::Place(entries, placing)) => Some((entries, placing)),
        _ => None,
    });
    let open = while_asked(state, Memo::new(move |_| asked.with(Option::is_some)));
    let title = Signal::derive(move || {
        asked.with(|asked| match asked {
            Some((entries, Placing::Move)) => format!("Move {}", what(entries)),
            Some((entries, Placing::Copy)) => format!("Copy {}", what(entries)),
            None => String::new(),
        })
    });
    view! {
        <Dialog id="place-title" title open>
            {move || asked.get().map(|(entries, placing)| view! { <Chooser entries placing open /> })}
        </Dialog>
    }
}

#[component]
fn Chooser(entries: Vec<Entry>, placing: Placing, open: RwSignal<bool>) -> impl IntoView {
    let (state, session, api) = (use_state(), use_session(), use_member().api);
    let acts = use_acts(state);
    let here = RwSignal::new(state.folder());
    let (busy, refused) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let answer = LocalResource::new(move || {
        let (api, here) = (api.clone(), here.get());
        let by_name = FileOrder { by: SortKey::Name, descending: false };
        let limit = i32::try_from(PAGE_MAX).unwrap_or(i32::MAX);
        async move { api.list_folder(&here, "", by_name, limit, 0).await }
    });
    Effect::new(move || {
        if answer.with(Option::is_some) {
            request_animation_frame(|| focus(".place-list button"));
        }
    });
    let entries = StoredValue::new(entries);
    let put = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (acts, folder_id) = (acts.clone(), here.get_untracked());
        let Some(entries) = entries.try_get_value() else { return };
        spawn_local(async move {
            let outcome = acts.put(&entries, placing, &folder_id).await;
            // The dialog may have been left meanwhile.
            let _seen = busy.try_set(false);
            match outcome {
                Ok(()) => drop(open.try_set(false)),
                Err(error) if session.ended_by(&error) => {}
                Err(error) => drop(refused.try_set(Some(error.message))),
            }
        });
    };
    let go = UnsyncCallback::new(move |folder_id: String| {
        refused.set(None);
        here.set(folder_id);
    });
    let is_same = move || placing == Placing::Move && here.get() == state.folder();
    view! {
        <div class="place">
            {move || match answer.get() {
                None => view! { <div class="place-waiting" aria-busy="true"></div> }.into_any(),
                Some(Err(error)) => {
                    let notice = Notice::from(&error);
                    view! { <ErrorState notice on_retry=move || answer.refetch() /> }.into_any()
                }
                Some(Ok(answer)) => {
                    let taken = entries.try_with_value(|entries| folder_ids(entries)).unwrap_or_default();
                    view! { <Folders answer taken go /> }.into_any()
                }
            }}
            <div role="alert">
                {move || refused.get().map(|words| view! { <p class="warn-words small">{words}</p> })}
            </div>
            <div class="row dialog-acts">
                <Button kind=ButtonKind::Quiet on_click=move |_| open.set(false)>"Cancel"</Button>
                <Button
                    kind=ButtonKind::Main
                    busy
                    disabled=Signal::derive(is_same)
                    on_click=move |_| put()
                >
                    {match placing {
                        Placing::Move => "Move here",
                        Placing::Copy => "Copy here",
                    }}
                </Button>
            </div>
        </div>
    }
}

/// The folder that one looks into: the way back, and the folders in it. Folders that are to be moved are no place.
#[component]
fn Folders(answer: ListFolderResponse, taken: Vec<String>, go: UnsyncCallback<String>) -> impl IntoView {
    let words = place_words(&answer.path);
    let above = answer
        .path
        .split_last()
        .map(|(_, above)| above.last().map(|folder| folder.folder_id.clone()).unwrap_or_default());
    let folders: Vec<FolderInfo> = answer
        .entries
        .into_iter()
        .filter_map(folder_of)
        .filter(|folder| !taken.contains(&folder.folder_id))
        .collect();
    let is_empty = folders.is_empty();
    view! {
        <p class="small soft" role="status">"In "<strong>{words}</strong></p>
        <ul class="place-list" aria-label="Folders">
            {above.map(|id| view! {
                <li><button type="button" class="place-folder" on:click=move |_| go.run(id.clone())>
                    <Icon glyph=Glyph::Undo /><span>"Up"</span>
                </button></li>
            })}
            {folders.into_iter().map(|folder| {
                let (id, name) = (folder.folder_id, shown_name(&folder.name));
                view! {
                    <li><button type="button" class="place-folder" on:click=move |_| go.run(id.clone())>
                        <Icon glyph=Glyph::Files /><span>{name}</span>
                    </button></li>
                }
            }).collect_view()}
        </ul>
        {is_empty.then(|| view! { <p class="small faint">"There are no folders in here."</p> })}
    }
}

fn folder_ids(entries: &[Entry]) -> Vec<String> {
    entries.iter().filter(|entry| entry.is_folder()).map(|entry| entry.id().to_owned()).collect()
}
