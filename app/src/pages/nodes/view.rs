//! Renders the nodes page, and looks again every few seconds.

use std::time::Duration;

use client::proto::cluster::ListNodesResponse;
use leptos::prelude::*;

use super::{
    model::{Figures, PACE_SECONDS, View, health_tone, space_words},
    table::NodeTable,
};
use crate::{
    components::{error_state::ErrorState, skeleton::SkeletonRows, top_bar::TopBar},
    figures,
    live::{use_online, use_pace},
    notice::Notice,
    session::{use_member, use_session},
};

/// Nodes of the simulated network.
#[component]
pub fn NodesPage() -> impl IntoView {
    let again = RwSignal::new(0_u64);
    let look_again = move || again.update(|count| *count += 1);
    let view = use_view(again);
    let skipped = StoredValue::new(0_u32);
    use_pace(Duration::from_secs(PACE_SECONDS), move || {
        let to_skip = view.with_untracked(View::looks_to_skip);
        let is_due = skipped.try_update_value(|skipped| {
            *skipped = if *skipped < to_skip { *skipped + 1 } else { 0 };
            *skipped == 0
        });
        if is_due == Some(true) {
            look_again();
        }
    });
    let _online = use_online(look_again);
    let cluster = Memo::new(move |_| view.with(|view| view.cluster.clone()));
    let notice = Memo::new(move |_| view.with(|view| view.error.as_ref().map(Notice::from)));
    view! {
        <TopBar title="Nodes">
            <Health cluster />
            <Badge view />
        </TopBar>
        <div class="body nodes-body">
            {move || match (cluster.with(Option::is_some), notice.get()) {
                (true, _) => view! { <Seen cluster look_again=Callback::new(move |()| look_again()) /> }.into_any(),
                (false, Some(notice)) => view! { <ErrorState notice on_retry=look_again /> }.into_any(),
                (false, None) => view! { <SkeletonRows /> }.into_any(),
            }}
        </div>
    }
}

/// What the server says, asked again whenever `again` counts up.
fn use_view(again: RwSignal<u64>) -> Memo<View> {
    let (api, session) = (use_member().api, use_session());
    let seen = StoredValue::new(View::default());
    let view = LocalResource::new(move || {
        again.track();
        let api = api.clone();
        async move {
            let answer = api.list_nodes().await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            let view = seen.get_value().after(answer);
            seen.set_value(view.clone());
            view
        }
    });
    Memo::new(move |_| view.get().unwrap_or_default())
}

#[component]
fn Health(cluster: Memo<Option<ListNodesResponse>>) -> impl IntoView {
    let pill = Memo::new(move |_| {
        cluster.with(|cluster| {
            let cluster = cluster.as_ref()?;
            let tone = health_tone(Figures::of(&cluster.nodes), cluster.write_quorum);
            Some((tone.class(), cluster.health.clone()))
        })
    });
    view! {
        <p role="status" class="health">
            {move || pill.get().map(|(class, words)| view! { <span class=format!("pill {class}")>{words}</span> })}
        </p>
    }
}

#[component]
fn Badge(view: Memo<View>) -> impl IntoView {
    let badge = Memo::new(move |_| view.with(View::badge));
    let is_live = move || badge.with(|badge| badge.0);
    view! {
        <span class="live-badge small push" class:live=is_live class:lost=move || !is_live()>
            {move || badge.with(|badge| badge.1.clone())}
        </span>
    }
}

#[component]
fn Seen(cluster: Memo<Option<ListNodesResponse>>, look_again: Callback<()>) -> impl IntoView {
    let nodes = Memo::new(move |_| {
        cluster.with(|cluster| cluster.as_ref().map(|cluster| cluster.nodes.clone())).unwrap_or_default()
    });
    let copies = move || cluster.with(|cluster| cluster.as_ref().map_or(0, |cluster| cluster.target_copies));
    let quorum = move || cluster.with(|cluster| cluster.as_ref().map_or(0, |cluster| cluster.write_quorum));
    let sum = Memo::new(move |_| nodes.with(|nodes| Figures::of(nodes)));
    let space = move || space_words(sum.get().used, sum.get().capacity);
    view! {
        <section class="card stats" aria-label="Cluster">
            <Stat name="Nodes" figure=move || format!("{} of {}", sum.get().running, sum.get().nodes) note=|| "serving".to_owned() />
            <Stat
                name="Zones"
                figure=move || format!("{} of {}", sum.get().zones_running, sum.get().zones)
                note=|| "one copy in each".to_owned()
            />
            <Stat name="On disk" figure=space note=|| "all copies together".to_owned() />
            <Stat
                name="Chunk copies"
                figure=move || figures::count(sum.get().chunks)
                note=move || format!("{} a chunk, {} before an answer", copies(), quorum())
            />
        </section>
        <NodeTable nodes look_again />
        <p class="small faint nodes-note">
            "A simulated network: the nodes, zones and addresses are this server's own, and every copy is a real file in \
             its own folder on the server's disk."
        </p>
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
