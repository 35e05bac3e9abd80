//! What is asked about entries before something is done to them: the dialogs, and when each is open.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{
    focus::focus_cursor_soon,
    naming::NameDialog,
    placing::PlaceDialog,
    share::ShareDialog,
    state::{FilesState, Question, use_state},
    tagging::TagsDialog,
    vault,
};
use crate::{
    notice::use_notices,
    shell::{Code, Render, code_missing},
};

/// All of them. Who types a new name is not kept waiting; the others are fetched when one is asked for the first time.
#[component]
pub fn Questions() -> impl IntoView {
    let state = use_state();
    let asks = move |which: fn(&Question) -> bool| {
        state.question.with(|question| question.as_ref().is_some_and(which))
    };
    view! {
        <NameDialog />
        <FetchedDialog is_asked=move || asks(|question| matches!(question, Question::Place(..))) fetch=placing />
        <FetchedDialog is_asked=move || asks(|question| matches!(question, Question::Share(_))) fetch=sharing />
        <FetchedDialog is_asked=move || asks(|question| matches!(question, Question::Tags(_))) fetch=tagging />
        <FetchedDialog is_asked=move || asks(|question| matches!(question, Question::NewVault)) fetch=vault::making />
        <FetchedDialog is_asked=move || asks(is_passphrase) fetch=vault::opening />
    }
}

fn is_passphrase(question: &Question) -> bool {
    matches!(question, Question::OpenVault { .. } | Question::ChangePassphrase(_))
}

/// Whether a question is open: while it is asked. Closed by anybody it is taken back, and the list has the focus again.
pub(super) fn while_asked(state: FilesState, is_asked: Memo<bool>) -> RwSignal<bool> {
    let open = RwSignal::new(is_asked.get_untracked());
    Effect::new(move || open.set(is_asked.get()));
    Effect::new(move || {
        if !open.get() && is_asked.get_untracked() {
            take_back(state);
        }
    });
    open
}

fn take_back(state: FilesState) {
    state.question.set(None);
    focus_cursor_soon(state.cursor);
}

/// A dialog from the first time on that it is wanted.
#[component]
fn FetchedDialog<Fetch, Fetching>(
    is_asked: impl Fn() -> bool + Send + Sync + 'static,
    fetch: Fetch,
) -> impl IntoView
where
    Fetch: Fn() -> Fetching + Copy + 'static,
    Fetching: Future<Output = Code> + 'static,
{
    let (state, notices) = (use_state(), use_notices());
    let is_asked = Memo::new(move |_| is_asked());
    let code = RwSignal::new(None::<Render>);
    let came = LocalResource::new(move || {
        let wanted = is_asked.get() && code.with_untracked(Option::is_none);
        async move { if wanted { Some(fetch().await) } else { None } }
    });
    Effect::new(move || match came.get().flatten() {
        Some(Ok(render)) => code.set(Some(render)),
        Some(Err(_)) => {
            take_back(state);
            notices.show(code_missing("Nothing was changed."));
        }
        None => {}
    });
    move || code.get().map(|render| render())
}

#[wasm_split(file_placing, wasm_split_path = ::leptos::wasm_split, fallible)]
fn placing() -> Result<Render, SplitLoaderError> {
    Ok(|| PlaceDialog().into_any())
}

#[wasm_split(file_sharing, wasm_split_path = ::leptos::wasm_split, fallible)]
fn sharing() -> Result<Render, SplitLoaderError> {
    Ok(|| ShareDialog().into_any())
}

#[wasm_split(file_tagging, wasm_split_path = ::leptos::wasm_split, fallible)]
fn tagging() -> Result<Render, SplitLoaderError> {
    Ok(|| TagsDialog().into_any())
}
