//! Events of the stream as happenings of the list. The server writes the sentences; here they get their meaning, and
//! what comes by the thousand is counted.

use client::proto::cluster::{ClusterEvent, ClusterEventKind as Kind};

use super::chronicle::{Fold, Happening};
use crate::notice::Tone;

/// What the event says; nothing for a state, which is told by figures.
pub fn happening(event: &ClusterEvent) -> Option<Happening> {
    if event.sentence.is_empty() {
        return None;
    }
    let fold = |one, many, verb: &str| {
        let place = if event.node.is_empty() { String::new() } else { format!(" on {}", event.node) };
        Some(Fold { nouns: (one, many), rest: format!("{verb}{place}") })
    };
    let (tone, fold) = match event.kind() {
        Kind::Unspecified | Kind::State => return None,
        Kind::NodeState | Kind::Layout | Kind::Missed => (Tone::Info, None),
        Kind::NodeSuspected | Kind::NodeGone => (Tone::Warning, None),
        Kind::NodeBack | Kind::Scrubbed => (Tone::Good, None),
        Kind::ChunkLost => (Tone::Danger, None),
        Kind::CopyLost => (Tone::Warning, fold("copy", "copies", "missing or damaged")),
        Kind::Copied => (Tone::Good, fold("copy", "copies", "made")),
        Kind::Trimmed => (Tone::Info, fold("spare copy", "spare copies", "given up")),
        Kind::Collected => (Tone::Info, fold("unused chunk", "unused chunks", "given up")),
    };
    Some(Happening { at: event.at_ms.div_euclid(1_000), tone, sentence: event.sentence.clone(), fold })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: Kind, sentence: &str) -> ClusterEvent {
        let (node, sentence) = ("node-asia".to_owned(), sentence.to_owned());
        ClusterEvent { kind: kind.into(), at_ms: 7_900, node, sentence, ..ClusterEvent::default() }
    }

    #[test]
    fn a_state_is_no_news_and_a_node_that_is_gone_stands_alone() {
        assert_eq!(happening(&event(Kind::State, "")), None);
        let gone = happening(&event(Kind::NodeGone, "node-asia does not answer any more."));
        let gone = gone.expect("news");
        assert_eq!((gone.at, gone.tone, gone.fold), (7, Tone::Warning, None));
    }

    #[test]
    fn copies_on_one_node_are_counted_together() {
        let copied = happening(&event(Kind::Copied, "A copy is on node-asia.")).expect("news");
        let fold = copied.fold.expect("counted");
        assert_eq!((fold.nouns, fold.rest.as_str()), (("copy", "copies"), "made on node-asia"));
    }
}
