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
    let close_on_backdrop = move |event: leptos::ev::MouseEvent| {
        let on_backdrop =
            element.get().is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref()));
        if on_backdrop {
            open.set(false);
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=element
            aria-labelledby=id
            on:close=move |_| open.set(false)
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
