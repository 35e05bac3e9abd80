//! The patterns, and what is known of a call while it lasts and after.

use client::{Greeting, Refusal, Told};

use crate::{
    address,
    call::{State, Step, steps},
};

/// The four patterns of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// One request, one reply.
    Unary,
    /// One request, many replies.
    ServerStream,
    /// Many requests, one reply.
    ClientStream,
    /// Many and many.
    Bidirectional,
}

impl Pattern {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unary, Self::ServerStream, Self::ClientStream, Self::Bidirectional];

    /// The one with this word; whatever is no word is the first.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|pattern| pattern.word() == word).unwrap_or(Self::Unary)
    }

    /// Its word in addresses and in `skyshard hello --pattern`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unary => "unary",
            Self::ServerStream => "stream",
            Self::ClientStream => "collect",
            Self::Bidirectional => "chat",
        }
    }

    /// As people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unary => "Unary",
            Self::ServerStream => "Server streaming",
            Self::ClientStream => "Client streaming",
            Self::Bidirectional => "Bidirectional",
        }
    }

    /// The greeter's method of this pattern.
    pub const fn method(self) -> &'static str {
        match self {
            Self::Unary => "SayHello",
            Self::ServerStream => "SayHelloStream",
            Self::ClientStream => "SayHelloClientStream",
            Self::Bidirectional => "SayHelloBidirectional",
        }
    }

    /// What happens in it.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Unary => "One request, one reply.",
            Self::ServerStream => "One request, ten replies, two a second.",
            Self::ClientStream => "Up to 100 requests, and one reply to all of them.",
            Self::Bidirectional => "A reply to each request as it comes, while both sides go on.",
        }
    }

    /// Why a browser cannot, where it cannot.
    pub const fn hindrance(self) -> Option<&'static str> {
        match self {
            Self::Unary | Self::ServerStream => None,
            Self::ClientStream => Some(
                "A browser sends a request as a whole: fetch has no body that goes on while the call lasts in every \
                 browser, so a stream of requests needs a native client.",
            ),
            Self::Bidirectional => Some(
                "A browser hears nothing before its request has ended, so the two sides cannot talk in turns: that needs \
                 a native client.",
            ),
        }
    }

    /// The page with this pattern.
    pub fn address(self) -> String {
        format!("{}?pattern={}", address::PLAYGROUND, self.word())
    }
}

/// A reply with its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Since the call began, in milliseconds.
    pub at: f64,
    /// What came.
    pub greeting: Greeting,
}

/// Everything that a call showed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// How it stands.
    pub state: State,
    /// The request's frame, in bytes.
    pub sent: usize,
    /// The replies, oldest first.
    pub frames: Vec<Frame>,
    /// What stood before and beside the replies.
    pub told: Told,
    /// What stood behind them.
    pub trailers: Vec<(String, String)>,
    /// How long it lasted, in milliseconds.
    pub took: f64,
}

impl Record {
    /// A call that begins.
    pub fn began(sent: usize) -> Self {
        Self { state: State::UnderWay, sent, ..Self::default() }
    }

    /// The replies' frames, in bytes.
    pub fn received(&self) -> usize {
        self.frames.iter().map(|frame| frame.greeting.bytes).sum()
    }

    /// It was refused, or broke off.
    pub fn refused(&mut self, refusal: Refusal) {
        let told = refusal.told.clone();
        self.state = refusal.into();
        // What breaks off in the middle has told its layers before.
        if self.frames.is_empty() {
            self.told = told;
        } else {
            self.trailers = told.metadata;
        }
    }

    /// How the call went through the layers of the server; empty until it has told.
    pub fn steps(&self) -> Vec<(String, Step)> {
        let was_refused = matches!(self.state, State::Refused { .. }) && self.frames.is_empty();
        self.told.layers.as_ref().map(|layers| steps(layers, was_refused)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use client::Layers;

    use super::*;

    fn layers(reached: usize) -> Option<Layers> {
        Some(Layers { names: ["guard", "session", "use case"].map(str::to_owned).to_vec(), reached })
    }

    fn record(state: State, reached: usize) -> Vec<Step> {
        let told = Told { layers: layers(reached), ..Told::default() };
        Record { state, told, ..Record::default() }.steps().into_iter().map(|(_, step)| step).collect()
    }

    #[test]
    fn each_pattern_has_its_word() {
        for pattern in Pattern::ALL {
            assert_eq!(Pattern::of(pattern.word()), pattern);
        }
        assert_eq!(Pattern::of("anything"), Pattern::Unary);
        assert_eq!(Pattern::ClientStream.address(), "/playground?pattern=collect");
    }

    #[test]
    fn the_last_layer_of_a_refused_call_refused_it() {
        let refused = State::Refused {
            code: "UNAUTHENTICATED".to_owned(),
            reason: "TOKEN_INVALID".to_owned(),
            sentence: String::new(),
            request_id: String::new(),
        };
        assert_eq!(refused.words(), "UNAUTHENTICATED · TOKEN_INVALID");
        assert_eq!(record(refused, 2), [Step::Passed, Step::Refused, Step::Unseen]);
        assert_eq!(record(State::Done, 3), [Step::Passed; 3]);
        assert_eq!(record(State::GivenUp, 3), [Step::Passed; 3]);
    }

    #[test]
    fn nothing_is_lit_that_the_server_did_not_tell() {
        assert!(Record::began(10).steps().is_empty());
    }
}
