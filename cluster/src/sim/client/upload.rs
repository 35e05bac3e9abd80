//! Uploading a version, part by part.
//!
//! ```text
//! BEGINNING --begun--> PARTS --all rows there--> ENDING (complete or abort) --> over
//!                      ^   |
//!   the coordinator died   +--(it dies)--> RESUMING (how far did I come?) --> PARTS
//! ```
//!
//! Each part is *waiting*, being *put*, *durable* (its row is being written), *resting* after a failure, or *kept*. A
//! part whose put failed is put again: the same sealed bytes half of the time, otherwise sealed anew. A chunk that was
//! durable for long without a row may have been collected by then, so after half the grace it is put anew.

use core::fmt;
use core::time::Duration;

use super::{FlowId, Key, News, Operation, Outcome, PATIENCE, Transaction, World};
use crate::chunk::{ChunkId, SealedChunk};
use crate::mono::Mono;
use crate::sim::content::{Content, Sealed, random_chunk};
use crate::sim::meta::{Answer, UploadId};
use crate::sim::sometimes::sometimes;
use crate::status::PutError;

#[derive(Debug)]
pub(super) struct Upload {
    file: u16,
    /// Makes the text and the key of a sealed one.
    text: u64,
    sealed: bool,
    lengths: Vec<u32>,
    parts: Vec<Part>,
    /// Parts to put before the end.
    wanted: usize,
    end: End,
    key: Key,
    end_key: Key,
    id: Option<UploadId>,
    stage: Stage,
    began: Mono,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Complete,
    Abort,
    Abandon,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Beginning,
    Parts,
    Resuming,
    Ending,
}

#[derive(Clone, Debug)]
enum Part {
    Waiting,
    Putting,
    Durable(ChunkId, Mono),
    /// Put again after a pause: these bytes, or new ones.
    Resting(Option<SealedChunk>),
    Kept(ChunkId),
}

impl fmt::Display for Upload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.parts.iter().filter(|part| matches!(part, Part::Kept(_))).count();
        let Self { file, stage, wanted, .. } = self;
        write!(formatter, "uploading to file {file}: {stage:?}, {kept} of {wanted} parts")
    }
}

impl World {
    pub(super) fn begin_upload(&mut self, id: FlowId, operation: &Operation) -> Upload {
        let (file, bytes, sealed, limit, end) = match *operation {
            Operation::AbortUpload { file, bytes, parts, .. } => {
                (file, bytes, false, Some(parts), End::Abort)
            }
            Operation::AbandonUpload { file, bytes, parts, .. } => {
                (file, bytes, false, Some(parts), End::Abandon)
            }
            Operation::Upload { file, bytes, sealed, .. } => (file, bytes, sealed, None, End::Complete),
            _ => unreachable!("only uploads upload"),
        };
        let lengths = lengths(bytes, self.setup().chunk_bytes);
        let wanted = limit.map_or(lengths.len(), |limit| lengths.len().min(limit.into()));
        let (text, key, end_key) = (self.chances.client.draw(), self.next_key(), self.next_key());
        let upload = Upload {
            file,
            text,
            sealed,
            parts: vec![Part::Waiting; lengths.len()],
            lengths,
            wanted,
            end,
            key,
            end_key,
            id: None,
            stage: Stage::Beginning,
            began: self.now(),
        };
        self.ask_upload(id, &upload);
        upload
    }

    pub(super) fn go_on_with_upload(&mut self, id: FlowId, mut upload: Upload, news: News) -> Option<Upload> {
        match news {
            News::Meta { part: Some(index), outcome } => return self.on_row(id, upload, index, outcome),
            News::Meta { part: None, outcome: Outcome::Answered(answer) } => {
                return self.on_upload_answer(id, upload, answer);
            }
            News::Meta { part: None, .. } => {
                sometimes!(self.seen, "meta_asked_again");
                self.rest(id, None);
            }
            News::Rested { part: None } => self.ask_upload(id, &upload),
            News::Rested { part: Some(index) } => {
                if let Part::Durable(chunk, since) = upload.parts[index as usize] {
                    return self.write_row(id, upload, index, chunk, since);
                }
                if let Part::Resting(chunk) = &mut upload.parts[index as usize] {
                    let chunk = chunk.take();
                    sometimes!(self.seen, "put_again_same_bytes", chunk.is_some());
                    self.put_part(id, &mut upload, index, chunk);
                }
            }
            News::Put { part, id: chunk, result } => return self.on_put(id, upload, part, chunk, result),
            News::Broken => return self.on_broken(id, upload),
            News::Got { .. } => {}
        }
        Some(upload)
    }

    /// Asks metadata what the stage needs.
    fn ask_upload(&mut self, id: FlowId, upload: &Upload) {
        let transaction = match (upload.stage, upload.id, upload.end) {
            (Stage::Beginning, ..) | (_, None, _) => {
                let parts = u32::try_from(upload.parts.len()).expect("a few parts");
                let bytes = upload.lengths.iter().map(|&length| u64::from(length)).sum();
                Transaction::Begin { key: upload.key, file: upload.file, parts, bytes }
            }
            (Stage::Resuming, Some(upload), _) => Transaction::Status { upload },
            (Stage::Ending, Some(it), End::Complete) => {
                Transaction::Complete { key: upload.end_key, upload: it }
            }
            (Stage::Ending, Some(upload), _) => Transaction::Abort { upload },
            (Stage::Parts, ..) => return,
        };
        self.ask_meta(id, None, transaction);
    }

    fn on_upload_answer(&mut self, id: FlowId, mut upload: Upload, answer: Answer) -> Option<Upload> {
        match answer {
            Answer::Begun(begun) => {
                upload.id = Some(begun);
                upload.stage = Stage::Parts;
                self.put_parts(id, upload)
            }
            Answer::Progress(rows) => {
                sometimes!(self.seen, "upload_resumed", !rows.is_empty());
                self.check_progress(upload.id, rows.values());
                for (index, chunk) in rows {
                    upload.parts[index as usize] = Part::Kept(chunk);
                }
                upload.stage = Stage::Parts;
                self.put_parts(id, upload)
            }
            Answer::Committed(version) => {
                self.on_committed(version, &kept(&upload));
                None
            }
            Answer::Done => {
                sometimes!(self.seen, "upload_aborted", upload.stage == Stage::Ending);
                None
            }
            Answer::Refused | Answer::Kept(_) | Answer::Found(..) => None,
        }
    }

    /// Puts as many parts as may be under way; goes to the end when all are there.
    fn put_parts(&mut self, id: FlowId, mut upload: Upload) -> Option<Upload> {
        if upload.stage != Stage::Parts {
            return Some(upload);
        }
        if self.now() >= upload.began.plus(PATIENCE) {
            sometimes!(self.seen, "upload_given_up");
            upload.end = if upload.end == End::Complete { End::Abort } else { upload.end };
            return self.end_upload(id, upload);
        }
        let is_under_way = |part: &Part| matches!(part, Part::Putting | Part::Durable(..) | Part::Resting(_));
        let mut under_way = upload.parts.iter().filter(|part| is_under_way(part)).count();
        for index in 0..upload.wanted {
            if under_way >= usize::from(self.setup().depth) {
                break;
            }
            if matches!(upload.parts[index], Part::Waiting) {
                under_way += 1;
                self.put_part(id, &mut upload, u32::try_from(index).expect("a few parts"), None);
            }
        }
        if under_way == 0 { self.end_upload(id, upload) } else { Some(upload) }
    }

    fn end_upload(&mut self, id: FlowId, mut upload: Upload) -> Option<Upload> {
        if upload.end == End::Abandon {
            return None;
        }
        upload.stage = Stage::Ending;
        self.ask_upload(id, &upload);
        Some(upload)
    }

    fn put_part(&mut self, id: FlowId, upload: &mut Upload, index: u32, again: Option<SealedChunk>) {
        upload.parts[index as usize] = Part::Putting;
        let chunk = again.unwrap_or_else(|| self.make_chunk(upload, index));
        self.put(id, index, chunk);
    }

    fn make_chunk(&mut self, upload: &Upload, index: u32) -> SealedChunk {
        let length = upload.lengths[index as usize];
        let last = index as usize + 1 == upload.lengths.len();
        let edition = self.chances.content.draw();
        let sealed =
            upload.sealed.then(|| Sealed::new(upload.text, edition, upload.file, index, last, length));
        let chunk = match &sealed {
            Some(sealed) => sealed.seal(&mut self.chances.content),
            None => random_chunk(&mut self.chances.content, length),
        };
        self.note_content(chunk.id(), Content { bytes: chunk.bytes().clone(), sealed });
        chunk
    }

    fn on_put(
        &mut self,
        id: FlowId,
        mut upload: Upload,
        index: u32,
        chunk: ChunkId,
        result: Result<(), PutError>,
    ) -> Option<Upload> {
        if !matches!(upload.parts[index as usize], Part::Putting) {
            return Some(upload);
        }
        match result {
            Ok(()) => {
                let now = self.now();
                return self.write_row(id, upload, index, chunk, now);
            }
            Err(_) if self.now() >= upload.began.plus(PATIENCE) => {
                upload.parts[index as usize] = Part::Waiting;
                return self.put_parts(id, upload);
            }
            Err(_) => {
                let again = (self.chances.client.below(2) == 0).then(|| self.chunk(&chunk)).flatten();
                upload.parts[index as usize] = Part::Resting(again);
                self.rest(id, Some(index));
            }
        }
        Some(upload)
    }

    fn write_row(
        &mut self,
        id: FlowId,
        mut upload: Upload,
        index: u32,
        chunk: ChunkId,
        since: Mono,
    ) -> Option<Upload> {
        let too_old = self.now() >= since.plus(row_within(self.setup().grace));
        match upload.id.filter(|_| !too_old) {
            Some(into) => {
                upload.parts[index as usize] = Part::Durable(chunk, since);
                self.ask_meta(id, Some(index), Transaction::Row { upload: into, index, chunk });
                Some(upload)
            }
            None => {
                upload.parts[index as usize] = Part::Waiting;
                self.put_parts(id, upload)
            }
        }
    }

    fn on_row(&mut self, id: FlowId, mut upload: Upload, index: u32, outcome: Outcome) -> Option<Upload> {
        match outcome {
            Outcome::Answered(Answer::Kept(chunk)) => {
                upload.parts[index as usize] = Part::Kept(chunk);
                self.put_parts(id, upload)
            }
            Outcome::Answered(_) => None,
            Outcome::Failed | Outcome::Unknown => {
                sometimes!(self.seen, "meta_asked_again");
                self.rest(id, Some(index));
                Some(upload)
            }
        }
    }

    fn on_broken(&mut self, id: FlowId, mut upload: Upload) -> Option<Upload> {
        for part in &mut upload.parts {
            if !matches!(part, Part::Kept(_)) {
                *part = Part::Waiting;
            }
        }
        if upload.stage == Stage::Parts {
            upload.stage = Stage::Resuming;
        }
        let client = &mut self.clients[usize::from(id.client)];
        client.number += 1;
        let id = FlowId { number: client.number, ..id };
        self.rest(id, None);
        Some(upload)
    }
}

/// How long after its put a chunk's row is still written.
const fn row_within(grace: Duration) -> Duration {
    Duration::from_micros(grace.as_micros() as u64 / 2)
}

fn lengths(bytes: u32, chunk_bytes: u32) -> Vec<u32> {
    let full = (bytes / chunk_bytes) as usize;
    let rest = bytes % chunk_bytes;
    let mut lengths = vec![chunk_bytes; full];
    lengths.extend((rest > 0).then_some(rest));
    lengths
}

fn kept(upload: &Upload) -> Vec<ChunkId> {
    let chunk = |part: &Part| match part {
        Part::Kept(chunk) => Some(*chunk),
        _ => None,
    };
    upload.parts.iter().filter_map(chunk).collect()
}
