//! `CalculatorService`: codes, enrolment and numbers.

use domain::{
    calculator::{Answer, Number},
    code::OneTimeCode,
    email::EmailAddress,
    id::ChallengeId,
    username::Username,
};

use super::{FieldError, FieldReason, account_email, code, optional_id};
use crate::calculator::{EnrollRequest, OperationRequest, OperationResponse, VerifyOtpRequest};

/// A code that proves an address.
pub struct AddressProof {
    /// The address.
    pub email: EmailAddress,
    /// The code that was mailed there.
    pub code: OneTimeCode,
    /// The challenge that who began was told of.
    pub challenge: Option<ChallengeId>,
}

impl TryFrom<VerifyOtpRequest> for AddressProof {
    type Error = FieldError;

    fn try_from(request: VerifyOtpRequest) -> Result<Self, FieldError> {
        Ok(Self {
            email: account_email(&request.email)?,
            code: code(&request.otp)?,
            challenge: optional_id("challenge_id", &request.challenge_id)?,
        })
    }
}

/// Somebody who enrols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The verified address.
    pub email: EmailAddress,
    /// The nearest username to the name that was given; it may be taken.
    pub username: Username,
}

impl TryFrom<&EnrollRequest> for Enrolment {
    type Error = FieldError;

    fn try_from(request: &EnrollRequest) -> Result<Self, FieldError> {
        let email = account_email(&request.email)?;
        let name = if request.name.trim().is_empty() { email.local_part() } else { &request.name };
        let username = Username::derived_from(name);
        Ok(Self { email, username })
    }
}

/// The two numbers of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operands {
    /// The left one.
    pub a: Number,
    /// The right one.
    pub b: Number,
}

impl TryFrom<&OperationRequest> for Operands {
    type Error = FieldError;

    fn try_from(request: &OperationRequest) -> Result<Self, FieldError> {
        Ok(Self { a: number("a", &request.a)?, b: number("b", &request.b)? })
    }
}

impl From<Answer> for OperationResponse {
    fn from(answer: Answer) -> Self {
        Self { result: answer.value.to_string(), rounded: answer.rounded }
    }
}

fn number(field: &'static str, text: &str) -> Result<Number, FieldError> {
    Number::parse(text).map_err(|error| FieldError::new(field, FieldReason::InvalidNumber, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calculator::{Operation, evaluate};

    #[test]
    fn a_hundred_by_fifty_is_two_on_the_wire() {
        let request = OperationRequest { a: "100".to_owned(), b: "50.0".to_owned(), ..Default::default() };
        let operands = Operands::try_from(&request).expect("two numbers");
        let answer = evaluate(Operation::Divide, &operands.a, &operands.b).expect("a quotient");
        let response = OperationResponse::from(answer);
        assert_eq!((response.result.as_str(), response.rounded), ("2", false));
    }

    #[test]
    fn the_number_that_is_none_is_named() {
        let request = OperationRequest { a: "1".to_owned(), b: "NaN".to_owned(), ..Default::default() };
        let error = Operands::try_from(&request).expect_err("no number");
        assert_eq!((error.field, error.reason), ("b", FieldReason::InvalidNumber));
    }

    #[test]
    fn a_name_of_a_person_becomes_a_username() {
        let enrolment = |name: &str| {
            let request = EnrollRequest {
                email: "zoe@example.com".to_owned(),
                name: name.to_owned(),
                ..Default::default()
            };
            Enrolment::try_from(&request).map(|enrolment| enrolment.username.to_string())
        };
        assert_eq!(enrolment("Zoë Berg"), Ok("Zoe_Berg".to_owned()));
        assert_eq!(enrolment(" "), Ok("zoe".to_owned()));
    }
}
