//! What the page tells people: short notices in one corner, and the one conversion of errors into them.

use std::time::Duration;

use client::{ClientError, Kind};
use leptos::prelude::*;

/// What a notice means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something worked.
    Good,
    /// Something to know.
    Info,
    /// Something to look at.
    Warning,
    /// Something failed.
    Danger,
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it means.
    pub tone: Tone,
    /// What happened, in one sentence.
    pub title: String,
    /// What is safe, and what to do; may be empty.
    pub advice: String,
    /// Exact words of the server, code and request, for those who ask; may be empty.
    pub details: String,
}

impl Notice {
    /// A notice of one sentence.
    pub fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self { tone, title: title.into(), advice: String::new(), details: String::new() }
    }

    /// The same notice with advice.
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }
}

impl From<&ClientError> for Notice {
    fn from(error: &ClientError) -> Self {
        let (tone, title, advice) = match error.kind {
            Kind::Unavailable | Kind::Timeout => (
                Tone::Warning,
                "The server cannot be reached.".to_owned(),
                "What was stored is safe. Check the connection and try again.",
            ),
            Kind::Unauthenticated => {
                (Tone::Info, "You are signed out.".to_owned(), "Sign in to go on; your files are safe.")
            }
            Kind::Internal | Kind::DataLoss => (
                Tone::Danger,
                "Something went wrong on the server.".to_owned(),
                "Nothing was changed by this. Try again, or report the request below.",
            ),
            Kind::Cancelled => (Tone::Info, "Cancelled.".to_owned(), ""),
            Kind::Unimplemented => (Tone::Warning, "This server does not offer that.".to_owned(), ""),
            Kind::Conflict => (Tone::Warning, sentence(error), "Try again."),
            Kind::Forbidden
            | Kind::Invalid
            | Kind::Precondition
            | Kind::NotFound
            | Kind::AlreadyExists
            | Kind::Exhausted => (Tone::Danger, sentence(error), ""),
        };
        Self { tone, title, advice: advice.to_owned(), details: details(error) }
    }
}

/// What the server wrote for people, or that it wrote nothing.
fn sentence(error: &ClientError) -> String {
    if error.message.is_empty() { "The server refused this.".to_owned() } else { error.message.clone() }
}

/// Reason, words and request, for a report.
fn details(error: &ClientError) -> String {
    let parts = [error.reason.as_str(), error.message.as_str(), error.request_id.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What undoes a change, offered beside its notice.
pub type Undo = UnsyncCallback<()>;

/// A notice on show.
#[derive(Clone)]
pub struct Shown {
    /// Tells notices apart.
    pub key: u64,
    /// What it says.
    pub notice: Notice,
    /// Takes the change back.
    pub undo: Option<StoredValue<Undo, LocalStorage>>,
}

/// The notices on show, oldest first.
#[derive(Clone, Copy)]
pub struct Notices {
    shown: RwSignal<Vec<Shown>>,
    next_key: StoredValue<u64>,
}

/// How long a notice stays; long enough for an undo.
pub const NOTICE_LIFE: Duration = Duration::from_secs(10);

/// Puts the notices into the context.
pub fn provide() {
    provide_context(Notices { shown: RwSignal::default(), next_key: StoredValue::new(0) });
}

/// The notices, from any page.
pub fn use_notices() -> Notices {
    expect_context()
}

impl Notices {
    /// Shows a notice for ten seconds.
    pub fn show(self, notice: Notice) {
        self.push(notice, None);
    }

    /// Shows what went wrong.
    pub fn report(self, error: &ClientError) {
        self.show(Notice::from(error));
    }

    /// Shows a notice with an undo.
    pub fn show_with_undo(self, notice: Notice, undo: impl Fn() + 'static) {
        let undo = UnsyncCallback::new(move |()| undo());
        self.push(notice, Some(StoredValue::new_local(undo)));
    }

    /// Takes a notice away.
    pub fn dismiss(self, key: u64) {
        self.shown.update(|shown| shown.retain(|each| each.key != key));
    }

    /// What is on show; reactive.
    pub fn shown(self) -> Vec<Shown> {
        self.shown.get()
    }

    fn push(self, notice: Notice, undo: Option<StoredValue<Undo, LocalStorage>>) {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        self.shown.update(|shown| {
            // Who hears the same twice needs to read it once.
            shown.retain(|each| each.notice != notice || each.undo.is_some());
            shown.push(Shown { key, notice, undo });
        });
        set_timeout(move || self.dismiss(key), NOTICE_LIFE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: Kind, message: &str) -> ClientError {
        ClientError {
            kind,
            reason: "SOME_REASON".to_owned(),
            message: message.to_owned(),
            fields: Vec::new(),
            metadata: Default::default(),
            request_id: "r-1".to_owned(),
        }
    }

    #[test]
    fn a_refusal_keeps_the_words_of_the_server() {
        let notice = Notice::from(&error(Kind::Exhausted, "No room."));
        assert_eq!((notice.title.as_str(), notice.tone), ("No room.", Tone::Danger));
        assert_eq!(notice.details, "SOME_REASON · No room. · r-1");
    }

    #[test]
    fn an_internal_fault_is_not_quoted_in_the_title() {
        let notice = Notice::from(&error(Kind::Internal, "column x does not exist"));
        assert_eq!(notice.title, "Something went wrong on the server.");
    }
}
