//! Whether somebody is at the page. Only what a person does keeps a session from being idle; a page that is left open
//! asks by itself all day, for lessons, files that settle, the state of nodes. So the browser's calls say `x-away` once
//! nobody has touched the page for a minute, and the server does not count them as uses.
//!
//! The other way round, somebody may read and turn pages for an hour without a call: [`note`] then asks for one.
use std::sync::atomic::{AtomicU64, Ordering};

/// In which a call says that nobody is there.
#[cfg(any(test, target_family = "wasm"))]
pub(crate) const AWAY: &str = "x-away";
/// What the page does within this time was asked for by whoever touched it, in milliseconds.
#[cfg(any(test, target_family = "wasm"))]
const THERE: u64 = 60_000;
/// How often whoever touches the page is told to the server, in milliseconds: far sooner than a session is idle.
const TOLD: u64 = 5 * 60_000;

/// When somebody was there last, and when the server was told last, in milliseconds of the page's clock.
struct Presence {
    acted: AtomicU64,
    told: AtomicU64,
}

static PAGE: Presence = Presence::new();

/// Somebody touched the page, or what was begun here goes on. Answers whether it is time for a call that says so.
pub fn note(now_millis: f64) -> bool {
    PAGE.note(whole(now_millis))
}

/// Whether nobody has been there lately.
#[cfg(target_family = "wasm")]
pub(crate) fn is_away(now_millis: f64) -> bool {
    PAGE.is_away(whole(now_millis))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a clock after 1970")]
fn whole(millis: f64) -> u64 {
    millis as u64
}

impl Presence {
    const fn new() -> Self {
        Self { acted: AtomicU64::new(0), told: AtomicU64::new(0) }
    }

    fn note(&self, now: u64) -> bool {
        self.acted.store(now, Ordering::Relaxed);
        let is_time = now.saturating_sub(self.told.load(Ordering::Relaxed)) >= TOLD;
        if is_time {
            self.told.store(now, Ordering::Relaxed);
        }
        is_time
    }

    #[cfg(any(test, target_family = "wasm"))]
    fn is_away(&self, now: u64) -> bool {
        now.saturating_sub(self.acted.load(Ordering::Relaxed)) >= THERE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u64 = 1_800_000_000_000;

    #[test]
    fn a_page_that_nobody_touches_is_left_after_a_minute() {
        let page = Presence::new();
        page.note(START);
        assert!(!page.is_away(START + THERE - 1));
        assert!(page.is_away(START + THERE));
        page.note(START + 2 * THERE);
        assert!(!page.is_away(START + 2 * THERE), "somebody is back");
        assert_eq!(AWAY, "x-away");
    }

    #[test]
    fn whoever_is_there_is_told_every_five_minutes() {
        let page = Presence::new();
        let told: Vec<u64> = (0..=20).filter(|minute| page.note(START + minute * 60_000)).collect();
        assert_eq!(told, [0, 5, 10, 15, 20]);
    }
}
