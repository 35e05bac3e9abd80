//! Renders the nodes page: the health sentence first, then figures, table and map of one truth, layout and events.

use std::time::Duration;

use client::{now_millis, proto::cluster::ListNodesResponse};
use leptos::prelude::*;

use super::{
    events::EventList,
    figures::Figures,
    layout::LayoutPanel,
    map::ZoneMap,
    model::seen::health_tone,
    question::{self, QuestionDialog},
    table::NodeTable,
    watch::{Watch, use_watch},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        error_state::ErrorState,
        skeleton::SkeletonRows,
        top_bar::TopBar,
    },
    live::use_pace,
    notice::Notice,
    session::use_member,
};

/// How often ages and countdowns move on.
const SECOND: Duration = Duration::from_secs(1);

/// Which of its states the body is in. What was seen once stays on show, whatever happens to the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Face {
    Loading,
    Failed(Notice),
    Seen,
}

/// Nodes of the simulated network.
#[component]
pub fn NodesView() -> impl IntoView {
    let watch = use_watch();
    let now = RwSignal::new(now_millis());
    use_pace(SECOND, move || now.set(now_millis()));
    let cluster = Memo::new(move |_| watch.seen.with(|seen| seen.state.clone()));
    let face = Memo::new(move |_| match (cluster.with(Option::is_some), watch.error.get()) {
        (true, _) => Face::Seen,
        (false, Some(error)) => Face::Failed(Notice::from(&error)),
        (false, None) => Face::Loading,
    });
    view! {
        <TopBar title="Nodes">
            <Health cluster />
            <Badge watch now />
        </TopBar>
        <div class="body nodes-body">
            {move || match face.get() {
                Face::Seen => view! { <Seen watch cluster now /> }.into_any(),
                Face::Failed(notice) => view! { <ErrorState notice on_retry=move || watch.open() /> }.into_any(),
                Face::Loading => view! { <SkeletonRows /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Health(cluster: Memo<Option<ListNodesResponse>>) -> impl IntoView {
    let pill = Memo::new(move |_| {
        cluster.with(|cluster| {
            let cluster = cluster.as_ref()?;
            Some((health_tone(cluster).class(), cluster.health.clone()))
        })
    });
    view! {
        <p class="health">
            {move || pill.get().map(|(class, words)| view! { <span class=format!("pill {class}")>{words}</span> })}
        </p>
    }
}

/// Whether the view is of now, and the button that holds it.
#[component]
fn Badge(watch: Watch, now: RwSignal<f64>) -> impl IntoView {
    let words = Memo::new(move |_| watch.link.get().words(now.get()));
    let is_live = Memo::new(move |_| watch.link.get().is_live());
    let is_paused = Memo::new(move |_| watch.link.get().is_paused());
    let turn = move |_| if is_paused.get_untracked() { watch.open() } else { watch.pause() };
    view! {
        <span class="live-badge small push" class:live=is_live class:lost=move || !is_live.get()>{words}</span>
        <Button kind=ButtonKind::Quiet on_click=turn>{move || if is_paused.get() { "Resume" } else { "Pause" }}</Button>
    }
}

#[component]
fn Seen(watch: Watch, cluster: Memo<Option<ListNodesResponse>>, now: RwSignal<f64>) -> impl IntoView {
    let state = Memo::new(move |last: Option<&ListNodesResponse>| {
        cluster.get().or_else(|| last.cloned()).unwrap_or_default()
    });
    let nodes = Memo::new(move |_| state.with(|state| state.nodes.clone()));
    question::provide();
    let is_admin = use_member().is_admin();
    // How old what is on show is: heartbeats age while nothing new is heard.
    let since = Signal::derive(move || now.get() - watch.seen.with(|seen| seen.heard_at));
    view! {
        // What was seen last is pale while it is not of now.
        <div class="nodes-view" class:stale=move || !watch.link.get().is_live()>
            <Figures watch state />
            <div class="nodes-split">
                <NodeTable nodes since />
                <ZoneMap nodes />
            </div>
            {is_admin.then(|| view! { <LayoutPanel state /><QuestionDialog /> })}
            <EventList watch />
            <p class="small faint nodes-note">
                "Simulated network: the nodes, zones and addresses are this server's own, and every copy is a real file \
                 in its own folder on the server's disk."
            </p>
        </div>
    }
}
