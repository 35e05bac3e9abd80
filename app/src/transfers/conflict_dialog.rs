//! Asks what to do with a name that is taken: both sides with size and date, one answer for this file or for all.

use leptos::prelude::*;

use super::{
    conflict::{Act, Answer, Conflict, Side},
    use_transfers,
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        dialog::Dialog,
        field::CheckBox,
    },
    figures, moment,
};

/// The dialog; open while there is a question.
#[component]
pub fn ConflictDialog() -> impl IntoView {
    let transfers = use_transfers();
    let current = Memo::new(move |_| transfers.questions.with(|questions| questions.current().cloned()));
    let open = RwSignal::new(false);
    Effect::new(move || open.set(current.with(Option::is_some)));
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        // Closed without an answer: what is still open is left out.
        if was_open == Some(true) && !is_open && current.with_untracked(Option::is_some) {
            transfers.answer(Answer::Skip, true);
        }
        is_open
    });
    let title = Signal::derive(move || {
        let name = current.with(|current| current.as_ref().map(|conflict| conflict.name.clone()));
        name.map(|name| format!("“{name}” is already here")).unwrap_or_default()
    });
    view! {
        <Dialog id="conflict-title" title open>
            {move || current.get().map(|conflict| view! { <Question conflict /> })}
        </Dialog>
    }
}

#[component]
fn Question(conflict: Conflict) -> impl IntoView {
    let transfers = use_transfers();
    let for_all = RwSignal::new(false);
    let has_more = move || transfers.questions.with(|questions| questions.following() > 0);
    let answer = move |answer| transfers.answer(answer, for_all.get_untracked());
    let act = untrack(|| transfers.questions.with(|questions| questions.act));
    let can_replace = conflict.can_replace();
    let Conflict { new, old, is_identical, .. } = conflict;
    // What most people want is the main button.
    let (skip, keep) = if is_identical {
        (ButtonKind::Main, ButtonKind::Plain)
    } else {
        (ButtonKind::Quiet, ButtonKind::Main)
    };
    let (comes, advice) = words(act, is_identical, can_replace);
    view! {
        <div class="conflict">
            <div class="conflict-sides">
                <SideCard title="In your files" side=old.clone() other=new.clone() />
                <SideCard title=comes side=new other=old />
            </div>
            <p class="small soft">{advice}</p>
            <Show when=has_more>
                <CheckBox id="conflict-for-all" label="Do the same for the others" checked=for_all />
            </Show>
            <div class="conflict-answers">
                <Button kind=skip on_click=move |_| answer(Answer::Skip)>"Skip"</Button>
                {can_replace.then(|| view! {
                    <Button on_click=move |_| answer(Answer::Replace)>"Replace"</Button>
                })}
                <Button kind=keep on_click=move |_| answer(Answer::KeepBoth)>"Keep both"</Button>
            </div>
        </div>
    }
}

/// What the side that comes is called, and what the answers do.
fn words(act: Act, is_identical: bool, can_replace: bool) -> (&'static str, &'static str) {
    let (comes, identical, replace) = match act {
        Act::Upload => (
            "To upload",
            "Both have the same content, so there is nothing to upload.",
            "Keep both adds a number to the new one. Replace stores it as the new version.",
        ),
        Act::Move => (
            "To move",
            "Both have the same content.",
            "Keep both adds a number to what is moved. Replace moves the one that is there to the Trash.",
        ),
        Act::Copy => (
            "To copy",
            "Both have the same content, so there is nothing to copy.",
            "Keep both adds a number to the copy. Replace stores it as the new version.",
        ),
        Act::Restore => (
            "In the Trash",
            "Both have the same content, so there is nothing to restore.",
            "Keep both adds a number to what comes back. Replace moves the one that is there to the Trash. Skip leaves it in the Trash.",
        ),
    };
    let advice = match () {
        () if is_identical => identical,
        () if can_replace => replace,
        () => "A folder is not replaced. Keep both adds a number to what comes.",
    };
    (comes, advice)
}

#[component]
fn SideCard(title: &'static str, side: Side, other: Side) -> impl IntoView {
    let size = match side.size {
        Some(size) => figures::bytes(i64::try_from(size).unwrap_or(i64::MAX)),
        None => "Folder".to_owned(),
    };
    let remark = match side.size.zip(other.size) {
        Some((size, other)) if size > other => "larger",
        Some((size, other)) if size < other => "smaller",
        Some(_) => "same size",
        None => "",
    };
    let age = if side.modified > other.modified { "newer" } else { "older" };
    view! {
        <div class="conflict-side">
            <h3 class="small faint">{title}</h3>
            <p><strong class="figure">{size}</strong>" "<span class="small soft">{remark}</span></p>
            <p class="small soft">{moment::now().exact(side.modified)}" · "{age}</p>
        </div>
    }
}
