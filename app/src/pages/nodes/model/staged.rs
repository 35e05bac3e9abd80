//! A layout that is being prepared: what would change, what that would mean, and what people type into its forms.

use client::proto::cluster::{Layout, LayoutNode, LayoutPreview, Node, NodeRole};

use crate::figures;

/// Bytes of a gigabyte, as sizes are shown.
const GIGABYTE: f64 = 1_000_000_000.0;
/// A larger disk is a slip of the hand.
const GIGABYTES_MAX: f64 = 1_000_000.0;

/// The changes, a sentence each, in the order of the layout.
pub fn changes(now: &[Node], staged: &Layout) -> Vec<String> {
    let known = |next: &LayoutNode| now.iter().find(|node| node.name == next.name);
    staged.nodes.iter().flat_map(|next| change(known(next), next)).collect()
}

fn change(now: Option<&Node>, next: &LayoutNode) -> Vec<String> {
    let name = &next.name;
    let Some(now) = now else {
        let joins = || {
            let space = figures::bytes(next.capacity_bytes);
            format!("{name} joins zone {} at {} with {space}.", next.zone, next.address)
        };
        // A node that left long ago keeps its place in the layout.
        return (next.role() != NodeRole::Removed).then(joins).into_iter().collect();
    };
    let role = (now.role() != next.role()).then(|| match next.role() {
        NodeRole::Draining => format!("{name} is drained: its copies are made elsewhere."),
        NodeRole::Removed => format!("{name} leaves."),
        NodeRole::Active | NodeRole::Unspecified => format!("{name} keeps chunks again."),
    });
    let size = (now.capacity_bytes != next.capacity_bytes).then(|| {
        let (before, after) = (figures::bytes(now.capacity_bytes), figures::bytes(next.capacity_bytes));
        format!("{name} may keep {after} instead of {before}.")
    });
    [role, size].into_iter().flatten().collect()
}

/// "moves 1.4 GB, min copies 2".
pub fn preview_words(preview: &LayoutPreview) -> String {
    let moves = match preview.moved_copies {
        0 => "moves nothing".to_owned(),
        _ => format!("moves {}", figures::bytes(preview.moved_bytes)),
    };
    let least = match preview.chunks {
        0 => String::new(),
        _ => format!(", min copies {}", preview.copies_min),
    };
    let stuck = match preview.stuck_chunks {
        0 => String::new(),
        chunks => format!(", no place for {}", figures::counted(chunks, "chunk")),
    };
    format!("{moves}{least}{stuck}")
}

/// Bytes from what was typed as gigabytes: "10", "2.5", "2,5".
pub fn capacity_bytes(typed: &str) -> Result<i64, &'static str> {
    let number: Result<f64, _> = typed.trim().replace(',', ".").parse();
    match number {
        Ok(gigabytes) if gigabytes > 0.0 && gigabytes <= GIGABYTES_MAX =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "at most a petabyte")]
            Ok((gigabytes * GIGABYTE).round() as i64)
        }
        _ => Err("Write a number of gigabytes, for example 10."),
    }
}

/// The gigabytes of a capacity, for the field that changes it: "10", "2.5".
pub fn gigabytes(bytes: i64) -> String {
    (bytes as f64 / GIGABYTE).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::nodes::model::node::tests::node;

    fn next(node: &Node, role: NodeRole, capacity_bytes: i64) -> LayoutNode {
        LayoutNode {
            name: node.name.clone(),
            zone: node.zone.clone(),
            address: node.address.clone(),
            capacity_bytes,
            role: role.into(),
            ..LayoutNode::default()
        }
    }

    #[test]
    fn what_would_change_is_told_and_what_stays_is_not() {
        let (asia, east) = (node("node-asia", "asia"), node("node-us-east", "us-east"));
        let new = node("node-asia-2", "asia");
        let nodes = vec![
            next(&asia, NodeRole::Draining, 2_000),
            next(&east, NodeRole::Active, east.capacity_bytes),
            next(&new, NodeRole::Active, 10_000_000_000),
            next(&node("node-asia-0", "asia"), NodeRole::Removed, 1),
        ];
        let told = changes(&[asia, east], &Layout { version: 2, nodes });
        let told: Vec<String> = told.iter().map(|words| words.replace('\u{a0}', " ")).collect();
        assert_eq!(
            told,
            [
                "node-asia is drained: its copies are made elsewhere.",
                "node-asia may keep 2 kB instead of 4 B.",
                "node-asia-2 joins zone asia at 192.168.1.2 with 10 GB.",
            ]
        );
    }

    #[test]
    fn the_preview_is_short() {
        let preview = LayoutPreview {
            moved_copies: 1_400,
            moved_bytes: 1_400_000_000,
            copies_min: 2,
            chunks: 9,
            ..LayoutPreview::default()
        };
        assert_eq!(preview_words(&preview).replace('\u{a0}', " "), "moves 1.4 GB, min copies 2");
        assert_eq!(preview_words(&LayoutPreview::default()), "moves nothing");
    }

    #[test]
    fn a_capacity_is_typed_in_gigabytes() {
        let check = |typed: &str, expected| assert_eq!(capacity_bytes(typed).ok(), expected, "{typed:?}");
        check("10", Some(10_000_000_000));
        check(" 2,5 ", Some(2_500_000_000));
        check("", None);
        check("-1", None);
        check("0", None);
        check("many", None);
        check("1e99", None);
        assert_eq!(
            (gigabytes(10_000_000_000), gigabytes(2_500_000_000)),
            ("10".to_owned(), "2.5".to_owned())
        );
    }
}
