//! What the page says of an expression and of its result. The arithmetic is the domain's.

use client::Trace;
use domain::calculator::{
    Operation,
    expression::{Expression, Fault, Operand, Step},
};

/// The line under the expression while it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// Nothing to say.
    Nothing,
    /// What it will come to.
    Value {
        /// Grouped for reading.
        text: String,
        /// Whether digits were cut.
        rounded: bool,
    },
    /// It cannot be computed as it stands. While somebody types, that is normal.
    NotYet(String),
}

/// The preview of a line.
pub fn preview(line: &str) -> Preview {
    let expression = match Expression::parse(line) {
        Ok(expression) => expression,
        Err(error) if error.fault == Fault::Empty => return Preview::Nothing,
        Err(error) => return Preview::NotYet(error.to_string()),
    };
    match expression.evaluate() {
        Ok(answer) => Preview::Value { text: grouped(&answer.value.to_string()), rounded: answer.rounded },
        Err(error) => Preview::NotYet(error.to_string()),
    }
}

/// A number with its whole digits in groups of three, by narrow spaces, from five digits on; the sign is a true minus.
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("−", digits));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.len() - index;
        if whole.len() > 4 && index > 0 && left.is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A result with at most eight digits after the point, marked when some were left out.
pub fn short(number: &str) -> String {
    match number.split_once('.') {
        Some((whole, fraction)) if fraction.len() > 8 => format!("{whole}.{}…", &fraction[..8]),
        _ => number.to_owned(),
    }
}

/// What a call cost: "Divide · unary · 1.2 ms · 18 B → 6 B".
pub fn cost(trace: &Trace) -> String {
    let Trace { method, millis, sent_bytes, received_bytes } = trace;
    format!("{method} · unary · {millis:.1} ms · {sent_bytes} B → {received_bytes} B")
}

/// What a refused call says of itself: "Divide · unary · INVALID_ARGUMENT".
pub fn refusal(operation: Operation) -> String {
    format!("{} · unary · INVALID_ARGUMENT", operation.name())
}

/// Why a remainder is what it is, when its operands make people wonder.
pub fn remainder_note(a: &str, b: &str, result: &str) -> Option<String> {
    let surprising = a.starts_with('-') != b.starts_with('-') && result != "0";
    surprising.then(|| {
        let [a, b, result] = [a, b, result].map(grouped);
        format!("The remainder has the sign of the divisor: {a} is a multiple of {b}, plus {result}.")
    })
}

/// What a step's side is, given the results so far.
pub fn resolve(operand: &Operand, results: &[String]) -> String {
    match operand {
        Operand::Number(number) => number.to_string(),
        Operand::Result(index) => results.get(*index).cloned().unwrap_or_default(),
    }
}

/// The steps of a line, and the number when it is one.
pub fn plan(line: &str) -> Result<Plan, String> {
    let expression = Expression::parse(line).map_err(|error| error.to_string())?;
    Ok(match &expression {
        Expression::Number(number) => Plan::Number(number.to_string()),
        Expression::Operation { .. } => Plan::Steps(expression.steps()),
    })
}

/// What there is to do for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Nothing: it is a number.
    Number(String),
    /// These calls, in order.
    Steps(Vec<Step>),
}

/// A step in words: "17 ÷ 4 = 4.25".
pub fn step_in_words(operation: Operation, a: &str, b: &str, result: &str) -> String {
    let [a, b, result] = [a, b, result].map(grouped);
    format!("{a} {} {b} = {result}", operation.symbol())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_digits_stand_in_groups_of_three() {
        assert_eq!(grouped("1234"), "1234");
        assert_eq!(grouped("12345.678901"), "12\u{202f}345.678901");
        assert_eq!(grouped("-1234567"), "−1\u{202f}234\u{202f}567");
        assert_eq!(grouped("0.1"), "0.1");
    }

    #[test]
    fn a_short_result_says_that_it_was_cut() {
        assert_eq!(short("23.444444444444"), "23.44444444…");
        assert_eq!(short("0.125"), "0.125");
        assert_eq!(short("17091"), "17091");
    }

    #[test]
    fn the_preview_follows_the_line() {
        let value = |text: &str, rounded| Preview::Value { text: text.to_owned(), rounded };
        assert_eq!(preview(""), Preview::Nothing);
        assert_eq!(preview("0.1 + 0.2"), value("0.3", false));
        assert_eq!(preview("-7 mod 3"), value("2", false));
        assert!(matches!(preview("1/3"), Preview::Value { rounded: true, .. }));
        assert_eq!(preview("1/0"), Preview::NotYet(domain::calculator::DIVISION_BY_ZERO.to_owned()));
        assert!(matches!(preview("2 ×"), Preview::NotYet(_)));
    }

    #[test]
    fn a_cost_reads_as_one_line() {
        let trace = Trace { method: "Divide", millis: 1.23, sent_bytes: 18, received_bytes: 6 };
        assert_eq!(cost(&trace), "Divide · unary · 1.2 ms · 18 B → 6 B");
    }

    #[test]
    fn only_a_surprising_remainder_is_explained() {
        assert_eq!(remainder_note("7", "3", "1"), None);
        assert_eq!(remainder_note("-6", "3", "0"), None);
        let note = remainder_note("-7", "3", "2").expect("a note");
        assert_eq!(note, "The remainder has the sign of the divisor: −7 is a multiple of 3, plus 2.");
    }

    #[test]
    fn a_lone_number_needs_no_call() {
        assert_eq!(plan(" 42 "), Ok(Plan::Number("42".to_owned())));
        assert!(matches!(plan("1+2*3"), Ok(Plan::Steps(steps)) if steps.len() == 2));
    }
}
