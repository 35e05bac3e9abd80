//! The menu of one row.

use client::proto::storage::FileInfo;
use leptos::{ev, html, prelude::*};
use leptos_router::hooks::use_navigate;

use super::{
    acts::use_acts,
    focus::{focus, focus_cell},
    model::{
        place::{Size, place},
        selection::Selection,
    },
    state::{OpenMenu, Placing, Question, may_change, may_share, use_state},
};
use crate::{
    address::{download, folder},
    clipboard,
    components::{
        icon::{Glyph, Icon},
        menu::move_in,
    },
    notice::use_notices,
};

/// Width of the menu in CSS pixels, as the style sheet has it.
pub const WIDTH: f64 = 208.0;
/// Its height, likewise.
const HEIGHT: f64 = 384.0;

/// The menu that is open, if one is.
#[component]
pub fn RowMenu() -> impl IntoView {
    let state = use_state();
    move || state.menu.get().map(|open| view! { <Menu open /> })
}

#[component]
fn Menu(open: OpenMenu) -> impl IntoView {
    let state = use_state();
    let list = NodeRef::<html::Div>::new();
    let close = move || {
        state.menu.set(None);
        focus_cell(state.cursor.get_untracked());
    };
    Effect::new(move || {
        if list.get().is_some() {
            focus(".menu [role=menuitem]");
        }
    });
    let inner =
        |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|side| side.as_f64()).unwrap_or_default();
    let label = format!("Actions for {}", open.entry.name());
    let window = Size { width: inner(window().inner_width()), height: inner(window().inner_height()) };
    let corner = place(open.at, Size { width: WIDTH, height: HEIGHT }, window);
    let press = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" | "Tab" => {
                event.prevent_default();
                close();
            }
            key => {
                if let Some(items) = list.get_untracked().and_then(|list| move_in(&list, key)) {
                    event.prevent_default();
                    // An item that cannot take the focus leaves it where it is.
                    let _focused = items.focus();
                }
            }
        }
    };
    view! {
        <div class="menu-backdrop" on:click=move |_| close() on:contextmenu=move |event| {
            event.prevent_default();
            close();
        }></div>
        <div
            class="menu"
            role="menu"
            aria-label=label
            node_ref=list
            style:left=format!("{}px", corner.x)
            style:top=format!("{}px", corner.y)
            on:keydown=press
        >
            <Items open close=Callback::new(move |()| close()) />
        </div>
    }
}

#[component]
fn Items(open: OpenMenu, close: Callback<()>) -> impl IntoView {
    let state = use_state();
    let acts = use_acts(state);
    let first = match open.entry.file().cloned() {
        Some(file) => view! { <FileItems file close /> }.into_any(),
        None => {
            let (id, name) = (open.entry.id().to_owned(), open.entry.name().to_owned());
            view! { <FolderItems id name close /> }.into_any()
        }
    };
    let is_favourite = open.entry.is_favourite();
    let star_words = if is_favourite { "Remove from favourites" } else { "Add to favourites" };
    let lent = state.lent.get_untracked();
    let (is_own, may_change, may_share) =
        (lent.is_none(), may_change(lent.as_ref()), may_share(lent.as_ref()));
    let entry = StoredValue::new(open.entry);
    let one = move || entry.try_get_value();
    let select = move || {
        if let Some(entry) = one() {
            state.selection.update(|selection| selection.toggle(entry.id()));
        }
    };
    let rename = move || state.question.set(one().map(Question::Rename));
    let share = move || state.question.set(one().map(Question::Share));
    let tag = move || state.question.set(one().map(|entry| Question::Tags(vec![entry])));
    let ask = move |placing| state.question.set(one().map(|entry| Question::Place(vec![entry], placing)));
    let stars = acts.clone();
    let star = move || stars.keep_at_hand(one().into_iter().collect(), !is_favourite);
    let trash = move || acts.trash(one().into_iter().collect());
    view! {
        {first}
        <Item glyph=Glyph::Check words="Select" key="Space" close act=select />
        {is_own.then(|| view! { <Item glyph=Glyph::Star words=star_words key="" close act=star /> })}
        {is_own.then(|| view! { <Item glyph=Glyph::Tag words="Tags …" key="" close act=tag /> })}
        {may_share.then(|| view! { <Item glyph=Glyph::Share words="Share …" key="" close act=share /> })}
        {may_change.then(|| view! { <Item glyph=Glyph::Rename words="Rename" key="F2" close act=rename /> })}
        {is_own.then(|| view! {
            <Item glyph=Glyph::Next words="Move to …" key="" close act=move || ask(Placing::Move) />
            <Item glyph=Glyph::Copy words="Copy to …" key="" close act=move || ask(Placing::Copy) />
        })}
        {may_change.then(|| view! { <Item glyph=Glyph::Trash words="Move to Trash" key="Del" close act=trash /> })}
    }
}

#[component]
fn FolderItems(id: String, name: String, close: Callback<()>) -> impl IntoView {
    let navigate = use_navigate();
    let (address, zip) = (folder(&id), download(&id));
    let go = move || navigate(&address, Default::default());
    view! {
        <Item glyph=Glyph::Files words="Open" key="Enter" close act=go />
        <DownloadItem words="Download as zip" address=zip name=format!("{name}.zip") close file=None />
    }
}

#[component]
fn DownloadItem(
    words: &'static str,
    address: String,
    name: String,
    close: Callback<()>,
    file: Option<FileInfo>,
) -> impl IntoView {
    let state = use_state();
    let acts = use_acts(state);
    let choose = move |event: ev::MouseEvent| {
        if let Some(file) = &file {
            acts.fetch_instead(state, file.into(), &event);
        }
        close.run(());
    };
    view! {
        <a
            class="menu-item"
            role="menuitem"
            tabindex="-1"
            rel="external"
            href=address
            download=name
            on:click=choose
        >
            <Icon glyph=Glyph::Download /><span>{words}</span>
        </a>
    }
}

#[component]
fn FileItems(file: FileInfo, close: Callback<()>) -> impl IntoView {
    let (state, notices) = (use_state(), use_notices());
    let (id, checksum) = (StoredValue::new(file.file_id.clone()), file.checksum.clone());
    let details = move || {
        let Some(id) = id.try_get_value() else { return };
        state.selection.set(Selection::only(&id));
        state.open(Some(&id));
        request_animation_frame(|| focus(".details h2"));
    };
    let copy = move || clipboard::copy(notices, "SHA-256", checksum.clone());
    view! {
        <DownloadItem words="Download" address=download(&file.file_id) name=file.filename.clone() close file=Some(file) />
        <Item glyph=Glyph::Info words="Details" key="Enter" close act=details />
        <Item glyph=Glyph::Copy words="Copy SHA-256" key="" close act=copy />
    }
}

#[component]
fn Item(
    glyph: Glyph,
    words: &'static str,
    key: &'static str,
    close: Callback<()>,
    act: impl Fn() + 'static,
) -> impl IntoView {
    let choose = move |_| {
        close.run(());
        act();
    };
    view! {
        <button class="menu-item" type="button" role="menuitem" tabindex="-1" on:click=choose>
            <Icon glyph />
            <span>{words}</span>
            {(!key.is_empty()).then(|| view! { <kbd aria-hidden="true">{key}</kbd> })}
        </button>
    }
}
