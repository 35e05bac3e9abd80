//! What stands below the line: the preview or what is wrong, the result, and what its calls cost.

use leptos::prelude::*;

use super::{
    compute::Computation,
    desk::Desk,
    model::{self, Preview},
};
use crate::components::copy_button::CopyButton;

/// Longer results are set smaller.
const LONG_RESULT: usize = 22;

/// The preview while somebody types, the error once they asked for the result.
#[component]
pub fn LineNote(
    /// The calculator.
    desk: Desk,
) -> impl IntoView {
    let is_answered = move || {
        let line = desk.line.get();
        desk.computed.with(|computed| computed.as_ref().is_some_and(|computed| computed.line == line.trim()))
    };
    let preview = move || match model::preview(&desk.line.get()) {
        _ if desk.wrong.get().is_some() => String::new(),
        Preview::Value { text, rounded } if !is_answered() => {
            format!("{} {text}", if rounded { "≈" } else { "=" })
        }
        Preview::Nothing | Preview::Value { .. } => "Enter computes, Esc clears, ↑ recalls.".to_owned(),
        Preview::NotYet(why) => why,
    };
    view! {
        <p id="expression-note" class="field-note preview">
            <span>{preview}</span>
            <span class="bad" role="alert">{desk.wrong}</span>
        </p>
    }
}

/// The result and what it cost.
#[component]
pub fn Outcome(
    /// The calculator.
    desk: Desk,
) -> impl IntoView {
    let result = move || desk.computed.get().map(|computed| computed.result).unwrap_or_default();
    view! {
        <div class="outcome" class:old=move || desk.wrong.get().is_some()>
            <div class="result-line">
                <output class="result" class:faint=move || desk.computed.get().is_none() class:long={move || result().len() > LONG_RESULT} for="expression" aria-live="polite">
                    {move || desk.computed.get().map_or("0".to_owned(), |computed| model::grouped(&computed.result))}
                </output>
                <Show when=move || desk.computed.get().is_some_and(|computed| computed.rounded)>
                    <span class="pill warn" title="The quotient does not end; it was rounded half-even to 50 significant digits.">
                        "rounded"
                    </span>
                </Show>
                <Show when=move || desk.computed.get().is_some()>
                    <CopyButton name="Copy the result" text=Signal::derive(result) />
                </Show>
            </div>
            <div class="costs">
                {move || match desk.refused.get() {
                    Some(refusal) => view! { <p class="mono bad-words">{refusal}</p> }.into_any(),
                    None => desk.computed.get().map(|computed| view! { <Costs computed /> }).into_any(),
                }}
            </div>
        </div>
    }
}

#[component]
fn Costs(
    /// What was computed.
    computed: Computation,
) -> impl IntoView {
    let Computation { calls, note, .. } = computed;
    let last = calls.last().map(|call| model::cost(&call.trace));
    let several = calls.len() > 1;
    let count = calls.len();
    view! {
        <p class="mono faint">{last}</p>
        {note.map(|note| view! { <details class="technical"><summary>"Why?"</summary><p class="small soft">{note}</p></details> })}
        {several.then(|| view! {
            <details class="technical">
                <summary>{format!("All {count} calls")}</summary>
                <ol class="calls">
                    {calls.into_iter().map(|call| view! {
                        <li><span>{call.words}</span><span class="mono faint">{model::cost(&call.trace)}</span></li>
                    }).collect_view()}
                </ol>
            </details>
        })}
    }
}
