//! The one way into what is asked before something is sent, moved, copied or restored, where the module is cut: nobody fetches
//! it who only looks at files.

use client::proto::storage::EntryConflict;
use futures::future::LocalBoxFuture;
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{
    Transfers,
    arrivals::{self, Arriving},
    conflict::Act,
    conflict_dialog::ConflictDialog,
    dropped::Dropped,
    review,
    room_dialog::RoomDialog,
    use_transfers,
};
use crate::shell::{Render, code_missing};

type Review = fn(Transfers, Dropped, String) -> LocalBoxFuture<'static, ()>;
type Settle = fn(Transfers, Act, Vec<Arriving>) -> LocalBoxFuture<'static, Vec<EntryConflict>>;

impl Transfers {
    /// Takes what was picked, dropped or pasted while this folder was on show; an empty id is the top.
    pub fn add(self, dropped: impl Into<Dropped>, folder_id: &str) {
        let (dropped, folder_id) = (dropped.into(), folder_id.to_owned());
        spawn_local(async move {
            match review_code().await {
                Ok(review) => review(self, dropped, folder_id).await,
                Err(_) => self.notices.show(code_missing("Nothing was uploaded.")),
            }
        });
    }

    /// What to do with each of these files and folders, after asking about names that are taken where they go. None when
    /// nobody could be asked.
    pub async fn choices(self, act: Act, arriving: Vec<Arriving>) -> Option<Vec<EntryConflict>> {
        match settle_code().await {
            Ok(settle) => Some(settle(self, act, arriving).await),
            Err(_) => {
                let what = match act {
                    Act::Upload | Act::Move | Act::Copy => "Nothing was moved or copied.",
                    Act::Restore => "What could not come back as it was is in the Trash still.",
                };
                self.notices.show(code_missing(what));
                None
            }
        }
    }
}

/// The dialogs of all questions, from the first one on. Whoever asks has fetched their code with its own.
#[component]
pub(super) fn QuestionDialogs() -> impl IntoView {
    let transfers = use_transfers();
    let is_needed = Memo::new(move |was: Option<&bool>| was == Some(&true) || transfers.asks());
    let dialogs = LocalResource::new(move || {
        let is_needed = is_needed.get();
        async move { if is_needed { dialogs_code().await.ok() } else { None } }
    });
    move || dialogs.get().flatten().map(|render| render())
}

#[wasm_split(names, wasm_split_path = ::leptos::wasm_split, fallible)]
fn review_code() -> Result<Review, SplitLoaderError> {
    Ok(|transfers, dropped, folder_id| Box::pin(review::review(transfers, dropped, folder_id)))
}

#[wasm_split(names, wasm_split_path = ::leptos::wasm_split, fallible)]
fn settle_code() -> Result<Settle, SplitLoaderError> {
    Ok(|transfers, act, arriving| Box::pin(arrivals::settle(transfers, act, arriving)))
}

#[wasm_split(names, wasm_split_path = ::leptos::wasm_split, fallible)]
fn dialogs_code() -> Result<Render, SplitLoaderError> {
    Ok(|| view! { <ConflictDialog /><RoomDialog /> }.into_any())
}
