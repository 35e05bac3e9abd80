//! What one did, in sentences: the rows of the audit trail.

use client::proto::account::ActivityRow;
use leptos::{prelude::*, task::spawn_local};

use super::{
    desk::{Act, use_desk},
    words::{self, ROWS},
};
use crate::{
    components::{button::Button, error_state::ErrorState, skeleton::SkeletonRows, time_text::When},
    notice::{Notice, Tone, use_notices},
    sending::use_sending,
    session::use_session,
};

/// The newest rows, and older ones when asked.
#[component]
pub fn RecentActivity() -> impl IntoView {
    let (desk, session) = (use_desk(), use_session());
    let rows = RwSignal::new(Vec::<ActivityRow>::new());
    let (notice, busy, has_more) = (RwSignal::new(None::<Notice>), RwSignal::new(true), RwSignal::new(true));
    let load = move |before: i64| {
        busy.set(true);
        notice.set(None);
        let api = desk.member().api;
        spawn_local(async move {
            let answer = api.activity(ROWS, before).await;
            // The page may have been left meanwhile.
            let _free = busy.try_set(false);
            match answer {
                Ok(older) => {
                    let _known = has_more.try_set(older.len() == usize::try_from(ROWS).unwrap_or_default());
                    let _shown = rows.try_update(|rows| rows.extend(older));
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => drop(notice.try_set(Some((&error).into()))),
            }
        });
    };
    // Begins, and begins anew when something was changed.
    Effect::new(move || {
        desk.changes.track();
        rows.set(Vec::new());
        load(0);
    });
    let last = move || rows.with(|rows| rows.last().map_or(0, |row| row.sequence));
    view! {
        <section class="card security-card" aria-labelledby="activity-title">
            <h2 id="activity-title">"Recent activity"</h2>
            {move || notice.get().map(|notice| view! { <ErrorState notice on_retry=move || load(last()) /> })}
            <ol class="sessions activity">
                {move || rows.get().into_iter().map(|row| view! { <Row row /> }).collect_view()}
            </ol>
            <Show when=move || busy.get() && rows.with(Vec::is_empty)><SkeletonRows /></Show>
            <Show when=move || has_more.get() && !rows.with(Vec::is_empty)>
                <div class="row"><Button busy on_click=move |_| load(last())>"Show older"</Button></div>
            </Show>
        </section>
    }
}

#[component]
fn Row(row: ActivityRow) -> impl IntoView {
    view! {
        <li class="activity-row">
            <span class:warn-words=row.refused>{words::sentence(&row)}</span>
            <NotMe sign_in=(row.action == "session.begin").then(|| row.object.clone()) />
            <span class="faint small"><When at=row.at /></span>
        </li>
    }
}

/// Beside a sign-in that is still good, but not this one: ends every other session and asks for a new password.
#[component]
fn NotMe(
    /// The session that began, if the row tells of one.
    sign_in: Option<String>,
) -> impl IntoView {
    let (desk, notices, sending) = (use_desk(), use_notices(), use_sending());
    let is_elsewhere = move || {
        let Some(id) = &sign_in else { return false };
        let open = desk.sessions.get().and_then(Result::ok).unwrap_or_default();
        open.iter().any(|session| session.session_id == *id && !session.is_this)
    };
    let disown = move |_| {
        let api = desk.member().api;
        sending.send(async move { api.end_other_sessions().await }, move |outcome| match outcome {
            Ok(()) => {
                let notice = Notice::new(Tone::Good, "Every other session was ended.");
                notices.show(notice.advise("Now choose a new password: somebody knows this one."));
                desk.look_again();
                desk.begin(Act::Password);
            }
            Err(error) => notices.report(&error),
        });
    };
    view! {
        <Show when=is_elsewhere.clone()>
            <Button busy=sending.busy on_click=disown>"Not me"</Button>
        </Show>
    }
}
