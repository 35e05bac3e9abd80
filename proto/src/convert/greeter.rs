//! `Greeter`: who is greeted.

use domain::greeting::Greeted;

use super::{FieldError, FieldReason};
use crate::greeter::{HelloReply, HelloRequest};

/// What one request wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Who is greeted.
    pub greeted: Greeted,
}

impl TryFrom<HelloRequest> for Wish {
    type Error = FieldError;

    fn try_from(request: HelloRequest) -> Result<Self, FieldError> {
        let greeted = Greeted::parse(&request.name)
            .map_err(|error| FieldError::new("name", FieldReason::InvalidName, error))?;
        Ok(Self { greeted })
    }
}

/// A sentence for the wire.
pub fn reply(message: String) -> HelloReply {
    HelloReply { message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_name_is_named() {
        let error = Wish::try_from(HelloRequest { name: " ".to_owned() }).expect_err("nobody");
        assert_eq!((error.field, error.reason), ("name", FieldReason::InvalidName));
    }
}
