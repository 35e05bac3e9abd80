//! Below the list: how much there is, what is selected, and the way to the other pages.

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
    let range = move || state.listing().and_then(|listing| listing.page).map(|page| page.range_words());
    let selected = Memo::new(move |_| {
        let selection = state.selection.get();
        let count = state
            .entries
            .with(|entries| entries.iter().filter(|entry| selection.contains(entry.id())).count());
        if count > 1 { count } else { 0 }
    });
    view! {
        <footer class="files-foot small soft">
            <span class="figure">{range}</span>
            <span role="status" class="figure">{move || selected_words(state, selected.get())}</span>
            <Show when=move || selected.get() != 0><SelectedActs /></Show>
            <Pager />
        </footer>
    }
}

fn selected_words(state: FilesState, count: usize) -> Option<String> {
    let selection = state.selection.get();
    let selected: Vec<Entry> = state
        .entries
        .with(|entries| entries.iter().filter(|entry| selection.contains(entry.id())).cloned().collect());
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
    view! {
        <Button kind=ButtonKind::Quiet glyph=Glyph::Next on_click=move |_| ask(Placing::Move)>"Move"</Button>
        <Button kind=ButtonKind::Quiet glyph=Glyph::Copy on_click=move |_| ask(Placing::Copy)>"Copy"</Button>
        <Button kind=ButtonKind::Quiet glyph=Glyph::Trash on_click=trash>"Move to Trash"</Button>
        <Button kind=ButtonKind::Quiet on_click=move |_| state.selection.set(Selection::default())>"Clear"</Button>
    }
}

#[component]
fn Pager() -> impl IntoView {
    let state = use_state();
    let last =
        Memo::new(move |_| state.listing().and_then(|listing| listing.page).map_or(1, |page| page.last()));
    let page = move || state.query.with(|query| query.page);
    let turn = move |by: isize| {
        state.turn_to(state.query.with_untracked(|query| query.page).saturating_add_signed(by))
    };
    view! {
        <Show when=move || last.get() != 1>
            <nav class="pager push" aria-label="Pages">
                <Button kind=ButtonKind::Quiet disabled=Signal::derive(move || page() <= 1) on_click=move |_| turn(-1)>
                    "Previous"
                </Button>
                <span class="figure">{move || format!("{} / {}", page(), last.get())}</span>
                <Button
                    kind=ButtonKind::Quiet
                    disabled=Signal::derive(move || page() >= last.get())
                    on_click=move |_| turn(1)
                >
                    "Next"
                </Button>
            </nav>
        </Show>
    }
}
