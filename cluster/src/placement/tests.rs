//! Round-robin, zones apart, room respected, and the reason told.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::layout::standard_nodes;

const CAPACITY: u64 = 10_000;

fn five() -> Layout {
    Layout::new(standard_nodes(5, CAPACITY)).unwrap()
}

fn empty(layout: &Layout) -> Vec<Room> {
    vec![Room { willing: true, used_bytes: 0 }; layout.count()]
}

fn wish(turn: u64) -> Wish {
    Wish { turn, bytes: 100, copies: 3, taken: NodeSet::EMPTY, refused: NodeSet::EMPTY }
}

fn names(layout: &Layout, nodes: &[NodeId]) -> Vec<String> {
    nodes.iter().map(|&id| layout.node(id).name.as_str().trim_start_matches("node-").to_owned()).collect()
}

#[test]
fn turns_go_round_the_zones_and_inside_them() {
    let layout = five();
    let check = |turn, expected: [&str; 3]| {
        assert_eq!(names(&layout, &choose(&layout, &empty(&layout), &wish(turn))), expected, "turn {turn}");
    };
    check(0, ["us-east", "eu-west", "asia"]);
    check(1, ["eu-west", "asia", "us-east"]);
    check(2, ["asia", "us-east", "eu-west"]);
    check(3, ["us-east-2", "eu-west-2", "asia"]);
    check(4, ["eu-west-2", "asia", "us-east-2"]);
    check(6, ["us-east", "eu-west", "asia"]);
}

#[test]
fn a_node_out_of_reach_is_passed_over_for_its_neighbour() {
    let layout = five();
    let mut rooms = empty(&layout);
    rooms[0].willing = false;
    assert_eq!(names(&layout, &choose(&layout, &rooms, &wish(0))), ["us-east-2", "eu-west", "asia"]);
}

#[test]
fn a_full_node_is_passed_over() {
    let layout = five();
    let mut rooms = empty(&layout);
    rooms[2].used_bytes = CAPACITY - 99;
    assert_eq!(names(&layout, &choose(&layout, &rooms, &wish(0))), ["us-east", "eu-west-2", "asia"]);
}

#[test]
fn a_much_fuller_node_lets_its_neighbour_go_first() {
    let layout = five();
    let mut rooms = empty(&layout);
    rooms[0].used_bytes = CAPACITY * 5 / 100;
    assert_eq!(names(&layout, &choose(&layout, &rooms, &wish(0)))[0], "us-east");
    rooms[0].used_bytes = CAPACITY * 6 / 100;
    assert_eq!(names(&layout, &choose(&layout, &rooms, &wish(0)))[0], "us-east-2");
}

#[test]
fn with_a_zone_down_two_copies_share_a_zone() {
    let layout = five();
    let mut rooms = empty(&layout);
    rooms[4].willing = false;
    let nodes = choose(&layout, &rooms, &wish(0));
    assert_eq!(names(&layout, &nodes), ["us-east", "eu-west", "us-east-2"]);
    let why = explain(&layout, 0, nodes.into_iter().collect());
    assert_eq!(
        why,
        "Turn 0 begins in zone us-east and goes round: node-us-east, then node-us-east-2, then node-eu-west; \
         3 copies in 2 zones because no other zone had a healthy node with room."
    );
}

#[test]
fn a_replacement_keeps_zones_apart() {
    let layout = five();
    let taken: NodeSet = [NodeId(0), NodeId(4)].into_iter().collect();
    let refused: NodeSet = [NodeId(2)].into_iter().collect();
    let next = choose(&layout, &empty(&layout), &Wish { taken, refused, ..wish(0) });
    assert_eq!(names(&layout, &next), ["eu-west-2"]);
}

#[test]
fn the_reason_is_a_sentence() {
    let layout = five();
    let nodes: NodeSet = choose(&layout, &empty(&layout), &wish(4)).into_iter().collect();
    assert_eq!(
        explain(&layout, 4, nodes),
        "Turn 4 begins in zone eu-west and goes round: node-eu-west-2, then node-asia, then node-us-east-2; \
         one copy in each of 3 zones."
    );
    assert_eq!(explain(&layout, 4, NodeSet::EMPTY), "No node within reach is known to hold a copy.");
}

proptest! {
    #[test]
    fn copies_are_distinct_willing_roomy_and_as_far_apart_as_possible(
        count in 3u8..=10,
        turn: u64,
        copies in 1usize..=5,
        states in proptest::collection::vec((any::<bool>(), 0u64..=CAPACITY), 10),
    ) {
        let layout = Layout::new(standard_nodes(count, CAPACITY)).unwrap();
        let rooms: Vec<Room> = states[..usize::from(count)]
            .iter()
            .map(|&(willing, used_bytes)| Room { willing, used_bytes })
            .collect();
        let wish = Wish { copies, ..wish(turn) };
        let chosen = choose(&layout, &rooms, &wish);
        let able: NodeSet = layout
            .ids()
            .filter(|id| rooms[id.index()].willing && rooms[id.index()].used_bytes + wish.bytes <= fillable_bytes(CAPACITY))
            .collect();
        let set: NodeSet = chosen.iter().copied().collect();
        prop_assert_eq!(set.count(), chosen.len(), "no node twice");
        prop_assert_eq!(chosen.len(), copies.min(able.count()), "as many as there can be");
        prop_assert!(set.without(able).is_empty(), "only able nodes");
        let apart = explain::zones_of(&layout, set);
        prop_assert_eq!(apart, explain::zones_of(&layout, able).min(chosen.len()), "zones apart");
        prop_assert_eq!(choose(&layout, &rooms, &wish), chosen, "deterministic");
    }
}
