//! A PDF: one page at a time, drawn, with its text for those who do not see it.

use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

use super::{
    canvas::{self, Drawn, Failure},
    door::OpenPdf,
    leaf::{Leaf, ZOOMS, why},
};
use crate::components::button::{Button, ButtonKind};

/// The pages of the PDF that is looked at.
#[component]
pub fn PdfPart() -> impl IntoView {
    let OpenPdf { source, name } = expect_context();
    let place = NodeRef::<html::Canvas>::new();
    let (leaf, drawn) = (RwSignal::new(Leaf::FIRST), RwSignal::new(None::<Result<Drawn, Failure>>));
    let (open, again) = (StoredValue::new_local(None::<JsValue>), RwSignal::new(0_u32));
    let source = StoredValue::new(source);
    Effect::new(move || {
        again.track();
        let (wished, Some(element)) = (leaf.get(), place.get()) else { return };
        let element = JsValue::from(element);
        open.set_value(Some(element.clone()));
        let source = source.get_value();
        spawn_local(async move {
            let outcome = canvas::draw(&element, &source, wished.page, wished.percent()).await;
            if outcome != Err(Failure::Left) {
                // The panel may have been left meanwhile.
                let _known = drawn.try_set(Some(outcome));
            }
        });
    });
    on_cleanup(move || {
        if let Some(element) = open.try_get_value().flatten() {
            canvas::end(&element);
        }
    });
    let pages = move || drawn.with(|drawn| drawn.as_ref().map_or(1, pages_of));
    let press = move |event: ev::KeyboardEvent| {
        if let Some(next) = leaf.get_untracked().by_key(&event.key(), pages()) {
            event.prevent_default();
            event.stop_propagation();
            leaf.set(next);
        }
    };
    let label = move || format!("Page {} of {name}", leaf.get().page);
    view! {
        <div class="pdf" role="group" aria-label="Pages" on:keydown=press>
            <Turning leaf pages=Signal::derive(pages) />
            <div class="pdf-page" tabindex="0" role="region" aria-label="The page, drawn">
                <canvas node_ref=place role="img" aria-label=label></canvas>
            </div>
            {move || drawn.get().map(|outcome| view! {
                <Under outcome on_retry=move || again.update(|count| *count += 1) />
            })}
        </div>
    }
}

fn pages_of(drawn: &Result<Drawn, Failure>) -> u32 {
    drawn.as_ref().map_or(1, |drawn| drawn.pages)
}

/// From page to page, larger and smaller.
#[component]
fn Turning(leaf: RwSignal<Leaf>, pages: Signal<u32>) -> impl IntoView {
    let is_first = move || leaf.get().page <= 1;
    let is_last = move || leaf.get().page >= pages.get();
    let is_smallest = move || leaf.get().zoom == 0;
    let is_largest = move || leaf.get().zoom + 1 >= ZOOMS.len();
    let turn = move |to: fn(Leaf, u32) -> Leaf| leaf.update(|leaf| *leaf = to(*leaf, pages.get_untracked()));
    let name = |words: &str| Signal::stored(Some(words.to_owned()));
    view! {
        <div class="pdf-turning">
            <Button kind=ButtonKind::Quiet disabled=Signal::derive(is_first) name=name("Previous page")
                on_click=move |_| turn(|leaf, _| leaf.previous())>"Previous"</Button>
            <span class="small soft figure" role="status">
                {move || format!("Page {} of {}", leaf.get().page, pages.get())}
            </span>
            <Button kind=ButtonKind::Quiet disabled=Signal::derive(is_last) name=name("Next page")
                on_click=move |_| turn(Leaf::next)>"Next"</Button>
            <span class="pdf-zoom">
                <Button kind=ButtonKind::Quiet disabled=Signal::derive(is_smallest) name=name("Smaller")
                    on_click=move |_| turn(|leaf, _| leaf.smaller())>"−"</Button>
                <span class="small soft figure">{move || format!("{} %", leaf.get().percent())}</span>
                <Button kind=ButtonKind::Quiet disabled=Signal::derive(is_largest) name=name("Larger")
                    on_click=move |_| turn(|leaf, _| leaf.larger())>"+"</Button>
            </span>
        </div>
    }
}

/// Under the page: its text, or why there is none to see.
#[component]
fn Under(outcome: Result<Drawn, Failure>, on_retry: impl Fn() + 'static) -> impl IntoView {
    match outcome {
        Ok(Drawn { text, .. }) if text.is_empty() => {
            view! { <p class="small faint">"This page has no text to be read: it is drawn."</p> }.into_any()
        }
        Ok(Drawn { text, .. }) => view! {
            <details class="pdf-text">
                <summary class="small">"Text of this page"</summary>
                <pre class="preview-text mono" tabindex="0" role="region" aria-label="Text of this page">{text}</pre>
            </details>
        }
        .into_any(),
        Err(failure) => view! {
            <p class="soft" role="alert">{why(failure)}</p>
            <Button kind=ButtonKind::Quiet on_click=move |_| on_retry()>"Try again"</Button>
        }
        .into_any(),
    }
}
