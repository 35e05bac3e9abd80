//! What a search is narrowed to: three lists to choose from, and what it means that no name has in it what was typed.

use domain::file_kind::FileKind;
use leptos::prelude::*;

use super::{
    model::presets::{Age, Presets, Size},
    state::{FilesState, use_state},
};

/// The three lists, while something is looked for.
#[component]
pub fn Narrowing() -> impl IntoView {
    let state = use_state();
    let is_search = Memo::new(move |_| state.query.with(|query| query.is_search()));
    let presets = Memo::new(move |_| state.query.with(|query| query.presets.unwrap_or_default()));
    move || {
        is_search.get().then(|| {
            view! {
                <div class="narrowing" role="group" aria-label="Narrow the search">
                    <OneOf
                        label="Kind"
                        any="Any kind"
                        options=FileKind::KNOWN.map(|kind| (kind.word(), kind.plural())).to_vec()
                        value=Signal::derive(move || presets.get().kind.map_or("", FileKind::word))
                        on_change=move |word: String| {
                            narrow_to(state, Presets { kind: FileKind::called(&word), ..presets.get_untracked() });
                        }
                    />
                    <OneOf
                        label="Size"
                        any="Any size"
                        options=Size::ALL.map(|size| (size.name(), size.words())).to_vec()
                        value=Signal::derive(move || presets.get().size.map_or("", Size::name))
                        on_change=move |name: String| {
                            let size = Size::ALL.into_iter().find(|size| size.name() == name);
                            narrow_to(state, Presets { size, ..presets.get_untracked() });
                        }
                    />
                    <OneOf
                        label="Uploaded"
                        any="At any time"
                        options=Age::ALL.map(|age| (age.name(), age.words())).to_vec()
                        value=Signal::derive(move || presets.get().age.map_or("", Age::name))
                        on_change=move |name: String| {
                            let age = Age::ALL.into_iter().find(|age| age.name() == name);
                            narrow_to(state, Presets { age, ..presets.get_untracked() });
                        }
                    />
                </div>
            }
        })
    }
}

/// Nothing is narrowed where only a name is looked for; where none is, all files of all folders stay on show.
fn narrow_to(state: FilesState, presets: Presets) {
    let is_named = state.query.with_untracked(|query| !query.filter.is_empty());
    state.narrow_to((presets != Presets::default() || !is_named).then_some(presets));
}

#[component]
fn OneOf(
    label: &'static str,
    any: &'static str,
    options: Vec<(&'static str, &'static str)>,
    value: Signal<&'static str>,
    on_change: impl Fn(String) + 'static,
) -> impl IntoView {
    view! {
        <select
            class="input"
            aria-label=label
            prop:value=move || value.get()
            on:change=move |event| on_change(event_target_value(&event))
        >
            <option value="" selected=move || value.get().is_empty()>{any}</option>
            {options
                .into_iter()
                .map(|(name, words)| view! {
                    <option value=name selected=move || value.get() == name>{words}</option>
                })
                .collect_view()}
        </select>
    }
}

/// Said above the list when its names are only like what was typed.
#[component]
pub fn SimilarLine() -> impl IntoView {
    let state = use_state();
    let typed = Memo::new(move |_| {
        let typed = state.with_listing(|listing| {
            let page = listing.page.as_ref().filter(|page| page.similar)?;
            Some(page.query.filter.clone())
        });
        typed.flatten()
    });
    move || {
        let typed = typed.get()?;
        Some(
            view! { <p class="small soft similar" role="status">{format!("No name contains “{typed}”. These are close.")}</p> },
        )
    }
}
