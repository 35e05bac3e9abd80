//! `DriveService.SearchFiles`: what a client looks for, and what kinds of files are called on the wire.

use domain::{
    file_kind::FileKind,
    file_order::{FileOrder, SortKey},
    page::Page,
    search::Narrow,
    tag::Tag,
    time::Timestamp,
};

use super::{FieldError, FieldReason, drive::part_of_name, page, size, storage::order, tag::tag};
use crate::storage::{FileKind as Wire, FileSort, SearchFilesRequest};

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// A part of a name; empty for every name.
    pub query: String,
    /// Which of those that match.
    pub page: Page,
    /// Which come first.
    pub order: FileOrder,
    /// No folders.
    pub files_only: bool,
    /// Only what its owner wants at hand.
    pub favourites_only: bool,
    /// Only files like these; none for files and folders of all kinds.
    pub narrow: Option<Narrow>,
    /// Only what has this tag.
    pub tag: Option<Tag>,
}

impl TryFrom<SearchFilesRequest> for Search {
    type Error = FieldError;

    fn try_from(request: SearchFilesRequest) -> Result<Self, FieldError> {
        let by_name = FileOrder { by: SortKey::Name, descending: request.descending };
        let is_unspecified = request.sort == i32::from(FileSort::Unspecified);
        let narrow = narrow(&request)?;
        Ok(Self {
            page: page(request.limit, request.offset)?,
            order: if is_unspecified { by_name } else { order(request.sort, request.descending)? },
            query: part_of_name("query", request.query)?,
            files_only: request.files_only,
            favourites_only: request.favourites_only,
            narrow,
            tag: if request.tag.is_empty() { None } else { Some(tag("tag", &request.tag)?) },
        })
    }
}

fn narrow(request: &SearchFilesRequest) -> Result<Option<Narrow>, FieldError> {
    let bytes = |field, bytes| if bytes == 0 { Ok(None) } else { size(field, bytes).map(Some) };
    let moment = |seconds: i64| (seconds != 0).then(|| Timestamp::from_unix_seconds(seconds));
    let wanted = Narrow {
        kind: kind(request.kind)?,
        min_bytes: bytes("min_bytes", request.min_bytes)?,
        max_bytes: bytes("max_bytes", request.max_bytes)?,
        from: moment(request.changed_from),
        before: moment(request.changed_before),
    };
    Ok((wanted != Narrow::default()).then_some(wanted))
}

fn kind(number: i32) -> Result<Option<FileKind>, FieldError> {
    let message = "No kind of file has this number.";
    let unknown = |_| FieldError::new("kind", FieldReason::InvalidArgument, message);
    Wire::try_from(number).map(known).map_err(unknown)
}

const fn known(kind: Wire) -> Option<FileKind> {
    match kind {
        Wire::Unspecified => None,
        Wire::Document => Some(FileKind::Document),
        Wire::Picture => Some(FileKind::Picture),
        Wire::Video => Some(FileKind::Video),
        Wire::Audio => Some(FileKind::Audio),
        Wire::Archive => Some(FileKind::Archive),
    }
}

/// As the wire names a kind; unspecified where it has no endings of its own.
impl From<FileKind> for Wire {
    fn from(kind: FileKind) -> Self {
        match kind {
            FileKind::Document => Self::Document,
            FileKind::Picture => Self::Picture,
            FileKind::Video => Self::Video,
            FileKind::Audio => Self::Audio,
            FileKind::Archive => Self::Archive,
            FileKind::Other => Self::Unspecified,
        }
    }
}

/// As the wire's kind is called here; any other where it names none.
impl From<Wire> for FileKind {
    fn from(kind: Wire) -> Self {
        known(kind).unwrap_or(Self::Other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_says_what_for() {
        let search = |query: &str| {
            let request = SearchFilesRequest { query: query.to_owned(), ..Default::default() };
            Search::try_from(request).map(|_| ()).map_err(|error| error.field)
        };
        assert_eq!(search("a"), Ok(()));
        assert_eq!(search(""), Ok(()));
        assert_eq!(search(&"a".repeat(256)), Err("query"));
    }

    #[test]
    fn a_search_is_narrowed_where_something_is_asked() {
        let narrow = |request: SearchFilesRequest| {
            Search::try_from(request).map(|it| it.narrow).map_err(|error| error.field)
        };
        assert_eq!(narrow(SearchFilesRequest::default()), Ok(None));
        let asked = SearchFilesRequest {
            kind: Wire::from(FileKind::Audio).into(),
            min_bytes: 5,
            changed_from: 7,
            ..Default::default()
        };
        let wanted = Narrow {
            kind: Some(FileKind::Audio),
            min_bytes: Some(5),
            from: Some(Timestamp::from_unix_seconds(7)),
            ..Narrow::default()
        };
        assert_eq!(narrow(asked), Ok(Some(wanted)));
        for (request, field) in [
            (SearchFilesRequest { kind: 6, ..Default::default() }, "kind"),
            (SearchFilesRequest { min_bytes: -1, ..Default::default() }, "min_bytes"),
            (SearchFilesRequest { max_bytes: -1, ..Default::default() }, "max_bytes"),
        ] {
            assert_eq!(narrow(request), Err(field));
        }
    }
}
