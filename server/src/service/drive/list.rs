//! What is in a folder, and what is in the trash.
use std::collections::BTreeSet;

use crate::{
    app::App,
    auth::Member,
    db::{
        self,
        file_list::Place,
        folder_list::{Root, Within},
        tree::Step,
    },
    service::{
        ServiceError,
        drive::{
            tags::{self, Tags},
            ways::Ways,
        },
        files::{self, FileEntry, list_in_order},
        placement,
        shares::{self, Access},
    },
};
use domain::{
    file_name::filter_key,
    file_order::FileOrder,
    id::{AccountId, FileId},
    page::Page,
    policy::entry::{Act, Right},
    time::Timestamp,
};

/// A folder of a list.
pub type FolderEntry = db::folder_list::Row;

/// A file or a folder of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A folder.
    Folder(FolderEntry),
    /// A file.
    File(FileEntry),
}

impl Entry {
    /// Its id.
    pub const fn id(&self) -> FileId {
        match self {
            Self::Folder(folder) => folder.id,
            Self::File(file) => file.id,
        }
    }

    /// What its owner wants at hand is the owner's to know.
    fn forget_favourite(&mut self) {
        match self {
            Self::Folder(folder) => folder.favourite = false,
            Self::File(file) => file.favourite = false,
        }
    }
}

/// A page of a folder.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Folders, then files.
    pub entries: Vec<Entry>,
    /// Folders that match, on all pages.
    pub folders: u64,
    /// Files that match, on all pages.
    pub files: u64,
    /// The way from the top to the folder itself; of a folder that was given, from what was given on.
    pub path: Vec<Step>,
    /// Which of the owner's own entries are given to somebody.
    pub shared: BTreeSet<FileId>,
    /// The tags of the owner's own entries.
    pub tags: Tags,
    /// The vault that it is or is in.
    pub vault: Option<FileId>,
    /// Whose it is and what may be done with it, when it is somebody else's.
    pub given: Option<Lent>,
}

/// Whose a folder is that the caller was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lent {
    /// The owner's name.
    pub owner: String,
    /// What may be done with what is in it.
    pub right: Right,
}

/// An entry of the trash.
#[derive(Clone, Debug)]
pub struct Trashed {
    /// The entry; a folder counts what went with it.
    pub entry: Entry,
    /// When it was deleted.
    pub trashed_at: Timestamp,
    /// The folders it was in, from the top.
    pub path: Vec<Step>,
    /// Bytes of all versions of all files that went.
    pub bytes: u64,
}

/// A page of a folder of the caller's, or of one that he was given: its folders, then its files in this order.
pub async fn list(
    app: &App,
    member: &Member,
    folder: Option<FileId>,
    page: Page,
    filter: &str,
    order: FileOrder,
) -> Result<Listing, ServiceError> {
    let access = match folder {
        Some(folder) => shares::reach(app, member, folder, Act::Look).await?,
        None => Access::own(member),
    };
    let (account, part) = (access.owner, filter_key(filter));
    let within = (Within::Folder(folder), part.as_str());
    let (path, given, (folders, total, mut entries)) = tokio::try_join!(
        super::path(app.db.read(), account, folder),
        lent(app, &access),
        list_both(app, account, within, Place::Folder(folder, order), page, order),
    )?;
    let path = access.visible(path);
    if given.is_some() {
        entries.iter_mut().for_each(Entry::forget_favourite);
    }
    // To whom else it was given is its owner's to know.
    let (shared, tags) = match given {
        None => tokio::try_join!(shared_of(app, account), tags_of(app, account, &entries))?,
        Some(_) => Default::default(),
    };
    let vault = vault_around(app, account, folder).await?;
    Ok(Listing { entries, folders, files: total - folders, path, shared, tags, vault, given })
}

async fn vault_around(
    app: &App,
    account: AccountId,
    folder: Option<FileId>,
) -> Result<Option<FileId>, ServiceError> {
    let Some(folder) = folder else { return Ok(None) };
    Ok(db::vault::around(app.db.read(), account, folder).await?.map(|vault| vault.folder))
}

async fn shared_of(app: &App, account: AccountId) -> Result<BTreeSet<FileId>, ServiceError> {
    Ok(db::given::entries(app.db.read(), account).await?)
}

pub(super) async fn tags_of(app: &App, account: AccountId, entries: &[Entry]) -> Result<Tags, ServiceError> {
    let ids: Vec<FileId> = entries.iter().map(Entry::id).collect();
    tags::of(app, account, &ids).await
}

async fn lent(app: &App, access: &Access) -> Result<Option<Lent>, ServiceError> {
    let Some(given) = access.given else { return Ok(None) };
    let owner = db::account::find(app.db.read(), access.owner).await?.ok_or_else(super::not_found)?;
    Ok(Some(Lent { owner: owner.username, right: given.right }))
}

/// One page over two lists, folders before files; how many folders and how many entries there are.
pub(super) async fn list_both(
    app: &App,
    account: AccountId,
    within: (Within, &str),
    place: Place,
    page: Page,
    order: FileOrder,
) -> Result<(u64, u64, Vec<Entry>), ServiceError> {
    let on = app.db.read();
    let count = db::folder_list::count(on, account, within).await?;
    let mut entries: Vec<Entry> = Vec::new();
    if u64::from(page.offset()) < count {
        let folders = db::folder_list::list(on, account, within, order, page).await?;
        entries.extend(folders.into_iter().map(Entry::Folder));
    }
    let files = match page.limit() - u32::try_from(entries.len()).unwrap_or(page.limit()) {
        0 => db::file_list::count(on, account, place, within.1).await?,
        room => {
            let offset = u64::from(page.offset()).saturating_sub(count);
            let rest = Page::after(usize::try_from(offset).unwrap_or(usize::MAX), room);
            let (files, total) = list_in_order(app, account, place, within.1, rest, order).await?;
            entries.extend(files.into_iter().map(Entry::File));
            total
        }
    };
    Ok((count, count + files, entries))
}

/// A page of the caller's trash, last deleted first, a folder with all below it as one; and how many entries it has.
pub async fn list_trash(app: &App, member: &Member, page: Page) -> Result<(Vec<Trashed>, u64), ServiceError> {
    let (account, on) = (member.account(), app.db.read());
    let total = db::folder_list::count_trash(on, account).await?;
    let (mut ways, mut all) = (Ways::new(account), Vec::new());
    for root in db::folder_list::trash(on, account, page).await? {
        let extent = db::tree::extent(on, account, root.id, Some(&root.act)).await?;
        let path = ways.to(app, root.parent).await?;
        let trashed_at = root.trashed_at;
        // A file that was restored or purged since its row was read is on no page any more.
        if let Some(entry) = trashed_entry(app, account, root, extent).await? {
            all.push(Trashed { entry, trashed_at, path, bytes: extent.bytes });
        }
    }
    Ok((all, total))
}

async fn trashed_entry(
    app: &App,
    account: AccountId,
    root: Root,
    extent: db::tree::Extent,
) -> Result<Option<Entry>, ServiceError> {
    if !root.is_file {
        let Root { id, name, parent, created_at, is_vault, .. } = root;
        let (files, folders) = (extent.files, extent.folders.saturating_sub(1));
        let folder = FolderEntry { id, name, parent, created_at, files, folders, favourite: false, is_vault };
        return Ok(Some(Entry::Folder(folder)));
    }
    let Some(row) = db::file_list::find_trashed(app.db.read(), account, root.id).await? else {
        return Ok(None);
    };
    let zones = placement::zones_of(app, std::slice::from_ref(&row)).await?;
    Ok(zones.into_iter().next().map(|zones| Entry::File(files::entry(row, zones))))
}
