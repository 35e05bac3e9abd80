//! Notices in one corner, with an undo where there is one. Hover and focus do not hide what they say.

use leptos::prelude::*;

use super::{
    button::{Button, ButtonKind, IconButton},
    icon::{Glyph, Icon},
};
use crate::notice::{Shown, use_notices};

/// All notices on show; a polite live region that is always in the page.
#[component]
pub fn Toasts() -> impl IntoView {
    let notices = use_notices();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || notices.shown() key=|shown| shown.key let:shown>
                <Toast shown />
            </For>
        </div>
    }
}

/// One notice.
#[component]
fn Toast(
    /// What is on show.
    shown: Shown,
) -> impl IntoView {
    let notices = use_notices();
    let Shown { key, notice, undo } = shown;
    let take_back = undo.map(|undo| {
        let act = move |_| {
            undo.with_value(|undo| undo.run(()));
            notices.dismiss(key);
        };
        view! { <Button kind=ButtonKind::Quiet glyph=Glyph::Undo on_click=act>"Undo"</Button> }
    });
    view! {
        <div class=format!("toast {}", notice.tone.class())>
            <Icon glyph=notice.tone.glyph() />
            <div class="toast-words">
                <span>{notice.title}</span>
                {(!notice.advice.is_empty()).then(|| view! { <span class="small soft">{notice.advice}</span> })}
            </div>
            {take_back}
            <IconButton glyph=Glyph::Close name="Dismiss" on_click=move |_| notices.dismiss(key) />
        </div>
    }
}
