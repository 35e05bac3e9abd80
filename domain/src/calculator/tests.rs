//! BI-13, and what arithmetic promises.

use proptest::prelude::*;

use super::{Operation::*, *};

fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn compute(a: &str, operation: Operation, b: &str) -> Result<Answer, CalculatorError> {
    evaluate(operation, &number(a), &number(b))
}

fn check(a: &str, operation: Operation, b: &str, expected: &str) {
    let answer = compute(a, operation, b).map(|answer| (answer.value.to_string(), answer.rounded));
    assert_eq!(answer, Ok((expected.to_owned(), false)), "{a} {} {b}", operation.symbol());
}

fn check_rounded(a: &str, b: &str, expected: &str) {
    let answer = compute(a, Divide, b).map(|answer| (answer.value.to_string(), answer.rounded));
    assert_eq!(answer, Ok((expected.to_owned(), true)), "{a} ÷ {b}");
}

fn check_error(a: &str, operation: Operation, b: &str, expected: CalculatorError) {
    assert_eq!(compute(a, operation, b), Err(expected), "{a:.20} {} {b:.20}", operation.symbol());
}

fn check_notation(text: &str, expected: Result<&str, CalculatorError>) {
    let number = Number::parse(text).map(|number| number.to_string());
    assert_eq!(number.as_deref().map_err(|error| *error), expected, "{text:.40}");
}

#[test]
fn results_are_exact() {
    check("0.1", Add, "0.2", "0.3");
    check("100", Divide, "50", "2");
    check("1", Divide, "8", "0.125");
    check("-9223372036854775808", Divide, "-1", "9223372036854775808");
    check(
        "18446744073709551615",
        Multiply,
        "18446744073709551615",
        "340282366920938463426481119284349108225",
    );
    check("1.10", Subtract, "1.1", "0");
    check("-0", Add, "0", "0");
    check("0", Multiply, "-5", "0");
    check("1e3", Add, "1e-3", "1000.001");
    check("99999999999999999999.5", Add, "0.5", "100000000000000000000");
    check("6", Divide, "0.003", "2000");
    check("1", Divide, "1024e20", "0.000000000000000000000009765625");
    check("-3", Divide, "15", "-0.2");
    check("0", Divide, "-7", "0");
    check("1", Divide, "3125", "0.00032");
}

#[test]
fn modulo_has_the_sign_of_the_divisor() {
    check("-7", Modulo, "3", "2");
    check("7", Modulo, "-3", "-2");
    check("-7", Modulo, "-3", "-1");
    check("7", Modulo, "3", "1");
    check("-6", Modulo, "3", "0");
    check("5.5", Modulo, "2", "1.5");
    check("-0.1", Modulo, "0.3", "0.2");
    check("1e20", Modulo, "7", "2");
    check("1", Modulo, "1e9999", "1");
    check("0", Modulo, "-3", "0");
}

#[test]
fn a_quotient_without_end_is_rounded_half_even_and_marked() {
    check_rounded("1", "3", &format!("0.{}", "3".repeat(50)));
    check_rounded("2", "3", &format!("0.{}7", "6".repeat(49)));
    check_rounded("-2", "3", &format!("-0.{}7", "6".repeat(49)));
    check_rounded("1e60", "7", &format!("{}14{}", "142857".repeat(8), "0".repeat(10)));
    check_rounded("1", "7e-3", "142.85714285714285714285714285714285714285714285714");
}

#[test]
fn whatever_follows_a_half_decides_it() {
    // The quotient has fifty digits, the last one even, and then almost exactly a half.
    let ones = "1".repeat(49);
    let threes = "3".repeat(49);
    check_rounded(&format!("{threes}7.500001"), "3", &format!("{ones}3"));
    check_rounded(&format!("{threes}7.499999"), "3", &format!("{ones}2"));
    check_rounded(&format!("-{threes}7.5{}1", "0".repeat(500)), "3", &format!("-{ones}3"));
    check_rounded(&format!("{threes}7.4{}", "9".repeat(500)), "-3", &format!("-{ones}2"));
}

#[test]
fn quotients_agree_with_a_reference_decimal_of_fifty_digits() {
    for (a, b, expected) in [
        ("-8959900.7139427017", "-8408.78821424", "1065.5400618568810211152677456329066894784445565922"),
        ("-156778764.113221615", "9974.08896117", "-15718.604949642523261484750962564388574873876537732"),
        ("-91354088577522334.8", "-7901450461.4", "11561685.923844414574310679104854509111635142396844"),
        ("-7908300278.84718300", "-86932768508.2", "0.090970302850774003782286689385547972592619164368848"),
        ("-48524598.7956715427", "282595059381", "-0.00017171071179361901549252195204640551153556970047713"),
        ("350166600254.031055", "-9002.66212976", "-38895894.926067393110337261356989406724039465603467"),
    ] {
        check_rounded(a, b, expected);
    }
}

#[test]
fn zero_divides_nothing() {
    for operation in [Divide, Modulo] {
        for (a, b) in [("1", "0"), ("0", "0"), ("-5", "-0.000"), ("1e5", "0e99")] {
            check_error(a, operation, b, CalculatorError::DivisionByZero);
        }
    }
    assert_eq!(CalculatorError::DivisionByZero.to_string(), "Division by zero is not allowed.");
}

#[test]
fn notation_is_read_and_written_plainly() {
    for (text, expected) in [
        ("0", "0"),
        ("-0.00", "0"),
        ("+7", "7"),
        ("007", "7"),
        (" 1.50 ", "1.5"),
        (".5", "0.5"),
        ("2.", "2"),
        ("−3", "-3"),
        ("1.5e3", "1500"),
        ("1E-7", "0.0000001"),
        ("120e-1", "12"),
        ("0e999999999999999999999999", "0"),
        ("1e+2", "100"),
    ] {
        check_notation(text, Ok(expected));
    }
    for text in [
        "",
        " ",
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "1e1.5",
        "1e5e5",
        "--1",
        "+-1",
        "1,5",
        "1 000",
        "1_000",
        "0x10",
        "NaN",
        "inf",
        "∞",
        "١",
        "１",
        "1-",
        "1.2.3",
        "one",
        "\0",
        "1\u{200B}",
    ] {
        check_notation(text, Err(CalculatorError::NotANumber));
    }
}

#[test]
fn sizes_are_bounded_before_anything_is_made() {
    for text in [
        "1e999999999",
        "1e-999999999",
        "1e9223372036854775807",
        "-1e-99999999999999999999",
        "1e10000",
        "1e-10001",
    ] {
        check_notation(text, Err(CalculatorError::TooManyDigits));
    }
    check_notation(&"9".repeat(10_001), Err(CalculatorError::TooManyDigits));
    check_notation(&"9".repeat(1_000_000), Err(CalculatorError::TooManyDigits));
    check_notation(&format!("0.{}1", "0".repeat(10_000)), Err(CalculatorError::TooManyDigits));
    let longest = format!("{0}.{0}", "9".repeat(10_000));
    check_notation(&longest, Ok(&longest));
    check_notation(&format!("-{longest}"), Ok(&format!("-{longest}")));
    // Zeros at the end are not counted as digits of the value.
    check_notation(&format!("1.{}", "0".repeat(15_000)), Ok("1"));
}

#[test]
fn ten_thousand_digits_are_computed_exactly() {
    let nines = "9".repeat(10_000);
    check(&nines, Subtract, &nines, "0");
    check(&nines, Modulo, "10", "9");
    check(&nines, Divide, &nines, "1");
    check_error(&nines, Add, "1", CalculatorError::TooManyDigits);
    check_error(&nines, Multiply, &nines, CalculatorError::TooManyDigits);
    check_error(&nines, Divide, "1e-9999", CalculatorError::TooManyDigits);
    let half = "9".repeat(5_000);
    check(&half, Multiply, &half, &format!("{}8{}1", "9".repeat(4_999), "0".repeat(4_999)));
    check_error("1e-9999", Multiply, "1e-9999", CalculatorError::TooManyDigits);
}

#[test]
fn a_quotient_that_ends_beyond_the_limits_is_rounded() {
    // 1 / 2^20000 ends after 20 000 decimals.
    let power = number("2").decimal().clone().into_bigint_and_scale().0.pow(20_000).to_string();
    check_error("1", Divide, &format!("{power}e3979"), CalculatorError::TooManyDigits);
    let answer = compute("1e5000", Divide, &power).expect("a quotient");
    assert!(answer.rounded);
    assert_eq!(answer.value.decimal().digits(), 50);
}

#[test]
fn an_operation_is_named_as_its_call() {
    assert_eq!(Operation::ALL.map(Operation::name), ["Add", "Subtract", "Multiply", "Divide", "Modulo"]);
}

fn any_number() -> impl Strategy<Value = Number> {
    ("-?[0-9]{1,30}", 0_usize..12).prop_map(|(digits, scale)| number(&format!("{digits}e-{scale}")))
}

fn exactly(operation: Operation, a: &Number, b: &Number) -> Number {
    evaluate(operation, a, b).expect("a small result").value
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Number::parse(&text);
    }

    #[test]
    fn what_is_written_is_read_and_has_one_form(text in "[+-]?[0-9]{0,12}\\.?[0-9]{0,12}(e-?[0-9]{1,3})?") {
        if let Ok(value) = Number::parse(&text) {
            let written = value.to_string();
            prop_assert_eq!(Number::parse(&written), Ok(value));
            prop_assert!(written != "-0" && !written.ends_with('.') && !written.contains('e'));
            prop_assert!(!written.contains('.') || !written.ends_with('0'));
        }
    }

    #[test]
    fn sums_and_products_obey_their_laws(a in any_number(), b in any_number(), c in any_number()) {
        prop_assert_eq!(exactly(Add, &a, &b), exactly(Add, &b, &a));
        prop_assert_eq!(exactly(Multiply, &a, &b), exactly(Multiply, &b, &a));
        prop_assert_eq!(exactly(Subtract, &exactly(Add, &a, &b), &b), a.clone());
        let left = exactly(Multiply, &a, &exactly(Add, &b, &c));
        let right = exactly(Add, &exactly(Multiply, &a, &b), &exactly(Multiply, &a, &c));
        prop_assert_eq!(left, right);
    }

    #[test]
    fn an_exact_quotient_times_the_divisor_is_the_dividend(a in any_number(), b in any_number()) {
        prop_assume!(!b.is_zero());
        let product = exactly(Multiply, &a, &b);
        let answer = evaluate(Divide, &product, &b).expect("a quotient");
        prop_assert_eq!(&answer, &Answer { value: a.clone(), rounded: false });
        let answer = evaluate(Divide, &a, &b).expect("a quotient");
        prop_assert_eq!(answer.rounded, exactly(Multiply, &answer.value, &b) != a);
    }

    #[test]
    fn a_rounded_quotient_is_within_half_of_its_last_digit(a in any_number(), b in any_number()) {
        prop_assume!(!b.is_zero() && !a.is_zero());
        let answer = evaluate(Divide, &a, &b).expect("a quotient");
        if answer.rounded {
            let quotient = answer.value.decimal();
            prop_assert!(quotient.digits() <= 50);
            let error = (quotient * b.decimal() - a.decimal()).abs();
            // Relative: half of 10^-49, which is the unit of the last of 50 digits at its coarsest.
            let bound = a.decimal().abs() * "5e-50".parse::<bigdecimal::BigDecimal>().expect("a bound");
            prop_assert!(error <= bound, "{} > {}", error, bound);
        }
    }

    #[test]
    fn a_remainder_has_the_divisors_sign_and_is_smaller(a in any_number(), b in any_number()) {
        prop_assume!(!b.is_zero());
        let rest = exactly(Modulo, &a, &b);
        prop_assert!(rest.is_zero() || rest.decimal().sign() == b.decimal().sign());
        prop_assert!(rest.decimal().abs() < b.decimal().abs());
        let multiple = exactly(Divide, &exactly(Subtract, &a, &rest), &b);
        prop_assert!(multiple.decimal().is_integer());
    }

    #[test]
    fn integers_agree_with_the_machines(a in any::<i64>(), b in any::<i64>()) {
        prop_assume!(b != 0);
        let (a, b) = (i128::from(a), i128::from(b));
        let rest = exactly(Modulo, &number(&a.to_string()), &number(&b.to_string()));
        let floor_rest = ((a % b) + b) % b;
        prop_assert_eq!(rest.to_string(), floor_rest.to_string());
        let product = exactly(Multiply, &number(&a.to_string()), &number(&b.to_string()));
        prop_assert_eq!(product.to_string(), (a * b).to_string());
    }
}
