//! What happens to a node, and what it wants done.

use crate::message::{Message, Request};
use crate::store::{DiskDone, DiskError, DiskRequest};

/// Names one disk operation of a node; never used twice in the node's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationId(pub u64);

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The process begins: read the disk.
    Start,
    /// The process ends now; what is not durable is lost.
    Stop,
    /// The coordinator asks.
    Request(Request),
    /// The disk answers.
    Disk {
        /// The operation it was asked for.
        operation: OperationId,
        /// What came of it.
        result: Result<DiskDone, DiskError>,
    },
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the disk. Operations may be done in any order or at once, except that each answer leads to the next.
    Disk {
        /// To be told with the answer.
        operation: OperationId,
        /// The operation.
        request: DiskRequest,
    },
    /// Tell the coordinator.
    Send(Message),
}
