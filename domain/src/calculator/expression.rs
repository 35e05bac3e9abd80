//! A line such as `-7 mod (3 + 1) × 2`, as the operations that compute it.
//!
//! ```text
//! sum     = product (("+" | "-") product)*
//! product = signed (("*" | "/" | "%" | "mod") signed)*
//! signed  = ("-" | "+") signed | number | "(" sum ")"
//! ```
//!
//! Operations of one rank go from left to right, as on paper; `×`, `·`, `÷`, `:` and `−` may stand for the typed signs. A
//! sign before a number belongs to the number, so `-7 mod 3` is `2`. Depth, length and the number of operations are
//! bounded before anything is computed.

use thiserror::Error;

use super::{Answer, CalculatorError, Number, Operation, evaluate};
use crate::limits::{EXPRESSION_BYTES_MAX, EXPRESSION_DEPTH_MAX, EXPRESSION_OPERATIONS_MAX};

mod parser;
mod token;

/// What is wrong with an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Fault {
    /// There is nothing to compute.
    #[error("Type something to compute, such as 12 × (3 + 4).")]
    Empty,
    /// Above [`EXPRESSION_BYTES_MAX`].
    #[error("This is too long to compute.")]
    TooLong,
    /// Above [`EXPRESSION_DEPTH_MAX`].
    #[error("Parentheses and signs may nest {EXPRESSION_DEPTH_MAX} deep.")]
    TooDeep,
    /// Above [`EXPRESSION_OPERATIONS_MAX`].
    #[error("An expression has at most {EXPRESSION_OPERATIONS_MAX} operations.")]
    TooManyOperations,
    /// A character that belongs to no number or operation.
    #[error("{0} has no meaning here.")]
    Unknown(char),
    /// A comma, which people write for a point or between thousands.
    #[error("Write decimals with a point, and no separators between thousands.")]
    Comma,
    /// A number cannot be read or is too long.
    #[error(transparent)]
    Number(CalculatorError),
    /// A number or ( should be here.
    #[error("A number is missing here.")]
    NumberMissing,
    /// An operation should be here.
    #[error("An operation such as + or × is missing here.")]
    OperationMissing,
    /// A ( has no ).
    #[error("A ) is missing.")]
    NotClosed,
    /// A ) has no (.
    #[error("This ) closes nothing.")]
    NotOpened,
}

/// Where an expression stops making sense, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct ExpressionError {
    /// Characters before that place.
    pub position: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// An expression, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// A number as it stands.
    Number(Number),
    /// An operation on two expressions.
    Operation {
        /// Which one.
        operation: Operation,
        /// Its left side.
        left: Box<Expression>,
        /// Its right side.
        right: Box<Expression>,
    },
}

/// One side of a [`Step`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A number from the expression.
    Number(Number),
    /// The result of the step of this index.
    Result(usize),
}

/// One operation, ready to be computed when the steps before it are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which operation.
    pub operation: Operation,
    /// Its left side.
    pub left: Operand,
    /// Its right side.
    pub right: Operand,
}

impl Expression {
    /// Reads a line.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        parser::parse(text)
    }

    /// The operations in the order to compute them; the last one's result is the expression's. A lone number has none.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        self.push_steps(&mut steps);
        steps
    }

    fn push_steps(&self, steps: &mut Vec<Step>) -> Operand {
        match self {
            Self::Number(number) => Operand::Number(number.clone()),
            Self::Operation { operation, left, right } => {
                let left = left.push_steps(steps);
                let right = right.push_steps(steps);
                steps.push(Step { operation: *operation, left, right });
                Operand::Result(steps.len() - 1)
            }
        }
    }

    /// Computes all of it, for a preview. It is marked as rounded when any part of it was.
    pub fn evaluate(&self) -> Result<Answer, CalculatorError> {
        match self {
            Self::Number(number) => Ok(Answer::exact(number.clone())),
            Self::Operation { operation, left, right } => {
                let (left, right) = (left.evaluate()?, right.evaluate()?);
                let answer = evaluate(*operation, &left.value, &right.value)?;
                let rounded = left.rounded || right.rounded || answer.rounded;
                Ok(Answer { value: answer.value, rounded })
            }
        }
    }
}

#[cfg(test)]
mod tests;
