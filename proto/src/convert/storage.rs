//! `CloudStorageService`: what people type when they sign up and in, lists, and the quota.

use domain::{
    code::OneTimeCode,
    email::EmailAddress,
    id::ChallengeId,
    limits::FILTER_BYTES_MAX,
    page::Page,
    password::{self, AcceptedPassword, PersonalWords},
    quota::Balance,
    username::Username,
};

use super::{FieldError, FieldReason, account_email, bytes, code, id, username};
use crate::storage::{
    GetQuotaStatusResponse, ListFilesRequest, ListTrashRequest, RegisterRequest, VerifyEmailRequest,
    VerifyOtpRequest,
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
}

impl TryFrom<VerifyEmailRequest> for AddressProof {
    type Error = FieldError;

    fn try_from(request: VerifyEmailRequest) -> Result<Self, FieldError> {
        Ok(Self { email: account_email(&request.email)?, code: code(&request.otp)? })
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
    /// The code.
    pub code: OneTimeCode,
}

impl TryFrom<VerifyOtpRequest> for SignInProof {
    type Error = FieldError;

    fn try_from(request: VerifyOtpRequest) -> Result<Self, FieldError> {
        Ok(Self { challenge: id("session_id", &request.session_id)?, code: code(&request.otp)? })
    }
}

/// Which files to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileList {
    /// Which of those that match.
    pub page: Page,
    /// Text their names contain; empty for all.
    pub filter: String,
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
        Ok(Self { page: page(request.limit, request.offset)?, filter: request.filter })
    }
}

impl TryFrom<ListTrashRequest> for Page {
    type Error = FieldError;

    fn try_from(request: ListTrashRequest) -> Result<Self, FieldError> {
        page(request.limit, request.offset)
    }
}

fn page(limit: i32, offset: i32) -> Result<Page, FieldError> {
    Page::parse(limit, offset).map_err(|error| {
        let field = if offset < 0 { "offset" } else { "limit" };
        FieldError::new(field, FieldReason::InvalidArgument, error)
    })
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
mod tests {
    use super::*;

    fn check_registration(
        name: &str,
        email: &str,
        password: &str,
        expected: Result<(), (&str, FieldReason)>,
    ) {
        let registration = Registration::parse(name, email, password);
        let outcome = registration.map(|_| ()).map_err(|error| (error.field, error.reason));
        assert_eq!(outcome, expected);
    }

    #[test]
    fn the_first_field_that_fails_is_named() {
        let good = "correct horse battery";
        check_registration("alice", "a@example.com", good, Ok(()));
        check_registration("a!", "a@", "short", Err(("username", FieldReason::InvalidUsername)));
        check_registration("alice", "a@", "short", Err(("email", FieldReason::InvalidEmail)));
        check_registration("alice", "a@example.com", "short", Err(("password", FieldReason::WeakPassword)));
        check_registration("horse", "a@example.com", good, Err(("password", FieldReason::WeakPassword)));
        check_registration(
            "alice",
            "battery@example.com",
            good,
            Err(("password", FieldReason::WeakPassword)),
        );
    }

    #[test]
    fn an_at_tells_addresses_from_usernames() {
        assert!(matches!(SignInName::parse("alice"), Some(SignInName::Username(_))));
        assert!(matches!(SignInName::parse("alice@example.com"), Some(SignInName::Email(_))));
        for text in ["", "@", "a b", "x' OR '1'='1", "a@b@c"] {
            assert_eq!(SignInName::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_page_out_of_bounds_names_its_field() {
        let list = |limit, offset| {
            let request = ListFilesRequest { limit, offset, ..Default::default() };
            FileList::try_from(request).map(|list| list.page.limit()).map_err(|error| error.field)
        };
        assert_eq!(list(0, 0), Ok(50));
        assert_eq!(list(1_001, 0), Err("limit"));
        assert_eq!(list(1, -1), Err("offset"));
        let filter = "x".repeat(FILTER_BYTES_MAX + 1);
        assert!(FileList::try_from(ListFilesRequest { filter, ..Default::default() }).is_err());
    }

    #[test]
    fn a_balance_is_told_in_bytes() {
        let balance = Balance { reservation: 1_000, used: 250, trash: 100, in_flight: 50 };
        let told = GetQuotaStatusResponse::from(balance);
        assert_eq!((told.available_bytes, told.usage_percentage), (700, 25.0));
        assert_eq!((told.trash_bytes, told.in_flight_bytes), (100, 50));
    }
}
