//! The calculator, for members. Numbers are exact decimals; the rules and the sentences are the domain's.
use domain::calculator::{Answer, CalculatorError, Number, Operation, evaluate};

use super::{Reason, ServiceError};
use crate::auth::Member;

/// Computes `a` operation `b`.
pub fn calculate(_: &Member, operation: Operation, a: &Number, b: &Number) -> Result<Answer, ServiceError> {
    evaluate(operation, a, b).map_err(|error| {
        let reason = match error {
            CalculatorError::DivisionByZero => Reason::DivisionByZero,
            CalculatorError::NotANumber | CalculatorError::TooManyDigits => Reason::InvalidNumber,
        };
        ServiceError::invalid("b", reason, error)
    })
}
