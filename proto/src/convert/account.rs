//! `AccountService`: the first admin.

use super::{FieldError, storage::Registration};
use crate::account::CreateFirstAdminRequest;

impl TryFrom<&CreateFirstAdminRequest> for Registration {
    type Error = FieldError;

    /// Everything but the secret, which the server compares.
    fn try_from(request: &CreateFirstAdminRequest) -> Result<Self, FieldError> {
        Self::parse(&request.username, &request.email, &request.password)
    }
}
