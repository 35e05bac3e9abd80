//! The Preview part of the details: what is in a file, as far as it can be shown without harm. The server says what it
//! is; nothing of it runs here.

use client::proto::storage::FileInfo;
use leptos::prelude::*;

use super::{model::listing::preview_address, row::shown_name, state::use_state};
use crate::{
    address,
    looking::{Failed, Looked, Sources},
    session::{use_member, use_session},
};

/// What is shown of one version: a new one is looked at anew.
type Shown = (String, String);

/// The preview, or why there is none.
#[component]
pub fn PreviewPart(file: Memo<FileInfo>) -> impl IntoView {
    let state = use_state();
    let is_sealed = Memo::new(move |_| file.with(|file| state.is_sealed(file)));
    move || {
        if is_sealed.get() { view! { <Sealed /> }.into_any() } else { view! { <Plain file /> }.into_any() }
    }
}

#[component]
fn Sealed() -> impl IntoView {
    view! {
        <p class="small soft">
            "There is no preview: the server sees this file only encrypted, and shows nothing of it. Download it to look at it; this \
             page decrypts it on the way."
        </p>
    }
}

#[component]
fn Plain(file: Memo<FileInfo>) -> impl IntoView {
    let (api, session) = (use_member().api, use_session());
    let shown: Memo<Shown> =
        Memo::new(move |_| file.with(|file| (file.file_id.clone(), file.checksum.clone())));
    let again = RwSignal::new(0_u32);
    let answer = LocalResource::new(move || {
        again.track();
        let ((id, _), api) = (shown.get(), api.clone());
        async move {
            let answer = api.preview(&id).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            (id, answer)
        }
    });
    let retry = Callback::new(move |()| again.update(|count| *count += 1));
    view! {
        <div class="preview" aria-live="polite">
            {move || match answer.get() {
                // What was asked for another file is no answer for this one.
                Some((id, answer)) if shown.with(|(now, _)| *now == id) => {
                    let name = file.with_untracked(|file| shown_name(&file.filename));
                    match answer {
                        Ok(preview) => {
                            let sources = Sources { media: preview_address(&id), file: address::download(&id) };
                            view! { <Looked name preview sources retry /> }.into_any()
                        }
                        Err(error) => view! { <Failed words=error.to_string() retry /> }.into_any(),
                    }
                }
                _ => view! { <div class="preview-waiting" role="status" aria-label="Loading the preview"></div> }
                    .into_any(),
            }}
        </div>
    }
}
