//! Somebody who stores files, and what the tests ask about the state afterwards.
use bytes::Bytes;
use domain::{
    file_name::FileName,
    file_order::FileOrder,
    id::{FileId, UploadId},
    page::Page,
    part_digest::PartDigest,
    quota::Balance,
    upload::{OnConflict, Parts},
};
use futures::TryStreamExt;
use server::{
    app::Shared,
    auth::Member,
    service::{
        ServiceError,
        download::Download,
        files::{self, FileEntry},
        quota,
        upload::{self, Completed, NewPart, NewStream, NewUpload, StreamUpload, Target, Told, Within},
    },
};
use sha2::{Digest, Sha256};

use crate::support::{TestApp, people};

pub const MIB: usize = 1_048_576;

/// A member with a gigabyte.
pub struct Owner {
    pub app: Shared,
    pub member: Member,
    pub token: String,
}

/// A member of this name, enrolled.
pub async fn owner(app: &TestApp, name: &str) -> Owner {
    let token = people::enrolled(app, name).await;
    returning(app, token).await
}

/// The same member, to an application that was started again.
pub async fn returning(app: &TestApp, token: String) -> Owner {
    let member = people::member_of(app, &token).await.unwrap();
    Owner { app: app.shared(), member, token }
}

/// Bytes that no compressor and no accident makes, the same for the same seed.
pub fn content(seed: u64, length: usize) -> Bytes {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes.into()
}

/// A client that knows the SHA-256 of its file.
pub fn whole(sha256: [u8; 32]) -> Told {
    Told { whole: Some(sha256), ..Told::default() }
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub fn part_digest(part: &[u8]) -> PartDigest {
    PartDigest::of(part, sha256)
}

pub fn new_upload(name: &str, size: usize) -> NewUpload {
    NewUpload {
        name: FileName::parse(name).unwrap(),
        parts: Parts::of(size as u64).unwrap(),
        sha256: None,
        parent: None,
        folders: Vec::new(),
        on_conflict: OnConflict::Refuse,
    }
}

pub fn new_part(content: &Bytes, index: usize) -> NewPart {
    let from = index * MIB;
    let bytes = content.slice(from..content.len().min(from + MIB));
    NewPart { offset: from as u64, digest: part_digest(&bytes), bytes }
}

impl Owner {
    pub async fn create(&self, name: &str, size: usize) -> Result<UploadId, ServiceError> {
        upload::create(&self.app, &self.member, new_upload(name, size)).await.map(|created| created.id)
    }

    pub async fn send(
        &self,
        id: UploadId,
        content: &Bytes,
        index: usize,
    ) -> Result<upload::PartStored, ServiceError> {
        upload::store_part(&self.app, &self.member, id, new_part(content, index)).await
    }

    pub async fn send_all(&self, id: UploadId, content: &Bytes) -> Result<(), ServiceError> {
        for index in 0..content.len().div_ceil(MIB) {
            self.send(id, content, index).await?;
        }
        Ok(())
    }

    pub async fn complete(&self, id: UploadId) -> Result<Completed, ServiceError> {
        upload::complete(&self.app, &self.member, id, Told::default()).await
    }

    pub async fn abort(&self, id: UploadId) -> Result<u64, ServiceError> {
        upload::abort(&self.app, &self.member, id).await
    }

    /// A whole file, in parts.
    pub async fn store(&self, name: &str, content: &Bytes) -> Result<Completed, ServiceError> {
        let id = self.create(name, content.len()).await?;
        self.send_all(id, content).await?;
        self.complete(id).await
    }

    /// A whole file, in a stream of pieces of this size.
    pub async fn stream(
        &self,
        new: NewStream,
        content: &Bytes,
        piece: usize,
    ) -> Result<Completed, ServiceError> {
        let mut stream = StreamUpload::begin(&self.app, &self.member, new).await?;
        for piece in content.chunks(piece) {
            if let Err(error) = stream.push(content.slice_ref(piece)).await {
                stream.abort().await;
                return Err(error);
            }
        }
        stream.finish().await
    }

    pub async fn read(&self, file: FileId) -> Result<Vec<u8>, ServiceError> {
        let download = Download::open(&self.app, &self.member, file).await?;
        let pieces: Vec<Bytes> = download.read(0..download.size).try_collect().await?;
        Ok(pieces.concat())
    }

    pub async fn list(&self) -> Vec<FileEntry> {
        files::list(&self.app, &self.member, Page::default(), "", FileOrder::default()).await.unwrap().0
    }

    pub async fn names(&self) -> Vec<String> {
        self.list().await.into_iter().map(|entry| entry.name).collect()
    }

    pub async fn balance(&self) -> Balance {
        quota::status(&self.app, &self.member).await.unwrap()
    }
}

pub fn new_stream(name: &str, declared: Option<usize>) -> NewStream {
    NewStream {
        target: Target::Name(FileName::parse(name).unwrap(), OnConflict::Refuse, Within::default()),
        declared: declared.map(|size| Parts::of(size as u64).unwrap()),
    }
}

/// The reason and the sentence of a refusal, whatever its kind.
#[track_caller]
pub fn refused<T>(result: Result<T, ServiceError>) -> (String, String) {
    let Err(error) = result else { panic!("this should have been refused") };
    if let ServiceError::Internal(cause) = &error {
        return ("INTERNAL_ERROR".to_owned(), format!("{cause:#}"));
    }
    (error.reason(), error.to_string())
}

/// Only the reason.
#[track_caller]
pub fn reason<T>(result: Result<T, ServiceError>) -> String {
    refused(result).0
}
