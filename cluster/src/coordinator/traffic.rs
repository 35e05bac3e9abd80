//! Bytes that move between coordinator and nodes: for clients, and to keep copies whole, in two separate numbers.

use super::errands::Purpose;

/// Sealed bytes since the coordinator began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Sent to nodes for uploads, every copy counted.
    pub client_written: u64,
    /// Read from nodes for downloads.
    pub client_read: u64,
    /// Sent to nodes to make and move copies.
    pub repair_written: u64,
    /// Read from nodes to make and move copies.
    pub repair_read: u64,
}

impl Traffic {
    pub(super) fn wrote(&mut self, purpose: Purpose, bytes: usize) {
        match purpose {
            Purpose::Upkeep(_) => self.repair_written += bytes as u64,
            _ => self.client_written += bytes as u64,
        }
    }

    pub(super) fn read(&mut self, purpose: Purpose, bytes: usize) {
        match purpose {
            Purpose::Upkeep(_) => self.repair_read += bytes as u64,
            _ => self.client_read += bytes as u64,
        }
    }
}
