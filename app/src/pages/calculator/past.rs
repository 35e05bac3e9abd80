//! What was computed before.

use leptos::prelude::*;

use super::{desk::Desk, history, model};
use crate::components::button::{Button, ButtonKind};

/// What was computed before; a click takes it up again.
#[component]
pub fn Past(
    /// The calculator.
    desk: Desk,
) -> impl IntoView {
    let lines = move || desk.history.with(|history| history.lines().to_vec());
    view! {
        <section class="past" aria-labelledby="past-title">
            <h2 id="past-title">"History"</h2>
            <Show
                when=move || desk.history.with(|history| !history.lines().is_empty())
                fallback=|| view! { <p class="small faint">"What you compute in this tab appears here."</p> }
            >
                <ol class="past-lines">
                    <For each=lines key=|line| line.clone() let:entry>
                        <PastLine desk entry />
                    </For>
                </ol>
            </Show>
        </section>
    }
}

#[component]
fn PastLine(
    /// The calculator.
    desk: Desk,
    /// Line and result.
    entry: history::Line,
) -> impl IntoView {
    let (line, result) = entry;
    let again = line.clone();
    view! {
        <li>
            <Button kind=ButtonKind::Quiet on_click=move |_| desk.line.set(again.clone())>
                <span class="past-line">{line}</span>
                <span class="past-result num">{model::grouped(&result)}</span>
            </Button>
        </li>
    }
}
