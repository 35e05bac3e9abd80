//! Form fields: label above, hint below, the error in the hint's place so that nothing jumps.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon::{Glyph, Icon};

/// What a field is: fixed words and attributes.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// Unique in the page, and the field's name.
    pub id: &'static str,
    /// Above the field.
    pub label: &'static str,
    /// The input's type: "text", "email".
    pub kind: &'static str,
    /// What password managers and phones read: "username", "new-password".
    pub autocomplete: &'static str,
}

/// A line of text.
#[component]
pub fn Field(
    /// What it is.
    spec: FieldSpec,
    /// What was typed.
    value: RwSignal<String>,
    /// Stands below while there is no error.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Called when the field is left.
    #[prop(optional, into)]
    on_leave: Option<UnsyncCallback<()>>,
    /// Whether all of it is selected when the field takes the focus: it holds a suggestion, and typing replaces it.
    #[prop(optional, into)]
    is_suggestion: Signal<bool>,
) -> impl IntoView {
    let FieldSpec { id, label, kind, autocomplete } = spec;
    // A click puts the caret where it fell, after the focus came: the first one selects again.
    let just_entered = StoredValue::new(false);
    let enter = move |event: leptos::ev::FocusEvent| {
        just_entered.set_value(is_suggestion.get_untracked());
        select_all(&event, just_entered.get_value());
    };
    let click = move |event: leptos::ev::MouseEvent| {
        let is_first = just_entered.try_update_value(std::mem::take).unwrap_or_default();
        select_all(&event, is_first && is_suggestion.get_untracked());
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                class="input"
                type=kind
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=format!("{id}-note")
                aria-invalid=move || error.get().map(|_| "true")
                bind:value=value
                on:focus=enter
                on:click=click
                on:blur=move |_| leave(on_leave.as_ref())
            />
            <FieldNote id hint error />
        </div>
    }
}

fn select_all(event: &web_sys::Event, wanted: bool) {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    if let Some(input) = input.filter(|_| wanted) {
        input.select();
    }
}

/// A password with a button that shows it.
#[component]
pub fn PasswordField(
    /// What it is.
    spec: FieldSpec,
    /// What was typed.
    value: RwSignal<String>,
    /// Stands below while there is no error.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Called when the field is left.
    #[prop(optional, into)]
    on_leave: Option<UnsyncCallback<()>>,
    /// Stands between the field and its hint.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let FieldSpec { id, label, autocomplete, .. } = spec;
    let with_meter = children.is_some();
    let shown = RwSignal::new(false);
    view! {
        <div class="field" class:with-meter=with_meter>
            <label for=id>{label}</label>
            <div class="input-with-button">
                <input
                    id=id
                    name=id
                    class="input"
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=format!("{id}-note")
                    aria-invalid=move || error.get().map(|_| "true")
                    bind:value=value
                    on:blur=move |_| leave(on_leave.as_ref())
                />
                <button
                    type="button"
                    class="icon-button"
                    aria-label="Show password"
                    aria-pressed=move || shown.get().to_string()
                    title=move || if shown.get() { "Hide password" } else { "Show password" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || view! { <Icon glyph=if shown.get() { Glyph::Hide } else { Glyph::Show } /> }}
                </button>
            </div>
            {children.map(|children| children())}
            <FieldNote id hint error />
        </div>
    }
}

/// The hint, or the error in its place.
#[component]
fn FieldNote(
    /// The field's id.
    id: &'static str,
    /// Shown while there is no error.
    hint: Signal<String>,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <p id=format!("{id}-note") class="field-note" class:bad=move || error.get().is_some()>
            {move || error.get().unwrap_or_else(|| hint.get())}
        </p>
    }
}

/// A field that is taken away while it has the focus is left too, after its page is gone.
fn leave(on_leave: Option<&UnsyncCallback<()>>) {
    if let Some(on_leave) = on_leave {
        let _noticed = on_leave.try_run(());
    }
}

/// A tick box with its meaning below.
#[component]
pub fn CheckBox(
    /// Unique in the page, and the box's name.
    id: &'static str,
    /// Beside the box.
    label: &'static str,
    /// Whether it is ticked.
    checked: RwSignal<bool>,
    /// What a tick means.
    #[prop(optional)]
    hint: &'static str,
) -> impl IntoView {
    view! {
        <div class="check">
            <input id=id name=id type="checkbox" aria-describedby=format!("{id}-note") bind:checked=checked />
            <label for=id>{label}</label>
            <p id=format!("{id}-note") class="field-note">{hint}</p>
        </div>
    }
}
