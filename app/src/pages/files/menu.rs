//! The menu of one row.

use leptos::{ev, html, prelude::*};

use super::{
    acts::use_acts,
    focus::{focus, focus_cell},
    model::{
        listing::download_address,
        place::{Size, place},
        selection::Selection,
    },
    state::{OpenMenu, use_state},
};
use crate::{
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
const HEIGHT: f64 = 184.0;

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
    let label = format!("Actions for {}", open.file.filename);
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
    let (state, notices) = (use_state(), use_notices());
    let acts = use_acts(state);
    let file = StoredValue::new(open.file);
    let id = move || file.with_value(|file| file.file_id.clone());
    let details = move || {
        state.selection.set(Selection::only(&id()));
        state.open(Some(&id()));
        request_animation_frame(|| focus(".details h2"));
    };
    let copy = move || clipboard::copy(notices, "SHA-256", file.with_value(|file| file.checksum.clone()));
    let trash = move || acts.trash(vec![file.get_value()]);
    let select = move || state.selection.update(|selection| selection.toggle(&id()));
    let name = file.with_value(|file| file.filename.clone());
    view! {
        <a
            class="menu-item"
            role="menuitem"
            tabindex="-1"
            rel="external"
            href=download_address(&id())
            download=name
            on:click=move |_| close.run(())
        >
            <Icon glyph=Glyph::Download /><span>"Download"</span>
        </a>
        <Item glyph=Glyph::Info words="Details" key="Enter" close act=details />
        <Item glyph=Glyph::Check words="Select" key="Space" close act=select />
        <Item glyph=Glyph::Copy words="Copy SHA-256" key="" close act=copy />
        <Item glyph=Glyph::Trash words="Move to Trash" key="Del" close act=trash />
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
