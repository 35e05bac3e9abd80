//! `VersionService`, and the version that other calls name: which one of which file.

use domain::{id::FileId, page::Page};

use super::{FieldError, FieldReason, id, page};
use crate::storage::{DeleteVersionRequest, ListVersionsRequest, RestoreVersionRequest};

/// A version of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionOf {
    /// The file.
    pub file: FileId,
    /// Its number, from 1.
    pub number: u32,
}

impl VersionOf {
    fn parse(file_id: &str, number: i32) -> Result<Self, FieldError> {
        let file = id("file_id", file_id)?;
        let number = version("version", number)?;
        number.map(|number| Self { file, number }).ok_or_else(|| refused("version"))
    }
}

impl TryFrom<RestoreVersionRequest> for VersionOf {
    type Error = FieldError;

    fn try_from(request: RestoreVersionRequest) -> Result<Self, FieldError> {
        Self::parse(&request.file_id, request.version)
    }
}

impl TryFrom<DeleteVersionRequest> for VersionOf {
    type Error = FieldError;

    fn try_from(request: DeleteVersionRequest) -> Result<Self, FieldError> {
        Self::parse(&request.file_id, request.version)
    }
}

/// Which versions to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionList {
    /// Of which file.
    pub file: FileId,
    /// Which of them.
    pub page: Page,
}

impl TryFrom<ListVersionsRequest> for VersionList {
    type Error = FieldError;

    fn try_from(request: ListVersionsRequest) -> Result<Self, FieldError> {
        Ok(Self { file: id("file_id", &request.file_id)?, page: page(request.limit, request.offset)? })
    }
}

/// The number of a version; none when it is 0, which stands for the shown one where that can be meant.
pub fn version(field: &'static str, number: i32) -> Result<Option<u32>, FieldError> {
    match u32::try_from(number) {
        Ok(0) => Ok(None),
        Ok(number) => Ok(Some(number)),
        Err(_) => Err(refused(field)),
    }
}

fn refused(field: &'static str) -> FieldError {
    FieldError::new(field, FieldReason::InvalidArgument, "Versions count from 1.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file_id: &str, number: i32, expected: Result<u32, &str>) {
        let request = RestoreVersionRequest { file_id: file_id.to_owned(), version: number };
        let read = VersionOf::try_from(request).map(|of| of.number).map_err(|error| error.field);
        assert_eq!(read, expected);
    }

    #[test]
    fn versions_count_from_one() {
        let file = "ab".repeat(16);
        check(&file, 1, Ok(1));
        check(&file, i32::MAX, Ok(2_147_483_647));
        check(&file, 0, Err("version"));
        check(&file, -1, Err("version"));
        check("../x", 1, Err("file_id"));
    }

    #[test]
    fn zero_is_the_shown_one_where_that_can_be_meant() {
        assert_eq!(version("version", 0), Ok(None));
        assert_eq!(version("version", 7), Ok(Some(7)));
        assert!(version("version", i32::MIN).is_err());
    }
}
