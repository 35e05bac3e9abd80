//! One of several: a list that opens, with a label above it.

use leptos::{html, prelude::*};

/// A list to choose one from.
#[component]
pub fn Choice(
    /// Unique in the page.
    id: &'static str,
    /// Above the list.
    label: &'static str,
    /// What can be chosen: the value, and what stands for it.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Gets what is chosen instead.
    #[prop(into)]
    on_change: UnsyncCallback<String>,
) -> impl IntoView {
    let select = NodeRef::<html::Select>::new();
    // The browser takes a value only once the list has it, so it is set after the options are there.
    Effect::new(move || {
        options.track();
        if let Some(select) = select.get() {
            select.set_value(&value.get());
        }
    });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select
                id=id
                class="input"
                node_ref=select
                on:change=move |event| on_change.run(event_target_value(&event))
            >
                {move || {
                    let option = |(value, words)| view! { <option value=value>{words}</option> };
                    options.get().into_iter().map(option).collect_view()
                }}
            </select>
        </div>
    }
}
