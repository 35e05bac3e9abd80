//! Renders the page.

use std::time::Duration;

use client::{ClientError, proto::mail::Mail};
use leptos::{prelude::*, task::spawn_local};

use super::model;
use crate::{
    components::{
        copy_button::CopyButton, empty_state::EmptyState, error_state::ErrorState, icon::Glyph,
        skeleton::SkeletonRows, time_text::When, top_bar::TopBar,
    },
    notice::Notice,
    session::use_session,
};

/// How often the page looks for new mails.
const LOOK_EVERY: Duration = Duration::from_secs(3);

/// The mails, newest first.
#[component]
pub fn OutboxView() -> impl IntoView {
    let session = use_session();
    let mails = RwSignal::new(None::<Result<Vec<Mail>, ClientError>>);
    let look = move || {
        spawn_local(async move {
            let found = session.api().mails("").await;
            // The page may be gone by now.
            let _shown = mails.try_set(Some(found));
        });
    };
    look();
    let looking = set_interval_with_handle(look, LOOK_EVERY);
    on_cleanup(move || {
        if let Ok(looking) = looking {
            looking.clear();
        }
    });
    // Unchanged mails are not rendered again: a reader keeps the place.
    let seen = Memo::new(move |_| mails.get());
    view! {
        <TopBar title="Outbox"><span class="pill warn">"Test mode"</span></TopBar>
        <div class="body">
            {move || match seen.get() {
                None => view! { <SkeletonRows rows=3 /> }.into_any(),
                Some(Err(error)) => view! { <ErrorState notice=Notice::from(&error) on_retry=look /> }.into_any(),
                Some(Ok(mails)) if mails.is_empty() => view! {
                    <EmptyState
                        glyph=Glyph::Outbox
                        title="No mail yet"
                        text="Mails this server would send appear here, the newest first. The page looks every three seconds."
                    />
                }
                .into_any(),
                Some(Ok(mails)) => view! {
                    <ol class="mails">
                        {mails.into_iter().map(|mail| view! { <MailRow mail /> }).collect_view()}
                    </ol>
                }
                .into_any(),
            }}
        </div>
    }
}

#[component]
fn MailRow(
    /// The mail.
    mail: Mail,
) -> impl IntoView {
    let Mail { to, subject, body, code, sent_at } = mail;
    let copy_name = format!("Copy the code {code}");
    view! {
        <li class="mail card">
            <div class="mail-head">
                <h2>{subject}</h2>
                <span class="small faint"><When at=sent_at /></span>
            </div>
            <p class="small soft">"To "{to}</p>
            {(!code.is_empty()).then(|| view! {
                <p class="mail-code">
                    <span class="mail-digits">{model::spaced(&code)}</span>
                    <CopyButton name=copy_name text=code />
                </p>
            })}
            <details class="technical"><summary>"Whole mail"</summary><pre class="mail-body">{body}</pre></details>
        </li>
    }
}
