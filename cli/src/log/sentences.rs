//! Whose sentences are written (SEC-65): our own, for they were written to be read. A library's sentence may hold whatever
//! passes through it, and nobody here chose its words: of what a library says, its place in the source is written, where the
//! sentence can be read without what was put into it.
use std::fmt::{self, Debug};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{Format, Writer},
        time::{FormatTime, SystemTime},
    },
    registry::LookupSpan,
};

/// The crates whose sentences are ours; `skyshard` is this program.
const OURS: [&str; 5] = ["client", "cluster", "domain", "server", "skyshard"];
/// What events are that come by way of the crate `log`, which say in fields where they are from.
const BY_LOG: &str = "log";

/// Writes events of ours in full, and of others the place.
#[derive(Default)]
pub(super) struct Sentences(pub(super) Format);

impl<S, N> FormatEvent<S, N> for Sentences
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let metadata = event.metadata();
        if is_ours(metadata.target()) {
            return self.0.format_event(context, writer, event);
        }
        let mut place = Place::of(metadata);
        if metadata.target() == BY_LOG {
            event.record(&mut place);
        }
        SystemTime.format_time(&mut writer)?;
        let Place { target, line } = place;
        writeln!(writer, " {:>5} {target} speaks at line {line}", metadata.level())
    }
}

fn is_ours(target: &str) -> bool {
    let krate = target.split("::").next().unwrap_or_default();
    OURS.contains(&krate)
}

/// Where an event is from: words that the compiler wrote.
struct Place {
    target: String,
    line: u64,
}

impl Place {
    fn of(metadata: &Metadata<'_>) -> Self {
        Self { target: metadata.target().to_owned(), line: metadata.line().map_or(0, u64::from) }
    }
}

impl Visit for Place {
    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "log.module_path" {
            value.clone_into(&mut self.target);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "log.line" {
            self.line = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::logged;

    #[test]
    fn a_library_tells_its_place_and_no_sentence() {
        let line = line!() + 2;
        let log = logged(|| {
            tracing::warn!(target: "h2::proto", error = "a secret", "somebody sent {}", "a secret");
        });
        assert!(!log.contains("secret") && !log.contains("somebody"), "{log}");
        assert!(log.ends_with(&format!(" WARN h2::proto speaks at line {line}\n")), "{log}");
        assert_eq!(log.lines().count(), 1);
    }

    #[test]
    fn our_own_sentences_are_written() {
        for target in ["server", "cluster", "skyshard"] {
            let log = logged(|| match target {
                "server" => tracing::info!(target: "server::jobs", job = "mail", "a sentence"),
                "cluster" => tracing::info!(target: "cluster", job = "mail", "a sentence"),
                _ => tracing::info!(job = "mail", "a sentence"),
            });
            assert!(log.contains("a sentence") && log.contains("job=\"mail\""), "{target}: {log}");
        }
        let log = logged(|| tracing::info!(target: "servers", "a sentence"));
        assert!(!log.contains("a sentence"), "another crate's name begins alike: {log}");
    }

    #[test]
    fn what_comes_by_the_crate_log_tells_its_place_too() {
        let log = logged(|| {
            tracing::warn!(target: "log", { log.module_path = "sqlx::query", log.line = 7_u64 }, "a secret");
        });
        assert!(log.ends_with(" WARN sqlx::query speaks at line 7\n"), "{log}");
    }
}
