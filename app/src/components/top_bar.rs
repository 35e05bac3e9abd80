//! The head of a page: its one `h1`, its state, its acts. Also sets the title and moves the focus on a route change.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

thread_local! {
    /// The first page of a visit leaves the focus where the browser put it.
    static FIRST_PAGE: Cell<bool> = const { Cell::new(true) };
}

/// Names the page in the browser's tab, and moves the focus to its `h1` when this is not the first page of the visit.
pub fn use_page_title(title: &str) {
    document().set_title(&format!("{title} · Skyshard"));
    let is_first = FIRST_PAGE.with(|first| first.replace(false));
    if !is_first {
        request_animation_frame(focus_heading);
    }
}

/// The heading of the new page, unless the page has chosen a place already: a field that one may be typing into.
fn focus_heading() {
    let main = document().query_selector("main").ok().flatten();
    if main.is_some_and(|main| main.contains(document().active_element().as_deref())) {
        return;
    }
    let heading = document().query_selector("main h1").ok().flatten();
    let Some(heading) = heading.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return;
    };
    // A heading that cannot take the focus leaves it where it is.
    let _focused = heading.focus();
}

/// The head of a page in the shell.
#[component]
pub fn TopBar(
    /// The heading, and the name in the browser's tab.
    #[prop(into)]
    title: String,
    /// Acts on the right, states beside the title.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    use_page_title(&title);
    view! {
        <header class="top">
            <h1 tabindex="-1">{title}</h1>
            {children.map(|children| children())}
        </header>
    }
}
