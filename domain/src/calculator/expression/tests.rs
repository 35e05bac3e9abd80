//! Precedence, positions of faults, and bounds.

use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &str) {
    let result =
        Expression::parse(text).map(|parsed| parsed.evaluate().map(|answer| answer.value.to_string()));
    assert_eq!(result, Ok(Ok(expected.to_owned())), "{text}");
}

fn check_fault(text: &str, position: usize, fault: Fault) {
    assert_eq!(Expression::parse(text), Err(ExpressionError { position, fault }), "{text:.60}");
}

#[test]
fn operations_rank_as_on_paper() {
    check("1 + 2 × 3", "7");
    check("(1 + 2) × 3", "9");
    check("10 - 4 - 3", "3");
    check("100 / 10 / 2", "5");
    check("2 * 3 % 4", "2");
    check("7 mod 4 + 1", "4");
    check("1 + 2 mod 2", "1");
    check("0.1+0.2", "0.3");
    check("1e3 ÷ 8", "125");
    check("6:3·2", "4");
    check("  42  ", "42");
    check("((((7))))", "7");
    check("3MOD2", "1");
    check("5−–2", "7");
}

#[test]
fn a_sign_belongs_to_what_follows_it() {
    check("-7 mod 3", "2");
    check("7 mod -3", "-2");
    check("-(7 mod 3)", "-1");
    check("2 - -3", "5");
    check("2--3", "5");
    check("+-+5", "-5");
    check("-(1 + 2) * 2", "-6");
    check("1e-2 - 1", "-0.99");
}

#[test]
fn faults_are_told_where_they_are() {
    check_fault("", 0, Fault::Empty);
    check_fault("   ", 0, Fault::Empty);
    check_fault("1 +", 3, Fault::NumberMissing);
    check_fault("1 + ", 3, Fault::NumberMissing);
    check_fault("× 2", 0, Fault::NumberMissing);
    check_fault("1 + × 2", 4, Fault::NumberMissing);
    check_fault("()", 1, Fault::NumberMissing);
    check_fault("1 2", 2, Fault::OperationMissing);
    check_fault("(1 2)", 3, Fault::OperationMissing);
    check_fault("2(3)", 1, Fault::OperationMissing);
    check_fault("(1 + 2", 0, Fault::NotClosed);
    check_fault("1 + 2)", 5, Fault::NotOpened);
    check_fault("÷÷", 0, Fault::NumberMissing);
    check_fault("1,5", 1, Fault::Comma);
    check_fault("2 ÷ x", 4, Fault::Unknown('x'));
    check_fault("2 model 3", 2, Fault::Unknown('m'));
    check_fault("2 mo", 2, Fault::Unknown('m'));
    check_fault("2 ^ 3", 2, Fault::Unknown('^'));
    check_fault("1 + 1.2.3", 4, Fault::Number(CalculatorError::NotANumber));
    check_fault("1e", 0, Fault::Number(CalculatorError::NotANumber));
    check_fault("1 + 1e999999999", 4, Fault::Number(CalculatorError::TooManyDigits));
}

#[test]
fn depth_length_and_operations_are_bounded() {
    let nested = |depth| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    check(&nested(EXPRESSION_DEPTH_MAX), "1");
    check_fault(&nested(EXPRESSION_DEPTH_MAX + 1), EXPRESSION_DEPTH_MAX, Fault::TooDeep);
    check_fault(&format!("{}1", "-".repeat(10_000)), EXPRESSION_DEPTH_MAX, Fault::TooDeep);
    check_fault(&"(".repeat(10_000), EXPRESSION_DEPTH_MAX, Fault::TooDeep);

    let chain = |operations| format!("0{}", "+1".repeat(operations));
    check(&chain(EXPRESSION_OPERATIONS_MAX), &EXPRESSION_OPERATIONS_MAX.to_string());
    let past = 2 * EXPRESSION_OPERATIONS_MAX + 1;
    check_fault(&chain(EXPRESSION_OPERATIONS_MAX + 1), past, Fault::TooManyOperations);

    check_fault(&" ".repeat(EXPRESSION_BYTES_MAX + 1), 0, Fault::TooLong);
}

#[test]
fn steps_come_in_the_order_to_compute_them() {
    let number = |text| Operand::Number(Number::parse(text).expect("a number"));
    let parsed = Expression::parse("(1 + 2) × (10 - 4) mod 5").expect("an expression");
    let expected = [
        Step { operation: Operation::Add, left: number("1"), right: number("2") },
        Step { operation: Operation::Subtract, left: number("10"), right: number("4") },
        Step { operation: Operation::Multiply, left: Operand::Result(0), right: Operand::Result(1) },
        Step { operation: Operation::Modulo, left: Operand::Result(2), right: number("5") },
    ];
    assert_eq!(parsed.steps(), expected);
    assert_eq!(Expression::parse("-5").map(|parsed| parsed.steps()), Ok(vec![]));
}

#[test]
fn an_answer_is_marked_when_any_part_was_rounded() {
    let answer = Expression::parse("1 / 3 * 3").map(|parsed| parsed.evaluate());
    let expected = Number::parse(&format!("0.{}", "9".repeat(50))).expect("a number");
    assert_eq!(answer, Ok(Ok(Answer { value: expected, rounded: true })));
    let zero = Expression::parse("1 / (2 - 2)").map(|parsed| parsed.evaluate());
    assert_eq!(zero, Ok(Err(CalculatorError::DivisionByZero)));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Expression::parse(&text);
    }

    #[test]
    fn any_likely_text_is_read_or_refused_at_a_place_inside_it(text in "[0-9.e+*/%()mod −×-]{0,40}") {
        match Expression::parse(&text) {
            Ok(parsed) => prop_assert!(parsed.steps().len() <= EXPRESSION_OPERATIONS_MAX),
            Err(error) => prop_assert!(error.position <= text.chars().count()),
        }
    }

    #[test]
    fn computing_the_steps_gives_what_evaluating_gives(text in "-?[1-9]( [+*/%-] \\(-?[1-9]( [+*/%-] [1-9]){0,3}\\)){0,4}") {
        let parsed = Expression::parse(&text).expect("an expression");
        prop_assert_eq!(by_steps(&parsed), parsed.evaluate().map(|answer| answer.value));
    }
}

/// What the page does, one call a step.
fn by_steps(parsed: &Expression) -> Result<Number, CalculatorError> {
    let mut results: Vec<Number> = Vec::new();
    for step in parsed.steps() {
        let value = |operand: &Operand| match operand {
            Operand::Number(number) => number.clone(),
            Operand::Result(index) => results[*index].clone(),
        };
        let answer = evaluate(step.operation, &value(&step.left), &value(&step.right))?;
        results.push(answer.value);
    }
    results.pop().map_or_else(|| parsed.evaluate().map(|answer| answer.value), Ok)
}
