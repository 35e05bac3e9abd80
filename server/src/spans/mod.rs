//! A span for each call, for a collector of OpenTelemetry (OTLP over HTTP), where the operator names one: what was called,
//! when, how long it took, how it ended, and of which trace of the caller's it is a part.
//!
//! ```text
//! http/front ─begin→ Span ─end→ queue ─→ Export ─batches→ Collector ─POST /v1/traces→ who watches
//! ```
//!
//! - [`Spans`]: where a call gets its span
//! - [`Span`]: a call that is under way; [`Told`] is what is said of its end
//! - `parent`: the trace that a caller names
//! - [`Export`]: the task that sends, and what it does while nobody takes anything
//! - `collector`: one request with one batch
//!
//! Nothing waits for the collector: what finds the queue full is lost and counted ([`Spans::counts`]). A span holds names
//! of our own parts, numbers and the request id; no path, query, address, name or message of anybody.
mod collector;
mod export;
mod parent;
mod span;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use http::HeaderMap;
use opentelemetry_proto::tonic::trace::v1::Span as Record;
use tokio::sync::mpsc;

use crate::{clock::Clock, settings::Settings};

use self::collector::Collector;

pub use export::Export;
pub use span::{Span, Told};

/// Spans that wait at most: a second of a busy server, and some 2 MiB.
const QUEUE_MAX: usize = 2_048;

/// Gives calls their spans, where somebody wants them. Clones share the queue.
#[derive(Clone, Debug, Default)]
pub struct Spans(Option<Arc<Desk>>);

/// What became of the spans so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The collector took them.
    pub sent: u64,
    /// The queue was full, the collector refused them, or the server stopped before it came back.
    pub lost: u64,
}

#[derive(Debug)]
struct Desk {
    clock: Clock,
    queue: mpsc::Sender<Record>,
    tally: Arc<Tally>,
}

/// The numbers that the desk and the task share.
#[derive(Debug, Default)]
struct Tally {
    sent: AtomicU64,
    lost: AtomicU64,
}

impl Spans {
    /// Begins to export, where a collector is set. [`Export::ended`] sends the last ones.
    pub fn start(settings: &Settings, clock: &Clock) -> (Self, Export) {
        match &settings.otlp_endpoint {
            Some(endpoint) => {
                let collector = Collector::at(endpoint, &settings.otlp_headers);
                Self::with_room(QUEUE_MAX, collector, clock)
            }
            None => (Self::default(), Export::of_nothing()),
        }
    }

    fn with_room(room: usize, collector: Collector, clock: &Clock) -> (Self, Export) {
        let (queue, waiting) = mpsc::channel(room);
        let tally = Arc::<Tally>::default();
        let export = Export::start(waiting, collector, Arc::clone(&tally));
        (Self(Some(Arc::new(Desk { clock: clock.clone(), queue, tally }))), export)
    }

    /// Whether somebody wants them.
    pub fn are_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// A call begins that came with these headers; none where nobody wants to know, or where its caller, who records the
    /// trace, leaves this one out.
    pub fn begin(&self, headers: &HeaderMap, request_id: impl fmt::Display) -> Option<Span> {
        let desk = self.0.as_ref()?;
        Span::begin(desk, parent::of(headers), request_id)
    }

    /// What became of them.
    pub fn counts(&self) -> Counts {
        self.0.as_ref().map(|desk| desk.tally.counts()).unwrap_or_default()
    }
}

impl Desk {
    fn hand_in(&self, record: Record) {
        if self.queue.try_send(record).is_err() {
            self.tally.lose(1);
        }
    }
}

impl Tally {
    fn counts(&self) -> Counts {
        Counts { sent: self.sent.load(Ordering::Relaxed), lost: self.lost.load(Ordering::Relaxed) }
    }

    fn lose(&self, spans: u64) {
        self.lost.fetch_add(spans, Ordering::Relaxed);
    }

    fn send(&self, spans: u64) {
        self.sent.fetch_add(spans, Ordering::Relaxed);
    }
}
