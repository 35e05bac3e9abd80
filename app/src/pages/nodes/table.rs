//! The table of nodes, the truth in words and figures. For admins each row has a menu.

use client::proto::cluster::{Node, NodeRole};
use leptos::prelude::*;

use super::{
    acts::use_acts,
    model::node::{Act, acts, fullness, heard_words, pulse_words, role_word, space_words, state_words},
};
use crate::{
    components::{
        copies::{ZoneLetter, zone_class},
        icon::Glyph,
        menu::{MenuButton, MenuItem},
    },
    figures,
    session::use_member,
};

/// All nodes, in the order of the layout.
#[component]
pub fn NodeTable(
    /// As they were told last.
    nodes: Memo<Vec<Node>>,
    /// Milliseconds since then.
    since: Signal<f64>,
) -> impl IntoView {
    let is_admin = use_member().is_admin();
    view! {
        // Narrow screens scroll it sideways, so the keyboard must reach it.
        <div class="card nodes-card" role="region" aria-label="Table of nodes" tabindex="0">
            <table class="table nodes-table">
                <thead>
                    <tr>
                        <th scope="col">"Node"</th>
                        <th scope="col" class="hide-on-phone">"Address"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="hide-on-phone" colspan="2">"Used"</th>
                        <th scope="col" class="num hide-on-phone">"Heartbeat"</th>
                        {is_admin.then(|| view! { <th scope="col"><span class="visually-hidden">"Actions"</span></th> })}
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || nodes.get().into_iter().map(|node| node.name)
                        key=|name| name.clone()
                        children=move |name| view! { <NodeRow name nodes since is_admin /> }
                    />
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn NodeRow(name: String, nodes: Memo<Vec<Node>>, since: Signal<f64>, is_admin: bool) -> impl IntoView {
    let node = Memo::new(move |last: Option<&Node>| {
        let found = nodes.with(|nodes| nodes.iter().find(|node| node.name == name).cloned());
        found.or_else(|| last.cloned()).unwrap_or_default()
    });
    let first = node.get_untracked();
    let bar = format!("bar-{}", zone_class(&first.zone_letter));
    let fill = move || format!("{:.2}%", node.with(fullness));
    let space = move || node.with(|node| space_words(node.used_bytes, node.capacity_bytes));
    let chunks = move || figures::counted(node.with(|node| node.chunks), "chunk");
    let heard = move || node.with(|node| heard_words(node, since.get()));
    let pulse = move || node.with(pulse_words);
    view! {
        <tr>
            <th scope="row">
                <span class="name">
                    <ZoneLetter letter=first.zone_letter />
                    <span class="node-words">
                        {first.name.clone()}
                        <span class="node-second small faint">{first.zone}</span>
                        <span class="node-second node-below small faint">{space}", "{chunks}</span>
                    </span>
                </span>
            </th>
            <td class="mono soft hide-on-phone">{first.address}</td>
            <td><StateWords node heard /></td>
            <td class="cell-bar hide-on-phone"><div class="bar" aria-hidden="true"><span class=bar style:width=fill></span></div></td>
            <td class="num soft hide-on-phone">
                {space}
                <span class="node-second small faint">{chunks}</span>
            </td>
            <td class="num soft hide-on-phone">
                {heard}
                <span class="node-second small warn-words">{pulse}</span>
            </td>
            {is_admin.then(|| view! { <td class="cell-actions"><NodeMenu name=first.name node /></td> })}
        </tr>
    }
}

/// State and role; on phones the pulse too, which has a column of its own elsewhere.
#[component]
fn StateWords<Heard>(node: Memo<Node>, heard: Heard) -> impl IntoView
where
    Heard: Fn() -> String + Send + Sync + 'static,
{
    let state = Memo::new(move |_| node.with(state_words));
    let role = move || node.with(|node| (node.role() != NodeRole::Active).then(|| role_word(node.role())));
    let disk = move || node.with(|node| node.disk_set_aside.then_some("disk set aside"));
    view! {
        {move || {
            let (word, meaning) = state.get();
            view! { <span class=format!("pill {meaning}")>{word}</span> }
        }}
        <span class="node-second small soft">{role}</span>
        <span class="node-second small warn-words">{disk}</span>
        <span class="node-second node-below small faint">{heard}" "{move || node.with(pulse_words)}</span>
    }
}

#[component]
fn NodeMenu(name: String, node: Memo<Node>) -> impl IntoView {
    let node_acts = use_acts();
    let offered = Memo::new(move |_| node.with(acts));
    let items = Signal::derive(move || {
        let item = |act: Act| {
            let node_acts = node_acts.clone();
            let run = Callback::new(move |()| node.with_untracked(|node| node_acts.run(act, node)));
            MenuItem { glyph: glyph(act), words: act.words(), act: run }
        };
        offered.get().into_iter().map(item).collect::<Vec<_>>()
    });
    view! { <MenuButton label=format!("Actions for {name}") items /> }
}

fn glyph(act: Act) -> Glyph {
    match act {
        Act::Start | Act::StartEmpty | Act::Activate => Glyph::Play,
        Act::Stop => Glyph::Pause,
        Act::LoseDisk => Glyph::Warning,
        Act::RestoreDisk => Glyph::Undo,
        Act::Drain => Glyph::SignOut,
        Act::Remove => Glyph::Trash,
        Act::Resize => Glyph::Nodes,
    }
}
