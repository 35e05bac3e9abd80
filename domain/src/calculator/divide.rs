//! Quotient and remainder of exact decimals.
//!
//! With integers `m` and powers of ten `s`, `a = ma / 10^sa` and `b = mb / 10^sb`. The quotient `ma / mb` has an end in
//! decimals exactly when, of `mb`, everything but its factors 2 and 5 divides `ma`. So: `mb = core * 2^x * 5^y`, and when
//! `core` divides `ma`, the quotient is `ma / core * 2^(k-x) * 5^(k-y) / 10^k` with `k = max(x, y)`.

use std::num::NonZeroU64;

use bigdecimal::{
    BigDecimal, RoundingMode,
    num_bigint::{BigInt, Sign},
    num_traits::{One, Zero},
};

use super::{Answer, CalculatorError, Number};
use crate::limits::QUOTIENT_DIGITS;

const PRECISION: NonZeroU64 = match NonZeroU64::new(QUOTIENT_DIGITS) {
    Some(digits) => digits,
    None => panic!("a quotient has digits"),
};

/// a ÷ b: exact when its decimals end within the limits, else rounded half-even and marked.
pub(super) fn quotient(a: &Number, b: &Number) -> Result<Answer, CalculatorError> {
    if b.is_zero() {
        return Err(CalculatorError::DivisionByZero);
    }
    let (ma, sa) = a.decimal().clone().into_bigint_and_scale();
    let (mb, sb) = b.decimal().clone().into_bigint_and_scale();
    let exact = exact_quotient(&ma, &mb, sa - sb).map(Number::within_limits);
    if let Some(Ok(value)) = exact {
        return Ok(Answer::exact(value));
    }
    let value = Number::within_limits(rounded_quotient(&ma, &mb, sa - sb))?;
    Ok(Answer { value, rounded: true })
}

/// a − b × floor(a ÷ b), which is exact: of integers over the same power of ten, only the remainder is asked for.
pub(super) fn remainder(a: &Number, b: &Number) -> Result<Number, CalculatorError> {
    if b.is_zero() {
        return Err(CalculatorError::DivisionByZero);
    }
    let scale = a.decimal().fractional_digit_count().max(b.decimal().fractional_digit_count());
    let (ma, _) = a.decimal().with_scale(scale).into_bigint_and_scale();
    let (mb, _) = b.decimal().with_scale(scale).into_bigint_and_scale();
    let truncated = ma % &mb;
    let differs_in_sign = !truncated.is_zero() && truncated.sign() != mb.sign();
    let floored = if differs_in_sign { truncated + mb } else { truncated };
    Number::within_limits(BigDecimal::new(floored, scale))
}

fn exact_quotient(ma: &BigInt, mb: &BigInt, scale: i64) -> Option<BigDecimal> {
    let (core, twos) = without_twos(mb);
    let (core, fives) = without_fives(core);
    if !(ma % &core).is_zero() {
        return None;
    }
    let decimals = twos.max(fives);
    let value = ((ma / core) << (decimals - twos)) * BigInt::from(5).pow(decimals - fives);
    Some(BigDecimal::new(value, scale + i64::from(decimals)))
}

fn without_twos(value: &BigInt) -> (BigInt, u32) {
    // Fits: a number has fewer than 70 000 bits.
    let twos = value.trailing_zeros().unwrap_or(0) as u32;
    (value >> twos, twos)
}

/// Divides by 5, 25, 625 and so on while it goes, then by the same powers downwards: some thirty divisions instead of
/// thousands.
fn without_fives(value: BigInt) -> (BigInt, u32) {
    let mut powers = vec![(BigInt::from(5), 1)];
    let (mut rest, mut fives) = (value, 0);
    while let Some((power, exponent)) = powers.last().cloned() {
        if !(&rest % &power).is_zero() {
            break;
        }
        rest /= &power;
        fives += exponent;
        powers.push((&power * &power, exponent * 2));
    }
    for (power, exponent) in powers.into_iter().rev() {
        while (&rest % &power).is_zero() {
            rest /= &power;
            fives += exponent;
        }
    }
    (rest, fives)
}

fn rounded_quotient(ma: &BigInt, mb: &BigInt, scale: i64) -> BigDecimal {
    // Two digits more than asked for, and one that says whether anything follows: enough to round once and rightly.
    let spare = decimal_digits(ma) - decimal_digits(mb);
    let shift = (QUOTIENT_DIGITS as i64 + 2 - spare).max(0);
    let shifted = ma * BigInt::from(10).pow(shift as u32);
    let (whole, rest) = (&shifted / mb, shifted % mb);
    let sign =
        if (ma.sign() == Sign::Minus) == (mb.sign() == Sign::Minus) { Sign::Plus } else { Sign::Minus };
    let tail = if rest.is_zero() { BigInt::zero() } else { BigInt::from_biguint(sign, One::one()) };
    BigDecimal::new(whole * 10 + tail, scale + shift + 1)
        .with_precision_round(PRECISION, RoundingMode::HalfEven)
}

fn decimal_digits(value: &BigInt) -> i64 {
    BigDecimal::new(value.clone(), 0).digits() as i64
}
