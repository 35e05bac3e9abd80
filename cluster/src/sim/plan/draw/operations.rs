//! What clients want, drawn: mostly uploads and reads, spread over the whole length.

use core::time::Duration;

use super::small;
use crate::chance::Chance;
use crate::sim::plan::{Act, Operation, Setup, Step};

/// Operations of one plan.
const OPERATIONS: (u64, u64) = (200, 1200);

/// One upload in so many is really sealed.
const SEALED_ONE_IN: u64 = 6;

pub(super) fn draw(chance: &mut Chance, setup: &Setup) -> Vec<Step> {
    let count = chance.between(OPERATIONS.0, OPERATIONS.1);
    let files = u16::try_from(chance.between(5, 60)).expect("a few files");
    (0..count)
        .map(|_| {
            let at = chance.duration(Duration::ZERO, setup.length);
            Step { at, act: Act::Operation(operation(chance, setup, files)) }
        })
        .collect()
}

fn operation(chance: &mut Chance, setup: &Setup, files: u16) -> Operation {
    let client = small(chance, 0, setup.clients - 1);
    let file = u16::try_from(chance.below(files.into())).expect("one of a few files");
    match chance.below(100) {
        0..38 => {
            let (bytes, sealed) = (bytes(chance, setup), chance.below(SEALED_ONE_IN) == 0);
            Operation::Upload { client, file, bytes, sealed }
        }
        38..78 => Operation::Read { client, file },
        78..84 => Operation::Delete { client, file },
        84..88 => Operation::Restore { client, file },
        88..94 => Operation::Purge { client, file },
        94..97 => {
            Operation::AbortUpload { client, file, bytes: bytes(chance, setup), parts: small(chance, 0, 4) }
        }
        _ => {
            Operation::AbandonUpload { client, file, bytes: bytes(chance, setup), parts: small(chance, 0, 4) }
        }
    }
}

/// Up to six parts, often whole ones; sometimes nothing at all.
fn bytes(chance: &mut Chance, setup: &Setup) -> u32 {
    let parts = u32::from(small(chance, 0, 5));
    let last = match chance.below(4) {
        0 => setup.chunk_bytes,
        1 => 0,
        _ => u32::try_from(chance.below(u64::from(setup.chunk_bytes) + 1)).expect("at most a part"),
    };
    parts * setup.chunk_bytes + last
}
