//! Sharing: what a client says about what it gives.
use std::time::Duration;

use domain::{
    email::EmailAddress,
    id::{FileId, ShareId},
    limits::{LINK_DAYS, LINK_DOWNLOADS_MAX, SHARE_DAYS_MAX},
    page::Page,
    password::{AcceptedPassword, PersonalWords, check},
    policy::entry::Right,
    username::Username,
};

use super::{FieldError, FieldReason, id, optional_id, page, username};
use crate::storage::{
    ChangeShareRequest, GetSharedFilesRequest, ListMySharesRequest, MakeLinkRequest, ShareFileRequest,
    ShareRight,
};

/// What an end is counted in.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Whom something is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// Whoever has this name.
    Name(Username),
    /// Whoever proves this address.
    Address(EmailAddress),
}

/// Something to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gift {
    /// A file or a folder.
    pub entry: FileId,
    /// To whom.
    pub recipient: Recipient,
    /// What it lets do.
    pub right: Right,
    /// For how long; for ever when none.
    pub life: Option<Duration>,
}

impl TryFrom<ShareFileRequest> for Gift {
    type Error = FieldError;

    fn try_from(request: ShareFileRequest) -> Result<Self, FieldError> {
        Ok(Self {
            entry: id("id", &request.id)?,
            recipient: recipient(&request.who)?,
            right: right(request.right)?,
            life: life(request.valid_days)?,
        })
    }
}

/// A link to make. It has no `Debug`, because of its password.
pub struct LinkWish {
    /// A file or a folder.
    pub entry: FileId,
    /// For how long.
    pub life: Duration,
    /// What is asked for first.
    pub password: Option<AcceptedPassword>,
    /// How often it can be downloaded.
    pub downloads_max: Option<u32>,
    /// It takes uploads, and gives nothing.
    pub takes_uploads: bool,
}

impl TryFrom<MakeLinkRequest> for LinkWish {
    type Error = FieldError;

    fn try_from(request: MakeLinkRequest) -> Result<Self, FieldError> {
        let password = (!request.password.is_empty())
            .then(|| check(&request.password, &PersonalWords::default()))
            .transpose()
            .map_err(|error| FieldError::new("password", FieldReason::WeakPassword, error))?;
        Ok(Self {
            entry: id("id", &request.id)?,
            life: life(request.valid_days)?.unwrap_or(DAY * LINK_DAYS),
            password,
            downloads_max: downloads(request.downloads_max)?,
            takes_uploads: request.takes_uploads,
        })
    }
}

fn downloads(number: i32) -> Result<Option<u32>, FieldError> {
    match u32::try_from(number) {
        Ok(0) => Ok(None),
        Ok(number) if number <= LINK_DOWNLOADS_MAX => Ok(Some(number)),
        _ => {
            let message = format!("Choose 1 to {LINK_DOWNLOADS_MAX} downloads, or 0 for no end.");
            Err(FieldError::new("downloads_max", FieldReason::InvalidArgument, message))
        }
    }
}

/// Other terms for something that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTerms {
    /// What was given.
    pub share: ShareId,
    /// What it lets do.
    pub right: Right,
    /// For how long from now on; for ever when none.
    pub life: Option<Duration>,
}

impl TryFrom<ChangeShareRequest> for NewTerms {
    type Error = FieldError;

    fn try_from(request: ChangeShareRequest) -> Result<Self, FieldError> {
        let share = id("share_id", &request.share_id)?;
        Ok(Self { share, right: right(request.right)?, life: life(request.valid_days)? })
    }
}

/// Which part of what one gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyShares {
    /// Of one file or folder; of all when none.
    pub entry: Option<FileId>,
    /// Which of those.
    pub page: Page,
}

impl TryFrom<ListMySharesRequest> for MyShares {
    type Error = FieldError;

    fn try_from(request: ListMySharesRequest) -> Result<Self, FieldError> {
        Ok(Self { entry: optional_id("id", &request.id)?, page: page(request.limit, request.offset)? })
    }
}

impl TryFrom<GetSharedFilesRequest> for Page {
    type Error = FieldError;

    fn try_from(request: GetSharedFilesRequest) -> Result<Self, FieldError> {
        page(request.limit, request.offset)
    }
}

impl From<Right> for ShareRight {
    fn from(right: Right) -> Self {
        match right {
            Right::View => Self::View,
            Right::Edit => Self::Edit,
            Right::Share => Self::Share,
        }
    }
}

/// What has an @ is an address, and no name has one.
fn recipient(text: &str) -> Result<Recipient, FieldError> {
    let in_field = |error: FieldError| FieldError { field: "who", ..error };
    if !text.contains('@') {
        return username(text).map(Recipient::Name).map_err(in_field);
    }
    let address = EmailAddress::parse(text);
    address.map(Recipient::Address).map_err(|error| FieldError::new("who", FieldReason::InvalidEmail, error))
}

fn right(number: i32) -> Result<Right, FieldError> {
    match ShareRight::try_from(number) {
        Ok(ShareRight::Unspecified | ShareRight::View) => Ok(Right::View),
        Ok(ShareRight::Edit) => Ok(Right::Edit),
        Ok(ShareRight::Share) => Ok(Right::Share),
        Err(_) => Err(FieldError::new("right", FieldReason::InvalidArgument, "There is no such right.")),
    }
}

/// Whole days, because no clock of a client decides when something ends.
fn life(days: i32) -> Result<Option<Duration>, FieldError> {
    match u32::try_from(days) {
        Ok(0) => Ok(None),
        Ok(days) if days <= SHARE_DAYS_MAX => Ok(Some(DAY * days)),
        _ => {
            let message = format!("Choose 1 to {SHARE_DAYS_MAX} days, or 0 for no end.");
            Err(FieldError::new("valid_days", FieldReason::InvalidArgument, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gift(who: &str, right: i32, valid_days: i32) -> Result<Gift, &'static str> {
        let request = ShareFileRequest { id: "ab".repeat(16), who: who.to_owned(), right, valid_days };
        Gift::try_from(request).map_err(|error| error.field)
    }

    #[test]
    fn a_gift_says_what_to_whom_and_for_how_long() {
        let given = gift("bob", 2, 7).expect("good");
        assert_eq!((given.right, given.life), (Right::Edit, Some(DAY * 7)));
        assert_eq!(given.recipient, Recipient::Name(Username::parse("bob").expect("a name")));
        let given = gift("Bob@Example.com", 0, 0).expect("good");
        assert_eq!((given.right, given.life), (Right::View, None));
        assert!(matches!(given.recipient, Recipient::Address(_)));
        assert_eq!(gift("bob", 3, 0).map(|given| given.right), Ok(Right::Share));
    }

    #[test]
    fn the_field_that_is_wrong_is_named() {
        assert_eq!(gift("", 1, 0), Err("who"));
        assert_eq!(gift("@", 1, 0), Err("who"));
        assert_eq!(gift("bob", 4, 0), Err("right"));
        assert_eq!(gift("bob", 1, -1), Err("valid_days"));
        assert_eq!(gift("bob", 1, 366), Err("valid_days"));
        assert_eq!(gift("bob", 1, i32::MAX), Err("valid_days"));
    }
}
