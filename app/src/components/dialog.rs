//! A modal dialog on the browser's own element: it traps focus, closes on Esc and gives focus back.

use leptos::{html, prelude::*};

use super::{button::IconButton, icon::Glyph};

/// A dialog that is open while `open` says so.
#[component]
pub fn Dialog(
    /// Names the heading; unique in the page.
    id: &'static str,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What is in it; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = element.get() else { return };
        match (open.get(), dialog.open()) {
            // The element refuses only when it is out of the page, where there is nothing to show.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let is_of_dialog = move |event: &leptos::ev::Event| {
        element.get_untracked().is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref()))
    };
    // Esc. That a field in it, where a file is chosen, was left without a choice is told by the same name.
    let close_on_cancel = move |event: leptos::ev::Event| {
        if is_of_dialog(&event) {
            open.set(false);
        }
    };
    let close_on_backdrop = move |event: leptos::ev::MouseEvent| {
        if is_of_dialog(&event) {
            open.set(false);
        }
    };
    // The browser tells of it a moment later, when somebody may have opened it again.
    let note_closed = move |_| {
        if element.get_untracked().is_some_and(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=element
            aria-labelledby=id
            on:cancel=close_on_cancel
            on:close=note_closed
            on:click=close_on_backdrop
        >
            <header class="dialog-head">
                <h2 id=id>{title}</h2>
                <IconButton glyph=Glyph::Close name="Close" on_click=move |_| open.set(false) />
            </header>
            <div class="dialog-body">{move || open.get().then(|| children())}</div>
        </dialog>
    }
}
