//! Verify and Repair: a file's copies are read or made whole while one watches, chunk by chunk.

use std::time::Duration;

use client::{Authorized, ClientError};
use futures::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};

use super::model::care::{Care, Verb};
use crate::{
    components::{
        banner::NoticeBanner,
        button::{Button, ButtonKind},
    },
    notice::{Notice, Tone},
    session::{use_member, use_session},
};

/// How long one chunk may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The two buttons, and what came of them. What is under way ends when another file is shown.
#[component]
pub fn CarePart(
    /// The file.
    id: String,
    /// Called when copies may have changed.
    on_change: Callback<()>,
) -> impl IntoView {
    let (member, session) = (use_member(), use_session());
    let care = RwSignal::new(None::<Care>);
    let running = Memo::new(move |_| care.with(|care| care.as_ref().is_some_and(Care::is_running)));
    let handle = StoredValue::new(None::<AbortHandle>);
    let begin = Callback::new(move |verb: Verb| {
        if running.get_untracked() {
            return;
        }
        care.set(Some(Care::begin(verb)));
        let (api, id) = (member.api.clone(), id.clone());
        let (work, stop) = abortable(async move {
            if let Err(error) = look_after(&api, &id, verb, care).await {
                session.ended_by(&error);
                finish(care, Notice::from(&error));
            }
            let _told = on_change.try_run(());
        });
        handle.set_value(Some(stop));
        spawn_local(async move {
            // Given up, it has no end to tell.
            let _given_up = work.await;
        });
    });
    let stop = move || {
        if let Some(handle) = handle.try_get_value().flatten() {
            handle.abort();
        }
    };
    on_cleanup(stop);
    let give_up = move |_| {
        stop();
        finish(care, Notice::new(Tone::Info, "Given up. What was done so far stays."));
    };
    view! {
        <div class="care">
            <div class="row">
                <Button disabled=running on_click=move |_| begin.run(Verb::Verify)>"Verify now"</Button>
                <Button kind=ButtonKind::Quiet disabled=running on_click=move |_| begin.run(Verb::Repair)>"Repair"</Button>
                <Show when=move || running.get()>
                    <Button kind=ButtonKind::Quiet on_click=give_up>"Give up"</Button>
                </Show>
            </div>
            <Show when=move || running.get()><Progress care /></Show>
            <div role="status">
                {move || care.get().and_then(|care| care.result).map(|notice| view! { <NoticeBanner notice /> })}
            </div>
            <Findings care />
        </div>
    }
}

fn finish(care: RwSignal<Option<Care>>, notice: Notice) {
    // The panel may show another file by now.
    let _told = care.try_update(|care| {
        if let Some(care) = care {
            care.end(notice);
        }
    });
}

/// Follows the stream to its end.
async fn look_after(
    api: &Authorized,
    id: &str,
    verb: Verb,
    care: RwSignal<Option<Care>>,
) -> Result<(), ClientError> {
    let tell = |step: &mut dyn FnMut(&mut Care)| care.try_update(|care| care.as_mut().map(step));
    match verb {
        Verb::Verify => {
            let mut answers = api.verify_file(id).await?;
            while let Some(progress) = answers.next(PATIENCE).await? {
                tell(&mut |care| care.verified(progress.clone()));
            }
        }
        Verb::Repair => {
            let mut answers = api.repair_file(id).await?;
            while let Some(progress) = answers.next(PATIENCE).await? {
                tell(&mut |care| care.repaired(progress.clone()));
            }
        }
    }
    // A stream that ends without a result was cut short.
    finish(care, Notice::new(Tone::Warning, "The server stopped before the end. Try again."));
    Ok(())
}

#[component]
fn Progress(care: RwSignal<Option<Care>>) -> impl IntoView {
    let percent = Memo::new(move |_| care.with(|care| care.as_ref().map_or(0, Care::percent)));
    let words = Memo::new(move |_| care.with(|care| care.as_ref().map(Care::words)).unwrap_or_default());
    view! {
        <div
            class="bar"
            role="progressbar"
            aria-label=words
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent.get().to_string()
        >
            <span style:width=move || format!("{}%", percent.get())></span>
        </div>
        <p class="small faint figure">{words}</p>
    }
}

#[component]
fn Findings(care: RwSignal<Option<Care>>) -> impl IntoView {
    let findings =
        Memo::new(move |_| care.with(|care| care.as_ref().map(Care::findings)).unwrap_or_default());
    view! {
        <ul class="findings small">
            {move || findings.get().into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}
        </ul>
    }
}
