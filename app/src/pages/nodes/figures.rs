//! The figures behind the health sentence, in the order in which one asks: how much is degraded, how much misplaced, what
//! moves for clients, what moves for repair; then what is still to be done.

use client::proto::cluster::ListNodesResponse;
use leptos::{prelude::*, task::spawn_local};

use super::{
    model::seen::{
        degraded_note, last_scrub_words, misplaced_note, next_scrub_words, numbers, share_words, upkeep,
    },
    watch::Watch,
};
use crate::{
    components::button::Button,
    notice::{Notice, Tone, use_notices},
    session::{use_member, use_session},
};

/// All figures.
#[component]
pub fn Figures(watch: Watch, state: Memo<ListNodesResponse>) -> impl IntoView {
    let client = Memo::new(move |_| watch.seen.with(|seen| seen.client_words()));
    let repair = Memo::new(move |_| watch.seen.with(|seen| seen.repair_words()));
    let degraded = move || state.with(|state| share_words(numbers(state).degraded_share));
    let misplaced = move || state.with(|state| share_words(numbers(state).misplaced_share));
    view! {
        <section class="card stats" aria-label="Health in figures">
            <Stat name="Degraded" figure=degraded note=move || state.with(degraded_note) />
            <Stat name="Misplaced" figure=misplaced note=move || state.with(misplaced_note) />
            <Stat name="Client traffic" figure=move || client.get().0 note=move || client.get().1 />
            <Stat name="Repair traffic" figure=move || repair.get().0 note=move || repair.get().1 />
        </section>
        <section class="card upkeep" aria-label="Upkeep">
            <div>
                <h2>"Repair"</h2>
                <p class="figure">{move || watch.seen.with(|seen| seen.upkeep_words())}</p>
            </div>
            <div>
                <h2>"Scrub"</h2>
                <ScrubWords state />
            </div>
            <UpkeepActs />
        </section>
    }
}

#[component]
fn Stat<Figure, Note>(name: &'static str, figure: Figure, note: Note) -> impl IntoView
where
    Figure: Fn() -> String + Send + Sync + 'static,
    Note: Fn() -> String + Send + Sync + 'static,
{
    view! {
        <div>
            <span class="small faint">{name}</span>
            <strong>{figure}</strong>
            <span class="small faint">{note}</span>
        </div>
    }
}

#[component]
fn ScrubWords(state: Memo<ListNodesResponse>) -> impl IntoView {
    let scrub = move |state: &ListNodesResponse| upkeep(state).scrub.unwrap_or_default();
    view! {
        <p class="figure">
            {move || state.with(|state| last_scrub_words(&scrub(state)))}" "
            {move || state.with(|state| next_scrub_words(&scrub(state), numbers(state).chunks))}
        </p>
    }
}

/// Everybody may ask all nodes; an admin may have every copy read now.
#[component]
fn UpkeepActs() -> impl IntoView {
    let (member, session, notices) = (use_member(), use_session(), use_notices());
    let asking = RwSignal::new(false);
    let is_admin = member.is_admin();
    let run = move |scrubs: bool| {
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        let api = member.api.clone();
        spawn_local(async move {
            let answer = match scrubs {
                true => api.scrub_now().await,
                false => api.broadcast_health().await.map(|answer| answer.health),
            };
            match answer {
                Ok(sentence) => notices.show(Notice::new(Tone::Info, sentence)),
                Err(error) if session.ended_by(&error) => {}
                Err(error) => notices.report(&error),
            }
            // The page may have been left: nobody looks at its buttons then.
            let _seen = asking.try_set(false);
        });
    };
    let ask = run.clone();
    view! {
        <div class="row upkeep-acts">
            <Button busy=asking on_click=move |_| ask(false)>"Ask all nodes"</Button>
            {is_admin.then(|| view! { <Button busy=asking on_click=move |_| run(true)>"Scrub now"</Button> })}
        </div>
    }
}
