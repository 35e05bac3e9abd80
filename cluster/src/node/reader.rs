//! Reading: find the record, read it whole, verify header and digest, and only then give the chunk away (INV-D3). If the
//! chunk was written twice and one record is bad, the other is read.

use std::collections::BTreeMap;

use super::desk::Desk;
use super::event::OperationId;
use super::index::{Index, Location};
use crate::chunk::ChunkId;
use crate::message::{Absence, Message, Ticket};
use crate::store::record::{DiskTag, Spot, verify};
use crate::store::{DiskDone, DiskError, DiskRequest};

#[derive(Debug)]
pub(super) struct Reader {
    tag: DiskTag,
    reading: BTreeMap<OperationId, Reading>,
}

/// What a read is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted {
    /// The chunk.
    Bytes,
    /// Whether the copy is good.
    Proof,
}

#[derive(Debug)]
struct Reading {
    wanted: Wanted,
    ticket: Ticket,
    id: ChunkId,
    location: Location,
}

impl Reader {
    pub(super) const fn new(tag: DiskTag) -> Self {
        Self { tag, reading: BTreeMap::new() }
    }

    pub(super) fn read(
        &mut self,
        wanted: Wanted,
        ticket: Ticket,
        id: ChunkId,
        index: &Index,
        desk: &mut Desk<'_>,
    ) {
        let Some(location) = index.get(&id) else {
            return desk.send(Message::Unfetched { ticket, id, why: Absence::Missing });
        };
        let Location { segment, offset, record_bytes, .. } = location;
        let length = usize::try_from(record_bytes).expect("a record fits into memory");
        let operation = desk.ask(DiskRequest::Read { segment, offset, length });
        self.reading.insert(operation, Reading { wanted, ticket, id, location });
    }

    /// Takes the disk's answer, if it is to one of the reader's operations.
    pub(super) fn on_disk(
        &mut self,
        operation: OperationId,
        result: &Result<DiskDone, DiskError>,
        index: &mut Index,
        desk: &mut Desk<'_>,
    ) -> bool {
        let Some(Reading { wanted, ticket, id, location }) = self.reading.remove(&operation) else {
            return false;
        };
        let Location { segment, offset, .. } = location;
        let spot = Spot { disk: self.tag, segment, offset };
        let why = match result {
            Ok(DiskDone::Bytes(record)) => match verify(&spot, record).filter(|chunk| chunk.id() == id) {
                Some(chunk) => {
                    desk.send(match wanted {
                        Wanted::Bytes => Message::Fetched { ticket, chunk },
                        Wanted::Proof => Message::Verified { ticket, id },
                    });
                    return true;
                }
                None => Absence::Corrupt,
            },
            Err(DiskError::NotFound) => Absence::Corrupt,
            Ok(_) | Err(DiskError::Full | DiskError::Failed) => Absence::Unreadable,
        };
        if why == Absence::Corrupt {
            index.forget(&id, location);
            if index.get(&id).is_some() {
                self.read(wanted, ticket, id, index, desk);
                return true;
            }
        }
        desk.send(Message::Unfetched { ticket, id, why });
        true
    }
}
