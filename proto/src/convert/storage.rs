//! `CloudStorageService`: what people type when they sign up and in, lists, and the quota.

use domain::{
    code::OneTimeCode,
    email::EmailAddress,
    file_order::{FileOrder, SortKey},
    id::ChallengeId,
    limits::FILTER_BYTES_MAX,
    page::Page,
    password::{self, AcceptedPassword, PersonalWords},
    quota::Balance,
    second_step::SecondStep,
    username::Username,
};

use super::{
    FieldError, FieldReason, Required, account_email, bytes, code, id, optional_id, page, second_step,
    username,
};
use crate::storage::{
    FileSort, GetQuotaStatusResponse, ListFilesRequest, ListTrashRequest, RegisterRequest, ResendCodeRequest,
    VerifyEmailRequest, VerifyOtpRequest, resend_code_request::WaitsFor,
};

/// Somebody who signs up.
pub struct Registration {
    /// What the account is called.
    pub username: Username,
    /// Where its codes go.
    pub email: EmailAddress,
    /// A password that obeys the rule; whether it is a common one is still to be asked.
    pub password: AcceptedPassword,
}

impl Registration {
    /// Reads the three fields; the password is measured against the other two.
    pub fn parse(name: &str, email: &str, password: &str) -> Result<Self, FieldError> {
        let (username, email) = (username(name)?, account_email(email)?);
        let words = PersonalWords { username: username.as_str(), email_local: email.local_part() };
        let password = password::check(password, &words)
            .map_err(|weakness| FieldError::new("password", FieldReason::WeakPassword, weakness))?;
        Ok(Self { username, email, password })
    }
}

impl TryFrom<RegisterRequest> for Registration {
    type Error = FieldError;

    fn try_from(request: RegisterRequest) -> Result<Self, FieldError> {
        Self::parse(&request.username, &request.email, &request.password)
    }
}

/// A code that proves an address.
pub struct AddressProof {
    /// The address.
    pub email: EmailAddress,
    /// The code that was mailed there.
    pub code: OneTimeCode,
    /// The challenge that who began was told of.
    pub challenge: Option<ChallengeId>,
}

impl TryFrom<VerifyEmailRequest> for AddressProof {
    type Error = FieldError;

    fn try_from(request: VerifyEmailRequest) -> Result<Self, FieldError> {
        Ok(Self {
            email: account_email(&request.email)?,
            code: code(&request.otp)?,
            challenge: optional_id("challenge_id", &request.challenge_id)?,
        })
    }
}

/// How somebody names an account to sign in: one field, two kinds (K21).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInName {
    /// By its username.
    Username(Username),
    /// By its address.
    Email(EmailAddress),
}

impl SignInName {
    /// The kind is told by the @. Nothing that is neither can name an account, so it is answered as an unknown one.
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains('@') {
            EmailAddress::parse(text).ok().map(Self::Email)
        } else {
            Username::parse(text).ok().map(Self::Username)
        }
    }
}

/// A code that completes a sign-in.
pub struct SignInProof {
    /// The sign-in that waits for it.
    pub challenge: ChallengeId,
    /// The code, or a backup code.
    pub step: SecondStep,
    /// Whether an account that is to be erased is kept.
    pub keep_account: bool,
}

impl TryFrom<VerifyOtpRequest> for SignInProof {
    type Error = FieldError;

    fn try_from(request: VerifyOtpRequest) -> Result<Self, FieldError> {
        Ok(Self {
            challenge: id("session_id", &request.session_id)?,
            step: second_step(&request.otp)?,
            keep_account: request.keep_account,
        })
    }
}

/// Which code is to be sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AwaitedCode {
    /// That of a registration, and the challenge that who began was told of.
    OfRegistration(EmailAddress, Option<ChallengeId>),
    /// That of a sign-in.
    OfSignIn(ChallengeId),
}

impl TryFrom<ResendCodeRequest> for AwaitedCode {
    type Error = FieldError;

    fn try_from(request: ResendCodeRequest) -> Result<Self, FieldError> {
        Ok(match request.waits_for.required("waits_for")? {
            WaitsFor::Email(email) => {
                let challenge = optional_id("challenge_id", &request.challenge_id)?;
                Self::OfRegistration(account_email(&email)?, challenge)
            }
            WaitsFor::SessionId(challenge) => Self::OfSignIn(id("session_id", &challenge)?),
        })
    }
}

/// Which files to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileList {
    /// Which of those that match.
    pub page: Page,
    /// Text their names contain; empty for all.
    pub filter: String,
    /// Which come first.
    pub order: FileOrder,
}

impl TryFrom<ListFilesRequest> for FileList {
    type Error = FieldError;

    fn try_from(request: ListFilesRequest) -> Result<Self, FieldError> {
        if request.filter.len() > FILTER_BYTES_MAX {
            return Err(FieldError::new(
                "filter",
                FieldReason::InvalidArgument,
                "This is longer than any name.",
            ));
        }
        let order = order(request.sort, request.descending)?;
        Ok(Self { page: page(request.limit, request.offset)?, filter: request.filter, order })
    }
}

impl TryFrom<ListTrashRequest> for Page {
    type Error = FieldError;

    fn try_from(request: ListTrashRequest) -> Result<Self, FieldError> {
        page(request.limit, request.offset)
    }
}

pub(super) fn order(sort: i32, descending: bool) -> Result<FileOrder, FieldError> {
    let by = match FileSort::try_from(sort) {
        Ok(FileSort::Unspecified) => return Ok(FileOrder::default()),
        Ok(FileSort::Name) => SortKey::Name,
        Ok(FileSort::Size) => SortKey::Size,
        Ok(FileSort::Modified) => SortKey::Modified,
        Ok(FileSort::Copies) => SortKey::Copies,
        Err(_) => {
            return Err(FieldError::new("sort", FieldReason::InvalidArgument, "There is no such order."));
        }
    };
    Ok(FileOrder { by, descending })
}

impl From<SortKey> for FileSort {
    fn from(key: SortKey) -> Self {
        match key {
            SortKey::Name => Self::Name,
            SortKey::Size => Self::Size,
            SortKey::Modified => Self::Modified,
            SortKey::Copies => Self::Copies,
        }
    }
}

impl From<Balance> for GetQuotaStatusResponse {
    fn from(balance: Balance) -> Self {
        Self {
            success: true,
            total_quota_bytes: bytes(balance.reservation),
            used_bytes: bytes(balance.used),
            available_bytes: bytes(balance.available()),
            usage_percentage: balance.usage_percentage(),
            trash_bytes: bytes(balance.trash),
            in_flight_bytes: bytes(balance.in_flight),
        }
    }
}

#[cfg(test)]
mod tests;
