//! What stood beside the messages of a call.

use leptos::prelude::*;

/// Names and values below a title that unfolds them; nothing while there are none.
#[component]
pub fn Pairs(
    /// What they are.
    title: &'static str,
    /// Each with its value.
    #[prop(into)]
    pairs: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    view! {
        <Show when=move || pairs.with(|pairs| !pairs.is_empty())>
            <details class="technical">
                <summary>{title}</summary>
                <dl class="kv mono">
                    {move || pairs.get().into_iter().map(|(name, value)| view! {
                        <dt>{name}</dt><dd>{value}</dd>
                    }).collect_view()}
                </dl>
            </details>
        </Show>
    }
}
