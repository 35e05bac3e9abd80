//! Begins an upload: charges the quota, settles the name and makes the key, in one transaction.
use cluster::crypto::FileKey;
use cluster::live::crash;
use domain::{
    file_name::FileName,
    id::{AccountId, FileId, UploadId, VersionId},
    limits::{PART_BYTES_MAX, UPLOADS_OPEN_MAX, VERSIONS_MAX},
    policy::entry::Act,
    quota::Movement,
    time::Timestamp,
    upload::{OnConflict, expires_at},
};

use crate::{
    app::App,
    auth::Member,
    clock::random,
    db::{
        self, Constraint, Transaction,
        upload::{Kind, Row},
        violates,
    },
    service::{
        Reason, ServiceError,
        audit::{self, Actor},
        drive, files, keys, ledger, names,
        shares::{self, LinkSender},
    },
};

/// Where the bytes of an upload shall go.
#[derive(Clone, Debug)]
pub enum Target {
    /// To a file of this name there.
    Name(FileName, OnConflict, Within),
    /// To a new version of this file.
    File(FileId),
}

/// A folder, and the names of folders below it, of which those that are missing are made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Within {
    /// The folder; the top when none.
    pub folder: Option<FileId>,
    /// Outermost first.
    pub folders: Vec<FileName>,
}

/// Who sends bytes.
#[derive(Clone, Copy)]
pub(super) enum Sender<'a> {
    /// Somebody signed in.
    Member(&'a Member),
    /// Whoever holds the ticket of a link. Whether that still answers is asked again when the file is made.
    Link(&'a LinkSender),
}

impl Sender<'_> {
    /// As the audit trail has him.
    pub(super) fn actor(self) -> Actor {
        match self {
            Self::Member(member) => member.into(),
            Self::Link(sender) => sender.actor(),
        }
    }

    /// Why he is refused, as far as it is his to know.
    pub(super) fn told(self, owner: AccountId, error: ServiceError) -> ServiceError {
        match self {
            Self::Member(member) if member.account() == owner => error,
            Self::Member(_) | Self::Link(_) => shares::without_balance(error),
        }
    }

    /// His account, if he has one.
    pub(super) fn member(self) -> Option<AccountId> {
        match self {
            Self::Member(member) => Some(member.account()),
            Self::Link(_) => None,
        }
    }

    /// Whose upload it is: a stranger's is the owner's.
    fn account(self) -> AccountId {
        match self {
            Self::Member(member) => member.account(),
            Self::Link(sender) => sender.owner(),
        }
    }

    /// Whose storage it is, if he may put something there; under the lock of that tree.
    pub(super) async fn enter(
        self,
        tx: &Transaction,
        target: &Target,
        now: Timestamp,
    ) -> Result<AccountId, ServiceError> {
        let member = match self {
            Self::Member(member) => member,
            Self::Link(sender) => {
                db::lock::tree(tx, sender.owner()).await?;
                return Ok(sender.owner());
            }
        };
        let entered = match target {
            Target::Name(_, _, within) => shares::enter(tx, member, within.folder, Act::Fill, now).await,
            Target::File(file) => {
                files::of_file(shares::enter(tx, member, Some(*file), Act::AddVersion, now).await)
            }
        };
        entered.map(|access| access.owner)
    }
}

/// What is asked for.
pub(super) struct Wish<'a> {
    /// Who sends it. It is stored and counted for whoever owns the place where it goes.
    pub(super) sender: Sender<'a>,
    pub(super) kind: Kind,
    pub(super) target: Target,
    /// Bytes of the file; 0 for a stream that does not tell.
    pub(super) size: u64,
    /// Bytes to hold of the quota now.
    pub(super) reserved: u64,
    pub(super) sha256: Option<String>,
}

/// Begins an upload. Refused, it leaves nothing behind.
pub(super) async fn begin(app: &App, wish: Wish<'_>) -> Result<(Row, FileKey), ServiceError> {
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let (kind, id) = (wish.kind, UploadId::from_random(random()));
    let account = wish.sender.enter(&tx, &wish.target, now).await?;
    // Then the balance, whose row is what racing uploads of one account wait for.
    let told = |error| wish.sender.told(account, error);
    let held = ledger::shift(&tx, account, Movement::Begin, wish.reserved, id.to_string(), now).await;
    held.map_err(told)?;
    if db::upload::count_open(&tx, account).await? >= u64::from(UPLOADS_OPEN_MAX) {
        return Err(told(too_many()));
    }
    let whose = (account, wish.sender.actor());
    let Settled { folder, file, name, replaces } = settle(app, &tx, whose, &wish.target, now).await?;
    if replaces {
        expect_version(&tx, file).await?;
    }
    let files_max = app.settings.files_max;
    if !replaces && db::upload::count_files(&tx, account).await? >= u64::from(files_max) {
        return Err(told(too_many_files(files_max)));
    }
    let version = VersionId::from_random(random());
    let fresh = keys::fresh_file_key(&tx, &app.keyring, account, version, now).await?;
    let row = Row {
        id,
        account,
        uploader: wish.sender.account(),
        file,
        version,
        kind,
        replaces,
        folder,
        name: name.as_str().to_owned(),
        name_key: name.key(),
        size: wish.size,
        reserved: wish.reserved,
        sha256: wish.sha256,
        part_bytes: PART_BYTES_MAX,
        wrapped_key: fresh.wrapped.bytes,
        key_version: fresh.wrapped.key_version,
        made_under: fresh.wrapped.made_under,
        created_at: now,
        expires_at: expires_at(now),
        completed_at: None,
    };
    insert(&tx, &row, &name).await?;
    if kind == Kind::Parts {
        audit::record(&tx, wish.sender.actor(), "upload.create", id, audit::Outcome::Success, now);
    }
    crash::point("upload.before_commit");
    tx.commit().await?;
    crash::point("upload.after_commit");
    Ok((row, fresh.key))
}

/// Holds `more` bytes for a running stream.
pub(super) async fn hold(
    tx: &Transaction,
    account: AccountId,
    id: UploadId,
    more: u64,
    now: Timestamp,
) -> Result<(), ServiceError> {
    // The upload before the balance, as everything that ends an upload does: two who wait for each other cannot be.
    if !db::upload::hold(tx, id, more).await? {
        return Err(super::ended());
    }
    ledger::shift(tx, account, Movement::Begin, more, id.to_string(), now).await
}

/// The file to write to, where it is, the name it will have, and whether it exists.
pub(super) struct Settled {
    pub(super) folder: Option<FileId>,
    pub(super) file: FileId,
    pub(super) name: FileName,
    pub(super) replaces: bool,
}

/// Decides it, and makes the folders that are missing.
pub(super) async fn settle(
    app: &App,
    tx: &Transaction,
    (account, actor): (AccountId, Actor),
    target: &Target,
    now: Timestamp,
) -> Result<Settled, ServiceError> {
    let (name, on_conflict, within) = match target {
        Target::File(file) => {
            let (name, _) = db::file::find_name(tx, account, *file).await?.ok_or_else(files::not_found)?;
            let name = names::stored(&name)?;
            return Ok(Settled { folder: None, file: *file, name, replaces: true });
        }
        Target::Name(name, on_conflict, within) => (name.clone(), *on_conflict, within),
    };
    let (whose, way) = ((account, actor), (within.folder, within.folders.as_slice()));
    let folder = drive::way(app, tx, whose, way, now).await?;
    let new = |name| Settled { folder, file: FileId::from_random(random()), name, replaces: false };
    match on_conflict {
        OnConflict::KeepBoth => Ok(new(names::free_form(tx, account, folder, &name).await?)),
        OnConflict::Replace => match db::folder::find_by_name(tx, account, folder, &name.key()).await? {
            Some(entry) if entry.is_file => Ok(Settled { folder, file: entry.id, name, replaces: true }),
            Some(_) => Err(names::taken(&name)),
            None if names::is_taken(tx, account, folder, &name).await? => Err(names::taken(&name)),
            None => Ok(new(name)),
        },
        OnConflict::Refuse if names::is_taken(tx, account, folder, &name).await? => Err(names::taken(&name)),
        OnConflict::Refuse => Ok(new(name)),
    }
}

/// On PostgreSQL two transactions may have found the name free; the index knows better.
async fn insert(tx: &Transaction, row: &Row, name: &FileName) -> Result<(), ServiceError> {
    match db::upload::insert(tx, row).await {
        Ok(_) => Ok(()),
        Err(error) if violates(&error, Constraint::UploadName) => Err(names::taken(name)),
        Err(error) => Err(error.into()),
    }
}

/// Refuses another version when the file has as many as wait to be thinned out at most.
pub(in crate::service) async fn expect_version(tx: &Transaction, file: FileId) -> Result<(), ServiceError> {
    if db::version::count_of(tx, file).await? < u64::from(VERSIONS_MAX) {
        return Ok(());
    }
    Err(ServiceError::Exhausted {
        reason: Reason::TooManyVersions,
        message: format!(
            "This file has {VERSIONS_MAX} versions, and no file keeps more. Nothing was changed. Delete some of them, or wait: \
             what is older than a day is thinned out every hour."
        ),
    })
}

fn too_many() -> ServiceError {
    ServiceError::Exhausted {
        reason: Reason::TooManyUploads,
        message: format!("{UPLOADS_OPEN_MAX} uploads are open already. Finish or cancel one of them first."),
    }
}

pub(in crate::service) fn too_many_files(files_max: u32) -> ServiceError {
    ServiceError::Exhausted {
        reason: Reason::TooManyFiles,
        message: format!(
            "You have {files_max} files and folders, those in the Trash included, and an account holds no more. Delete some, empty \
             the Trash, and try again."
        ),
    }
}
