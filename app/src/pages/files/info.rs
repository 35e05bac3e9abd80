//! The Info part of the details: exact figures and the checksum.

use client::proto::storage::FileInfo;
use domain::file_kind::FileKind;
use leptos::prelude::*;

use super::{
    model::listing::{held, target},
    state::use_state,
};
use crate::{
    clipboard,
    components::{button::IconButton, copies::copies_text, icon::Glyph},
    figures, moment,
    notice::use_notices,
};

/// Size, time, copies, checksum.
#[component]
pub fn InfoPart(file: Memo<FileInfo>) -> impl IntoView {
    let notices = use_notices();
    let state = use_state();
    let exact = |bytes: i64| format!("{} ({}\u{a0}B)", figures::bytes(bytes), figures::count(bytes));
    let size = move || exact(file.with(|file| state.shown_bytes(file)));
    let stored = move || file.with(|file| state.is_sealed(file).then(|| exact(file.file_size)));
    let uploaded = move || moment::now().exact(file.with(|file| file.uploaded_at));
    let copies = move || file.with(|file| copies_text(held(file), target(file)));
    let checksum = move || file.with(|file| file.checksum.clone());
    view! {
        <dl class="kv">
            <dt>"Size"</dt><dd class="figure">{size}</dd>
            {move || stored().map(|stored| view! { <dt>"Encrypted"</dt><dd class="figure">{stored}</dd> })}
            <dt>"Type"</dt><dd>{move || file.with(|file| FileKind::of(&file.filename).word())}</dd>
            <dt>"Uploaded"</dt><dd>{uploaded}</dd>
            <dt>"Copies"</dt><dd>{copies}</dd>
            <dt>"SHA-256"</dt>
            <dd class="hash">
                <span class="mono">{checksum}</span>
                <IconButton
                    glyph=Glyph::Copy
                    name="Copy the SHA-256"
                    on_click=move |_| clipboard::copy(notices, "SHA-256", checksum())
                />
            </dd>
            <dt>"File id"</dt><dd class="mono">{move || file.with(|file| file.file_id.clone())}</dd>
        </dl>
    }
}
