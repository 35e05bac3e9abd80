//! Step three: the place is kept, the clock runs, and one button books.

use leptos::prelude::*;

use super::{
    desk::{Desk, Hold},
    model::hold,
};
use crate::{
    components::{
        banner::Banner,
        button::{Button, ButtonKind},
    },
    notice::Tone,
};

/// The hold with its countdown.
#[component]
pub fn Confirm(
    /// What is booked.
    desk: Desk,
    /// The place.
    hold: Hold,
) -> impl IntoView {
    let left = Memo::new(move |_| (hold.ends_at - desk.now.get()).max(0));
    let is_over = Memo::new(move |_| left.get() == 0);
    view! {
        <div class="step-confirm">
            <h2 id="step-confirm" class="step-title" tabindex="-1">"3. Confirm"</h2>
            <p class="visually-hidden" role="status">{move || hold::announcement(left.get())}</p>
            {move || match is_over.get() {
                true => view! { <Over desk /> }.into_any(),
                false => view! { <Running desk left /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Running(desk: Desk, left: Memo<i64>) -> impl IntoView {
    view! {
        <p class="countdown figure" class:warn-words=move || left.get() <= 60>
            "Held for you: "<strong role="timer">{move || hold::countdown_words(left.get())}</strong>
        </p>
        <Button kind=ButtonKind::Wide busy=desk.busy on_click=move |_| desk.confirm()>"Confirm booking"</Button>
    }
}

#[component]
fn Over(desk: Desk) -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning><p>"The hold is over. The slot may be taken by somebody else now."</p></Banner>
        <Button kind=ButtonKind::Wide busy=desk.busy on_click=move |_| desk.hold_again()>"Hold it again"</Button>
    }
}
