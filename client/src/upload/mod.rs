//! A resumable upload: idempotent parts, three calls in flight, from any source of slices.
//!
//! ```text
//! begin ─→ parts ─→ complete ─→ the file is there
//!            ↑ ↓
//!   paused, waiting to try again, or lost with the tab: `resume` asks the server what is missing
//! ```
//!
//! Each part carries its digest ([`domain::part_digest`]), which the server checks before it stores the part, so the whole
//! needs none of its own: the server answers with the checksum of what it holds. A large file that a browser can send by
//! itself sets out as one body, which the server cuts into the same parts; that they are the right ones is checked at the
//! end, by a digest over their digests. A part that could not be sent for a passing reason is sent again after a growing
//! wait; anything else ends the run, and a later `resume` goes on from there.
//!
//! A small file goes [`Whole`], in a call that it may share with others and that is idempotent by a key of its own.
//!
//! - `batches`: which small files travel in one call
//! - `source`: where the bytes come from
//! - `control`: pause, go on, cancel
//! - `progress`: what has become of each part, for those who watch
//! - `body`: the first attempt of a large file in a browser
//! - `digests`: what was read of each part
//! - `runs`: which parts travel in one call
//! - `patience`: how long to wait before trying again, and when to give up

mod batches;
mod body;
mod control;
mod digest;
mod digests;
mod patience;
mod progress;
mod run;
mod runs;
mod source;
mod whole;

use std::sync::Arc;

use proto::storage::{CreateUploadRequest, OnConflict, UploadStatus};

pub(crate) use batches::{Batches, SmallFile, Stored};
pub use control::Control;
pub use patience::GIVE_UP_AFTER;
pub use progress::{Event, PartState, Progress};
#[cfg(target_family = "wasm")]
pub use source::BlobSource;
pub(crate) use source::parts_of;
#[cfg(not(target_family = "wasm"))]
pub use source::{BytesSource, FileSource};
pub use source::{Content, Hashed, Part, SentWhole, Source, SourceError};
pub use whole::Whole;

use crate::{Authorized, ClientError};

/// Why an upload stopped before its end.
#[derive(Debug, Clone, thiserror::Error)]
pub enum UploadError {
    /// By `Control::cancel`.
    #[error("The upload was cancelled.")]
    Cancelled,
    /// The bytes cannot be read any more.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The bytes offered for going on are not those that the upload began with.
    #[error("This is not the file the upload began with. Pick the same file, unchanged.")]
    DifferentFile,
    /// The server refused, or was not reached for too long.
    #[error(transparent)]
    Refused(#[from] ClientError),
}

/// An upload that has begun on the server.
#[derive(Clone)]
pub struct Upload {
    api: Authorized,
    source: Arc<dyn Source>,
    id: String,
    filename: String,
    part_bytes: u64,
    /// Offsets that are not durable yet, ascending.
    missing: Vec<u64>,
    /// SHA-256 of the whole in lower-case hex; empty when it is not known.
    sha256: String,
}

/// Where an upload puts its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// The id of a folder; empty is the top.
    pub folder_id: String,
    /// Names of folders below it, outermost first; those that are missing are made.
    pub below: Vec<String>,
}

impl Upload {
    /// Begins an upload; its size is reserved from now on.
    pub async fn begin(
        api: Authorized,
        source: Arc<dyn Source>,
        destination: Destination,
        filename: &str,
        on_conflict: OnConflict,
    ) -> Result<Self, UploadError> {
        let message = CreateUploadRequest {
            filename: filename.to_owned(),
            size: i64::try_from(source.size()).unwrap_or(i64::MAX),
            on_conflict: on_conflict.into(),
            parent_id: destination.folder_id,
            folders: destination.below,
            ..Default::default()
        };
        let created = api.create_upload(message).await?;
        let part_bytes = positive(created.part_bytes);
        let missing = offsets(source.size(), part_bytes).collect();
        Ok(Self {
            api,
            source,
            id: created.upload_id,
            filename: created.filename,
            part_bytes,
            missing,
            sha256: String::new(),
        })
    }

    /// Goes on with an upload of an earlier page or process. The first and the last durable part are sent once more:
    /// the server refuses other bytes in their place, and so another file is found out before it is mixed in.
    pub async fn resume(
        api: Authorized,
        source: Arc<dyn Source>,
        upload_id: &str,
    ) -> Result<Self, UploadError> {
        let answer = api.get_upload(upload_id).await?;
        let status = answer.upload.unwrap_or_default();
        if u64::try_from(status.size) != Ok(source.size()) {
            return Err(UploadError::DifferentFile);
        }
        let missing =
            answer.missing_offsets.into_iter().filter_map(|offset| u64::try_from(offset).ok()).collect();
        let upload = Self::of(api, source, status, missing);
        upload.check_same_file().await?;
        Ok(upload)
    }

    fn of(api: Authorized, source: Arc<dyn Source>, status: UploadStatus, missing: Vec<u64>) -> Self {
        let part_bytes = positive(status.part_bytes);
        Self {
            api,
            source,
            id: status.upload_id,
            filename: status.filename,
            part_bytes,
            missing,
            sha256: String::new(),
        }
    }

    /// The same, with the SHA-256 (lower-case hex) that the whole must have: the file appears only if it has.
    #[must_use]
    pub fn expecting(self, sha256: &str) -> Self {
        Self { sha256: sha256.to_owned(), ..self }
    }

    /// Names the upload on the server.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name the file will have.
    pub fn filename(&self) -> &str {
        &self.filename
    }

    /// How many parts it has.
    fn parts(&self) -> u64 {
        self.source.size().div_ceil(self.part_bytes)
    }

    /// What is durable before the first part of this run.
    pub fn progress(&self) -> Progress {
        Progress::new(self.source.size(), self.part_bytes, &self.missing)
    }

    /// Ends the upload on the server; the bytes that became available.
    pub async fn abort(&self) -> Result<i64, ClientError> {
        self.api.abort_upload(&self.id).await
    }
}

/// Where the parts of a file begin. An empty file has none.
fn offsets(size: u64, part_bytes: u64) -> impl Iterator<Item = u64> {
    (0..size.div_ceil(part_bytes)).map(move |index| index * part_bytes)
}

/// A part size from the wire; nonsense becomes the largest part there is.
fn positive(part_bytes: i64) -> u64 {
    u64::try_from(part_bytes).ok().filter(|bytes| *bytes > 0).unwrap_or(domain::limits::PART_BYTES_MAX)
}
