//! What a search is narrowed to: lists to choose from, and what it means that no name has in it what was typed.

use domain::file_kind::FileKind;
use leptos::prelude::*;

use super::{
    model::presets::{Age, Presets, Size},
    state::{FilesState, use_state},
};
use crate::{session::use_member, transfers::use_transfers};

/// The lists, while something is looked for; that of tags for those who have some.
#[component]
pub fn Narrowing() -> impl IntoView {
    let state = use_state();
    let is_search = Memo::new(move |_| state.query.with(|query| query.is_search()));
    let tags = tags(is_search);
    let tag = Memo::new(move |_| state.query.with(|query| query.tag.clone()));
    let presets = Memo::new(move |_| state.query.with(|query| query.presets.unwrap_or_default()));
    move || {
        is_search.get().then(|| {
            view! {
                <div class="narrowing" role="group" aria-label="Narrow the search">
                    <OneOf
                        label="Kind"
                        any="Any kind"
                        options=options(FileKind::KNOWN.map(|kind| (kind.word(), kind.plural())))
                        value=Signal::derive(move || presets.get().kind.map_or("", FileKind::word).to_owned())
                        on_change=move |word: String| {
                            narrow_to(state, Presets { kind: FileKind::called(&word), ..presets.get_untracked() });
                        }
                    />
                    <OneOf
                        label="Size"
                        any="Any size"
                        options=options(Size::ALL.map(|size| (size.name(), size.words())))
                        value=Signal::derive(move || presets.get().size.map_or("", Size::name).to_owned())
                        on_change=move |name: String| {
                            let size = Size::ALL.into_iter().find(|size| size.name() == name);
                            narrow_to(state, Presets { size, ..presets.get_untracked() });
                        }
                    />
                    <OneOf
                        label="Uploaded"
                        any="At any time"
                        options=options(Age::ALL.map(|age| (age.name(), age.words())))
                        value=Signal::derive(move || presets.get().age.map_or("", Age::name).to_owned())
                        on_change=move |name: String| {
                            let age = Age::ALL.into_iter().find(|age| age.name() == name);
                            narrow_to(state, Presets { age, ..presets.get_untracked() });
                        }
                    />
                    {move || {
                        let tags = tags.get();
                        (!tags.is_empty()).then(|| view! {
                            <OneOf
                                label="Tag"
                                any="Any tag"
                                options=tags
                                value=tag.into()
                                on_change=move |tag: String| state.narrow_to_tag((!tag.is_empty()).then_some(tag))
                            />
                        })
                    }}
                </div>
            }
        })
    }
}

/// What is there to choose from, and the tag of the address even when nothing has it any more.
fn tags(is_search: Memo<bool>) -> Memo<Vec<(String, String)>> {
    let (state, api, transfers) = (use_state(), use_member().api, use_transfers());
    let known = LocalResource::new(move || {
        transfers.stored();
        let api = is_search.get().then(|| api.clone());
        async move {
            match api {
                Some(api) => api.list_tags().await.unwrap_or_default(),
                None => Vec::new(),
            }
        }
    });
    Memo::new(move |_| {
        let mut names: Vec<String> =
            known.get().unwrap_or_default().into_iter().map(|tag| tag.name).collect();
        let asked = state.query.with(|query| query.tag.clone());
        if !asked.is_empty() && !names.contains(&asked) {
            names.push(asked);
        }
        names.into_iter().map(|name| (name.clone(), name)).collect()
    })
}

fn options<const N: usize>(words: [(&str, &str); N]) -> Vec<(String, String)> {
    words.map(|(name, words)| (name.to_owned(), words.to_owned())).to_vec()
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
    options: Vec<(String, String)>,
    value: Signal<String>,
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
                .map(|(name, words)| {
                    let chosen = name.clone();
                    view! { <option value=name selected=move || value.get() == chosen>{words}</option> }
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
