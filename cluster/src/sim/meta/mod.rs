//! Metadata, as a model: what the SQL of the server does for uploads and files, in memory and one transaction after the
//! other.
//!
//! It is the commit point. A transaction happens at one instant, whole or not at all; what its caller learns of it is
//! another matter (see `calls`). A key names the effect a caller wants: the same key again has the same answer and no
//! further effect (INV-A2).

pub(super) mod calls;

use core::time::Duration;
use std::collections::BTreeMap;

use crate::chunk::ChunkId;
use crate::mono::Mono;

/// How long an upload may be silent before it is ended for its owner.
pub(super) const EXPIRES_AFTER: Duration = Duration::from_secs(30);

/// Names an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct UploadId(pub(super) u64);

/// Names a committed version of a file: its place in the order of commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct VersionId(pub(super) u64);

/// Names the effect a caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(pub(super) u64);

/// What metadata can be asked to do, as one.
#[derive(Clone, Debug)]
pub(super) enum Transaction {
    /// An upload of so many parts and bytes to a file begins.
    Begin {
        key: Key,
        file: u16,
        parts: u32,
        bytes: u64,
    },
    /// A part's chunk is durable: from now on the upload refers to it. The first chunk of a place stays.
    Row {
        upload: UploadId,
        index: u32,
        chunk: ChunkId,
    },
    /// How far did an upload come?
    Status {
        upload: UploadId,
    },
    /// The upload becomes the current version of its file.
    Complete {
        key: Key,
        upload: UploadId,
    },
    /// Nothing more comes.
    Abort {
        upload: UploadId,
    },
    /// What is in a file now?
    Look {
        file: u16,
    },
    /// The file goes to the trash, comes back, or is gone for ever.
    Delete {
        key: Key,
        file: u16,
    },
    Restore {
        key: Key,
        file: u16,
    },
    Purge {
        key: Key,
        file: u16,
    },
}

impl Transaction {
    /// Whether it changes nothing.
    pub(super) const fn only_reads(&self) -> bool {
        matches!(self, Self::Status { .. } | Self::Look { .. })
    }
}

/// What a transaction answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Begun(UploadId),
    /// The chunk that the upload refers to in this place now.
    Kept(ChunkId),
    /// The chunks of the parts that are there, by place.
    Progress(BTreeMap<u32, ChunkId>),
    Committed(VersionId),
    Found(VersionId, Vec<ChunkId>),
    Done,
    /// There is no such thing, or it has ended.
    Refused,
}

#[derive(Clone, Debug)]
struct Upload {
    file: u16,
    parts: u32,
    bytes: u64,
    rows: BTreeMap<u32, ChunkId>,
    heard: Mono,
}

#[derive(Clone, Debug)]
struct File {
    current: VersionId,
    in_trash: bool,
}

/// All metadata.
#[derive(Debug, Default)]
pub(super) struct Meta {
    uploads: BTreeMap<UploadId, Upload>,
    files: BTreeMap<u16, File>,
    versions: BTreeMap<VersionId, Vec<ChunkId>>,
    answers: BTreeMap<Key, Answer>,
    /// How many rows refer to each chunk.
    references: BTreeMap<ChunkId, u32>,
    in_flight: u64,
    /// Versions that took the place of others.
    overwritten: u64,
    last: u64,
    /// Chunks to which a row refers less than before.
    released: Vec<ChunkId>,
}

impl Meta {
    /// Does a transaction.
    pub(super) fn apply(&mut self, now: Mono, transaction: &Transaction) -> Answer {
        match *transaction {
            Transaction::Begin { key, file, parts, bytes } => {
                self.once(key, |meta| meta.begin(now, file, parts, bytes))
            }
            Transaction::Row { upload, index, chunk } => self.add_row(now, upload, index, chunk),
            Transaction::Status { upload } => {
                self.uploads.get(&upload).map_or(Answer::Refused, |it| Answer::Progress(it.rows.clone()))
            }
            Transaction::Complete { key, upload } => self.once(key, |meta| meta.complete(upload)),
            Transaction::Abort { upload } => self.end(upload),
            Transaction::Look { file } => self.look(file),
            Transaction::Delete { key, file } => self.once(key, |meta| meta.set_trash(file, true)),
            Transaction::Restore { key, file } => self.once(key, |meta| meta.set_trash(file, false)),
            Transaction::Purge { key, file } => self.once(key, |meta| meta.purge(file)),
        }
    }

    /// Ends uploads that were silent for too long; tells how many.
    pub(super) fn expire(&mut self, now: Mono) -> usize {
        let silent = |upload: &Upload| now >= upload.heard.plus(EXPIRES_AFTER);
        let ended: Vec<UploadId> =
            self.uploads.iter().filter(|(_, upload)| silent(upload)).map(|(id, _)| *id).collect();
        ended.iter().for_each(|&upload| drop(self.end(upload)));
        ended.len()
    }

    /// Whether a committed version or a living upload refers to the chunk.
    pub(super) fn is_live(&self, id: &ChunkId) -> bool {
        self.references.contains_key(id)
    }

    /// Every chunk that is referred to.
    pub(super) fn live(&self) -> impl Iterator<Item = &ChunkId> {
        self.references.keys()
    }

    /// Whether a version ever took the place of another.
    pub(super) const fn has_overwritten(&self) -> bool {
        self.overwritten > 0
    }

    /// The chunks that lost a row since the last call.
    pub(super) fn take_released(&mut self) -> Vec<ChunkId> {
        core::mem::take(&mut self.released)
    }

    /// Bytes reserved for uploads that have not ended.
    pub(super) const fn in_flight(&self) -> u64 {
        self.in_flight
    }

    /// The same, counted anew.
    pub(super) fn in_flight_counted(&self) -> u64 {
        self.uploads.values().map(|upload| upload.bytes).sum()
    }

    /// An effect that a key stands for happens once.
    fn once(&mut self, key: Key, effect: impl FnOnce(&mut Self) -> Answer) -> Answer {
        if let Some(answer) = self.answers.get(&key) {
            return answer.clone();
        }
        let answer = effect(self);
        self.answers.insert(key, answer.clone());
        answer
    }

    fn begin(&mut self, now: Mono, file: u16, parts: u32, bytes: u64) -> Answer {
        let id = UploadId(self.next());
        self.in_flight += bytes;
        self.uploads.insert(id, Upload { file, parts, bytes, rows: BTreeMap::new(), heard: now });
        Answer::Begun(id)
    }

    fn add_row(&mut self, now: Mono, upload: UploadId, index: u32, chunk: ChunkId) -> Answer {
        let Some(upload) = self.uploads.get_mut(&upload) else { return Answer::Refused };
        upload.heard = now;
        if let Some(kept) = upload.rows.get(&index) {
            return Answer::Kept(*kept);
        }
        upload.rows.insert(index, chunk);
        *self.references.entry(chunk).or_default() += 1;
        Answer::Kept(chunk)
    }

    fn complete(&mut self, upload: UploadId) -> Answer {
        let whole = |upload: &mut Upload| upload.rows.len() == upload.parts as usize;
        let found = self.uploads.extract_if(upload..=upload, |_, upload| whole(upload)).next();
        let Some((_, Upload { file, bytes, rows, .. })) = found else { return Answer::Refused };
        let version = VersionId(self.next());
        self.in_flight -= bytes;
        self.versions.insert(version, rows.into_values().collect());
        let before = self.files.insert(file, File { current: version, in_trash: false });
        if let Some(before) = before {
            self.overwritten += 1;
            self.drop_version(before.current);
        }
        Answer::Committed(version)
    }

    fn end(&mut self, upload: UploadId) -> Answer {
        let Some(Upload { bytes, rows, .. }) = self.uploads.remove(&upload) else { return Answer::Refused };
        self.in_flight -= bytes;
        rows.into_values().for_each(|chunk| self.release(chunk));
        Answer::Done
    }

    fn look(&self, file: u16) -> Answer {
        let file = self.files.get(&file).filter(|file| !file.in_trash);
        file.map_or(Answer::Refused, |file| Answer::Found(file.current, self.versions[&file.current].clone()))
    }

    fn set_trash(&mut self, file: u16, in_trash: bool) -> Answer {
        match self.files.get_mut(&file) {
            Some(file) if file.in_trash != in_trash => {
                file.in_trash = in_trash;
                Answer::Done
            }
            _ => Answer::Refused,
        }
    }

    fn purge(&mut self, file: u16) -> Answer {
        let Some(file) = self.files.remove(&file) else { return Answer::Refused };
        self.drop_version(file.current);
        Answer::Done
    }

    fn drop_version(&mut self, version: VersionId) {
        let chunks = self.versions.remove(&version).unwrap_or_default();
        chunks.into_iter().for_each(|chunk| self.release(chunk));
    }

    fn release(&mut self, chunk: ChunkId) {
        self.released.push(chunk);
        if let Some(count) = self.references.get_mut(&chunk) {
            *count -= 1;
            if *count == 0 {
                self.references.remove(&chunk);
            }
        }
    }

    const fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}
