//! `UploadService`: what a client says about a file and its parts.

use bytes::Bytes;
use domain::{
    file_name::FileName,
    id::{FileId, UploadId},
    limits::{FOLDER_DEPTH_MAX, WHOLE_FILE_BYTES_MAX},
    part_digest::PartDigest,
    upload::{OnConflict, PartError, Parts},
};

use super::{FieldError, FieldReason, id, optional_digest, optional_id, size};
use crate::storage::{
    CompleteUploadRequest, CreateUploadRequest, OnConflict as WireOnConflict, UploadPartRequest,
};

/// An upload to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// What the file is to be called.
    pub name: FileName,
    /// How it is cut; its size is within the limit.
    pub parts: Parts,
    /// Its digest, when already known.
    pub sha256: Option<[u8; 32]>,
    /// The folder to put it in; the top when none.
    pub parent: Option<FileId>,
    /// Folders below it, outermost first; those that are missing are made.
    pub folders: Vec<FileName>,
    /// What to do when the name is taken.
    pub on_conflict: OnConflict,
    /// Begin nothing when the file that would be replaced has this content.
    pub skip_identical: bool,
    /// The file itself, when it came along.
    pub whole: Option<Whole>,
}

/// A small file that came with the call that begins its upload. Its digest is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// What it holds.
    pub content: Bytes,
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// What names it, for a call that is repeated.
    pub key: Option<[u8; 16]>,
}

impl TryFrom<CreateUploadRequest> for NewUpload {
    type Error = FieldError;

    fn try_from(request: CreateUploadRequest) -> Result<Self, FieldError> {
        let on_conflict = request.on_conflict();
        let parent = optional_id("parent_id", &request.parent_id)?;
        let parts = file_size(size("size", request.size)?)?;
        let sha256 = optional_digest("sha256", &request.sha256)?;
        Ok(Self {
            name: file_name(&request.filename)?,
            parts,
            sha256,
            parent,
            folders: folders(&request.folders)?,
            on_conflict: on_conflict.into(),
            skip_identical: request.skip_identical,
            whole: whole(request.content, (parts, sha256), &request.idempotency_key)?,
        })
    }
}

/// What came along, if it is what was told of it.
fn whole(
    content: Option<Bytes>,
    (parts, sha256): (Parts, Option<[u8; 32]>),
    key: &str,
) -> Result<Option<Whole>, FieldError> {
    let Some(content) = content else { return Ok(None) };
    if content.len() as u64 > WHOLE_FILE_BYTES_MAX {
        let message = format!("At most {WHOLE_FILE_BYTES_MAX} bytes come whole; send more in parts.");
        return Err(FieldError::new("content", FieldReason::BadPart, message));
    }
    if content.len() as u64 != parts.file_bytes() {
        return Err(FieldError::new(
            "content",
            FieldReason::BadPart,
            "The content has another size than was told.",
        ));
    }
    let without =
        || FieldError::new("sha256", FieldReason::BadPart, "What comes whole comes with its SHA-256.");
    let key = optional_id::<UploadId>("idempotency_key", key)?.map(|key| *key.as_bytes());
    Ok(Some(Whole { content, sha256: sha256.ok_or_else(without)?, key }))
}

/// A part that arrived. Where it belongs is checked against the upload it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivedPart {
    /// Its upload.
    pub upload: UploadId,
    /// Where it begins, in bytes.
    pub offset: u64,
    /// What it holds.
    pub data: Bytes,
    /// The digest of what was sent.
    pub digest: PartDigest,
}

impl TryFrom<UploadPartRequest> for ArrivedPart {
    type Error = FieldError;

    fn try_from(request: UploadPartRequest) -> Result<Self, FieldError> {
        let bad = || {
            let message = "The digest of a part has 32 bytes for each block of it: 32 or 64 in all.";
            FieldError::new("digest", FieldReason::BadPart, message)
        };
        Ok(Self {
            upload: id("upload_id", &request.upload_id)?,
            offset: size("offset", request.offset)?,
            data: request.data,
            digest: PartDigest::from_bytes(&request.digest).ok_or_else(bad)?,
        })
    }
}

/// An upload to complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completion {
    /// Which one.
    pub upload: UploadId,
    /// The file's digest, when it was not known at the start.
    pub sha256: Option<[u8; 32]>,
    /// SHA-256 over the digests of all parts.
    pub digests_sha256: Option<[u8; 32]>,
}

impl TryFrom<CompleteUploadRequest> for Completion {
    type Error = FieldError;

    fn try_from(request: CompleteUploadRequest) -> Result<Self, FieldError> {
        let over_parts = request.digests_sha256;
        let wrong = |_| {
            let message = "The digest over those of all parts has 32 bytes, or is left out.";
            FieldError::new("digests_sha256", FieldReason::InvalidArgument, message)
        };
        Ok(Self {
            upload: id("upload_id", &request.upload_id)?,
            sha256: optional_digest("sha256", &request.sha256)?,
            digests_sha256: (!over_parts.is_empty())
                .then(|| over_parts.as_ref().try_into())
                .transpose()
                .map_err(wrong)?,
        })
    }
}

/// A file name, in the field `filename`.
pub fn file_name(text: &str) -> Result<FileName, FieldError> {
    FileName::parse(text).map_err(|error| FieldError::new("filename", FieldReason::InvalidName, error))
}

/// The names of a way, in the field `folders`.
fn folders(names: &[String]) -> Result<Vec<FileName>, FieldError> {
    if names.len() > FOLDER_DEPTH_MAX as usize {
        let message = format!("Folders are at most {FOLDER_DEPTH_MAX} deep.");
        return Err(FieldError::new("folders", FieldReason::InvalidArgument, message));
    }
    let name = |text: &String| {
        FileName::parse(text).map_err(|error| FieldError::new("folders", FieldReason::InvalidName, error))
    };
    names.iter().map(name).collect()
}

/// What is wrong with a part, in the field that says so.
pub fn part_error(error: PartError) -> FieldError {
    match error {
        PartError::FileTooLarge => FieldError::new("size", FieldReason::InvalidArgument, error),
        PartError::Offset => FieldError::new("offset", FieldReason::BadPart, error),
        PartError::Length { .. } => FieldError::new("data", FieldReason::BadPart, error),
    }
}

fn file_size(bytes: u64) -> Result<Parts, FieldError> {
    Parts::of(bytes).map_err(part_error)
}

impl From<WireOnConflict> for OnConflict {
    fn from(wire: WireOnConflict) -> Self {
        match wire {
            WireOnConflict::Unspecified => Self::Refuse,
            WireOnConflict::KeepBoth => Self::KeepBoth,
            WireOnConflict::Replace => Self::Replace,
        }
    }
}

impl From<OnConflict> for WireOnConflict {
    fn from(choice: OnConflict) -> Self {
        match choice {
            OnConflict::Refuse => Self::Unspecified,
            OnConflict::KeepBoth => Self::KeepBoth,
            OnConflict::Replace => Self::Replace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(change: impl FnOnce(&mut CreateUploadRequest), expected: Result<(), &str>) {
        let mut request =
            CreateUploadRequest { filename: "report.pdf".to_owned(), size: 10, ..Default::default() };
        change(&mut request);
        assert_eq!(NewUpload::try_from(request).map(|_| ()).map_err(|error| error.field), expected);
    }

    #[test]
    fn an_upload_has_a_name_and_a_size() {
        check(|_| (), Ok(()));
        check(|request| request.size = 0, Ok(()));
        check(|request| request.filename = "../x".to_owned(), Err("filename"));
        check(|request| request.size = -1, Err("size"));
        check(|request| request.size = i64::MAX, Err("size"));
        check(|request| request.sha256 = "0".repeat(64), Ok(()));
        check(|request| request.sha256 = "0".to_owned(), Err("sha256"));
        check(|request| request.parent_id = "top".to_owned(), Err("parent_id"));
        check(|request| request.folders = vec!["a".to_owned(); 32], Ok(()));
        check(|request| request.folders = vec!["a".to_owned(); 33], Err("folders"));
        check(|request| request.folders = vec!["..".to_owned()], Err("folders"));
        check(|request| request.on_conflict = 2, Ok(()));
        let whole = |request: &mut CreateUploadRequest, bytes: usize| {
            request.content = Some(vec![0; bytes].into());
            request.sha256 = "0".repeat(64);
        };
        check(|request| whole(request, 10), Ok(()));
        check(|request| whole(request, 9), Err("content"));
        check(|request| request.content = Some(vec![0; 10].into()), Err("sha256"));
        let large = usize::try_from(WHOLE_FILE_BYTES_MAX).expect("a small number");
        for (bytes, expected) in [(0, Ok(())), (large, Ok(())), (large + 1, Err("content"))] {
            let size = i64::try_from(bytes).expect("a small number");
            check(|request| (request.size = size, whole(request, bytes)).1, expected);
        }
        let keyed = |request: &mut CreateUploadRequest, key: &str| {
            whole(request, 10);
            request.idempotency_key = key.to_owned();
        };
        check(|request| keyed(request, &"ab".repeat(16)), Ok(()));
        check(|request| keyed(request, "mine"), Err("idempotency_key"));
        // A choice of a later version is not understood, and refusing is the careful one.
        check(|request| request.on_conflict = 77, Ok(()));
    }

    #[test]
    fn the_digest_over_all_parts_has_32_bytes_or_is_left_out() {
        let told = |bytes: usize| {
            let digests_sha256 = vec![7; bytes].into();
            let request =
                CompleteUploadRequest { upload_id: "0".repeat(32), digests_sha256, ..Default::default() };
            Completion::try_from(request).map(|told| told.digests_sha256).map_err(|error| error.field)
        };
        assert_eq!((told(0), told(32)), (Ok(None), Ok(Some([7; 32]))));
        for bytes in [1, 31, 33] {
            assert_eq!(told(bytes), Err("digests_sha256"));
        }
    }

    #[test]
    fn a_part_has_a_digest_of_one_block_or_two() {
        let part = |digest: usize| UploadPartRequest {
            upload_id: "ab".repeat(16),
            digest: vec![0; digest].into(),
            ..Default::default()
        };
        assert!(ArrivedPart::try_from(part(32)).is_ok() && ArrivedPart::try_from(part(64)).is_ok());
        for length in [0, 31, 33, 96] {
            let error = ArrivedPart::try_from(part(length)).map_err(|error| (error.field, error.reason));
            assert_eq!(error, Err(("digest", FieldReason::BadPart)));
        }
    }

    #[test]
    fn choices_survive_the_wire() {
        for choice in [OnConflict::Refuse, OnConflict::KeepBoth, OnConflict::Replace] {
            assert_eq!(OnConflict::from(WireOnConflict::from(choice)), choice);
        }
    }
}
