//! The hours of one day as fields: spans of two times that can be added and removed.

use leptos::prelude::*;

use super::hours::{Typed, day_error, next_span};
use crate::components::{
    button::{Button, ButtonKind, IconButton},
    icon::Glyph,
};

/// One span in its two fields.
#[derive(Clone, Copy)]
struct Span {
    key: u64,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

/// The hours of one day while they are edited.
#[derive(Clone, Copy)]
pub struct DaySpans {
    spans: RwSignal<Vec<Span>>,
    next_key: StoredValue<u64>,
}

impl DaySpans {
    /// Fields with these hours in them.
    pub fn new(typed: Vec<Typed>) -> Self {
        let day = Self { spans: RwSignal::default(), next_key: StoredValue::new(0) };
        typed.into_iter().for_each(|span| day.push(span));
        day
    }

    fn push(self, (from, to): Typed) {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        let span = Span { key, from: RwSignal::new(from), to: RwSignal::new(to) };
        self.spans.update(|spans| spans.push(span));
    }

    fn remove(self, key: u64) {
        self.spans.update(|spans| spans.retain(|span| span.key != key));
    }

    /// What stands in the fields; reactive.
    pub fn typed(self) -> Vec<Typed> {
        self.spans.with(|spans| spans.iter().map(|span| (span.from.get(), span.to.get())).collect())
    }

    /// What is wrong with them; reactive.
    pub fn error(self) -> Option<String> {
        day_error(&self.typed())
    }
}

/// One day with its hours; without any, the words that say what this means.
#[component]
pub fn DayRow(
    /// Names the day: "Monday".
    label: String,
    /// Its hours.
    day: DaySpans,
    /// What a day without hours is: "Free".
    empty: &'static str,
    /// Stands at the end: takes the day out of a list.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let is_empty = Memo::new(move |_| day.spans.with(Vec::is_empty));
    let named = StoredValue::new(label.clone());
    let add = move |_| day.push(next_span(&untrack(|| day.typed())));
    let (name, add_name) = (label.clone(), format!("Add hours on {label}"));
    view! {
        <div class="hours-day" role="group" aria-label=name>
            <span class="hours-label">{label}</span>
            <div class="hours-spans">
                <Show when=move || is_empty.get()><span class="hours-empty faint">{empty}</span></Show>
                <For each=move || day.spans.get() key=|span| span.key let:span>
                    <SpanFields label=named.get_value() day span />
                </For>
                <p class="field-note bad" role="status">{move || day.error()}</p>
            </div>
            <div class="hours-acts">
                <Button kind=ButtonKind::Quiet name=Some(add_name) on_click=add>"Add hours"</Button>
                {children.map(|children| children())}
            </div>
        </div>
    }
}

#[component]
fn SpanFields(label: String, day: DaySpans, span: Span) -> impl IntoView {
    let time = |name: String, value: RwSignal<String>| {
        let is_wrong = move || day.error().map(|_| "true");
        view! { <input class="input hours-time" type="time" step="900" aria-label=name aria-invalid=is_wrong bind:value=value /> }
    };
    view! {
        <div class="hours-span">
            {time(format!("{label} from"), span.from)}
            <span class="faint" aria-hidden="true">"–"</span>
            {time(format!("{label} to"), span.to)}
            <IconButton
                glyph=Glyph::Close
                name=format!("Remove these hours on {label}")
                on_click=move |_| day.remove(span.key)
            />
        </div>
    }
}
