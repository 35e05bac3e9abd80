//! What a path leads to: one listing a name, from the top down.
use anyhow::Result;
use client::{
    Authorized, FileOrder,
    proto::storage::{
        DriveEntry, FileInfo, FolderInfo, SharedEntry, SharedFolder, drive_entry::Kind, shared_entry,
    },
};
use domain::{file_name::FileName, file_order::SortKey};

use super::DrivePath;
use crate::exit::{Exit, stopped};

/// Entries of one answer, the most there can be.
pub(super) const PAGE: i32 = 1_000;

/// A file or a folder of the drive.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    Folder(FolderInfo),
    File(FileInfo),
}

/// Where a path ends.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Top,
    At(Entry),
}

impl Entry {
    /// What the wire said, if it said anything.
    pub(super) fn of(entry: DriveEntry) -> Option<Self> {
        Some(match entry.kind? {
            Kind::Folder(folder) => Self::Folder(folder),
            Kind::File(file) => Self::File(file),
        })
    }

    /// What somebody gave, as it would be told if it were one's own.
    pub(super) fn given(entry: &SharedEntry) -> Option<Self> {
        Some(match entry.kind.clone()? {
            shared_entry::Kind::File(file) => Self::File(file),
            shared_entry::Kind::Folder(SharedFolder {
                folder_id,
                name,
                created_at,
                file_count,
                folder_count,
                vault,
            }) => {
                // A star is its owner's alone.
                let favourite = false;
                Self::Folder(FolderInfo {
                    folder_id,
                    name,
                    created_at,
                    file_count,
                    folder_count,
                    favourite,
                    vault,
                })
            }
        })
    }

    pub(super) fn id(&self) -> &str {
        match self {
            Self::Folder(folder) => &folder.folder_id,
            Self::File(file) => &file.file_id,
        }
    }

    /// As it was told: for showing it goes through [`shown`].
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Folder(folder) => &folder.name,
            Self::File(file) => &file.filename,
        }
    }

    fn is_called(&self, key: &str) -> bool {
        FileName::parse(self.name()).is_ok_and(|name| name.key() == key)
    }
}

/// The ids of what these paths lead to.
pub(super) async fn ids(member: &Authorized, paths: &[DrivePath]) -> Result<Vec<String>> {
    let mut ids = Vec::with_capacity(paths.len());
    for path in paths {
        ids.push(entry(member, path).await?.id().to_owned());
    }
    Ok(ids)
}

/// A name that no terminal takes for a command, and no reader for another name.
pub(super) fn shown(name: &str) -> String {
    FileName::parse(name).map_or_else(|_| name.escape_debug().to_string(), |name| name.shown())
}

/// Everything in a folder, folders first, by name.
pub(super) async fn entries(member: &Authorized, folder_id: &str) -> Result<Vec<Entry>> {
    listing(member, folder_id, "").await
}

async fn listing(member: &Authorized, folder_id: &str, filter: &str) -> Result<Vec<Entry>> {
    let order = FileOrder { by: SortKey::Name, descending: false };
    let mut entries = Vec::new();
    loop {
        let offset = i32::try_from(entries.len())?;
        let page = member.list_folder(folder_id, filter, order, PAGE, offset).await?;
        let (before, total) = (entries.len(), usize::try_from(page.total_count)?);
        entries.extend(page.entries.into_iter().filter_map(Entry::of));
        if entries.len() >= total || entries.len() == before {
            return Ok(entries);
        }
    }
}

/// The entry of this name in a folder.
pub(super) async fn in_folder(
    member: &Authorized,
    folder_id: &str,
    name: &FileName,
) -> Result<Option<Entry>> {
    let key = name.key();
    Ok(listing(member, folder_id, name.as_str()).await?.into_iter().find(|entry| entry.is_called(&key)))
}

/// The one of this name among those of a folder.
pub(super) fn among<'a>(entries: &'a [Entry], name: &FileName) -> Option<&'a Entry> {
    let key = name.key();
    entries.iter().find(|entry| entry.is_called(&key))
}

/// Where a path leads, if it leads anywhere.
pub(super) async fn find(member: &Authorized, path: &DrivePath) -> Result<Option<Place>> {
    below(member, Place::Top, path.names()).await
}

/// Where these names lead from there.
async fn below(member: &Authorized, from: Place, names: &[FileName]) -> Result<Option<Place>> {
    let mut place = from;
    for name in names {
        let folder_id = match &place {
            Place::Top => "",
            Place::At(Entry::Folder(folder)) => folder.folder_id.as_str(),
            Place::At(Entry::File(_)) => return Ok(None),
        };
        let Some(entry) = in_folder(member, folder_id, name).await? else { return Ok(None) };
        place = Place::At(entry);
    }
    Ok(Some(place))
}

/// All that others gave, the newest first.
pub(super) async fn received(member: &Authorized) -> Result<Vec<SharedEntry>> {
    let mut entries = Vec::new();
    loop {
        let page = member.shared_with_me(PAGE, i32::try_from(entries.len())?).await?;
        let (before, total) = (entries.len(), usize::try_from(page.total_count)?);
        entries.extend(page.entries);
        if entries.len() >= total || entries.len() == before {
            return Ok(entries);
        }
    }
}

/// What somebody gave. It lies side by side, wherever its owner keeps it.
pub(super) async fn given_by(member: &Authorized, owner: &str) -> Result<Vec<Entry>> {
    let all = received(member).await?;
    Ok(all.iter().filter(|it| it.owner.eq_ignore_ascii_case(owner)).filter_map(Entry::given).collect())
}

/// Where a path leads that begins at what somebody gave.
pub(super) async fn at_given(member: &Authorized, owner: &str, path: &DrivePath) -> Result<Place> {
    let Some((first, names)) = path.names().split_first() else {
        return Err(stopped(Exit::Usage, format!("name what of {owner} is meant: skyshard shared lists it")));
    };
    let given = given_by(member, owner).await?;
    let found = match among(&given, first) {
        Some(entry) => below(member, Place::At(entry.clone()), names).await?,
        None => None,
    };
    found.ok_or_else(|| {
        let sentence =
            format!("{owner} gave you no {path}: nothing was changed. skyshard shared lists what there is");
        stopped(Exit::NotFound, sentence)
    })
}

/// The same, where there must be something.
pub(super) async fn at(member: &Authorized, path: &DrivePath) -> Result<Place> {
    find(member, path).await?.ok_or_else(|| nothing(path))
}

/// The same, where there must be a file or a folder other than the top.
pub(super) async fn entry(member: &Authorized, path: &DrivePath) -> Result<Entry> {
    entry_of(at(member, path).await?)
}

/// The same, where it is known already where the path leads.
pub(super) fn entry_of(place: Place) -> Result<Entry> {
    match place {
        Place::At(entry) => Ok(entry),
        Place::Top => Err(stopped(Exit::Usage, "this cannot be done to / itself: name what is in it")),
    }
}

/// The id of a folder; empty for the top.
pub(super) async fn folder(member: &Authorized, path: &DrivePath) -> Result<String> {
    folder_at(at(member, path).await?, path)
}

/// The same, where it is known already where the path leads.
pub(super) fn folder_at(place: Place, path: &DrivePath) -> Result<String> {
    match place {
        Place::Top => Ok(String::new()),
        Place::At(Entry::Folder(folder)) => Ok(folder.folder_id),
        Place::At(Entry::File(_)) => {
            Err(stopped(Exit::Taken, format!("{path} is a file and no folder: nothing was changed")))
        }
    }
}

pub(super) fn nothing(path: &DrivePath) -> anyhow::Error {
    stopped(
        Exit::NotFound,
        format!("there is no {path}: nothing was changed. skyshard ls shows what there is"),
    )
}
