//! A line cut into numbers, signs and parentheses.

use super::{EXPRESSION_BYTES_MAX, ExpressionError, Fault, Number, Operation};

/// The word for the remainder.
const MODULO_WORD: &str = "mod";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Number(Number),
    Operation(Operation),
    Open,
    Close,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Characters before it.
    pub(super) position: usize,
    pub(super) kind: Kind,
}

/// Cuts a line. Blanks separate and mean nothing.
pub(super) fn cut(text: &str) -> Result<Vec<Token>, ExpressionError> {
    if text.len() > EXPRESSION_BYTES_MAX {
        return Err(ExpressionError { position: 0, fault: Fault::TooLong });
    }
    let mut tokens = Vec::new();
    let (mut rest, mut position) = (text, 0);
    while let Some(letter) = rest.chars().next() {
        let (kind, bytes) = if letter.is_whitespace() {
            (None, letter.len_utf8())
        } else {
            let (kind, bytes) =
                first_token(rest, letter).map_err(|fault| ExpressionError { position, fault })?;
            (Some(kind), bytes)
        };
        tokens.extend(kind.map(|kind| Token { position, kind }));
        position += rest[..bytes].chars().count();
        rest = &rest[bytes..];
    }
    Ok(tokens)
}

/// The token that `rest` begins with, and its length in bytes.
fn first_token(rest: &str, letter: char) -> Result<(Kind, usize), Fault> {
    let kind = match letter {
        '0'..='9' | '.' => return number(rest),
        '(' => Kind::Open,
        ')' => Kind::Close,
        '+' => Kind::Operation(Operation::Add),
        '-' | '\u{2212}' | '–' => Kind::Operation(Operation::Subtract),
        '*' | '×' | '·' => Kind::Operation(Operation::Multiply),
        '/' | '÷' | ':' => Kind::Operation(Operation::Divide),
        '%' => Kind::Operation(Operation::Modulo),
        ',' => return Err(Fault::Comma),
        _ => return modulo_word(rest).ok_or(Fault::Unknown(letter)),
    };
    Ok((kind, letter.len_utf8()))
}

fn modulo_word(rest: &str) -> Option<(Kind, usize)> {
    let word = rest.get(..MODULO_WORD.len())?;
    let ends = !rest[MODULO_WORD.len()..].starts_with(char::is_alphanumeric)
        || rest[MODULO_WORD.len()..].starts_with(|letter: char| letter.is_ascii_digit());
    (word.eq_ignore_ascii_case(MODULO_WORD) && ends)
        .then_some((Kind::Operation(Operation::Modulo), MODULO_WORD.len()))
}

fn number(rest: &str) -> Result<(Kind, usize), Fault> {
    let mantissa = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
    let bytes = mantissa + exponent_bytes(&rest[mantissa..]);
    Number::parse(&rest[..bytes]).map(|value| (Kind::Number(value), bytes)).map_err(Fault::Number)
}

/// The length of `e5` or `E-5` at the start. Without digits it still belongs to the number, which then cannot be read.
fn exponent_bytes(rest: &str) -> usize {
    let Some(after) = rest.strip_prefix(['e', 'E']) else { return 0 };
    let digits = after.strip_prefix(['+', '-', '\u{2212}']).unwrap_or(after);
    let end = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    rest.len() - digits.len() + end
}
