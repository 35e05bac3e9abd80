//! The map: zones of the simulated network, their nodes, and the links over which the server talks to them. A second
//! view of what the table says, and the table is its text.

use client::proto::cluster::{Node, NodePulse};
use leptos::prelude::*;

use super::model::{
    map::{HEIGHT, NODE_RADIUS, Spot, WIDTH, hub, spots_in_zone, zone_centres, zone_frame},
    node::{runs, serves},
};
use crate::{components::copies::zone_class, figures};

/// A node as it is drawn.
#[derive(Debug, Clone, PartialEq)]
struct Drawn {
    spot: Spot,
    /// The end of its address: ".2".
    label: String,
    zone: &'static str,
    /// "up", "suspected", "gone", "stopped": the style sheet draws each in another way, not in another colour alone.
    state: &'static str,
}

/// A zone as it is drawn.
#[derive(Debug, Clone, PartialEq)]
struct DrawnZone {
    frame: (f64, f64, f64, f64),
    /// "U us-east".
    label: String,
    nodes: Vec<Drawn>,
}

/// The map.
#[component]
pub fn ZoneMap(nodes: Memo<Vec<Node>>) -> impl IntoView {
    // Figures change every second, the picture seldom.
    let zones = Memo::new(move |_| nodes.with(|nodes| draw(nodes)));
    let label = move || {
        let (zones, nodes) = (zones.with(Vec::len), nodes.with(Vec::len));
        let words = |count: usize, noun| figures::counted(i64::try_from(count).unwrap_or(i64::MAX), noun);
        format!(
            "Map of {} in {}; the table beside it says the same.",
            words(nodes, "node"),
            words(zones, "zone")
        )
    };
    view! {
        <figure class="card map-card">
            <svg class="map" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label>
                {move || zones.get().into_iter().map(|zone| view! { <Zone zone /> }).collect_view()}
                <Hub />
            </svg>
            <figcaption class="small faint">"Simulated network: a link from the server to each node."</figcaption>
        </figure>
    }
}

#[component]
fn Hub() -> impl IntoView {
    let Spot { x, y } = hub();
    view! {
        <g class="map-hub">
            <rect x=(x - 26.0).to_string() y=(y - 11.0).to_string() width="52" height="22" rx="6"></rect>
            <text x=x.to_string() y=(y + 4.0).to_string() text-anchor="middle">"server"</text>
        </g>
    }
}

#[component]
fn Zone(zone: DrawnZone) -> impl IntoView {
    let (left, top, width, height) = zone.frame;
    let class = zone.nodes.first().map_or("elsewhere", |node| node.zone);
    let links: Vec<Drawn> = zone.nodes.clone();
    view! {
        {links.into_iter().map(|node| view! { <Link node /> }).collect_view()}
        <g class=format!("map-zone {class}")>
            <rect
                x=left.to_string()
                y=top.to_string()
                width=width.to_string()
                height=height.to_string()
                rx="8"
            ></rect>
            <text x=(left + width / 2.0).to_string() y=(top - 5.0).to_string() text-anchor="middle">{zone.label}</text>
            {zone.nodes.into_iter().map(|node| view! { <Dot node /> }).collect_view()}
        </g>
    }
}

#[component]
fn Link(node: Drawn) -> impl IntoView {
    let (from, to) = (hub(), node.spot);
    view! {
        <line
            class="map-link"
            data-state=node.state
            x1=from.x.to_string()
            y1=from.y.to_string()
            x2=to.x.to_string()
            y2=to.y.to_string()
        ></line>
    }
}

#[component]
fn Dot(node: Drawn) -> impl IntoView {
    let Spot { x, y } = node.spot;
    view! {
        <circle
            class=format!("map-node {}", node.zone)
            data-state=node.state
            cx=x.to_string()
            cy=y.to_string()
            r=NODE_RADIUS.to_string()
        ></circle>
        <text class="map-label" data-state=node.state x=x.to_string() y=(y + 4.0).to_string() text-anchor="middle">
            {node.label}
        </text>
    }
}

fn draw(nodes: &[Node]) -> Vec<DrawnZone> {
    let mut zones: Vec<Vec<&Node>> = Vec::new();
    for node in nodes {
        match zones.iter_mut().find(|zone| zone[0].zone == node.zone) {
            Some(zone) => zone.push(node),
            None => zones.push(vec![node]),
        }
    }
    let centres = zone_centres(zones.len());
    let drawn = |(zone, centre): (&Vec<&Node>, Spot)| DrawnZone {
        frame: zone_frame(centre, zone.len()),
        label: format!("{} {}", zone[0].zone_letter, zone[0].zone),
        nodes: zone
            .iter()
            .zip(spots_in_zone(centre, zone.len()))
            .map(|(node, spot)| dot(node, spot))
            .collect(),
    };
    zones.iter().zip(centres).map(drawn).collect()
}

fn dot(node: &Node, spot: Spot) -> Drawn {
    let end = node.address.rsplit_once('.').map_or(node.address.as_str(), |(_, end)| end);
    let state = match () {
        () if !runs(node) => "stopped",
        () if !serves(node) => "gone",
        () if node.pulse() == NodePulse::Suspected => "suspected",
        () => "up",
    };
    Drawn { spot, label: format!(".{end}"), zone: zone_class(&node.zone_letter), state }
}

#[cfg(test)]
mod tests {
    use client::proto::cluster::NodeState;

    use super::*;
    use crate::pages::nodes::model::node::tests::node;

    #[test]
    fn the_map_says_what_the_table_says() {
        let stopped =
            Node { state: NodeState::Stopped.into(), address: "192.168.1.7".to_owned(), ..node("b", "asia") };
        let suspected = Node { pulse: NodePulse::Suspected.into(), ..node("c", "us-east") };
        let zones = draw(&[node("a", "us-east"), stopped, suspected]);
        let told: Vec<_> = zones
            .iter()
            .map(|zone| {
                (zone.label.as_str(), zone.nodes.iter().map(|it| (it.label.as_str(), it.state)).collect())
            })
            .collect::<Vec<(&str, Vec<(&str, &str)>)>>();
        assert_eq!(
            told,
            [("U us-east", vec![(".2", "up"), (".2", "suspected")]), ("A asia", vec![(".7", "stopped")]),]
        );
    }
}
