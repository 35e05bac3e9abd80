//! The transfers in one line, and which of them are worth a row.

use std::time::Duration;

use super::{
    queue::{Key, Stage, Transfer},
    rate::time_left,
};
use crate::figures::{count, counted, duration};

/// Rows in the tray. Ten thousand small files are counted, not listed.
pub const ROWS_MAX: usize = 40;
/// Rows of them for what is done: the list of files shows the rest.
pub const DONE_ROWS_MAX: usize = 3;

/// How many stand where, and how long they will take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    waiting: usize,
    sending: usize,
    paused: usize,
    done: usize,
    failed: usize,
    unpicked: usize,
    /// Until nothing waits or is sent, once it can be told.
    pub left: Option<Duration>,
}

impl Summary {
    /// Counts.
    pub fn of(transfers: &[Transfer]) -> Self {
        let mut summary = Self::default();
        let (mut bytes_left, mut per_second) = (0, None);
        for transfer in transfers {
            match transfer.stage {
                Stage::Waiting => summary.waiting += 1,
                Stage::Sending | Stage::Finishing => summary.sending += 1,
                Stage::Paused => summary.paused += 1,
                Stage::Done { .. } => summary.done += 1,
                Stage::Failed(_) => summary.failed += 1,
                Stage::Unpicked => summary.unpicked += 1,
            }
            if transfer.is_active() {
                bytes_left += transfer.bytes_left();
            }
            if transfer.stage == Stage::Sending
                && let Some(speed) = transfer.rate.per_second()
            {
                per_second = Some(per_second.unwrap_or(0.0) + speed);
            }
        }
        summary.left = per_second.and_then(|speed| time_left(bytes_left, speed));
        summary
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether something is sent or waits for it.
    pub fn is_active(&self) -> bool {
        self.waiting + self.sending > 0
    }

    /// Whether something ended that can be cleared away.
    pub fn has_ended(&self) -> bool {
        self.done + self.failed > 0
    }

    /// "Uploading 2 of 3", "3 files uploaded", …
    pub fn title(&self) -> String {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let all = self.waiting + self.sending + self.paused + self.done + self.failed;
        match () {
            () if self.is_active() && all == 1 => "Uploading".to_owned(),
            () if self.is_active() => {
                let current = (self.done + self.failed + self.sending.max(1)).min(all);
                format!("Uploading {} of {}", count(number(current)), count(number(all)))
            }
            () if self.paused > 0 => format!("{} paused", counted(number(self.paused), "upload")),
            () if self.failed > 0 => format!("{} not uploaded", counted(number(self.failed), "file")),
            () if self.done > 0 => format!("{} uploaded", counted(number(self.done), "file")),
            () => format!("{} to continue", counted(number(self.unpicked), "upload")),
        }
    }

    /// "1 min 12 s left", while that is known and no single row says it.
    pub fn left_text(&self) -> Option<String> {
        self.left.filter(|_| self.waiting + self.sending > 1).map(|left| format!("{} left", duration(left)))
    }
}

/// The transfers that get a row: what somebody may act on first, then what waits, and what was done last. The rest is
/// only counted.
pub fn rows(transfers: &[Transfer]) -> Vec<Key> {
    let urgency = |transfer: &Transfer| match transfer.stage {
        Stage::Sending | Stage::Finishing => Some(0_u8),
        Stage::Failed(_) | Stage::Unpicked | Stage::Paused => Some(1),
        Stage::Waiting => Some(2),
        Stage::Done { .. } => None,
    };
    let done = transfers.iter().rev().filter(|each| urgency(each).is_none()).take(DONE_ROWS_MAX);
    let mut keys: Vec<Key> = done.map(|each| each.key).collect();
    let mut open: Vec<(u8, Key)> =
        transfers.iter().filter_map(|each| Some((urgency(each)?, each.key))).collect();
    open.sort_unstable();
    keys.extend(open.into_iter().map(|(_, key)| key).take(ROWS_MAX - keys.len()));
    // Rows never change places: a button must not move away under the pointer.
    keys.sort_unstable();
    keys
}

#[cfg(test)]
mod tests {
    use client::upload::{Destination, Event};
    use domain::{limits::PART_BYTES_MAX, upload::OnConflict};

    use super::*;
    use crate::{
        notice::{Notice, Tone},
        transfers::queue::{NewTransfer, Queue},
    };

    fn queue_of(count: usize) -> (Queue, Vec<Key>) {
        let mut queue = Queue::default();
        let new = |number| NewTransfer {
            name: format!("{number}"),
            size: 10 * PART_BYTES_MAX,
            destination: Destination::default(),
            on_conflict: OnConflict::Refuse,
            objection: None,
        };
        let keys = (0..count).map(|number| queue.add(new(number))).collect();
        (queue, keys)
    }

    fn title(queue: &Queue) -> String {
        Summary::of(queue.transfers()).title().replace('\u{a0}', " ")
    }

    #[test]
    fn the_title_tells_what_matters_most() {
        let (mut queue, keys) = queue_of(5);
        while queue.start_next().is_some() {}
        assert_eq!(title(&queue), "Uploading 3 of 5");
        queue.done(keys[0], "f");
        queue.pause(keys[1]);
        queue.start_next();
        queue.start_next();
        assert_eq!(title(&queue), "Uploading 4 of 5");
        for key in &keys[2..] {
            queue.done(*key, "f");
        }
        assert_eq!(title(&queue), "1 upload paused");
        queue.failed(keys[1], Notice::new(Tone::Danger, "No."));
        assert_eq!(title(&queue), "1 file not uploaded");
        queue.remove(keys[1]);
        assert_eq!(title(&queue), "4 files uploaded");
        queue.clear_ended();
        assert!(Summary::of(queue.transfers()).is_empty());
        queue.add_unpicked("u", "film.mkv", 10, 5);
        assert_eq!(title(&queue), "1 upload to continue");
    }

    #[test]
    fn the_time_left_counts_what_still_waits() {
        let (mut queue, keys) = queue_of(2);
        queue.start_next();
        for index in 0..=4_u32 {
            let durable = Event::Durable { index: u64::from(index), copies: 3 };
            queue.stepped(keys[0], &durable, f64::from(index) * 1_000.0);
        }
        let left = Summary::of(queue.transfers()).left_text().map(|text| text.replace('\u{a0}', " "));
        assert_eq!(left.as_deref(), Some("15 s left"));
    }

    #[test]
    fn ten_thousand_files_have_few_rows_and_what_is_sent_is_among_them() {
        let (mut queue, keys) = queue_of(10_000);
        for key in &keys[..5_000] {
            queue.done(*key, "f");
        }
        queue.start_next();
        queue.failed(keys[7], Notice::new(Tone::Danger, "No."));
        let shown = rows(queue.transfers());
        assert_eq!(shown.len(), ROWS_MAX);
        assert_eq!(&shown[..5], [keys[7], keys[4_997], keys[4_998], keys[4_999], keys[5_000]]);
    }
}
