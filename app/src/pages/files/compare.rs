//! What changed from an older version of a text to the shown one, line by line.

use client::{
    Authorized, ClientError,
    proto::storage::{FileInfo, GetPreviewResponse},
};
use leptos::prelude::*;

use super::model::difference::{Line, Side, difference};
use crate::session::{use_member, use_session};

/// The lines, or why there are none.
#[component]
pub fn Compare(file: Memo<FileInfo>, number: i32) -> impl IntoView {
    let (api, session) = (use_member().api, use_session());
    let shown = Memo::new(move |_| file.with(|file| (file.file_id.clone(), file.checksum.clone())));
    let answer = LocalResource::new(move || {
        let ((id, _), api) = (shown.get(), api.clone());
        async move {
            let answer = ask(&api, &id, number).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            answer
        }
    });
    view! {
        <div class="compare" role="region" aria-label=format!("Changes since version {number}") aria-live="polite">
            {move || match answer.get() {
                None => view! { <p class="small faint">"Comparing …"</p> }.into_any(),
                Some(Err(error)) => view! { <p class="small bad-words">{error.to_string()}</p> }.into_any(),
                Some(Ok((old, new))) => view! { <Lines old new /> }.into_any(),
            }}
        </div>
    }
}

type Texts = (GetPreviewResponse, GetPreviewResponse);

async fn ask(api: &Authorized, id: &str, number: i32) -> Result<Texts, ClientError> {
    Ok((api.preview_version(id, number).await?, api.preview(id).await?))
}

#[component]
fn Lines(old: GetPreviewResponse, new: GetPreviewResponse) -> impl IntoView {
    let is_text = |it: &GetPreviewResponse| it.media_type.starts_with("text/");
    if !is_text(&old) || !is_text(&new) {
        return view! { <p class="small soft">"Only texts can be compared here. Download both to compare them."</p> }
            .into_any();
    }
    let is_whole = old.is_whole && new.is_whole;
    let Some(lines) = difference(&old.text, &new.text) else {
        return view! { <p class="small soft">"They differ in too many lines to be compared here."</p> }
            .into_any();
    };
    let is_alike = lines.is_empty();
    view! {
        {is_alike.then(|| view! { <p class="small soft">"The lines are the same."</p> })}
        {(!is_alike).then(|| view! {
            <pre class="compare-lines mono" tabindex="0" aria-label="Changed lines">
                {lines.into_iter().map(line).collect_view()}
            </pre>
        })}
        {(!is_whole).then(|| view! { <p class="small faint">"Only the beginnings were compared."</p> })}
    }
    .into_any()
}

/// A sign and a word for those who do not see the colour.
fn line(line: Line) -> impl IntoView {
    let (class, sign, word) = match line.side {
        Side::Removed => ("line-removed", "− ", "removed: "),
        Side::Added => ("line-added", "+ ", "added: "),
        Side::Both => ("line-both", "  ", ""),
        Side::Gap => ("line-gap", "", ""),
    };
    view! {
        <span class=class>
            <span aria-hidden="true">{sign}</span><span class="visually-hidden">{word}</span>{line.text}"\n"
        </span>
    }
}
