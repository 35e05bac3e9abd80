//! What is in a file, as far as it can be shown.

use client::proto::storage::GetPreviewResponse;
use leptos::prelude::*;

use super::door::{Pdf, Text};
use crate::components::{
    button::{Button, ButtonKind},
    icon::{Glyph, Icon},
};

/// What the server calls a PDF; it comes as any download does, and is drawn here.
const PDF: &str = "application/pdf";

/// Where the browser asks for what it shows by its own means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    /// A picture, a sound or a film, as what it is.
    pub media: String,
    /// The bytes, as a download.
    pub file: String,
}

/// What the server answered about a file, shown.
#[component]
pub fn Looked(
    /// What it is called.
    name: String,
    /// What it is.
    preview: GetPreviewResponse,
    /// Where its bytes are.
    sources: Sources,
    /// Asks the server again.
    retry: Callback<()>,
) -> impl IntoView {
    let kind = preview.media_type.split_once('/').map(|(kind, _)| kind.to_owned()).unwrap_or_default();
    match kind.as_str() {
        "text" => view! { <Read name text=preview.text is_whole=preview.is_whole /> }.into_any(),
        "image" | "audio" | "video" => view! { <Media source=sources.media name kind retry /> }.into_any(),
        _ if preview.media_type == PDF => view! { <Pdf source=sources.file name /> }.into_any(),
        _ => view! { <p class="soft">{preview.reason}" Download it to open it."</p> }.into_any(),
    }
}

/// Text: letters, and never what they would mean to a browser. What may be a program has colours.
#[component]
fn Read(name: String, text: String, is_whole: bool) -> impl IntoView {
    let label = format!("Text of {name}");
    let letters =
        if may_be_program(&name) { view! { <Text name text /> }.into_any() } else { text.into_any() };
    view! {
        <pre class="preview-text mono" tabindex="0" role="region" aria-label=label>{letters}</pre>
        {(!is_whole).then(|| view! { <p class="small faint">"The beginning. Download the file to read on."</p> })}
    }
}

/// No code is fetched for colours that a text surely has none of.
fn may_be_program(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| !["txt", "log", "csv", "md"].contains(&ending))
}

#[component]
fn Media(source: String, name: String, kind: String, retry: Callback<()>) -> impl IntoView {
    let failed = RwSignal::new(false);
    let address = StoredValue::new(source);
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

/// Why there is nothing to see, with a way to try again.
#[component]
pub fn Failed(words: String, retry: Callback<()>) -> impl IntoView {
    view! {
        <p class="soft" role="status">{words}</p>
        <Button kind=ButtonKind::Quiet on_click=move |_| retry.run(())>"Try again"</Button>
    }
}
