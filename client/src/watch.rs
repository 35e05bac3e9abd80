//! Every call of this page as it happens, told to whoever watches.
//!
//! Only the browser's wire tells. While nobody watches, a call costs one look at a cell and nothing of it is kept. What
//! reads answers for the watcher hangs behind a trait object that [`watch`] alone makes: it comes with the code of whoever
//! watches, and the page is not larger for it.
#![cfg_attr(
    not(any(test, target_family = "wasm")),
    expect(dead_code, reason = "the native wire tells nobody")
)]

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use tonic::{Status, metadata::MetadataMap};

use crate::{
    Refusal, Told,
    error::code_name,
    told::texts,
    transport::frame::{HEAD_BYTES, TRAILER_FLAG, each_frame},
};

/// What happens in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// It is sent.
    Sent(Sent),
    /// The server answers: this stands before the messages.
    Answered(Told),
    /// A message came, in a frame of so many bytes.
    Message(usize),
    /// It ended well, with this behind the messages.
    Ended(Told),
    /// It was refused, or broke off.
    Refused(Refusal),
    /// This side gave it up.
    GivenUp,
}

/// What a call sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// As the wire has it: `/package.Service/Method`.
    pub path: String,
    /// The metadata that this side adds. The browser adds its own, and the cookies.
    pub metadata: Vec<(String, String)>,
    /// The messages in their frames. They may hold a password.
    pub frames: Bytes,
    /// Bytes of a file that follow the messages and never enter the page.
    pub bytes_beside: u64,
}

impl Sent {
    /// The messages, one by one.
    pub fn messages(&self) -> impl Iterator<Item = &[u8]> {
        each_frame(&self.frames).map(|frame| &frame[HEAD_BYTES..])
    }

    /// All bytes of the messages with their frames, and of what follows them.
    pub fn bytes(&self) -> u64 {
        self.bytes_beside + self.frames.len() as u64
    }
}

/// Is told of every call that begins.
pub(crate) trait Watcher {
    fn sent(&self, path: &str, headers: &HeaderMap, frames: Bytes, bytes_beside: u64) -> Box<dyn Watched>;
}

/// Is told how one call goes on. Dropped before its end, the call was given up.
pub(crate) trait Watched {
    /// The head of the answer is there.
    fn answered(&mut self, headers: &HeaderMap);
    /// Whole frames came.
    fn arrived(&mut self, frames: &[u8]);
    /// The call failed on this side of the server.
    fn failed(&mut self, status: &Status);
}

thread_local! {
    static WATCHER: RefCell<Option<Rc<dyn Watcher>>> = const { RefCell::new(None) };
    /// How many calls were told of.
    static CALLS: Cell<u64> = const { Cell::new(0) };
}

/// Whoever watches now.
pub(crate) fn watcher() -> Option<Rc<dyn Watcher>> {
    WATCHER.with_borrow(Clone::clone)
}

/// Watches until it is dropped; calls that began before then are still told of to their end.
#[derive(Debug)]
#[must_use = "dropped, it watches no more"]
pub struct Watching(());

impl Drop for Watching {
    fn drop(&mut self) {
        WATCHER.set(None);
    }
}

/// Tells of every call that begins from now on, by a number that no other call has, in the place of who watched before.
pub fn watch(tell: impl Fn(u64, Sight) + 'static) -> Watching {
    WATCHER.set(Some(Rc::new(Teller { tell: Rc::new(tell) })));
    Watching(())
}

type Tell = Rc<dyn Fn(u64, Sight)>;

struct Teller {
    tell: Tell,
}

impl Watcher for Teller {
    fn sent(&self, path: &str, headers: &HeaderMap, frames: Bytes, bytes_beside: u64) -> Box<dyn Watched> {
        let call = CALLS.get() + 1;
        CALLS.set(call);
        let sent = Sent { path: path.to_owned(), metadata: texts(headers), frames, bytes_beside };
        (self.tell)(call, Sight::Sent(sent));
        Box::new(Follower { call, tell: Rc::clone(&self.tell), is_over: false })
    }
}

/// Reads the answer to one call.
struct Follower {
    call: u64,
    tell: Tell,
    is_over: bool,
}

impl Follower {
    fn tell(&self, sight: Sight) {
        (self.tell)(self.call, sight);
    }

    /// The call is over, unless it was before.
    fn end(&mut self, status: Status) {
        if std::mem::replace(&mut self.is_over, true) {
            return;
        }
        self.tell(match code_name(&status).as_str() {
            "OK" => Sight::Ended(Told::of(status.metadata())),
            _ => Sight::Refused(Refusal::from(status)),
        });
    }
}

impl Watched for Follower {
    fn answered(&mut self, headers: &HeaderMap) {
        self.tell(Sight::Answered(Told::of(&MetadataMap::from_headers(headers.clone()))));
        // An answer without a message has its status in its head.
        if let Some(status) = Status::from_header_map(headers) {
            self.end(status);
        }
    }

    fn arrived(&mut self, frames: &[u8]) {
        for frame in each_frame(frames) {
            let (head, message) = frame.split_at(HEAD_BYTES);
            if head[0] & TRAILER_FLAG == 0 {
                self.tell(Sight::Message(frame.len()));
            } else if let Some(status) = Status::from_header_map(&trailers(message)) {
                self.end(status);
            }
        }
    }

    fn failed(&mut self, status: &Status) {
        self.end(status.clone());
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        if !self.is_over {
            self.tell(Sight::GivenUp);
        }
    }
}

/// The trailers of gRPC-Web: a line each, as in HTTP/1.
fn trailers(text: &[u8]) -> HeaderMap {
    let lines = String::from_utf8_lossy(text);
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((HeaderName::try_from(name.trim()).ok()?, HeaderValue::try_from(value.trim()).ok()?))
    };
    lines.lines().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &[u8] = b"\x00\x00\x00\x00\x05\x0a\x03Ada";
    const WELL: &[u8] = b"\x80\x00\x00\x00\x0fgrpc-status:0\r\n";

    /// What is told of a call that goes like this.
    fn told(go: impl FnOnce(&mut dyn Watched)) -> Vec<Sight> {
        let sights = Rc::new(RefCell::new(Vec::new()));
        let told = Rc::clone(&sights);
        let next = CALLS.get() + 1;
        let watching = watch(move |call, sight| {
            assert_eq!(call, next);
            told.borrow_mut().push(sight);
        });
        let headers = [("x-layers", "1")].map(header).into_iter().collect();
        let begun = watcher()
            .map(|watcher| watcher.sent("/a.Greeter/SayHello", &headers, Bytes::from_static(HELLO), 7));
        let mut watched = begun.expect("somebody watches");
        go(watched.as_mut());
        drop((watched, watching));
        sights.take()
    }

    fn header((name, value): (&'static str, &'static str)) -> (HeaderName, HeaderValue) {
        (HeaderName::from_static(name), HeaderValue::from_static(value))
    }

    #[test]
    fn nobody_watches_until_somebody_does_and_no_longer() {
        assert!(watcher().is_none());
        let watching = watch(|_, _| {});
        assert!(watcher().is_some());
        drop(watching);
        assert!(watcher().is_none());
    }

    #[test]
    fn a_call_is_told_from_its_request_to_its_trailers() {
        let sights = told(|call| {
            call.answered(&[("x-request-id", "abc")].map(header).into_iter().collect());
            call.arrived(&[HELLO, HELLO, WELL].concat());
        });
        let [
            Sight::Sent(sent),
            Sight::Answered(before),
            Sight::Message(10),
            Sight::Message(10),
            Sight::Ended(_),
        ] = &sights[..]
        else {
            panic!("{sights:?}")
        };
        assert_eq!(sent.messages().collect::<Vec<_>>(), [b"\x0a\x03Ada"]);
        assert_eq!((sent.path.as_str(), sent.bytes()), ("/a.Greeter/SayHello", 17));
        assert_eq!(sent.metadata, [("x-layers".to_owned(), "1".to_owned())]);
        assert_eq!(before.metadata, [("x-request-id".to_owned(), "abc".to_owned())]);
    }

    #[test]
    fn a_refusal_is_told_whether_it_stands_before_or_behind_the_messages() {
        let head = told(|call| {
            let refused = [("grpc-status", "16"), ("grpc-message", "Sign%20in.")];
            call.answered(&refused.map(header).into_iter().collect());
        });
        let Some(Sight::Refused(refusal)) = head.last() else { panic!("{head:?}") };
        assert_eq!((refusal.code.as_str(), refusal.error.message.as_str()), ("UNAUTHENTICATED", "Sign in."));

        let trailer = b"\x80\x00\x00\x00\x10grpc-status: 5\r\n";
        let behind = told(|call| call.arrived(&[HELLO, trailer].concat()));
        let [_, Sight::Message(10), Sight::Refused(refusal)] = &behind[..] else { panic!("{behind:?}") };
        assert_eq!(refusal.code, "NOT_FOUND");
    }

    #[test]
    fn what_is_dropped_before_its_end_was_given_up_and_what_is_lost_was_not() {
        assert_eq!(told(|call| call.arrived(HELLO)).last(), Some(&Sight::GivenUp));
        let lost = told(|call| call.failed(&Status::unavailable("The connection was lost.")));
        let Some(Sight::Refused(refusal)) = lost.last() else { panic!("{lost:?}") };
        assert_eq!(refusal.code, "UNAVAILABLE");
    }
}
