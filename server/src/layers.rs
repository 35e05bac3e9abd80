//! The layers of the front desk by name, and how far a call came. `http/front.rs` tells what each does; who asks for it in
//! `x-layers` is told the list with the answer, so that nobody draws it from memory.
//!
//! A call comes into one layer after the other, so one number says it all: where it was refused is the last layer that it
//! came into. Only what is asked is written down.
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use http::{Extensions, HeaderName, HeaderValue};

/// Asked for with `1`; answered with the number of the last layer that the call came into, counted from 1, and the names
/// of all: `8; connection, peer, …`.
pub const LAYERS: HeaderName = HeaderName::from_static("x-layers");
/// How many calls of the Greeter were given up since the server started. Told with its layers to whoever has a session.
pub const GIVEN_UP: HeaderName = HeaderName::from_static("x-given-up");

/// One of the layers, in the order in which a call comes into them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// TLS, or plain text where that is allowed.
    Connection,
    /// Device, presence and network of the peer.
    Peer,
    /// Request id, span of the log, count.
    Request,
    /// Host, origin, which credentials count.
    Guard,
    /// A place at work, deadline, silence.
    Limits,
    /// gRPC-Web to gRPC, service and method, largest message.
    Service,
    /// Token, session, policy.
    Session,
    /// The tries that are counted, and the use case itself.
    UseCase,
}

impl Layer {
    /// All of them, in their order.
    pub const ALL: [Self; 8] = [
        Self::Connection,
        Self::Peer,
        Self::Request,
        Self::Guard,
        Self::Limits,
        Self::Service,
        Self::Session,
        Self::UseCase,
    ];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Peer => "peer",
            Self::Request => "request",
            Self::Guard => "guard",
            Self::Limits => "limits",
            Self::Service => "service",
            Self::Session => "session",
            Self::UseCase => "use case",
        }
    }

    /// Its place in the list, counted from 1.
    const fn number(self) -> usize {
        self as usize + 1
    }
}

/// How far a call came. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Reached(Arc<AtomicUsize>);

impl Reached {
    /// The call comes into this layer.
    pub fn enter(&self, layer: Layer) {
        self.0.fetch_max(layer.number(), Ordering::Relaxed);
    }

    /// Whether the call came into this layer.
    pub fn has_entered(&self, layer: Layer) -> bool {
        self.0.load(Ordering::Relaxed) >= layer.number()
    }

    /// What the answer says.
    pub fn told(&self) -> HeaderValue {
        let names = Layer::ALL.map(Layer::name).join(", ");
        let text = format!("{}; {names}", self.0.load(Ordering::Relaxed));
        HeaderValue::try_from(text).expect("names in ASCII are a header value")
    }
}

/// Notes that a call comes into this layer, where its caller wants to know.
pub fn enter(request: &Extensions, layer: Layer) {
    if let Some(reached) = request.get::<Reached>() {
        reached.enter(layer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_the_order_of_the_numbers() {
        let numbers = Layer::ALL.map(Layer::number);
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn the_table_of_the_front_desk_names_the_same_layers() {
        let table = include_str!("http/front.rs").lines().filter_map(|line| line.strip_prefix("//! | "));
        let mut told: Vec<&str> = table.filter_map(|row| row.split('`').nth(1)).collect();
        told.dedup();
        assert_eq!(told, Layer::ALL.map(Layer::name));
    }

    #[test]
    fn a_call_does_not_come_back_out_of_a_layer() {
        let reached = Reached::default();
        reached.enter(Layer::Session);
        reached.enter(Layer::Guard);
        assert!(reached.has_entered(Layer::Session) && !reached.has_entered(Layer::UseCase));
        assert!(reached.told().to_str().expect("ASCII").starts_with("7; connection, peer, "));
    }
}
