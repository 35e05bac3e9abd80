//! The pool as blocks, one a seat: whose, and how full.

use client::proto::admin::{GetPoolResponse, Reservation};

/// One seat.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Whose it is; nobody's when it is free.
    pub owner: Option<String>,
    /// How much of it holds files, in per cent.
    pub used_percent: f64,
    /// How much of it holds deleted files.
    pub trash_percent: f64,
}

/// All seats of the pool, taken ones first. An account that holds several fills them one after the other.
pub fn blocks(pool: &GetPoolResponse) -> Vec<Block> {
    let seat = pool.allocation_bytes.max(1);
    let mut blocks: Vec<Block> = pool.reservations.iter().flat_map(|held| of_account(held, seat)).collect();
    let seats = usize::try_from(pool.seats).unwrap_or_default();
    while blocks.len() < seats {
        blocks.push(Block { owner: None, used_percent: 0.0, trash_percent: 0.0 });
    }
    blocks
}

fn of_account(held: &Reservation, seat: i64) -> Vec<Block> {
    let count = (held.reserved_bytes + seat - 1) / seat;
    let used = held.used_bytes + held.in_flight_bytes;
    let block = |index: i64| {
        let (start, end) = (index * seat, (index + 1) * seat);
        Block {
            owner: Some(held.username.clone()),
            used_percent: percent(overlap(start, end, 0, used), seat),
            trash_percent: percent(overlap(start, end, used, used + held.trash_bytes), seat),
        }
    };
    (0..count).map(block).collect()
}

fn overlap(start: i64, end: i64, from: i64, to: i64) -> i64 {
    (end.min(to) - start.max(from)).max(0)
}

#[expect(clippy::cast_precision_loss, reason = "a share for a picture")]
fn percent(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64 * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_seats_are_six_blocks() {
        let held = |name: &str, reserved, used, trash| Reservation {
            username: name.to_owned(),
            reserved_bytes: reserved,
            used_bytes: used,
            trash_bytes: trash,
            ..Default::default()
        };
        let pool = GetPoolResponse {
            allocation_bytes: 100,
            seats: 6,
            reservations: vec![held("alice", 100, 25, 50), held("bob", 300, 150, 100)],
            ..Default::default()
        };
        let blocks = blocks(&pool);
        let told: Vec<_> = blocks
            .iter()
            .map(|block| (block.owner.as_deref().unwrap_or("-"), block.used_percent, block.trash_percent))
            .collect();
        let expected = [
            ("alice", 25.0, 50.0),
            ("bob", 100.0, 0.0),
            ("bob", 50.0, 50.0),
            ("bob", 0.0, 50.0),
            ("-", 0.0, 0.0),
            ("-", 0.0, 0.0),
        ];
        assert_eq!(told, expected);
    }
}
