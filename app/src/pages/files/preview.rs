//! The Preview part of the details: what is in a file, as far as it can be shown without harm. The server says what it
//! is; nothing of it runs here.

use client::{
    ClientError,
    proto::storage::{FileInfo, GetPreviewResponse},
};
use leptos::prelude::*;

use super::{model::listing::preview_address, row::shown_name};
use crate::{
    components::{
        button::{Button, ButtonKind},
        icon::{Glyph, Icon},
    },
    session::{use_member, use_session},
};

/// What is shown of one version: a new one is looked at anew.
type Shown = (String, String);

/// The preview, or why there is none.
#[component]
pub fn PreviewPart(file: Memo<FileInfo>) -> impl IntoView {
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
                    view! { <Answer id name answer retry /> }.into_any()
                }
                _ => view! { <div class="preview-waiting" role="status" aria-label="Loading the preview"></div> }
                    .into_any(),
            }}
        </div>
    }
}

#[component]
fn Answer(
    id: String,
    name: String,
    answer: Result<GetPreviewResponse, ClientError>,
    retry: Callback<()>,
) -> impl IntoView {
    let preview = match answer {
        Ok(preview) => preview,
        Err(error) => return view! { <Failed words=error.to_string() retry /> }.into_any(),
    };
    let kind = preview.media_type.split_once('/').map(|(kind, _)| kind.to_owned()).unwrap_or_default();
    match kind.as_str() {
        "text" => view! { <Text name text=preview.text is_whole=preview.is_whole /> }.into_any(),
        "image" | "audio" | "video" => view! { <Media id name kind retry /> }.into_any(),
        _ => view! { <p class="soft">{preview.reason}" Download it to open it."</p> }.into_any(),
    }
}

/// Text as it stands: letters, and never what they would mean to a browser.
#[component]
fn Text(name: String, text: String, is_whole: bool) -> impl IntoView {
    view! {
        <pre class="preview-text mono" tabindex="0" role="region" aria-label=format!("Text of {name}")>{text}</pre>
        {(!is_whole).then(|| view! { <p class="small faint">"The beginning. Download the file to read on."</p> })}
    }
}

#[component]
fn Media(id: String, name: String, kind: String, retry: Callback<()>) -> impl IntoView {
    let failed = RwSignal::new(false);
    let address = StoredValue::new(preview_address(&id));
    let source = move || address.try_get_value().unwrap_or_default();
    let broke = move |_| failed.set(true);
    let medium = move || {
        match kind.as_str() {
        "image" => view! {
            <img class="preview-picture" src=source() alt=name.clone() on:error=broke />
            <a class="small preview-alone" href=source() target="_blank" rel="external noopener">
                <Icon glyph=Glyph::Picture />"Open in a new tab"
            </a>
        }
        .into_any(),
        "audio" => view! {
            <audio class="preview-sound" controls preload="metadata" src=source() aria-label=name.clone() on:error=broke>
            </audio>
        }
        .into_any(),
        _ => view! {
            <video class="preview-picture" controls preload="metadata" src=source() aria-label=name.clone() on:error=broke>
            </video>
        }
        .into_any(),
    }
    };
    move || {
        if failed.get() {
            let words =
                "This browser could not show it. The file itself is safe: it can be downloaded.".to_owned();
            view! { <Failed words retry /> }.into_any()
        } else {
            medium()
        }
    }
}

#[component]
fn Failed(words: String, retry: Callback<()>) -> impl IntoView {
    view! {
        <p class="soft" role="status">{words}</p>
        <Button kind=ButtonKind::Quiet on_click=move |_| retry.run(())>"Try again"</Button>
    }
}
