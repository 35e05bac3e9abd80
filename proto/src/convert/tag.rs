//! `DriveService.SetTags`: which entries, and which words.

use domain::{id::FileId, limits::TAGS_PER_ENTRY_MAX, tag::Tag};

use super::{FieldError, FieldReason, drive::Entries};
use crate::storage::SetTagsRequest;

/// What becomes of the tags of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    /// The entries.
    pub ids: Vec<FileId>,
    /// These are put on.
    pub add: Vec<Tag>,
    /// These are taken off.
    pub remove: Vec<Tag>,
}

impl TryFrom<SetTagsRequest> for Tagged {
    type Error = FieldError;

    fn try_from(request: SetTagsRequest) -> Result<Self, FieldError> {
        let Entries(ids) = request.ids.as_slice().try_into()?;
        Ok(Self { ids, add: tags("add", &request.add)?, remove: tags("remove", &request.remove)? })
    }
}

fn tags(field: &'static str, texts: &[String]) -> Result<Vec<Tag>, FieldError> {
    if u32::try_from(texts.len()).is_ok_and(|count| count <= TAGS_PER_ENTRY_MAX) {
        return texts.iter().map(|text| tag(field, text)).collect();
    }
    let message = format!("Name {TAGS_PER_ENTRY_MAX} tags at most.");
    Err(FieldError::new(field, FieldReason::InvalidArgument, message))
}

pub(super) fn tag(field: &'static str, text: &str) -> Result<Tag, FieldError> {
    Tag::parse(text).map_err(|error| FieldError::new(field, FieldReason::InvalidName, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_words_and_not_too_many() {
        let ids = vec!["0".repeat(32)];
        let wrong = |add: Vec<String>, remove: Vec<String>| {
            let request = SetTagsRequest { ids: ids.clone(), add, remove };
            Tagged::try_from(request).map(|tagged| tagged.add.len()).map_err(|error| error.field)
        };
        let some = |count: usize| (0..count).map(|number| format!("tag {number}")).collect::<Vec<String>>();
        assert_eq!(wrong(some(20), some(20)), Ok(20));
        assert_eq!(wrong(some(21), Vec::new()), Err("add"));
        assert_eq!(wrong(Vec::new(), some(21)), Err("remove"));
        assert_eq!(wrong(vec![String::new()], Vec::new()), Err("add"));
        assert_eq!(wrong(Vec::new(), vec!["a,b".to_owned()]), Err("remove"));
        assert_eq!(Tagged::try_from(SetTagsRequest::default()).map_err(|error| error.field), Err("ids"));
    }
}
