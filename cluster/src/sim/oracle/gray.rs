//! INV-V2: one slow or stalled node makes nobody wait longer than it takes to ask another one.
//!
//! Checked in worlds where nothing else is wrong; otherwise nobody could say whom a reader waited for.

use core::time::Duration;

use super::{Verdict, must};
use crate::mono::Mono;

pub(in crate::sim) const NAME: &str = "INV-V2";

/// A reader asks up to three nodes in turn, 150 ms apart; half a second remains for disks and network.
const GET_WITHIN: Duration = Duration::from_millis(1_000);

/// A writer is patient for five seconds before another node is asked.
const PUT_WITHIN: Duration = Duration::from_millis(6_500);

pub(in crate::sim) fn check_get(since: Mono, now: Mono) -> Verdict {
    check(since, now, GET_WITHIN, "read")
}

pub(in crate::sim) fn check_put(since: Mono, now: Mono) -> Verdict {
    check(since, now, PUT_WITHIN, "write")
}

fn check(since: Mono, now: Mono, within: Duration, what: &str) -> Verdict {
    must(now <= since.plus(within), || {
        format!("a {what} took {} ms beside one slow node", (now.micros() - since.micros()) / 1000)
    })
}
