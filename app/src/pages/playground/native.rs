//! What native clients saw, recorded: Python's grpcio 1.85 called a server on the same machine as Ada, with three names
//! and 0.4 s between them. The sizes are those of the frames, head included.

use super::model::Pattern;

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The caller.
    Caller,
    /// The server.
    Server,
}

/// Something that was said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Said {
    /// Since the call began, in milliseconds.
    pub at: f64,
    /// Who said it.
    pub side: Side,
    /// Bytes of the frame; none for an end.
    pub bytes: Option<usize>,
    /// What was said.
    pub text: &'static str,
}

const fn request(at: f64, bytes: usize, text: &'static str) -> Said {
    Said { at, side: Side::Caller, bytes: Some(bytes), text }
}

const fn reply(at: f64, bytes: usize, text: &'static str) -> Said {
    Said { at, side: Side::Server, bytes: Some(bytes), text }
}

const fn end(at: f64, side: Side, text: &'static str) -> Said {
    Said { at, side, bytes: None, text }
}

const CLIENT_STREAM: [Said; 6] = [
    request(18.5, 12, "Grace"),
    request(430.5, 11, "Alan"),
    request(841.1, 12, "Linus"),
    end(841.5, Side::Caller, "end of the requests"),
    reply(
        842.0,
        99,
        "Hello, Grace, Alan and Linus! Ada says so in a client-streaming call: 3 requests, one reply.",
    ),
    end(842.0, Side::Server, "OK"),
];

const BIDIRECTIONAL: [Said; 8] = [
    request(0.9, 12, "Grace"),
    reply(1.2, 93, "Hello, Grace! Ada says so in a bidirectional call: the reply to request 1, as it came."),
    request(401.3, 11, "Alan"),
    reply(404.5, 92, "Hello, Alan! Ada says so in a bidirectional call: the reply to request 2, as it came."),
    request(812.2, 12, "Linus"),
    end(812.5, Side::Caller, "end of the requests"),
    reply(
        813.1,
        93,
        "Hello, Linus! Ada says so in a bidirectional call: the reply to request 3, as it came.",
    ),
    end(813.1, Side::Server, "OK"),
];

/// What was recorded of a pattern that no browser has.
pub const fn trace(pattern: Pattern) -> &'static [Said] {
    match pattern {
        Pattern::Unary | Pattern::ServerStream => &[],
        Pattern::ClientStream => &CLIENT_STREAM,
        Pattern::Bidirectional => &BIDIRECTIONAL,
    }
}

#[cfg(test)]
mod tests {
    use domain::greeting::{Greeted, in_turn, to_all};

    use super::*;

    fn said(pattern: Pattern, side: Side) -> Vec<&'static str> {
        let frames = trace(pattern).iter().filter(|said| said.side == side && said.bytes.is_some());
        frames.map(|said| said.text).collect()
    }

    #[test]
    fn the_server_would_say_the_same_today() {
        let names = |pattern| -> Vec<Greeted> {
            let names = said(pattern, Side::Caller).into_iter().map(Greeted::parse);
            names.map(|name| name.expect("a name")).collect()
        };
        let collected = to_all(&names(Pattern::ClientStream), "Ada");
        assert_eq!(said(Pattern::ClientStream, Side::Server), [collected]);
        let replies: Vec<String> = (1..)
            .zip(names(Pattern::Bidirectional))
            .map(|(number, name)| in_turn(&name, "Ada", number))
            .collect();
        assert_eq!(said(Pattern::Bidirectional, Side::Server), replies);
    }

    #[test]
    fn a_frame_is_five_bytes_longer_than_its_message() {
        for said in [CLIENT_STREAM.as_slice(), &BIDIRECTIONAL].into_iter().flatten() {
            let Some(bytes) = said.bytes else { continue };
            assert_eq!(bytes, 5 + 2 + said.text.len(), "{}", said.text);
        }
    }

    #[test]
    fn time_does_not_run_backwards() {
        for pattern in [Pattern::ClientStream, Pattern::Bidirectional] {
            assert!(trace(pattern).is_sorted_by(|one, next| one.at <= next.at));
        }
    }
}
