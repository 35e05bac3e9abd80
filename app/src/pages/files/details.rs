//! The panel beside the list: one file, by parts. A sheet from below on phones.

use client::proto::storage::FileInfo;
use domain::file_kind::FileKind;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    acts::use_acts,
    door::{Activity, SharedWith, Versions, XrayOf},
    focus::{focus, focus_cell},
    info::InfoPart,
    model::entry::EntryKind,
    preview::PreviewPart,
    row::shown_name,
    state::{FilesState, use_state},
    tab::Tab,
};
use crate::{
    address::download,
    components::{
        button::{Button, ButtonKind, IconButton},
        icon::{Glyph, Icon},
    },
    figures, moment,
};

/// The panel.
#[component]
pub fn Details() -> impl IntoView {
    let state = use_state();
    let id = Memo::new(move |_| state.open_file().map(|file| file.file_id));
    let press = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            close(state);
        }
    };
    view! {
        <section class="details" class:open=move || id.with(Option::is_some) aria-label="Details" on:keydown=press>
            {move || match id.get() {
                Some(_) => view! { <Opened /> }.into_any(),
                None => view! {
                    <p class="details-hint small faint">
                        "Choose a file to see where each of its chunks is kept, and in how many copies."
                    </p>
                }
                .into_any(),
            }}
        </section>
    }
}

fn close(state: FilesState) {
    state.open(None);
    focus_cell(state.cursor.get_untracked());
}

/// The panel with a file in it. What changes about the file while it is open changes in place.
#[component]
fn Opened() -> impl IntoView {
    let state = use_state();
    let file = Memo::new(move |last: Option<&FileInfo>| {
        state.open_file().or_else(|| last.cloned()).unwrap_or_default()
    });
    let name = move || file.with(|file| shown_name(&file.filename));
    let about = move || {
        file.with(|file| {
            let (size, kind) = (figures::bytes(state.shown_bytes(file)), FileKind::of(&file.filename).word());
            format!("{size} · {kind} · uploaded {}", moment::now().relative(file.uploaded_at))
        })
    };
    let tab = Memo::new(move |_| shown_tab(state));
    view! {
        <header class="details-head">
            <div class="details-title">
                <h2 tabindex="-1" title=name>{name}</h2>
                <p class="small faint">{about}</p>
            </div>
            <IconButton glyph=Glyph::Close name="Close details" on_click=move |_| close(state) />
        </header>
        <Tabs tab />
        <div class="details-part" role="tabpanel" id="details-part" aria-labelledby=move || tab_id(tab.get())>
            {move || match tab.get() {
                Tab::Xray => view! { <XrayOf file /> }.into_any(),
                Tab::Preview => view! { <PreviewPart file /> }.into_any(),
                Tab::Versions => view! { <Versions file /> }.into_any(),
                Tab::Info => view! { <InfoPart file /> }.into_any(),
                Tab::Sharing => view! { <SharedWith file /> }.into_any(),
                Tab::Activity => view! { <Activity file /> }.into_any(),
            }}
        </div>
        <FileActs file />
    }
}

fn shown_tab(state: FilesState) -> Tab {
    match (state.tab.get().unwrap_or_default(), state.lent.with(Option::is_some)) {
        (tab, true) if is_for_owner(tab) => Tab::Preview,
        (tab, _) => tab,
    }
}

const TABS: [(Tab, &str); 6] = [
    (Tab::Xray, "X-ray"),
    (Tab::Preview, "Preview"),
    (Tab::Versions, "Versions"),
    (Tab::Info, "Info"),
    (Tab::Sharing, "Sharing"),
    (Tab::Activity, "Activity"),
];

/// Whether a part is for a file's owner alone: where its parts lie, what it was before and who has it.
fn is_for_owner(tab: Tab) -> bool {
    matches!(tab, Tab::Xray | Tab::Versions | Tab::Sharing)
}

/// Where a key leads among the tabs that are shown, round the ends (WAI-ARIA tabs pattern).
fn beside(tab: Tab, key: &str, is_lent: bool) -> Option<Tab> {
    let shown: Vec<Tab> =
        TABS.iter().map(|(tab, _)| *tab).filter(|tab| !(is_lent && is_for_owner(*tab))).collect();
    let here = shown.iter().position(|each| *each == tab)?;
    let last = shown.len() - 1;
    let there = match key {
        "ArrowLeft" => here.checked_sub(1).unwrap_or(last),
        "ArrowRight" => (here + 1) % shown.len(),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(shown[there])
}

fn tab_id(tab: Tab) -> String {
    format!("tab-{tab}")
}

fn focused_tab(event: &ev::KeyboardEvent) -> Option<Tab> {
    let id = event.target()?.dyn_into::<web_sys::Element>().ok()?.id();
    TABS.iter().map(|(tab, _)| *tab).find(|tab| tab_id(*tab) == id)
}

#[component]
fn Tabs(tab: Memo<Tab>) -> impl IntoView {
    let state = use_state();
    let is_lent = move || state.lent.with(Option::is_some);
    let press = move |event: ev::KeyboardEvent| {
        // The one with the focus: the address, which says which part is shown, follows later.
        let other = focused_tab(&event).and_then(|here| beside(here, &event.key(), untrack(is_lent)));
        if let Some(other) = other {
            event.prevent_default();
            state.show_tab(other);
            focus(&format!("#{}", tab_id(other)));
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label="Details" on:keydown=press>
            {TABS.into_iter().map(|(each, words)| view! {
                <button
                    hidden=move || is_for_owner(each) && is_lent()
                    type="button"
                    role="tab"
                    class="tab"
                    id=tab_id(each)
                    aria-controls="details-part"
                    aria-selected=move || (tab.get() == each).to_string()
                    tabindex=move || if tab.get() == each { "0" } else { "-1" }
                    on:click=move |_| state.show_tab(each)
                >
                    {words}
                </button>
            }).collect_view()}
        </div>
    }
}

#[component]
fn FileActs(file: Memo<FileInfo>) -> impl IntoView {
    let state = use_state();
    let acts = use_acts(state);
    let fetching = acts.clone();
    let fetch =
        move |event: ev::MouseEvent| fetching.fetch_instead(state, (&file.get_untracked()).into(), &event);
    let trash = move |_| {
        let kind = EntryKind::File(file.get_untracked());
        acts.trash(vec![kind.into()]);
        close(state);
    };
    view! {
        <div class="details-acts">
            <a
                class="button"
                rel="external"
                href=move || file.with(|file| download(&file.file_id))
                download=move || file.with(|file| file.filename.clone())
                on:click=fetch
            >
                <Icon glyph=Glyph::Download /><span class="button-words">"Download"</span>
            </a>
            <Button kind=ButtonKind::Quiet glyph=Glyph::Trash on_click=trash>"Move to Trash"</Button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{Tab, beside};

    #[test]
    fn arrows_go_round_the_tabs() {
        let mine = |tab, key| beside(tab, key, false);
        assert_eq!(mine(Tab::Xray, "ArrowRight"), Some(Tab::Preview));
        assert_eq!(mine(Tab::Activity, "ArrowRight"), Some(Tab::Xray));
        assert_eq!(mine(Tab::Xray, "ArrowLeft"), Some(Tab::Activity));
        assert_eq!(
            (mine(Tab::Preview, "Home"), mine(Tab::Preview, "End")),
            (Some(Tab::Xray), Some(Tab::Activity))
        );
        assert_eq!(mine(Tab::Xray, "a"), None);
    }

    #[test]
    fn what_is_for_the_owner_is_stepped_over() {
        let lent = |tab, key| beside(tab, key, true);
        assert_eq!(lent(Tab::Preview, "ArrowRight"), Some(Tab::Info));
        assert_eq!(lent(Tab::Info, "ArrowRight"), Some(Tab::Activity));
        assert_eq!(lent(Tab::Preview, "ArrowLeft"), Some(Tab::Activity));
        assert_eq!(lent(Tab::Activity, "Home"), Some(Tab::Preview));
    }
}
