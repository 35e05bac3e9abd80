//! Everything about an account as one zip, written while it is read: neither memory nor a disk holds it.
//!
//! ```text
//! READ ME.txt                  what is where, and what is not in it
//! records/account.json …       the rows of each table (`db::personal`)
//! lessons.ics                  lessons taken and given
//! files/…  trash/…  older versions/…
//! ```
//!
//! Each byte of a file is verified before it leaves. One that cannot be read ends the stream with an error, so that a
//! broken archive never looks whole (SEC-38). Versions of which is known that they are damaged are named and left out:
//! they would break every archive.
use domain::{
    id::{AccountId, VersionId},
    time::Timestamp,
};
use futures::{Stream, StreamExt, stream, stream::BoxStream};

use bytes::Bytes;

use super::{
    names::{self, Names},
    parts::Parts,
    records,
};
use crate::{
    app::Shared,
    auth::{Member, Secret},
    db::{
        self,
        account::Account,
        personal::{self, Peoples, Place},
        personal_archive::Stored,
    },
    service::{
        ServiceError,
        audit::{self, Outcome},
        download::Download,
        keys::AccountKeys,
        skillshare::feed,
    },
};

/// An archive that is ready to be read.
pub struct Archive {
    /// A name for it.
    pub name: String,
    app: Shared,
    account: Account,
    now: Timestamp,
}

impl Archive {
    /// The archive behind a link of the caller's. That it is read is written down.
    pub async fn open(app: &Shared, member: &Member, key: &str) -> Result<Self, ServiceError> {
        let now = app.clock.now();
        let key = Secret::presented(key).ok_or_else(no_link)?;
        let tx = app.db.write().await?;
        if !db::personal_archive::is_good(&tx, &key.digest(), member.account(), now).await? {
            return Err(no_link());
        }
        let account = db::account::find(&tx, member.account()).await?.ok_or_else(no_link)?;
        audit::record(&tx, member, "archive.read", account.id, Outcome::Success, now);
        tx.commit().await?;
        let day = &records::moment(now)[..10];
        Ok(Self {
            name: format!("skyshard-{}-{day}.zip", account.username),
            app: Shared::clone(app),
            account,
            now,
        })
    }

    /// Its bytes, in order. An error is the last item.
    pub fn read(self) -> impl Stream<Item = Result<Bytes, ServiceError>> + Send {
        stream::try_unfold(Writing::new(self), |mut writing| async move {
            Ok(writing.next().await?.map(|bytes| (bytes, writing)))
        })
    }
}

/// An archive that is being written.
struct Writing {
    archive: Archive,
    keys: AccountKeys,
    parts: Parts,
    names: Names,
    damaged: Vec<String>,
    stage: Stage,
}

/// What is written next.
enum Stage {
    Records { table: usize, behind: Option<Place> },
    Lessons,
    File { behind: Option<VersionId> },
    Content { behind: VersionId, pieces: BoxStream<'static, Result<Bytes, ServiceError>> },
    ReadMe,
    Over,
}

impl Writing {
    fn new(archive: Archive) -> Self {
        Self {
            keys: AccountKeys::new(archive.account.id),
            parts: Parts::new(),
            names: Names::default(),
            damaged: Vec::new(),
            stage: Stage::Records { table: 0, behind: None },
            archive,
        }
    }

    /// The next bytes; none after the last ones.
    async fn next(&mut self) -> Result<Option<Bytes>, ServiceError> {
        while !matches!(self.stage, Stage::Over) {
            let stage = std::mem::replace(&mut self.stage, Stage::Over);
            self.stage = self.step(stage).await?;
            let written = self.parts.take();
            if !written.is_empty() {
                return Ok(Some(written));
            }
        }
        Ok(None)
    }

    async fn step(&mut self, stage: Stage) -> Result<Stage, ServiceError> {
        Ok(match stage {
            Stage::Records { table, behind } => self.write_records(table, behind).await?,
            Stage::Lessons => {
                let text = feed::everything(&self.archive.app, self.account()).await?;
                self.parts.entry("lessons.ics", self.archive.now, &text)?;
                Stage::File { behind: None }
            }
            Stage::File { behind } => self.begin_file(behind).await?,
            Stage::Content { behind, mut pieces } => match pieces.next().await.transpose()? {
                Some(piece) => {
                    self.parts.write(&piece)?;
                    Stage::Content { behind, pieces }
                }
                None => Stage::File { behind: Some(behind) },
            },
            Stage::ReadMe => {
                self.parts.entry("READ ME.txt", self.archive.now, &self.read_me())?;
                self.parts.finish()?;
                Stage::Over
            }
            Stage::Over => Stage::Over,
        })
    }

    fn account(&self) -> AccountId {
        self.archive.account.id
    }

    /// One page of one table.
    async fn write_records(&mut self, table: usize, behind: Option<Place>) -> Result<Stage, ServiceError> {
        let told = personal::classes().filter_map(|class| Some((class.table, class.peoples()?)));
        let Some((name, rows)) = told.filter(|(_, rows): &(_, &Peoples)| rows.is_told()).nth(table) else {
            return Ok(Stage::Lessons);
        };
        let page =
            personal::page(self.archive.app.db.read(), name, rows, self.account(), behind.as_ref()).await?;
        if behind.is_none() {
            self.parts.begin(&format!("records/{name}.json"), self.archive.now)?;
            self.parts.write(records::OPENING.as_bytes())?;
        }
        self.parts.write(records::text(&page, behind.is_none()).as_bytes())?;
        if let Some(last) = page.last() {
            return Ok(Stage::Records { table, behind: Some(last.place.clone()) });
        }
        self.parts.write(records::CLOSING.as_bytes())?;
        Ok(Stage::Records { table: table + 1, behind: None })
    }

    async fn begin_file(&mut self, behind: Option<VersionId>) -> Result<Stage, ServiceError> {
        let (app, account) = (Shared::clone(&self.archive.app), self.account());
        let Some(stored) = db::personal_archive::next_version(app.db.read(), account, behind).await? else {
            return Ok(Stage::ReadMe);
        };
        let folders = match stored.folder {
            Some(folder) => db::tree::path(app.db.read(), account, folder).await?,
            None => Vec::new(),
        };
        let path = self.path(&stored, folders.iter().map(|step| step.name.as_str()));
        let Stored { name, version, .. } = stored;
        let (id, at) = (version.id, version.created_at);
        if version.damaged_at.is_some() {
            self.damaged.push(path);
            return Ok(Stage::File { behind: Some(id) });
        }
        let download = Download::of_version(&app, &mut self.keys, name, version).await?;
        self.parts.begin(&path, at)?;
        let pieces = download.read(0..download.size).boxed();
        Ok(Stage::Content { behind: id, pieces })
    }

    fn path<'a>(&mut self, stored: &Stored, folders: impl Iterator<Item = &'a str>) -> String {
        let Stored { name, is_trashed, is_current, version, .. } = stored;
        let (top, name) = match (is_current, is_trashed) {
            (false, _) => ("older versions", format!("{} {name}", version.number)),
            (true, true) => ("trash", name.clone()),
            (true, false) => ("files", name.clone()),
        };
        self.names.take(&names::below(top, folders), &name)
    }

    fn read_me(&self) -> String {
        let (name, at) = (&self.archive.account.username, records::moment(self.archive.now));
        let mut text = format!(
            "Everything that this Skyshard knows of the account \"{name}\", as of {at}.\n\n\
             files/           your files, in their folders\n\
             trash/           files that you deleted lately\n\
             older versions/  what files were before, behind the number of the version\n\
             lessons.ics      lessons that you take and give, for a calendar\n\
             records/         the rows of each table that are about you; times are UTC, sizes are bytes, prices are in \
             the smallest coin\n\n\
             Not in it: keys, password hashes and other secrets, which would help whoever finds this file to be you; \
             where the pieces of files lie; what mails say, because you have them; and what others wrote in their \
             bookings with you.\n\n\
             Names of files were changed where a program that unpacks them could take them for something else.\n"
        );
        if !self.damaged.is_empty() {
            text.push_str("\nThese are damaged on the server and could not be put in:\n");
            self.damaged.iter().for_each(|path| text.push_str(&format!("  {path}\n")));
        }
        text
    }
}

fn no_link() -> ServiceError {
    ServiceError::NotFound(
        "This link does not work any more, or belongs to another account. Make a new one.".to_owned(),
    )
}
