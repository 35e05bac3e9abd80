//! What a transfer's strip and its line of words say about copies.

use client::upload::PartState;

use super::queue::{Stage, Transfer};
use crate::components::chunk_strip::{CellState, Lane, lane};

/// Copies an upload strives for, in lanes from the top; each carries the hue of one zone, since every zone gets one copy.
const LANES: [&str; 3] = ["U", "E", "A"];
/// Copies that are durable before a part is acknowledged.
const ACKNOWLEDGED_COPIES: u32 = 2;

/// A lane for each copy.
pub fn lanes(transfer: &Transfer) -> Vec<Lane> {
    let parts = transfer.progress.parts();
    (1_u32..).zip(LANES).map(|(copy, zone)| copy_lane(copy, zone, parts)).collect()
}

fn copy_lane(copy: u32, zone: &str, parts: &[PartState]) -> Lane {
    let cells: Vec<CellState> = parts.iter().map(|part| cell(copy, *part)).collect();
    // An empty file has no chunk; one cell says that nothing is missing.
    lane(zone, if cells.is_empty() { &[CellState::Durable] } else { &cells })
}

fn cell(copy: u32, part: PartState) -> CellState {
    match part {
        PartState::Missing => CellState::Empty,
        PartState::Sending => CellState::Sending,
        PartState::Durable(copies) if copy <= copies.max(ACKNOWLEDGED_COPIES) => CellState::Durable,
        PartState::Durable(_) => CellState::Sending,
    }
}

/// "durable on 2 nodes up to 58 %, third copy following".
pub fn words(transfer: &Transfer) -> String {
    match &transfer.stage {
        Stage::Waiting => "waits for its turn".to_owned(),
        Stage::Finishing => "all parts stored, checking the whole".to_owned(),
        Stage::Sending if transfer.is_held_up => {
            "the server is not reached; trying again, nothing is lost".to_owned()
        }
        _ => durable_words(transfer),
    }
}

fn durable_words(transfer: &Transfer) -> String {
    let parts = transfer.progress.parts();
    let copies = |part: &PartState| match part {
        PartState::Durable(copies) => Some((*copies).max(ACKNOWLEDGED_COPIES)),
        PartState::Missing | PartState::Sending => None,
    };
    let percent = transfer.percent();
    match parts.iter().filter_map(copies).min() {
        None => "nothing stored yet".to_owned(),
        Some(fewest) if fewest < LANES.len() as u32 => {
            format!("durable on {fewest} nodes up to {percent}\u{a0}%, third copy following")
        }
        Some(fewest) => format!("durable on {fewest} nodes up to {percent}\u{a0}%"),
    }
}

#[cfg(test)]
mod tests {
    use client::upload::{Destination, Event};
    use domain::{limits::PART_BYTES_MAX, upload::OnConflict};

    use super::*;
    use crate::transfers::queue::{NewTransfer, Queue};

    fn transfer_of(parts: u64, events: &[Event]) -> Transfer {
        let mut queue = Queue::default();
        let size = parts * PART_BYTES_MAX;
        let new = NewTransfer {
            name: "a".to_owned(),
            size,
            destination: Destination::default(),
            on_conflict: OnConflict::Refuse,
            objection: None,
        };
        let key = queue.add(new);
        queue.start_next();
        events.iter().for_each(|event| queue.stepped(key, event, 0.0));
        queue.get(key).expect("is there").clone()
    }

    #[test]
    fn each_copy_has_its_lane() {
        use CellState::{Durable, Empty, Sending};
        let events = [
            Event::Durable { index: 0, copies: 3 },
            Event::Durable { index: 1, copies: 2 },
            Event::Sending { index: 2 },
        ];
        let lanes = lanes(&transfer_of(4, &events));
        let cells: Vec<_> = lanes.into_iter().map(|lane| lane.cells).collect();
        assert_eq!(cells[1], [Durable, Durable, Sending, Empty]);
        assert_eq!(cells[2], [Durable, Sending, Sending, Empty]);
    }

    #[test]
    fn the_words_tell_the_weakest_part() {
        let third = [Event::Durable { index: 0, copies: 3 }, Event::Durable { index: 1, copies: 2 }];
        let told = words(&transfer_of(4, &third));
        assert_eq!(told, "durable on 2 nodes up to 50\u{a0}%, third copy following");
        assert_eq!(words(&transfer_of(4, &third[..1])), "durable on 3 nodes up to 25\u{a0}%");
        assert_eq!(words(&transfer_of(4, &[])), "nothing stored yet");
    }

    #[test]
    fn an_empty_file_has_one_cell() {
        assert_eq!(lanes(&transfer_of(0, &[]))[0].cells, [CellState::Durable]);
    }
}
