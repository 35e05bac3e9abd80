//! An operation carried out: as it was asked, in part, elsewhere, or not at all.

use super::truth::RecordTruth;
use super::{Harm, SimDisk, chunk_of};
use crate::mono::Mono;
use crate::sim::sometimes::{Seen, sometimes};
use crate::store::record::Record;
use crate::store::{Disk, DiskDone, DiskError, DiskRequest, SegmentNumber};

impl SimDisk {
    /// Does an operation, with the harm that the budget allowed.
    pub(in crate::sim) fn execute(
        &mut self,
        now: Mono,
        request: DiskRequest,
        harm: Option<Harm>,
        seen: &mut Seen,
    ) -> Result<DiskDone, DiskError> {
        match (harm, request) {
            (Some(Harm::ReadError), _) => Err(DiskError::Failed),
            (Some(Harm::MisdirectedRead { from }), DiskRequest::Read { segment, offset, length }) => {
                self.misread(segment, from, offset, length)
            }
            (Some(Harm::LostWrite), DiskRequest::Append { segment, offset, record }) => {
                let size = usize::try_from(record.size()).expect("a record fits into memory");
                self.write(segment, offset, &record, true);
                self.image.spoil(segment, |bytes| overwrite(bytes, offset, &vec![0; size]));
                Ok(DiskDone::Done)
            }
            (Some(Harm::MisdirectedWrite { to }), DiskRequest::Append { segment, offset, record }) => {
                self.write(segment, offset, &record, true);
                self.truth.harmed(segment, to, to + record.size());
                let written = record.parts().concat();
                self.image.spoil(segment, |bytes| {
                    overwrite(bytes, offset, &vec![0; written.len()]);
                    let end = bytes.len();
                    overwrite(bytes, to, &written[..written.len().min(end.saturating_sub(to as usize))]);
                });
                Ok(DiskDone::Done)
            }
            (_, request) if self.trouble.fails(now, &request, &mut self.chance) => {
                Err(self.fail(request, seen))
            }
            (_, request) => self.really_execute(now, request, seen),
        }
    }

    fn really_execute(
        &mut self,
        now: Mono,
        request: DiskRequest,
        seen: &mut Seen,
    ) -> Result<DiskDone, DiskError> {
        match request {
            DiskRequest::Append { segment, offset, record } => {
                if self.trouble.full.strikes(now, &mut self.chance) {
                    return Err(DiskError::Full);
                }
                if self.image.bytes(segment).is_none() {
                    return Err(DiskError::NotFound);
                }
                self.write(segment, offset, &record, false);
                return Ok(DiskDone::Done);
            }
            DiskRequest::CreateSegment(_) if self.trouble.full.strikes(now, &mut self.chance) => {
                return Err(DiskError::Full);
            }
            _ => {}
        }
        let done = self.image.execute(request.clone())?;
        match request {
            DiskRequest::CreateSegment(segment) => self.truth.created(segment),
            DiskRequest::Fsync(segment) => self.truth.synced(segment),
            DiskRequest::FsyncDirectory => self.truth.names_synced(),
            DiskRequest::Truncate { segment, length } => self.truth.truncated(segment, length),
            DiskRequest::DeleteSegment(segment) => {
                sometimes!(seen, "node_segment_deleted");
                self.truth.deleted(segment);
            }
            _ => {}
        }
        Ok(done)
    }

    /// As many bytes as there really are, from elsewhere in the file.
    fn misread(
        &self,
        segment: SegmentNumber,
        from: u64,
        offset: u64,
        length: usize,
    ) -> Result<DiskDone, DiskError> {
        let bytes = self.image.bytes(segment).ok_or(DiskError::NotFound)?;
        let at = |offset: u64| {
            bytes.get(usize::try_from(offset).ok()?..).map(|rest| &rest[..rest.len().min(length)])
        };
        let mut read = at(from).unwrap_or_default().to_vec();
        read.resize(at(offset).unwrap_or_default().len(), 0);
        Ok(DiskDone::Bytes(read.into()))
    }

    pub(super) fn write(&mut self, segment: SegmentNumber, offset: u64, record: &Record, harmed: bool) {
        let (id, length) = (chunk_of(record), record.size());
        if self.image.execute(DiskRequest::Append { segment, offset, record: record.clone() }).is_ok() {
            self.truth.appended(segment, RecordTruth::written(offset, length, id, harmed));
        }
    }

    /// An operation that fails may have been done, not done, or done in part.
    fn fail(&mut self, request: DiskRequest, seen: &mut Seen) -> DiskError {
        match request {
            DiskRequest::Append { segment, offset, record } => {
                let written = record.parts().concat();
                let kept =
                    usize::try_from(self.chance.below(written.len() as u64 + 1)).expect("at most a record");
                sometimes!(seen, "write_torn_by_error", kept > 0);
                self.image.scribble(segment, offset, &written[..kept]);
                if kept == written.len() {
                    let record = RecordTruth::written(offset, record.size(), chunk_of(&record), false);
                    self.truth.appended(segment, record);
                }
            }
            DiskRequest::Fsync(segment) => {
                sometimes!(seen, "fsync_failed");
                match self.chance.below(3) {
                    0 => {
                        self.image.lose_unsynced(segment);
                        self.truth.dropped(segment);
                    }
                    1 => {
                        let before = self.image.size();
                        self.image.revert_unsynced(segment);
                        self.truth.reverted(segment);
                        // A cut that is taken back gives bytes that the node knows nothing of.
                        self.strange_bytes += self.image.size().saturating_sub(before);
                    }
                    _ => {}
                }
            }
            // A segment may be there although nobody was told so; so may be one that should be gone.
            DiskRequest::CreateSegment(_) | DiskRequest::DeleteSegment(_) if self.chance.below(2) == 0 => {
                // The error is told in any case.
                self.really_execute(Mono::ZERO, request, seen).ok();
            }
            _ => {}
        }
        DiskError::Failed
    }
}

pub(super) fn overwrite(bytes: &mut Vec<u8>, offset: u64, new: &[u8]) {
    let start = usize::try_from(offset).expect("the disk is in memory");
    if bytes.len() < start + new.len() {
        bytes.resize(start + new.len(), 0);
    }
    bytes[start..start + new.len()].copy_from_slice(new);
}
