//! Below the list: how much there is, and what is selected.

use leptos::prelude::*;

use super::{
    acts::use_acts,
    model::{
        entry::{Entry, what},
        selection::Selection,
    },
    state::{FilesState, Placing, Question, use_state},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        icon::Glyph,
    },
    figures,
};

/// The line below the list.
#[component]
pub fn Footer() -> impl IntoView {
    let state = use_state();
    let extent = Memo::new(move |_| {
        state.with_listing(|listing| listing.page.as_ref().map(|page| page.extent_words())).flatten()
    });
    let selected = Memo::new(move |_| {
        let selection = state.selection.get();
        let count =
            state.rows.with(|rows| rows.known().filter(|entry| selection.contains(entry.id())).count());
        if count > 1 { count } else { 0 }
    });
    view! {
        <footer class="files-foot small soft">
            <span class="figure">{move || extent.get()}</span>
            <span role="status" class="figure">{move || selected_words(state, selected.get())}</span>
            <Show when=move || selected.get() != 0><SelectedActs /></Show>
        </footer>
    }
}

fn selected_words(state: FilesState, count: usize) -> Option<String> {
    let selection = state.selection.get();
    let is_selected = |entry: &&Entry| selection.contains(entry.id());
    let selected: Vec<Entry> = state.rows.with(|rows| rows.known().filter(is_selected).cloned().collect());
    let size: i64 = selected.iter().filter_map(Entry::file).map(|file| file.file_size).sum();
    let words = format!("{} selected", what(&selected));
    let has_files = selected.iter().any(|entry| !entry.is_folder());
    (count > 0).then(|| if has_files { format!("{words}, {}", figures::bytes(size)) } else { words })
}

#[component]
fn SelectedActs() -> impl IntoView {
    let state = use_state();
    let acts = use_acts(state);
    let trash = move |_| {
        acts.trash(state.selected());
        state.selection.set(Selection::default());
    };
    let ask = move |placing| state.question.set(Some(Question::Place(state.selected(), placing)));
    let tag = move |_| state.question.set(Some(Question::Tags(state.selected())));
    view! {
        <Show when=move || state.lent.with(Option::is_none)>
            <Button kind=ButtonKind::Quiet glyph=Glyph::Tag on_click=tag>"Tags"</Button>
            <Button kind=ButtonKind::Quiet glyph=Glyph::Next on_click=move |_| ask(Placing::Move)>"Move"</Button>
            <Button kind=ButtonKind::Quiet glyph=Glyph::Copy on_click=move |_| ask(Placing::Copy)>"Copy"</Button>
        </Show>
        <Button kind=ButtonKind::Quiet glyph=Glyph::Trash on_click=trash>"Move to Trash"</Button>
        <Button kind=ButtonKind::Quiet on_click=move |_| state.selection.set(Selection::default())>"Clear"</Button>
    }
}
