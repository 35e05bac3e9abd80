//! Calls, counted: how many of each method are at work, how each ended, and how long it took. A call that its caller gave
//! up, or whose connection broke, ends as CANCELLED, so that a stream that goes on without anybody would be seen here.
//!
//! Methods come from the descriptors and codes from gRPC: whatever strangers ask for, there are only so many numbers. What
//! is no method of ours is counted together, under no name. No number says who called. Where spans are wanted, each call has
//! one ([`spans`](crate::spans)), which ends as the call does.
use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use proto::catalogue::methods;

use crate::spans::{Span, Told};

/// gRPC's codes by their numbers.
pub const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];
/// The number of what nobody waited for.
pub const CANCELLED: usize = 1;
/// The number of an end that said nothing of itself.
pub const UNKNOWN: usize = 2;

/// The ends of the histogram's buckets, in milliseconds: from a call in memory to the deadline of a unary call.
pub const BUCKETS_MS: [u64; 12] = [1, 2, 5, 10, 25, 50, 100, 250, 1_000, 2_500, 10_000, 30_000];

/// The numbers of all methods. Clones share them.
#[derive(Clone, Debug)]
pub struct Calls(Arc<[Tally]>);

/// The numbers of one method.
#[derive(Debug, Default)]
pub struct Tally {
    at_work: AtomicU64,
    ended: [AtomicU64; CODES.len()],
    /// How many took at most so long, each bucket by itself; the last is for those that took longer.
    took: [AtomicU64; BUCKETS_MS.len() + 1],
    took_micros: AtomicU64,
}

/// A call at work; whoever drops it unfinished gave it up.
pub struct Call {
    calls: Calls,
    place: usize,
    began: Instant,
    is_over: bool,
    /// Where somebody wants to know of each call.
    span: Option<Span>,
}

impl Default for Calls {
    fn default() -> Self {
        // One more than there are methods: for what is none.
        Self((0..=methods().len()).map(|_| Tally::default()).collect())
    }
}

impl Calls {
    /// A call begins.
    pub fn begin(&self, path: &str) -> Call {
        let place = place(path);
        self.0[place].at_work.fetch_add(1, Ordering::Relaxed);
        Call { calls: self.clone(), place, began: Instant::now(), is_over: false, span: None }
    }

    /// The numbers of a method, or of what is none.
    pub fn of(&self, path: &str) -> &Tally {
        &self.0[place(path)]
    }

    /// How many calls of all methods of this method's service were given up.
    pub fn given_up_beside(&self, path: &str) -> u64 {
        let service = path.rsplit_once('/').map_or("", |(service, _)| service);
        let beside = methods()
            .iter()
            .filter(|method| method.path.rsplit_once('/').is_some_and(|(other, _)| other == service));
        beside.map(|method| self.of(&method.path).ended(CANCELLED)).sum()
    }

    /// Calls of all methods that are at work now.
    pub fn at_work(&self) -> u64 {
        self.0.iter().map(Tally::at_work).sum()
    }
}

/// Where a method's numbers stand; what is no method has the last place.
fn place(path: &str) -> usize {
    static PLACES: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
        methods().iter().enumerate().map(|(at, method)| (method.path.as_str(), at)).collect()
    });
    PLACES.get(path).copied().unwrap_or(methods().len())
}

impl Tally {
    /// Calls at work now.
    pub fn at_work(&self) -> u64 {
        self.at_work.load(Ordering::Relaxed)
    }

    /// Calls that ended, however they did.
    pub fn all(&self) -> u64 {
        self.ended.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }

    /// Calls that ended with the code of this number.
    pub fn ended(&self, code: usize) -> u64 {
        self.ended.get(code).map_or(0, |count| count.load(Ordering::Relaxed))
    }

    /// How many took at most as long as each of [`BUCKETS_MS`] and longer than the one before; then those that took longer.
    pub fn buckets(&self) -> impl Iterator<Item = u64> {
        self.took.iter().map(|count| count.load(Ordering::Relaxed))
    }

    /// How long all of them took together, in seconds.
    pub fn seconds(&self) -> f64 {
        Duration::from_micros(self.took_micros.load(Ordering::Relaxed)).as_secs_f64()
    }

    fn end(&self, code: usize, took: Duration) {
        self.ended[code].fetch_add(1, Ordering::Relaxed);
        let bucket = BUCKETS_MS.partition_point(|end| Duration::from_millis(*end) < took);
        self.took[bucket].fetch_add(1, Ordering::Relaxed);
        self.took_micros.fetch_add(took.as_micros() as u64, Ordering::Relaxed);
        self.at_work.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Call {
    /// The same call, whose end this span tells, too.
    #[must_use]
    pub fn traced(mut self, span: Option<Span>) -> Self {
        self.span = span;
        self
    }

    /// It ended with the code of this number. Only the first end counts.
    pub fn end(&mut self, code: usize) {
        if std::mem::replace(&mut self.is_over, true) {
            return;
        }
        let code = if code < CODES.len() { code } else { UNKNOWN };
        self.calls.0[self.place].end(code, self.began.elapsed());
        if let Some(span) = self.span.take() {
            span.end(Told::of_call(methods().get(self.place), code));
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.end(CANCELLED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: &str = "/skyshard.greeter.v1.Greeter/SayHello";

    #[test]
    fn a_call_ends_once_and_what_is_dropped_was_given_up() {
        let calls = Calls::default();
        let mut done = calls.begin(HELLO);
        let dropped = calls.begin(HELLO);
        assert_eq!((calls.at_work(), calls.of(HELLO).at_work()), (2, 2));
        done.end(0);
        done.end(13);
        drop((done, dropped));
        let tally = calls.of(HELLO);
        assert_eq!((tally.ended(0), tally.ended(CANCELLED), tally.ended(13), calls.at_work()), (1, 1, 0, 0));
    }

    #[test]
    fn what_was_given_up_is_summed_up_by_service() {
        let calls = Calls::default();
        for path in [HELLO, "/skyshard.greeter.v1.Greeter/SayHelloStream", "/grpc.health.v1.Health/Watch"] {
            drop(calls.begin(path));
        }
        calls.begin(HELLO).end(0);
        assert_eq!((calls.given_up_beside(HELLO), calls.given_up_beside("no path")), (2, 0));
    }

    #[test]
    fn what_is_no_method_or_no_code_has_no_number_of_its_own() {
        let calls = Calls::default();
        for path in ["/a.B/C", "/skyshard.greeter.v1.Greeter/Nothing", ""] {
            calls.begin(path).end(99);
        }
        assert_eq!(calls.of("/any/thing").ended(UNKNOWN), 3);
    }

    #[test]
    fn each_time_has_its_bucket() {
        let tally = Tally::default();
        for (micros, bucket) in [
            (0, 0),
            (1_000, 0),
            (1_001, 1),
            (30_000_000, BUCKETS_MS.len() - 1),
            (30_000_001, BUCKETS_MS.len()),
        ] {
            let before = tally.took[bucket].load(Ordering::Relaxed);
            tally.at_work.fetch_add(1, Ordering::Relaxed);
            tally.end(0, Duration::from_micros(micros));
            assert_eq!(tally.took[bucket].load(Ordering::Relaxed), before + 1, "{micros}");
        }
    }
}
