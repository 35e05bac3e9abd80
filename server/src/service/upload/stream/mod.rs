//! One file from one stream of bytes, for native clients.
//!
//! | Module | For |
//! |---|---|
//! | `short` | a new file of one chunk at most, told beforehand: one transaction |
//! | `long` | everything else: quota and name are held while the bytes arrive |
mod long;
mod short;

use bytes::Bytes;
use domain::{
    file_name::FileName,
    id::FileId,
    limits::CHUNK_BYTES,
    upload::{OnConflict, Parts},
};

use self::{long::Long, short::Short};
use super::{Completed, Target, Within, begin::Sender};
use crate::{
    app::Shared,
    auth::Member,
    service::{Reason, ServiceError, shares::LinkSender},
};

/// What a client is going to send.
#[derive(Clone, Debug)]
pub struct NewStream {
    /// Where the bytes shall go.
    pub target: Target,
    /// How it will be cut, when the client knows its size.
    pub declared: Option<Parts>,
}

impl NewStream {
    /// The folder, the name and the size of a new file that is one chunk at most.
    fn as_short(&self) -> Option<(Option<FileId>, &FileName, u64)> {
        let size = self.declared.map(Parts::file_bytes).filter(|size| *size <= CHUNK_BYTES)?;
        match &self.target {
            Target::Name(name, OnConflict::Refuse, within) if within.folders.is_empty() => {
                Some((within.folder, name, size))
            }
            Target::Name(..) | Target::File(_) => None,
        }
    }
}

/// A running stream. Dropped unfinished, it gives back what it held.
pub struct StreamUpload(Way);

enum Way {
    Short(Short),
    Long(Box<Long>),
}

impl StreamUpload {
    /// Begins a stream: the name is free, and the quota has room for what was declared.
    pub async fn begin(app: &Shared, member: &Member, new: NewStream) -> Result<Self, ServiceError> {
        Ok(Self(match new.as_short() {
            Some((folder, name, size)) => Way::Short(Short::begin(app, member, (folder, name), size).await?),
            None => Way::Long(Box::new(Long::begin(app, Sender::Member(member), new).await?)),
        }))
    }

    /// Begins a stream of whoever holds a link that takes uploads: beside whatever has its name.
    pub async fn begin_by_link(
        app: &Shared,
        sender: &LinkSender,
        name: FileName,
        declared: Option<Parts>,
    ) -> Result<Self, ServiceError> {
        let within = Within { folder: Some(sender.folder()), folders: Vec::new() };
        let target = Target::Name(name, OnConflict::KeepBoth, within);
        let long = Long::begin(app, Sender::Link(sender), NewStream { target, declared }).await?;
        Ok(Self(Way::Long(Box::new(long))))
    }

    /// Takes the next bytes. After an error the stream is over: [`Self::abort`] it.
    pub async fn push(&mut self, bytes: Bytes) -> Result<(), ServiceError> {
        match &mut self.0 {
            Way::Short(short) => short.push(&bytes),
            Way::Long(long) => long.push(bytes).await,
        }
    }

    /// The stream has ended well: makes the file visible.
    pub async fn finish(self) -> Result<Completed, ServiceError> {
        self.finish_as(None).await
    }

    /// The same, if the file has the SHA-256 that its sender told.
    pub async fn finish_as(self, told: Option<[u8; 32]>) -> Result<Completed, ServiceError> {
        match self.0 {
            Way::Short(short) => short.finish(told).await,
            Way::Long(long) => long.finish(told).await,
        }
    }

    /// The stream has failed: gives back what it held, before it returns.
    pub async fn abort(self) {
        match self.0 {
            // It holds nothing yet.
            Way::Short(_) => {}
            Way::Long(long) => long.abort().await,
        }
    }
}

fn wrong_size(which: &str) -> ServiceError {
    ServiceError::invalid(
        "declared_size",
        Reason::BadPart,
        format!("The stream has {which} bytes than it declared."),
    )
}
