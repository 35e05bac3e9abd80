//! What the fuzz targets of this crate assert (bad-inputs.md). They are rehearsed in `cargo test` over their corpus;
//! `cargo xtask fuzz` lets libFuzzer look for inputs that break them. Neither is part of a normal build.

use bigdecimal::num_bigint::BigInt;

use crate::{
    calculator::{
        Answer, CalculatorError, Number, Operation, evaluate,
        expression::{Expression, Operand},
    },
    email::EmailAddress,
    file_name::FileName,
    fold::fold,
    limits::{EXPRESSION_DEPTH_MAX, EXPRESSION_OPERATIONS_MAX, FILE_NAME_BYTES_MAX, QUOTIENT_DIGITS},
};

/// A name's canonical form is canonical, and so is what tells it apart; nothing in it is more than a name.
pub fn filename(data: &[u8]) {
    let Ok(Ok(name)) = str::from_utf8(data).map(FileName::parse) else { return };
    let text = name.as_str();
    assert_eq!(FileName::parse(text).as_ref(), Ok(&name));
    assert!((1..=FILE_NAME_BYTES_MAX).contains(&text.len()), "{text:?}");
    assert!(!text.contains(['/', '\\']) && !text.contains(char::is_control), "{text:?}");
    assert_eq!(fold(&name.key()), name.key());
    let numbered = name.numbered(u32::try_from(data.len()).unwrap_or(u32::MAX));
    assert_eq!(FileName::parse(numbered.as_str()).as_ref(), Ok(&numbered));
    assert!(!name.shown().contains(['\u{202a}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2069}']));
}

/// An address' canonical form is canonical, and leads to one mailbox.
pub fn email(data: &[u8]) {
    let Ok(Ok(address)) = str::from_utf8(data).map(EmailAddress::parse) else { return };
    let text = address.as_str();
    assert_eq!(EmailAddress::parse(text).as_ref(), Ok(&address));
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text:?}");
    assert_eq!(text.matches('@').count(), 1, "{text:?}");
    let key = EmailAddress::parse(&address.key()).expect("a key is an address");
    assert_eq!(key.key(), address.key());
    assert!(address.masked().ends_with(address.domain()));
}

/// Depth and operations are bounded, and each operation gives what exact fractions give.
pub fn calculator_expression(data: &[u8]) {
    let Ok(Ok(expression)) = str::from_utf8(data).map(Expression::parse) else { return };
    let steps = expression.steps();
    assert!(depth(&expression) <= EXPRESSION_OPERATIONS_MAX + EXPRESSION_DEPTH_MAX);
    assert!(steps.len() <= EXPRESSION_OPERATIONS_MAX);
    // The reference takes its time: a short line of short numbers is enough for it.
    if data.len() > 200 || steps.len() > 20 {
        return;
    }
    let mut results: Vec<Number> = Vec::new();
    for step in steps {
        let value = |operand: &Operand| match operand {
            Operand::Number(number) => number.clone(),
            Operand::Result(index) => results[*index].clone(),
        };
        let (left, right) = (value(&step.left), value(&step.right));
        match evaluate(step.operation, &left, &right) {
            Ok(answer) => {
                check(step.operation, &left, &right, &answer);
                results.push(answer.value);
            }
            Err(CalculatorError::DivisionByZero) => return assert!(right.is_zero()),
            Err(error) => return assert_eq!(error, CalculatorError::TooManyDigits),
        }
    }
    let last = results.pop().map(Ok).unwrap_or_else(|| expression.evaluate().map(|answer| answer.value));
    assert_eq!(expression.evaluate().map(|answer| answer.value), last);
    if let Ok(value) = last {
        assert_eq!(Number::parse(&value.to_string()), Ok(value));
    }
}

fn depth(expression: &Expression) -> usize {
    match expression {
        Expression::Number(_) => 1,
        Expression::Operation { left, right, .. } => 1 + depth(left).max(depth(right)),
    }
}

/// A fraction: numerator and positive denominator.
type Fraction = (BigInt, BigInt);

fn fraction(number: &Number) -> Fraction {
    let text = number.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = format!("{whole}{decimals}").parse().expect("a number is written in digits");
    (digits, BigInt::from(10).pow(u32::try_from(decimals.len()).expect("bounded")))
}

fn check(operation: Operation, left: &Number, right: &Number, answer: &Answer) {
    let ((a, b), (c, d), (n, m)) = (fraction(left), fraction(right), fraction(&answer.value));
    match operation {
        Operation::Add => assert_eq!((&a * &d + &c * &b) * &m, n * (b * d)),
        Operation::Subtract => assert_eq!((&a * &d - &c * &b) * &m, n * (b * d)),
        Operation::Multiply => assert_eq!(a * c * m, n * (b * d)),
        Operation::Modulo => {
            // left - result is a whole multiple of right, and the result lies between zero and right.
            let (zero, difference) = (BigInt::ZERO, (&a * &m - &n * &b) * &d);
            assert_eq!(difference % (&c * &b * &m), zero);
            let (result, bound) = (&n * &d, &c * &m);
            assert!(if c > zero {
                zero <= result && result < bound
            } else {
                bound < result && result <= zero
            });
        }
        Operation::Divide => {
            // result x right is left, or off by at most half of the last digit.
            let (product, left) = (&n * &c * &b, &a * &m * &d);
            let off = (&product - &left).magnitude().clone();
            assert_eq!(answer.rounded, off != BigInt::ZERO.magnitude().clone());
            let ten = BigInt::from(10).pow(u32::try_from(QUOTIENT_DIGITS).expect("few") - 1);
            assert!(off * 2_u8 * ten.magnitude() <= product.magnitude().clone(), "{left} off");
        }
    }
}

#[cfg(test)]
#[path = "../../fuzz/src/rehearsal.rs"]
#[expect(clippy::disallowed_methods, reason = "a test reads its seeds from the repository")]
mod rehearsal;

#[cfg(test)]
mod tests {
    use super::rehearsal::rehearse;

    #[test]
    fn a_file_name_has_one_form() {
        rehearse("filename", super::filename);
    }

    #[test]
    fn an_address_has_one_form() {
        rehearse("email", super::email);
    }

    #[test]
    fn an_expression_gives_what_fractions_give() {
        rehearse("calculator_expression", super::calculator_expression);
    }
}
