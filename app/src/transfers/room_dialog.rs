//! Asks whether the oldest of the trash may be deleted for good, so that an upload has room.

use leptos::prelude::*;

use super::use_transfers;
use crate::components::{
    button::{Button, ButtonKind},
    dialog::Dialog,
};

/// The dialog; open while that is asked.
#[component]
pub fn RoomDialog() -> impl IntoView {
    let transfers = use_transfers();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(transfers.room.with(Option::is_some)));
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        // Closed without an answer: nothing is deleted.
        if was_open == Some(true) && !is_open {
            transfers.answer_room(false);
        }
        is_open
    });
    view! {
        <Dialog id="room-title" title="Make room?" open>
            <div class="conflict">
                <p>"What you upload needs more than is free, and the Trash can give it."</p>
                <p>{move || transfers.room.with(|room| room.as_ref().map(|room| room.words()))}</p>
                <div class="conflict-answers">
                    <Button kind=ButtonKind::Quiet on_click=move |_| transfers.answer_room(false)>"Keep the Trash"</Button>
                    <Button kind=ButtonKind::Main on_click=move |_| transfers.answer_room(true)>
                        "Delete them and upload"
                    </Button>
                </div>
            </div>
        </Dialog>
    }
}
