//! The table of nodes. Admins stop and start a node here; stopping can be undone from the notice.

use client::proto::cluster::{Node, NodeState};
use leptos::{prelude::*, task::spawn_local};

use super::{
    model::{fullness, space_words, state_words},
    switch::NodeSwitch,
};
use crate::{
    components::{
        button::Button,
        copies::{ZoneLetter, zone_class},
    },
    figures,
    session::use_member,
};

/// All nodes, in the order of their addresses.
#[component]
pub fn NodeTable(nodes: Memo<Vec<Node>>, look_again: Callback<()>) -> impl IntoView {
    let is_admin = use_member().is_admin();
    view! {
        // Narrow screens scroll it sideways, so the keyboard must reach it.
        <div class="card nodes-card" role="region" aria-label="Table of nodes" tabindex="0">
            <table class="table nodes-table">
                <thead>
                    <tr>
                        <th scope="col">"Node"</th>
                        <th scope="col" class="hide-narrow">"Zone"</th>
                        <th scope="col" class="hide-on-phone">"Address"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="hide-on-phone" colspan="2">"Used"</th>
                        <th scope="col" class="num hide-narrow">"Chunks"</th>
                        {is_admin.then(|| view! { <th scope="col"><span class="visually-hidden">"Actions"</span></th> })}
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || nodes.get().into_iter().map(|node| node.name)
                        key=|name| name.clone()
                        children=move |name| view! { <NodeRow name nodes is_admin look_again /> }
                    />
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn NodeRow(name: String, nodes: Memo<Vec<Node>>, is_admin: bool, look_again: Callback<()>) -> impl IntoView {
    let node = Memo::new(move |last: Option<&Node>| {
        let found = nodes.with(|nodes| nodes.iter().find(|node| node.name == name).cloned());
        found.or_else(|| last.cloned()).unwrap_or_default()
    });
    let first = node.get_untracked();
    let state = Memo::new(move |_| node.with(Node::state));
    let bar = format!("bar-{}", zone_class(&first.zone_letter));
    let fill = move || format!("{:.2}%", node.with(fullness));
    let space = move || node.with(|node| space_words(node.used_bytes, node.capacity_bytes));
    view! {
        <tr>
            <th scope="row">
                <span class="name">
                    <ZoneLetter letter=first.zone_letter />
                    <span class="node-words">
                        {first.name.clone()}
                        <span class="node-below small faint">{space}</span>
                    </span>
                </span>
            </th>
            <td class="soft hide-narrow">{first.zone}</td>
            <td class="mono soft hide-on-phone">{first.address}</td>
            <td>{move || {
                let (word, meaning) = state_words(state.get());
                view! { <span class=format!("pill {meaning}")>{word}</span> }
            }}</td>
            <td class="cell-bar hide-on-phone"><div class="bar" aria-hidden="true"><span class=bar style:width=fill></span></div></td>
            <td class="num soft hide-on-phone">{space}</td>
            <td class="num soft hide-narrow">{move || figures::count(node.with(|node| node.chunks))}</td>
            {is_admin.then(|| view! {
                <td class="cell-actions"><Switch name=first.name state look_again /></td>
            })}
        </tr>
    }
}

#[component]
fn Switch(name: String, state: Memo<NodeState>, look_again: Callback<()>) -> impl IntoView {
    let is_stopped = Memo::new(move |_| state.get() == NodeState::Stopped);
    let verb = move || if is_stopped.get() { "Start" } else { "Stop" };
    let busy = RwSignal::new(false);
    let label = {
        let name = name.clone();
        Signal::derive(move || Some(format!("{} {name}", verb())))
    };
    let switch = NodeSwitch::of(name, busy, look_again);
    let turn = move |_| {
        let switch = switch.clone();
        if !busy.get_untracked() {
            spawn_local(async move {
                if is_stopped.get_untracked() { switch.start().await } else { switch.stop().await }
            });
        }
    };
    view! { <Button busy name=label on:click=turn>{verb}</Button> }
}
