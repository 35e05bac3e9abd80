//! The tray in the corner: all transfers with one line above them, and a voice for those who do not see it.

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::{
    Transfers,
    door::QuestionDialogs,
    picked::Picked,
    queue::{Key, is_name_of},
    row::TransferRow,
    summary::{Summary, rows},
    use_transfers,
};
use crate::{
    components::{button::IconButton, icon::Glyph},
    figures,
    notice::{Notice, Tone},
};

/// The tray; nothing while there are no transfers.
#[component]
pub fn TransfersTray() -> impl IntoView {
    let transfers = use_transfers();
    let summary = Memo::new(move |_| transfers.queue.with(|queue| Summary::of(queue.transfers())));
    let is_there = Memo::new(move |_| !summary.get().is_empty());
    view! {
        <Show when=move || is_there.get()>
            <Tray summary />
        </Show>
        <p class="visually-hidden" role="status" aria-live="polite">{move || transfers.announcement.get()}</p>
        <QuestionDialogs />
    }
}

#[component]
fn Tray(summary: Memo<Summary>) -> impl IntoView {
    let transfers = use_transfers();
    let collapsed = RwSignal::new(false);
    let shown = Memo::new(move |_| transfers.queue.with(|queue| rows(queue.transfers())));
    let unlisted = move || transfers.queue.with(|queue| queue.transfers().len()) - shown.with(Vec::len);
    let (input, pick_again) = use_pick_again(transfers);
    view! {
        <section class="tray" class:collapsed=collapsed aria-label="Transfers">
            <TrayHead summary collapsed />
            <ul class="tray-rows" id="tray-rows" hidden=collapsed tabindex="0">
                <For each=move || shown.get() key=|key| *key let:key>
                    <TransferRow key pick_again />
                </For>
                {move || (unlisted() > 0).then(|| view! {
                    <li class="transfer small faint">{more_words(unlisted())}</li>
                })}
            </ul>
            {input}
        </section>
    }
}

#[component]
fn TrayHead(summary: Memo<Summary>, collapsed: RwSignal<bool>) -> impl IntoView {
    let transfers = use_transfers();
    let fold = move || if collapsed.get() { "Show transfers" } else { "Hide transfers" }.to_owned();
    let can_clear = move || !summary.get().is_active() && summary.get().has_ended();
    view! {
        <header class="tray-head">
            <h2>{move || summary.get().title()}</h2>
            <span class="small faint figure">{move || summary.get().left_text()}</span>
            <span class="tray-fold">
                <IconButton
                    glyph=Glyph::Next
                    name=Signal::derive(fold)
                    expanded=Signal::derive(move || Some(!collapsed.get()))
                    on_click=move |_| collapsed.update(|collapsed| *collapsed = !*collapsed)
                />
            </span>
            <Show when=can_clear>
                <IconButton glyph=Glyph::Close name="Clear what ended" on_click=move |_| transfers.clear_ended() />
            </Show>
        </header>
    }
}

fn more_words(count: usize) -> String {
    format!("and {} more", figures::count(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// A hidden file input, and what opens it for one transfer.
fn use_pick_again(transfers: Transfers) -> (impl IntoView, Callback<Key>) {
    let wanted = StoredValue::new(None::<Key>);
    let input = NodeRef::<html::Input>::new();
    let pick_again = Callback::new(move |key| {
        wanted.set_value(Some(key));
        if let Some(input) = input.get() {
            input.set_value("");
            input.click();
        }
    });
    let take = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let file = input.and_then(|input| input.files()).and_then(|files| files.get(0));
        if let (Some(key), Some(file)) = (wanted.get_value(), file) {
            transfers.pick(key, Picked::new(file));
        }
    };
    let view = view! {
        <input type="file" class="visually-hidden" tabindex="-1" aria-hidden="true" node_ref=input on:change=take />
    };
    (view, pick_again)
}

impl Transfers {
    /// Takes the file for a transfer that waits for it, if it is that file.
    fn pick(self, key: Key, file: Picked) {
        let expected = untrack(|| {
            self.queue.with(|queue| {
                queue.get(key).map(|transfer| {
                    (transfer.name.clone(), transfer.size, transfer.begins_anew_in().map(str::to_owned))
                })
            })
        });
        let Some((name, size, folder)) = expected else { return };
        // What is in a vault has another size.
        let size = if folder.is_some() { file.size() } else { size };
        match (objection(&name, size, &file.name(), file.size()), folder) {
            (Some(objection), _) => self.notices.show(objection),
            (None, Some(folder)) => spawn_local(self.send_anew(key, file, folder)),
            (None, None) => {
                self.files.update_value(|files| drop(files.insert(key, file)));
                self.change(|queue| queue.picked(key));
                self.start_waiting();
            }
        }
    }
}

impl Transfers {
    /// Ends an upload into a vault whose key is lost, and begins it once more.
    async fn send_anew(self, key: Key, file: Picked, folder_id: String) {
        let left = self.change(|queue| queue.remove(key)).and_then(|transfer| transfer.upload_id);
        if let (Some(upload_id), Ok(api)) = (left, self.api()) {
            // It may have expired meanwhile; what the server holds of it otherwise, it says when the file comes.
            let _freed = api.abort_upload(&upload_id).await;
        }
        self.add(vec![file], &folder_id);
    }
}

/// Why a picked file is not the one that an upload waits for.
fn objection(name: &str, size: u64, picked_name: &str, picked_size: u64) -> Option<Notice> {
    let text = |size: u64| figures::bytes(i64::try_from(size).unwrap_or(i64::MAX));
    let title = match () {
        () if !is_name_of(picked_name, name) => {
            format!("That is “{picked_name}”. This upload is of “{name}”.")
        }
        () if picked_size != size => {
            let (new, old) = (text(picked_size), text(size));
            let exact = if new == old { ", but not the same bytes" } else { "" };
            format!("“{name}” has {new} now{exact}; this upload began with {old}.")
        }
        () => return None,
    };
    let advice = "Pick the same file, or cancel this upload and begin anew.";
    Some(Notice::new(Tone::Warning, title).advise(advice))
}

#[cfg(test)]
mod tests {
    use super::objection;

    #[test]
    fn only_the_same_name_and_size_go_on() {
        assert_eq!(objection("a", 5, "a", 5), None);
        let told = |name, size| objection("film.mkv", 5_000, name, size).map(|notice| notice.title);
        assert_eq!(told("b", 5_000).as_deref(), Some("That is “b”. This upload is of “film.mkv”."));
        assert!(told("film.mkv", 9_000).is_some_and(|title| title.contains("began with")));
        assert!(told("film.mkv", 5_001).is_some_and(|title| title.contains("not the same bytes")));
    }
}
