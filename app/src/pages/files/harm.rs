//! Harm on purpose, for admins: one bit of one copy flips on its disk. It is undone by a repair from the other copies; the
//! server refuses where too few of them would be left.

use std::time::Duration;

use client::{
    Authorized, ClientError,
    proto::cluster::{BreakKind, BreakNodeRequest},
};
use leptos::{prelude::*, task::spawn_local};

use super::state::use_state;
use crate::{
    notice::{Notice, Tone, use_notices},
    session::{use_member, use_session},
};

/// How long the repair of one chunk may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The button of one copy.
#[component]
pub fn FlipButton(
    /// The chunk's id.
    chunk_id: String,
    /// The node whose copy it is.
    node: String,
) -> impl IntoView {
    let (api, session, notices, state) = (use_member().api, use_session(), use_notices(), use_state());
    let label = format!("Flip a bit of the copy on {node}");
    let flip = move |_| {
        let Some(file_id) = state.open_id.get_untracked() else { return };
        let message = BreakNodeRequest {
            name: node.clone(),
            kind: BreakKind::DamageChunk.into(),
            file_id: file_id.clone(),
            chunk_id: chunk_id.clone(),
            force: false,
        };
        let api = api.clone();
        spawn_local(async move {
            match api.break_node(message).await {
                Ok(answer) => {
                    let notice = Notice::new(Tone::Warning, "One bit has flipped").advise(answer.message);
                    notices.show_with_undo(notice, move || {
                        let (api, file_id) = (api.clone(), file_id.clone());
                        spawn_local(async move {
                            notices.show(match repair(&api, &file_id).await {
                                Ok(sentence) => Notice::new(Tone::Good, sentence),
                                Err(error) => Notice::from(&error),
                            });
                        });
                    });
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => notices.report(&error),
            }
        });
    };
    view! { <button type="button" class="text-button" aria-label=label on:click=flip>"Flip a bit"</button> }
}

/// Repairs the whole file; how that ended.
async fn repair(api: &Authorized, file_id: &str) -> Result<String, ClientError> {
    let mut answers = api.repair_file(file_id).await?;
    let mut sentence = "The repair was cut short.".to_owned();
    while let Some(progress) = answers.next(PATIENCE).await? {
        if let Some(result) = progress.result {
            sentence = result.sentence;
        }
    }
    Ok(sentence)
}
