//! A button with a menu: arrows move in it, Esc and Tab close it, and the focus goes back to the button.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icon::{Glyph, Icon};

/// One entry.
#[derive(Clone)]
pub struct MenuItem {
    /// Stands before the words.
    pub glyph: Glyph,
    /// What it does.
    pub words: &'static str,
    /// Does it.
    pub act: Callback<()>,
}

/// Where the menu hangs: at the lower right corner of its button, or at the upper right one in the lower half of the
/// window. In CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hook {
    /// From the right edge of the window.
    right: f64,
    /// From its top.
    y: f64,
    /// Whether the menu is above `y`.
    is_above: bool,
}

/// Between button and menu, in CSS pixels.
const GAP: f64 = 4.0;

impl Hook {
    fn at(button: &HtmlElement) -> Self {
        let length =
            |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|it| it.as_f64()).unwrap_or_default();
        let (width, height) = (length(window().inner_width()), length(window().inner_height()));
        let area = button.get_bounding_client_rect();
        let is_above = area.bottom() > height / 2.0;
        let y = if is_above { area.top() - GAP } else { area.bottom() + GAP };
        Self { right: (width - area.right()).max(GAP), y, is_above }
    }
}

/// The button, and the menu while it is open.
#[component]
pub fn MenuButton(
    /// Names both: "Actions for node-asia".
    label: String,
    /// What can be done now; looked at when the menu opens.
    #[prop(into)]
    items: Signal<Vec<MenuItem>>,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let hook = RwSignal::new(None::<Hook>);
    let close = Callback::new(move |()| {
        hook.set(None);
        if let Some(button) = button.get_untracked() {
            // A button that cannot take the focus leaves it where it is.
            let _focused = button.focus();
        }
    });
    let open = move |_| hook.set(button.get_untracked().map(|button| Hook::at(&button)));
    let named = label.clone();
    view! {
        <button
            type="button"
            class="icon-button"
            node_ref=button
            title=label.clone()
            aria-label=label
            aria-haspopup="menu"
            aria-expanded=move || hook.get().is_some().to_string()
            on:click=open
        >
            <Icon glyph=Glyph::More />
        </button>
        {move || hook.get().map(|hook| {
            view! { <Menu label=named.clone() hook items=items.get_untracked() close /> }
        })}
    }
}

#[component]
fn Menu(label: String, hook: Hook, items: Vec<MenuItem>, close: Callback<()>) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(first) = list.get().and_then(|list| move_in(&list, "Home")) {
            // An item that cannot take the focus leaves it on the button.
            let _focused = first.focus();
        }
    });
    let press = move |event: ev::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" | "Tab" => {
                event.prevent_default();
                close.run(());
            }
            key => {
                if let Some(item) = list.get_untracked().and_then(|list| move_in(&list, key)) {
                    event.prevent_default();
                    // An item that cannot take the focus leaves it where it is.
                    let _focused = item.focus();
                }
            }
        }
    };
    view! {
        <div class="menu-backdrop" on:click=move |_| close.run(())></div>
        <div
            class="menu"
            class:above=hook.is_above
            role="menu"
            aria-label=label
            node_ref=list
            style:right=format!("{}px", hook.right)
            style:top=format!("{}px", hook.y)
            on:keydown=press
        >
            {items.into_iter().map(|item| view! { <Item item close /> }).collect_view()}
        </div>
    }
}

#[component]
fn Item(item: MenuItem, close: Callback<()>) -> impl IntoView {
    let MenuItem { glyph, words, act } = item;
    let choose = move |_| {
        close.run(());
        act.run(());
    };
    view! {
        <button class="menu-item" type="button" role="menuitem" tabindex="-1" on:click=choose>
            <Icon glyph />
            <span>{words}</span>
        </button>
    }
}

/// The item of a menu that a key goes to.
pub fn move_in(list: &HtmlElement, key: &str) -> Option<HtmlElement> {
    let items = list.children();
    let item = |index: u32| items.item(index).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let active = document().active_element();
    let count = items.length();
    if count == 0 {
        return None;
    }
    let here = (0..count).find(|index| items.item(*index) == active).unwrap_or_default();
    let next = match key {
        "ArrowDown" => (here + 1) % count,
        "ArrowUp" => (here + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return None,
    };
    item(next)
}
