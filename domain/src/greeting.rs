//! Greetings: what the four patterns of calls are tried with, and the sentences that answer them.

use std::fmt;

use thiserror::Error;

use crate::limits::{GREETING_NAME_CHARS_MAX, GREETINGS_PER_STREAM};

/// Why a text cannot be greeted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GreetedError {
    /// There is nothing, or nothing but spaces.
    #[error("Say whom to greet: the name is empty.")]
    Empty,
    /// Above [`GREETING_NAME_CHARS_MAX`].
    #[error("A name to greet has at most {GREETING_NAME_CHARS_MAX} characters.")]
    TooLong,
    /// A line break or another control character.
    #[error("A name to greet has no line breaks or other control characters.")]
    Control,
}

/// Who is greeted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeted(String);

impl Greeted {
    /// Reads a name; spaces around it are left out.
    pub fn parse(text: &str) -> Result<Self, GreetedError> {
        let name = text.trim();
        if name.is_empty() {
            return Err(GreetedError::Empty);
        }
        if name.chars().count() > GREETING_NAME_CHARS_MAX {
            return Err(GreetedError::TooLong);
        }
        if name.contains(char::is_control) {
            return Err(GreetedError::Control);
        }
        Ok(Self(name.to_owned()))
    }
}

impl fmt::Display for Greeted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A reply to a single request.
pub fn to_one(greeted: &Greeted, caller: &str) -> String {
    format!("Hello, {greeted}! {caller} says so in a unary call: one request, one reply.")
}

/// The reply with this number, counted from 1, of a stream of [`GREETINGS_PER_STREAM`].
pub fn in_stream(greeted: &Greeted, caller: &str, number: u32) -> String {
    format!(
        "Hello, {greeted}! {caller} says so in a server-streaming call: reply {number} of {GREETINGS_PER_STREAM}."
    )
}

/// One reply to everything that a stream of requests brought.
pub fn to_all(greeted: &[Greeted], caller: &str) -> String {
    let names = match greeted {
        [] => String::new(),
        [one] => one.to_string(),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(ToString::to_string).collect();
            format!("{} and {last}", first.join(", "))
        }
    };
    let requests = crate::format::count(greeted.len() as u64, "request", "requests");
    format!("Hello, {names}! {caller} says so in a client-streaming call: {requests}, one reply.")
}

/// The reply to the request with this number, counted from 1, of a stream both ways.
pub fn in_turn(greeted: &Greeted, caller: &str, number: u32) -> String {
    format!(
        "Hello, {greeted}! {caller} says so in a bidirectional call: the reply to request {number}, as it came."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greeted(text: &str) -> Greeted {
        Greeted::parse(text).expect("a name")
    }

    #[test]
    fn a_name_has_its_bounds() {
        assert_eq!(greeted("  Zoë Berg ").to_string(), "Zoë Berg");
        assert!(Greeted::parse(&"é".repeat(GREETING_NAME_CHARS_MAX)).is_ok());
        for (text, error) in [
            ("", GreetedError::Empty),
            (" \t\n ", GreetedError::Empty),
            ("Ada\nGrace", GreetedError::Control),
            ("Ada\u{0}", GreetedError::Control),
            (&"é".repeat(GREETING_NAME_CHARS_MAX + 1), GreetedError::TooLong),
        ] {
            assert_eq!(Greeted::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn each_sentence_names_the_greeted_the_caller_and_the_pattern() {
        let (ada, grace, alan) = (greeted("Ada"), greeted("Grace"), greeted("Alan"));
        assert_eq!(to_one(&ada, "bob"), "Hello, Ada! bob says so in a unary call: one request, one reply.");
        assert_eq!(
            in_stream(&ada, "bob", 3),
            "Hello, Ada! bob says so in a server-streaming call: reply 3 of 10."
        );
        assert_eq!(
            to_all(&[ada.clone(), grace, alan], "bob"),
            "Hello, Ada, Grace and Alan! bob says so in a client-streaming call: 3 requests, one reply."
        );
        assert_eq!(
            to_all(std::slice::from_ref(&ada), "bob"),
            "Hello, Ada! bob says so in a client-streaming call: 1 request, one reply."
        );
        assert_eq!(
            in_turn(&ada, "bob", 2),
            "Hello, Ada! bob says so in a bidirectional call: the reply to request 2, as it came."
        );
    }
}
