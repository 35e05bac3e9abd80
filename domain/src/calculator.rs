//! Exact decimal arithmetic (K25): what somebody would get on paper, without the surprises of binary fractions.
//!
//! Sums, differences, products and remainders are exact. A quotient is exact when its decimals end, and otherwise rounded
//! half-even to [`QUOTIENT_DIGITS`](crate::limits::QUOTIENT_DIGITS) significant digits and marked. The remainder is floor modulo: it has the divisor's
//! sign, so `-7 mod 3` is `2`. Every number has at most [`NUMBER_DIGITS_MAX`] digits on each side of its point, so no
//! notation, however short, can ask for more memory than that.
//!
//! - `number`: notation, in and out
//! - `divide`: quotient and remainder
//! - [`expression`]: a line of text as the operations that compute it

use thiserror::Error;

use crate::limits::NUMBER_DIGITS_MAX;

mod divide;
pub mod expression;
mod number;

pub use number::Number;

/// What dividing by zero is answered with, to the letter; modulo too.
pub const DIVISION_BY_ZERO: &str = "Division by zero is not allowed.";

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CalculatorError {
    /// The text is no decimal number.
    #[error("This is not a number. Write it as -7, 0.1 or 1.5e3.")]
    NotANumber,
    /// A number or a result above [`NUMBER_DIGITS_MAX`].
    #[error(
        "Numbers have at most {NUMBER_DIGITS_MAX} digits before the point and {NUMBER_DIGITS_MAX} after it."
    )]
    TooManyDigits,
    /// The divisor is zero.
    #[error("{DIVISION_BY_ZERO}")]
    DivisionByZero,
}

/// What can be done with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// a + b
    Add,
    /// a − b
    Subtract,
    /// a × b
    Multiply,
    /// a ÷ b
    Divide,
    /// a − b × floor(a ÷ b)
    Modulo,
}

impl Operation {
    /// All operations.
    pub const ALL: [Self; 5] = [Self::Add, Self::Subtract, Self::Multiply, Self::Divide, Self::Modulo];

    /// Its name, which is also the call's.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Add => "Add",
            Self::Subtract => "Subtract",
            Self::Multiply => "Multiply",
            Self::Divide => "Divide",
            Self::Modulo => "Modulo",
        }
    }

    /// Its sign between two numbers.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "−",
            Self::Multiply => "×",
            Self::Divide => "÷",
            Self::Modulo => "mod",
        }
    }
}

/// A result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The number.
    pub value: Number,
    /// Whether it was rounded to [`QUOTIENT_DIGITS`](crate::limits::QUOTIENT_DIGITS) significant digits.
    pub rounded: bool,
}

impl Answer {
    fn exact(value: Number) -> Self {
        Self { value, rounded: false }
    }
}

/// Computes.
pub fn evaluate(operation: Operation, a: &Number, b: &Number) -> Result<Answer, CalculatorError> {
    match operation {
        Operation::Add => Number::within_limits(a.decimal() + b.decimal()).map(Answer::exact),
        Operation::Subtract => Number::within_limits(a.decimal() - b.decimal()).map(Answer::exact),
        Operation::Multiply => Number::within_limits(a.decimal() * b.decimal()).map(Answer::exact),
        Operation::Divide => divide::quotient(a, b),
        Operation::Modulo => divide::remainder(a, b).map(Answer::exact),
    }
}

#[cfg(test)]
mod tests;
