//! Asks whether something shall be gone for good, by a word that is typed: it is the one thing here without a way back.

use leptos::prelude::*;

use super::{acts::Acts, model};
use crate::components::{
    button::Button,
    dialog::Dialog,
    field::{Field, FieldSpec},
};

/// What is typed.
const WORD: &str = "delete";
const FIELD: FieldSpec =
    FieldSpec { id: "purge-word", label: "Type the word delete", kind: "text", autocomplete: "off" };

/// The dialog.
#[component]
pub fn PurgeDialog(
    /// The acts of the page.
    acts: StoredValue<Acts>,
) -> impl IntoView {
    let (open, condemned) = acts.with_value(|acts| (acts.asking, acts.condemned));
    let title = Signal::derive(move || condemned.with(|rows| model::purge_title(rows)));
    view! {
        <Dialog id="purge-title" title open>
            <PurgeForm acts />
        </Dialog>
    }
}

#[component]
fn PurgeForm(acts: StoredValue<Acts>) -> impl IntoView {
    let (open, condemned) = acts.with_value(|acts| (acts.asking, acts.condemned));
    let typed = RwSignal::new(String::new());
    let is_meant = Memo::new(move |_| typed.with(|typed| typed.trim().eq_ignore_ascii_case(WORD)));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if is_meant.get_untracked() {
            open.set(false);
            acts.with_value(Acts::purge);
        }
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <p>{condemned.with_untracked(|rows| model::purge_advice(rows))}</p>
            <Field spec=FIELD value=typed />
            <Button submits=true disabled=Signal::derive(move || !is_meant.get())>"Delete for ever"</Button>
        </form>
    }
}
