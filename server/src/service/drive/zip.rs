//! A folder with all below it as one zip, written while it is read: neither memory nor a disk holds it.
//!
//! Which files there are is decided when it is opened. Each byte is verified before it leaves; a file that cannot be read, or
//! was deleted meanwhile, ends the stream with an error, so that a broken zip never looks whole (SEC-38). Names are changed
//! where a program that unpacks them could take them for something else (SEC-33).
use std::{collections::HashMap, vec::IntoIter};

use bytes::Bytes;
use domain::{
    id::{AccountId, FileId},
    policy::entry::Act,
    time::Timestamp,
};
use futures::{Stream, StreamExt, stream, stream::BoxStream};

use super::Row;
use crate::{
    app::Shared,
    auth::Member,
    db::{self, link::Link},
    service::{
        ServiceError,
        download::Download,
        files,
        keys::AccountKeys,
        privacy::{
            names::{self, Names},
            parts::Parts,
        },
        shares::{self, Reader},
    },
};

/// A zip that is ready to be read.
pub struct FolderZip {
    /// A name for it.
    pub name: String,
    app: Shared,
    account: AccountId,
    /// Who reads it: what is taken back meanwhile is in no zip.
    reader: Reader,
    entries: Vec<Planned>,
}

/// An entry of the zip: a file, or a folder when it names none.
struct Planned {
    path: String,
    at: Timestamp,
    file: Option<FileId>,
}

impl FolderZip {
    /// A folder of the caller's, or one that he was given; none when there is no such folder. One with a file of which is
    /// known that it is damaged is refused: it would break every zip.
    pub async fn find(app: &Shared, member: &Member, id: FileId) -> Result<Option<Self>, ServiceError> {
        let on = app.db.read();
        let account = match shares::reach(app, member, id, Act::Look).await {
            Ok(access) => access.owner,
            Err(ServiceError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let found = db::folder::find(on, account, id).await?;
        let Some(folder) = found.filter(|row| Row::is_live(row) && !row.is_file) else { return Ok(None) };
        let below = db::tree::below(on, account, id, app.settings.files_max).await?;
        if let Some(file) = below.iter().find(|entry| entry.is_damaged) {
            return Err(damaged(&file.name));
        }
        let name = format!("{}.zip", folder.name);
        let entries = plan((id, &folder.name), below);
        let reader = Reader::Member(member.account());
        Ok(Some(Self { name, app: Shared::clone(app), account, reader, entries }))
    }

    /// The folder that a link gives to whoever holds the ticket of this digest; refused as one's own is.
    pub async fn by_link(app: &Shared, link: &Link, digest: String) -> Result<Self, ServiceError> {
        let below = db::tree::below(app.db.read(), link.owner, link.entry, app.settings.files_max).await?;
        if let Some(file) = below.iter().find(|entry| entry.is_damaged) {
            return Err(damaged(&file.name));
        }
        let entries = plan((link.entry, &link.name), below);
        let (name, reader) = (format!("{}.zip", link.name), Reader::Ticket(digest));
        Ok(Self { name, app: Shared::clone(app), account: link.owner, reader, entries })
    }

    /// Its bytes, in order. An error is the last item.
    pub fn read(self) -> impl Stream<Item = Result<Bytes, ServiceError>> + Send {
        let Self { app, account, reader, entries, .. } = self;
        let keys = AccountKeys::new(account);
        let writing = Writing {
            app,
            keys,
            reader,
            parts: Parts::new(),
            entries: entries.into_iter(),
            pieces: None,
            over: false,
        };
        stream::try_unfold(writing, |mut writing| async move {
            Ok(writing.next().await?.map(|bytes| (bytes, writing)))
        })
    }
}

/// The path of each entry: folders come before what is in them.
fn plan((id, name): (FileId, &str), below: Vec<db::tree::Below>) -> Vec<Planned> {
    // The folder itself is the outermost one in the zip: who unpacks it gets one folder.
    let mut ways = HashMap::from([(id, names::folder(name))]);
    let mut taken = Names::default();
    let mut entries = Vec::with_capacity(below.len());
    for entry in below {
        let Some(way) = ways.get(&entry.parent) else { continue };
        let path = taken.take(way, &entry.name);
        if !entry.is_file {
            ways.insert(entry.id, path.clone());
        }
        entries.push(Planned { path, at: entry.at, file: entry.is_file.then_some(entry.id) });
    }
    entries
}

/// A zip that is being written.
struct Writing {
    app: Shared,
    keys: AccountKeys,
    reader: Reader,
    parts: Parts,
    entries: IntoIter<Planned>,
    /// What is still to come of the file under way.
    pieces: Option<BoxStream<'static, Result<Bytes, ServiceError>>>,
    over: bool,
}

impl Writing {
    /// The next bytes; none after the last ones.
    async fn next(&mut self) -> Result<Option<Bytes>, ServiceError> {
        loop {
            let written = self.parts.take();
            if !written.is_empty() {
                return Ok(Some(written));
            }
            if self.over {
                return Ok(None);
            }
            self.step().await?;
        }
    }

    async fn step(&mut self) -> Result<(), ServiceError> {
        if let Some(pieces) = &mut self.pieces {
            match pieces.next().await.transpose()? {
                Some(piece) => self.parts.write(&piece)?,
                None => self.pieces = None,
            }
            return Ok(());
        }
        match self.entries.next() {
            Some(Planned { path, at, file: Some(file) }) => self.begin_file(&path, at, file).await,
            Some(Planned { path, at, file: None }) => self.parts.folder(&path, at),
            None => {
                self.over = true;
                self.parts.finish()
            }
        }
    }

    async fn begin_file(&mut self, path: &str, at: Timestamp, file: FileId) -> Result<(), ServiceError> {
        let on = self.app.db.read();
        self.reader.still(on, file, self.app.clock.now()).await?;
        let found = db::file::find_current(on, self.keys.account(), file).await?;
        let (name, version) = found.ok_or_else(files::not_found)?;
        let download = Download::of_version(&self.app, &mut self.keys, name, version).await?;
        self.parts.begin(path, at)?;
        self.pieces = Some(download.read(0..download.size).boxed());
        Ok(())
    }
}

fn damaged(name: &str) -> ServiceError {
    ServiceError::DataLoss(format!(
        "{name} is damaged, so this folder cannot be downloaded as a whole. Download the other files by themselves."
    ))
}
