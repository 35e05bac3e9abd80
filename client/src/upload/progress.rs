//! What has become of each part, for those who watch.

use std::time::Duration;

use crate::ClientError;

/// One step of a run.
#[derive(Debug, Clone)]
pub enum Event {
    /// A part set out.
    Sending {
        /// Counts parts from 0.
        index: u64,
    },
    /// A part is durable.
    Durable {
        /// Counts parts from 0.
        index: u64,
        /// Copies that are durable now; 0 when nobody has said in how many.
        copies: u32,
    },
    /// A part failed for a passing reason and will be sent again.
    Waiting {
        /// Before the next attempt.
        wait: Duration,
        /// Why.
        error: ClientError,
    },
    /// All parts are durable; the whole is being made visible.
    Completing,
}

/// What has become of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartState {
    /// Not sent yet.
    Missing,
    /// On its way.
    Sending,
    /// Durable in this many copies; 0 when nobody has said in how many.
    Durable(u32),
}

/// What has become of all parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    size: u64,
    part_bytes: u64,
    parts: Vec<PartState>,
    durable_bytes: u64,
}

impl Progress {
    /// All parts but the missing ones are durable.
    pub fn new(size: u64, part_bytes: u64, missing: &[u64]) -> Self {
        let count = usize::try_from(size.div_ceil(part_bytes)).unwrap_or(usize::MAX);
        let mut progress =
            Self { size, part_bytes, parts: vec![PartState::Durable(0); count], durable_bytes: size };
        for offset in missing {
            let index = offset / part_bytes;
            if let Some(state) = progress.part_mut(index) {
                *state = PartState::Missing;
                progress.durable_bytes -= progress.bytes_of(index);
            }
        }
        progress
    }

    /// Takes in one step.
    pub fn apply(&mut self, event: &Event) {
        match *event {
            Event::Sending { index } => self.set(index, PartState::Sending),
            Event::Durable { index, copies } => self.set(index, PartState::Durable(copies)),
            Event::Waiting { .. } | Event::Completing => {}
        }
    }

    /// Bytes of the whole.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Bytes that are durable.
    pub fn durable_bytes(&self) -> u64 {
        self.durable_bytes
    }

    /// The parts in file order.
    pub fn parts(&self) -> &[PartState] {
        &self.parts
    }

    fn set(&mut self, index: u64, new: PartState) {
        let bytes = self.bytes_of(index);
        let Some(state) = self.part_mut(index) else { return };
        let was_durable = matches!(state, PartState::Durable(_));
        let is_durable = matches!(new, PartState::Durable(_));
        *state = new;
        match (was_durable, is_durable) {
            (false, true) => self.durable_bytes += bytes,
            (true, false) => self.durable_bytes -= bytes,
            _ => {}
        }
    }

    fn part_mut(&mut self, index: u64) -> Option<&mut PartState> {
        self.parts.get_mut(usize::try_from(index).ok()?)
    }

    fn bytes_of(&self, index: u64) -> u64 {
        self.part_bytes.min(self.size.saturating_sub(index * self.part_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durable_bytes_follow_the_parts() {
        let mut progress = Progress::new(25, 10, &[0, 10, 20]);
        assert_eq!(progress.durable_bytes(), 0);
        progress.apply(&Event::Sending { index: 2 });
        progress.apply(&Event::Durable { index: 2, copies: 2 });
        assert_eq!(progress.durable_bytes(), 5);
        assert_eq!(progress.parts(), [PartState::Missing, PartState::Missing, PartState::Durable(2)]);
    }

    #[test]
    fn a_part_that_is_reported_twice_counts_once() {
        let mut progress = Progress::new(20, 10, &[10]);
        for copies in [2, 3] {
            progress.apply(&Event::Durable { index: 1, copies });
        }
        assert_eq!(progress.durable_bytes(), 20);
    }

    #[test]
    fn an_empty_file_has_no_parts_and_an_alien_offset_changes_nothing() {
        assert_eq!(Progress::new(0, 10, &[]).parts(), []);
        assert_eq!(Progress::new(10, 10, &[70]).durable_bytes(), 10);
    }
}
