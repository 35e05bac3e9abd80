//! `DriveService`: what a client says about folders and about several entries at once.

use domain::{
    file_name::FileName,
    file_order::FileOrder,
    id::FileId,
    limits::{ENTRIES_PER_CALL_MAX, FILTER_BYTES_MAX},
    page::Page,
};

use super::{FieldError, FieldReason, id, optional_id, page, storage::order};
use crate::storage::{
    CopyEntriesRequest, CreateFolderRequest, ListFileActivityRequest, ListFolderRequest,
    ListTrashEntriesRequest, MoveEntriesRequest, PurgeEntriesRequest, RenameEntryRequest,
    RestoreEntriesRequest, SetFavouritesRequest, TrashEntriesRequest,
};

/// Which folder to list, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderList {
    /// The folder; the top when none.
    pub folder: Option<FileId>,
    /// Which of those that match.
    pub page: Page,
    /// Text their names contain; empty for all.
    pub filter: String,
    /// Which come first.
    pub order: FileOrder,
}

impl TryFrom<ListFolderRequest> for FolderList {
    type Error = FieldError;

    fn try_from(request: ListFolderRequest) -> Result<Self, FieldError> {
        Ok(Self {
            folder: optional_id("folder_id", &request.folder_id)?,
            page: page(request.limit, request.offset)?,
            order: order(request.sort, request.descending)?,
            filter: part_of_name("filter", request.filter)?,
        })
    }
}

/// A folder to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFolder {
    /// Where; the top when none.
    pub parent: Option<FileId>,
    /// What it is to be called.
    pub name: FileName,
}

impl TryFrom<CreateFolderRequest> for NewFolder {
    type Error = FieldError;

    fn try_from(request: CreateFolderRequest) -> Result<Self, FieldError> {
        Ok(Self { parent: optional_id("parent_id", &request.parent_id)?, name: name(&request.name)? })
    }
}

/// An entry to call otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewName {
    /// A file or a folder.
    pub id: FileId,
    /// What it is to be called.
    pub name: FileName,
}

impl TryFrom<RenameEntryRequest> for NewName {
    type Error = FieldError;

    fn try_from(request: RenameEntryRequest) -> Result<Self, FieldError> {
        Ok(Self { id: id("id", &request.id)?, name: name(&request.name)? })
    }
}

/// Several entries, each named once, in the order in which they were named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries(pub Vec<FileId>);

impl TryFrom<&[String]> for Entries {
    type Error = FieldError;

    fn try_from(texts: &[String]) -> Result<Self, FieldError> {
        let refused = |message: String| FieldError::new("ids", FieldReason::InvalidArgument, message);
        if texts.is_empty() || texts.len() > ENTRIES_PER_CALL_MAX {
            return Err(refused(format!("Name 1 to {ENTRIES_PER_CALL_MAX} files and folders.")));
        }
        let ids = texts.iter().map(|text| id("ids", text)).collect::<Result<Vec<FileId>, _>>()?;
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(refused("A file or folder is named twice.".to_owned()));
        }
        Ok(Self(ids))
    }
}

impl TryFrom<TrashEntriesRequest> for Entries {
    type Error = FieldError;

    fn try_from(request: TrashEntriesRequest) -> Result<Self, FieldError> {
        request.ids.as_slice().try_into()
    }
}

impl TryFrom<&RestoreEntriesRequest> for Entries {
    type Error = FieldError;

    fn try_from(request: &RestoreEntriesRequest) -> Result<Self, FieldError> {
        request.ids.as_slice().try_into()
    }
}

impl TryFrom<PurgeEntriesRequest> for Entries {
    type Error = FieldError;

    fn try_from(request: PurgeEntriesRequest) -> Result<Self, FieldError> {
        request.ids.as_slice().try_into()
    }
}

/// Entries, and the folder to put them or their copies into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placing {
    /// What to put.
    pub ids: Vec<FileId>,
    /// Where; the top when none.
    pub folder: Option<FileId>,
    /// What the one that is put is to be called there; when none, as it is.
    pub name: Option<FileName>,
}

impl Placing {
    fn parse(ids: &[String], folder: &str, called: &str) -> Result<Self, FieldError> {
        let ids = Entries::try_from(ids)?.0;
        if !called.is_empty() && ids.len() > 1 {
            let message = "Several files and folders cannot get one name.";
            return Err(FieldError::new("name", FieldReason::InvalidName, message));
        }
        let name = if called.is_empty() { None } else { Some(name(called)?) };
        Ok(Self { ids, folder: optional_id("folder_id", folder)?, name })
    }
}

impl TryFrom<&MoveEntriesRequest> for Placing {
    type Error = FieldError;

    fn try_from(request: &MoveEntriesRequest) -> Result<Self, FieldError> {
        Self::parse(&request.ids, &request.folder_id, &request.name)
    }
}

impl TryFrom<&CopyEntriesRequest> for Placing {
    type Error = FieldError;

    fn try_from(request: &CopyEntriesRequest) -> Result<Self, FieldError> {
        Self::parse(&request.ids, &request.folder_id, &request.name)
    }
}

/// Of what to tell what happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityOf {
    /// A file or a folder.
    pub id: FileId,
    /// Before this number of the trail.
    pub before: Option<i64>,
    /// At most so much.
    pub limit: u32,
}

impl TryFrom<ListFileActivityRequest> for ActivityOf {
    type Error = FieldError;

    fn try_from(request: ListFileActivityRequest) -> Result<Self, FieldError> {
        let before = (request.before > 0).then_some(request.before);
        Ok(Self { id: id("id", &request.id)?, before, limit: page(request.limit, 0)?.limit() })
    }
}

impl TryFrom<&SetFavouritesRequest> for Entries {
    type Error = FieldError;

    fn try_from(request: &SetFavouritesRequest) -> Result<Self, FieldError> {
        request.ids.as_slice().try_into()
    }
}

impl TryFrom<ListTrashEntriesRequest> for Page {
    type Error = FieldError;

    fn try_from(request: ListTrashEntriesRequest) -> Result<Self, FieldError> {
        page(request.limit, request.offset)
    }
}

fn name(text: &str) -> Result<FileName, FieldError> {
    FileName::parse(text).map_err(|error| FieldError::new("name", FieldReason::InvalidName, error))
}

pub(super) fn part_of_name(field: &'static str, text: String) -> Result<String, FieldError> {
    if text.len() > FILTER_BYTES_MAX {
        let message = "This is longer than any name.";
        return Err(FieldError::new(field, FieldReason::InvalidArgument, message));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ids: &[String], expected: Result<usize, &str>) {
        let read = Entries::try_from(ids).map(|entries| entries.0.len());
        assert_eq!(read.map_err(|error| error.field), expected);
    }

    #[test]
    fn one_call_names_each_entry_once_and_not_too_many() {
        let ids: Vec<String> = (0..=ENTRIES_PER_CALL_MAX).map(|number| format!("{number:032x}")).collect();
        check(&ids[..1], Ok(1));
        check(&ids[..ENTRIES_PER_CALL_MAX], Ok(ENTRIES_PER_CALL_MAX));
        check(&ids, Err("ids"));
        check(&[], Err("ids"));
        check(&[ids[0].clone(), ids[0].clone()], Err("ids"));
        check(&["../x".to_owned()], Err("ids"));
    }

    #[test]
    fn one_name_is_for_one_entry() {
        let placed = |count: usize, name: &str| {
            let ids = (0..count).map(|number| format!("{number:032x}")).collect();
            let request = MoveEntriesRequest { ids, name: name.to_owned(), ..Default::default() };
            Placing::try_from(&request).map(|it| it.name.is_some()).map_err(|error| error.field)
        };
        assert_eq!(placed(2, ""), Ok(false));
        assert_eq!(placed(1, "b.txt"), Ok(true));
        assert_eq!(placed(2, "b.txt"), Err("name"));
        assert_eq!(placed(1, "b/c"), Err("name"));
    }
}
