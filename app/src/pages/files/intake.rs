//! Every way to add files: the buttons, a drop anywhere on the page, a paste. Folders come by their button and by a drop.

use leptos::{ev, html, leptos_dom::helpers::window_event_listener, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, FileList, HtmlInputElement};

use super::state::{Question, use_state};
use crate::{
    components::{
        button::{Button, ButtonKind},
        icon::{Glyph, Icon},
    },
    transfers::{Dropped, Picked, use_transfers},
};

/// The button that picks files for the folder on show.
#[component]
pub fn UploadButton() -> impl IntoView {
    view! { <Picker kind=ButtonKind::Main glyph=Glyph::Upload words="Upload" whole_folder=false /> }
}

/// The button that picks a folder with all in it.
#[component]
pub fn UploadFolderButton() -> impl IntoView {
    view! { <Picker kind=ButtonKind::Plain glyph=Glyph::Upload words="Upload folder" whole_folder=true /> }
}

/// The button that makes a folder.
#[component]
pub fn NewFolderButton() -> impl IntoView {
    let state = use_state();
    let ask = move |_| state.question.set(Some(Question::NewFolder));
    view! { <Button glyph=Glyph::NewFolder on_click=ask>"New folder"</Button> }
}

/// The button that makes a vault; in a vault there is none to be made.
#[component]
pub fn NewVaultButton() -> impl IntoView {
    let state = use_state();
    let ask = move |_| state.question.set(Some(Question::NewVault));
    view! {
        <Show when=move || state.vault.with(Option::is_none)>
            <span class="hide-on-phone"><Button glyph=Glyph::Vault on_click=ask>"New vault"</Button></span>
        </Show>
    }
}

#[component]
fn Picker(kind: ButtonKind, glyph: Glyph, words: &'static str, whole_folder: bool) -> impl IntoView {
    let (state, transfers) = (use_state(), use_transfers());
    let input = NodeRef::<html::Input>::new();
    let take = move |event: ev::Event| {
        let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        transfers.add(picked(input.files()), &state.folder());
        // The same file may be picked again.
        input.set_value("");
    };
    let pick = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <Button kind glyph on_click=pick>{words}</Button>
        <input
            type="file"
            multiple
            prop:webkitdirectory=whole_folder
            class="visually-hidden"
            tabindex="-1"
            aria-hidden="true"
            node_ref=input
            on:change=take
        />
    }
}

/// What shows while files are dragged over the page, and takes them. Also takes pasted files.
#[component]
pub fn DropTarget() -> impl IntoView {
    let (state, transfers) = (use_state(), use_transfers());
    // Moving over a child leaves and enters in turn: only the balance tells whether files are over the page.
    let depth = RwSignal::new(0_u32);
    let enter = window_event_listener(ev::dragenter, move |event| {
        if carries_files(event.data_transfer()) {
            event.prevent_default();
            depth.update(|depth| *depth += 1);
        }
    });
    let leave =
        window_event_listener(ev::dragleave, move |_| depth.update(|depth| *depth = depth.saturating_sub(1)));
    let over = window_event_listener(ev::dragover, |event| {
        if carries_files(event.data_transfer()) {
            event.prevent_default();
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        depth.set(0);
        if carries_files(event.data_transfer()) {
            event.prevent_default();
            transfers.add(Dropped::of(event.data_transfer()), &state.folder());
        }
    });
    let paste = window_event_listener(ev::paste, move |event| {
        let files = event.clipboard_data().and_then(|data| data.files());
        if files.as_ref().is_some_and(|files| files.length() > 0) {
            event.prevent_default();
            transfers.add(picked(files), &state.folder());
        }
    });
    on_cleanup(move || [enter, leave, over, drop, paste].into_iter().for_each(|listener| listener.remove()));
    view! {
        <Show when=move || depth.get() != 0>
            <div class="drop-target" aria-hidden="true">
                <div class="drop-words"><Icon glyph=Glyph::Upload /><strong>"Drop to upload to Files"</strong></div>
            </div>
        </Show>
    }
}

fn carries_files(data: Option<DataTransfer>) -> bool {
    data.is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

fn picked(files: Option<FileList>) -> Vec<Picked> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).map(Picked::new).collect()
}
