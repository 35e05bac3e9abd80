//! Sharing on what somebody gave with the right to: the same question as of one's own, without a link.

use leptos::prelude::*;

use super::{model::Row, view::Lists};
use crate::{
    components::{button::IconButton, dialog::Dialog, icon::Glyph},
    sharing::{
        give::{GiveForm, Whose},
        people::{SharedWith, shares_of},
    },
};

/// What is to be shared on.
pub type Asked = RwSignal<Option<Row>>;

/// The button of a row.
#[component]
pub fn PassOn(
    /// Whose row.
    row: Row,
    /// Gets it.
    asked: Asked,
) -> impl IntoView {
    let name = format!("Share {}", row.name);
    let ask = move |_| asked.set(Some(row.clone()));
    view! { <IconButton glyph=Glyph::Share name on_click=ask /> }
}

/// The question, open while something is to be shared on. Closed by anybody it is over, and the lists are asked for again.
#[component]
pub fn PassOnDialog(
    /// What is asked about.
    asked: Asked,
    /// What may be other than it was.
    lists: Lists,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || {
        if asked.with(Option::is_some) {
            open.set(true);
        }
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            asked.set(None);
            lists.refetch();
        }
        is_open
    });
    let title = Signal::derive(move || {
        asked.with(|row| row.as_ref().map(|row| format!("Share {}", row.name)).unwrap_or_default())
    });
    view! {
        <Dialog id="pass-on-title" title open>
            {move || asked.get().map(|row| view! { <Passing row /> })}
        </Dialog>
    }
}

#[component]
fn Passing(row: Row) -> impl IntoView {
    let (is_folder, id) = (row.kind.is_none(), StoredValue::new(row.id));
    let shares = shares_of(Signal::derive(move || id.get_value()));
    view! {
        <GiveForm id shares is_folder whose=Whose::Lent />
        <SharedWith shares />
    }
}
