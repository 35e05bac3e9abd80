//! One call as the lens lists it, from its request to its end.

use client::{
    Told,
    watch::{Sent, Sight},
};

use super::request::{Said, Shapes};
use crate::{
    call::{Command, State, Step, grpcurl, steps},
    figures,
};

/// Names the request in the server's log.
const REQUEST_ID: &str = "x-request-id";
/// Metadata with a token in it. A browser keeps its own in cookies, which no script sees.
const SECRET_METADATA: [&str; 2] = ["authorization", "cookie"];

/// What is known of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// `package.Service/Method`.
    pub name: String,
    /// "unary".
    pub pattern: &'static str,
    /// How it stands.
    pub state: State,
    /// When it was sent, in Unix seconds.
    pub at: i64,
    /// How long it has lasted, in milliseconds.
    pub took: f64,
    /// Bytes sent, in frames of messages.
    pub sent: u64,
    /// Bytes of a file among them, which followed the message.
    pub beside: u64,
    /// Bytes that came, in frames of messages.
    pub received: u64,
    /// Messages that came.
    pub messages: usize,
    /// What was asked.
    pub said: Said,
    /// The metadata that this page sent.
    pub metadata: Vec<(String, String)>,
    /// What stood before the messages that came.
    pub told: Told,
    /// What stood behind them.
    pub trailers: Vec<(String, String)>,
    began: f64,
}

impl Entry {
    /// A call that is sent, at this time in Unix seconds and by this clock in milliseconds.
    pub fn begun(sent: &Sent, shapes: &Shapes, at: i64, now: f64) -> Self {
        let method = shapes.method(&sent.path);
        Self {
            name: sent.path.trim_start_matches('/').to_owned(),
            pattern: method.as_ref().map_or("unknown", |method| method.pattern()),
            state: State::UnderWay,
            at,
            took: 0.0,
            sent: sent.bytes(),
            beside: sent.bytes_beside,
            received: 0,
            messages: 0,
            said: method.map_or(Said::Unknown, |method| method.said(sent)),
            metadata: sent.metadata.iter().map(without_token).collect(),
            told: Told::default(),
            trailers: Vec::new(),
            began: now,
        }
    }

    /// It goes on.
    pub fn see(&mut self, sight: Sight, now: f64) {
        self.took = now - self.began;
        match sight {
            // Its beginning is the entry itself.
            Sight::Sent(_) => {}
            Sight::Answered(told) => self.told = told,
            Sight::Message(bytes) => {
                self.messages += 1;
                self.received += bytes as u64;
            }
            Sight::Ended(told) => {
                self.trailers = told.metadata;
                self.state = State::Done;
            }
            Sight::Refused(refusal) => {
                self.trailers.clone_from(&refusal.told.metadata);
                self.state = refusal.into();
            }
            Sight::GivenUp => self.state = State::GivenUp,
        }
    }

    /// Service and method without the package: `DriveService/RenameEntry`.
    pub fn short_name(&self) -> &str {
        let service = self.name.find('/').unwrap_or(self.name.len());
        self.name[..service].rfind('.').map_or(&self.name, |dot| &self.name[dot + 1..])
    }

    /// Names the request in the server's log; empty until the server has answered.
    pub fn request_id(&self) -> &str {
        let told = self.told.metadata.iter().find(|(name, _)| name == REQUEST_ID);
        told.map_or("", |(_, value)| value)
    }

    /// `10 B → 81 B`.
    pub fn bytes(&self) -> String {
        let text = |bytes: u64| figures::bytes(i64::try_from(bytes).unwrap_or(i64::MAX));
        format!("{} → {}", text(self.sent), text(self.received))
    }

    /// `1.2 ms`; nothing while it lasts.
    pub fn time(&self) -> String {
        match self.state {
            State::Idle | State::UnderWay => String::new(),
            State::Done | State::GivenUp | State::Refused { .. } => format!("{:.1}\u{a0}ms", self.took),
        }
    }

    /// How it went through the layers of the server; empty until the server has told.
    pub fn steps(&self) -> Vec<(String, Step)> {
        // What broke off behind a message had passed them all.
        let was_refused = matches!(self.state, State::Refused { .. }) && self.messages == 0;
        self.told.layers.as_ref().map(|layers| steps(layers, was_refused)).unwrap_or_default()
    }

    /// The line that repeats it at a terminal, where there is one.
    pub fn command(&self, origin: &str) -> Option<Command> {
        let Said::Messages(messages) = &self.said else { return None };
        (self.beside == 0).then(|| grpcurl(messages, origin, &self.name))
    }

    /// What to know about the line, or why there is none.
    pub fn note(&self) -> &'static str {
        match &self.said {
            Said::Unknown => "This page does not know the call, so it cannot write its request down.",
            Said::Long => "The request is longer than the lens reads, so there is no line that repeats it.",
            Said::Messages(_) if self.beside > 0 => {
                "The bytes of a file followed the message and never entered this page, so there is no line that \
                 repeats the call. skyshard put stores a file at a terminal."
            }
            Said::Messages(messages) if messages.iter().any(|message| message.contains("\"<")) => {
                "Passwords, codes and the like are not kept here: write them in the place of <…>. SKYSHARD_TOKEN \
                 stands for your token."
            }
            Said::Messages(_) => {
                "SKYSHARD_TOKEN stands for the token of a session at a terminal: this page cannot read its own."
            }
        }
    }

    /// As it is read aloud when it has ended: "RenameEntry: OK".
    pub fn spoken(&self) -> Option<String> {
        let method = self.name.split_once('/').map_or(self.name.as_str(), |(_, method)| method);
        let is_over = !matches!(self.state, State::Idle | State::UnderWay);
        is_over.then(|| format!("{method}: {}", self.state.words()))
    }
}

/// A token is named and never shown.
fn without_token((name, value): &(String, String)) -> (String, String) {
    let shown = match name.as_str() {
        "authorization" => "Bearer …",
        name if SECRET_METADATA.contains(&name) => "…",
        _ => value,
    };
    (name.clone(), shown.to_owned())
}

#[cfg(test)]
mod tests {
    use client::{ClientError, Kind, Layers, Refusal};

    use super::*;

    const RENAME: &str = "/skyshard.storage.v1.DriveService/RenameEntry";

    fn sent(path: &str, message: &[u8], bytes_beside: u64) -> Sent {
        let metadata = vec![("authorization".to_owned(), "Bearer violet".to_owned())];
        let length = u32::try_from(message.len()).expect("a short message").to_be_bytes();
        let frames = [&[0], &length[..], message].concat().into();
        Sent { path: path.to_owned(), metadata, frames, bytes_beside }
    }

    fn entry(path: &str, message: &[u8], bytes_beside: u64) -> Entry {
        Entry::begun(&sent(path, message, bytes_beside), &Shapes::read(), 1_800_000_000, 100.0)
    }

    fn answered(reached: usize) -> Sight {
        let names = ["guard", "session", "use case"].map(str::to_owned).to_vec();
        let metadata = vec![(REQUEST_ID.to_owned(), "7f3a".to_owned())];
        Sight::Answered(Told { layers: Some(Layers { names, reached }), metadata, ..Told::default() })
    }

    fn refused(reason: &str) -> Sight {
        let error = ClientError {
            kind: Kind::AlreadyExists,
            reason: reason.to_owned(),
            message: "The name is taken.".to_owned(),
            fields: Vec::new(),
            metadata: Box::default(),
            request_id: "7f3a".to_owned(),
        };
        Sight::Refused(Refusal { error, code: "ALREADY_EXISTS".to_owned(), told: Told::default() })
    }

    #[test]
    fn a_call_that_went_well_says_what_it_cost_and_how_it_is_repeated() {
        let mut call = entry(RENAME, b"\x0a\x027f\x12\x01b", 0);
        assert_eq!((call.short_name(), call.pattern), ("DriveService/RenameEntry", "unary"));
        assert_eq!((call.time().as_str(), call.spoken()), ("", None));
        for (sight, now) in
            [(answered(3), 105.0), (Sight::Message(20), 106.0), (Sight::Ended(Told::default()), 107.5)]
        {
            call.see(sight, now);
        }
        assert_eq!((call.time().as_str(), call.bytes().as_str()), ("7.5\u{a0}ms", "12\u{a0}B → 20\u{a0}B"));
        assert_eq!((call.request_id(), call.messages), ("7f3a", 1));
        assert_eq!(call.spoken().as_deref(), Some("RenameEntry: OK"));
        assert!(call.steps().iter().all(|(_, step)| *step == Step::Passed));
        let line = call.command("http://localhost:8080").expect("a line").text;
        assert!(line.contains(r#"-d '{"id": "7f", "name": "b"}'"#), "{line}");
        assert!(line.ends_with("localhost:8080 skyshard.storage.v1.DriveService/RenameEntry"), "{line}");
    }

    #[test]
    fn a_refused_call_says_why_and_where() {
        let mut call = entry(RENAME, b"", 0);
        call.see(answered(3), 105.0);
        call.see(refused("NAME_TAKEN"), 106.0);
        assert_eq!(call.state.words(), "ALREADY_EXISTS · NAME_TAKEN");
        assert_eq!(call.steps().last().map(|(_, step)| *step), Some(Step::Refused));
    }

    #[test]
    fn what_broke_off_behind_a_message_had_passed_the_layers() {
        let mut call = entry("/skyshard.greeter.v1.Greeter/SayHelloStream", b"", 0);
        for sight in [answered(3), Sight::Message(9), refused("")] {
            call.see(sight, 105.0);
        }
        assert!(call.steps().iter().all(|(_, step)| *step == Step::Passed));
    }

    #[test]
    fn no_token_and_no_password_is_kept() {
        let login = entry("/skyshard.storage.v1.CloudStorageService/Login", b"\x0a\x03ada\x12\x06violet", 0);
        assert!(!format!("{login:?}").contains("violet"), "{login:?}");
        let line = login.command("http://localhost:8080").expect("a line").text;
        assert!(line.contains(r#"{"username": "ada", "password": "<password>"}"#), "{line}");
        assert!(login.note().contains("in the place of <…>"));
        assert_eq!(login.metadata, [("authorization".to_owned(), "Bearer …".to_owned())]);
    }

    #[test]
    fn what_cannot_be_repeated_says_why() {
        let upload = entry("/skyshard.storage.v1.UploadService/CreateUpload", b"", 300);
        assert_eq!((upload.command(""), upload.sent), (None, 305));
        assert!(upload.note().contains("skyshard put"));
        let long = entry(RENAME, &[0; 17_000], 0);
        assert_eq!((long.command(""), &long.said), (None, &Said::Long));
        assert_eq!(entry("/a.v1.B/C", b"", 0).said, Said::Unknown);
    }
}
