//! What was taken along, and the way to put it where one is.

use leptos::prelude::*;

use super::{
    acts::use_acts,
    model::entry::what,
    state::{Placing, use_state},
};
use crate::components::button::{Button, ButtonKind};

/// The line that says what was cut or copied, while something is.
#[component]
pub fn ClipLine() -> impl IntoView {
    let state = use_state();
    let acts = StoredValue::new_local(use_acts(state));
    let words = Memo::new(move |_| {
        state.clipped.with(|clipped| {
            clipped.as_ref().map(|(entries, placing)| match placing {
                Placing::Move => format!("{} taken along to be moved.", what(entries)),
                Placing::Copy => format!("{} taken along to be copied.", what(entries)),
            })
        })
    });
    view! {
        <div role="status">
            {move || words.get().map(|words| view! {
                <div class="clip-line small">
                    <span>{words}</span>
                    <Button on_click=move |_| acts.with_value(|acts| acts.paste(state))>"Put here"</Button>
                    <Button kind=ButtonKind::Quiet on_click=move |_| state.clipped.set(None)>"Forget"</Button>
                </div>
            })}
        </div>
    }
}
