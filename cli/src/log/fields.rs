//! What of an event is written: its sentence, and the fields on one list (SEC-65).
//!
//! A field is a name and a value that somebody put into an event or a span. One that is not on [`LISTED`] is named and its
//! value left out, so that a secret does not reach the log because a struct that holds it is printed, here or in a
//! library. Whoever adds a field adds it to the list, and thinks of what it may hold. Libraries have no fields there
//! but those of their spans.
//!
//! Control characters are escaped, in sentences and in values: what somebody sends neither breaks a line nor moves the
//! cursor of whoever reads it.
use std::fmt::{self, Write};

use tracing::field::{Field, Visit};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{FormatFields, format::Writer},
};

/// The sentence of an event.
const SENTENCE: &str = "message";
/// Ids, numbers, names of our own parts, and errors. `path` is what was asked for, without the query, where secrets may be;
/// no other one holds what somebody sent.
const LISTED: [&str; 46] = [
    "account",
    "accounts",
    "archives",
    "attempts",
    "back_seconds",
    "bad",
    "blocked",
    "cause",
    "challenges",
    "check",
    "chunk",
    "connections",
    "copies",
    "count",
    "damaged",
    "directives",
    "done",
    "elapsed_us",
    "error",
    "failures",
    "fingerprint",
    "folder",
    "from_address",
    "host",
    "id",
    "job",
    "keys",
    "kind",
    "links",
    "mail",
    "mails",
    "master_key",
    "missed",
    "node",
    "operation",
    "path",
    "refusal",
    "reports",
    "sessions",
    "shares",
    "status",
    "tickets",
    "upload",
    "version",
    "versions",
    "zone",
];

/// Writes the sentence and the listed fields.
pub(super) struct Listed;

impl<'writer> FormatFields<'writer> for Listed {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut line = Line { writer, is_begun: false, result: Ok(()) };
        fields.record(&mut line);
        line.result
    }
}

struct Line<'writer> {
    writer: Writer<'writer>,
    is_begun: bool,
    result: fmt::Result,
}

impl Line<'_> {
    fn write(&mut self, name: &str, value: &dyn fmt::Debug) -> fmt::Result {
        if std::mem::replace(&mut self.is_begun, true) {
            self.writer.write_char(' ')?;
        }
        match name {
            SENTENCE => write!(Escaped(&mut self.writer), "{value:?}"),
            _ => {
                self.writer.write_str(name)?;
                if LISTED.binary_search(&name).is_err() {
                    return self.writer.write_str("=(not listed)");
                }
                write!(Escaped(&mut self.writer), "={value:?}")
            }
        }
    }
}

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if self.result.is_ok() {
            self.result = self.write(field.name(), value);
        }
    }
}

/// Escapes control characters of what is written through it.
struct Escaped<'a, W>(&'a mut W);

impl<W: Write> Write for Escaped<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some((at, letter)) = rest.char_indices().find(|(_, letter)| letter.is_control()) {
            write!(self.0, "{}{}", &rest[..at], letter.escape_default())?;
            rest = &rest[at + letter.len_utf8()..];
        }
        self.0.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::logged, *};

    #[test]
    fn a_field_that_is_not_listed_is_named_and_not_shown() {
        let log = logged(|| {
            let span = tracing::info_span!("request", id = 7, cookie = "at=secret");
            span.in_scope(
                || tracing::info!(job = "mail", password = "secret", token = %"secret", "a {}", "sentence"),
            );
        });
        assert!(!log.contains("secret"), "{log}");
        for part in ["id=7", "cookie=(not listed)", "a sentence", "job=\"mail\"", "password=(not listed)"] {
            assert!(log.contains(part), "{part} in {log}");
        }
    }

    #[test]
    fn a_line_is_one_line_whatever_it_holds() {
        let hostile = "x\u{1b}[2J\r\n2026-01-01 INFO forged\u{7}\u{9b}";
        let log = logged(|| tracing::warn!(error = %hostile, path = hostile, "said {hostile}"));
        assert_eq!(log.lines().count(), 1, "{log}");
        assert!(log.trim_end().chars().all(|letter| !letter.is_control()), "{log:?}");
    }

    #[test]
    fn the_list_is_in_order_and_has_each_name_once() {
        assert!(LISTED.is_sorted_by(|a, b| a < b));
    }
}
