//! Whether what is on show is of now: the stream from the server, lost and opened again.
//!
//! ```text
//! Opening ──first message──→ Live ──error, end or silence──→ Waiting ──its time has come──→ Opening
//!    └───────────error──────────────────────────────────────────↑
//! any ──pause──→ Paused ──resume──→ Opening
//! ```
//!
//! A stream that says nothing for [`SILENCE`] is taken for lost: the server writes at least every few seconds, and a
//! frozen view must not look live.

use std::time::Duration;

/// A stream that is silent for so long is lost.
pub const SILENCE: Duration = Duration::from_secs(12);

/// Seconds before the first, second, third, … new try; the last one again and again.
const BACK_OFF_SECONDS: [u32; 5] = [1, 2, 4, 8, 15];

/// Where the stream is in its life. Times are milliseconds of the page's clock.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Phase {
    /// Asked for; nothing came yet.
    #[default]
    Opening,
    /// Messages come.
    Live,
    /// Lost; tried again then.
    Waiting {
        /// When.
        until: f64,
    },
    /// Somebody wants to look at a moment.
    Paused,
}

/// The stream.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Link {
    phase: Phase,
    /// Losses since the last message.
    losses: usize,
}

impl Link {
    /// A message came.
    pub fn heard(&mut self) {
        *self = Self { phase: Phase::Live, losses: 0 };
    }

    /// The stream ended, failed or fell silent. The time to wait before the next try.
    pub fn lost(&mut self, now: f64) -> Duration {
        let seconds = BACK_OFF_SECONDS[self.losses.min(BACK_OFF_SECONDS.len() - 1)];
        let until = now + f64::from(seconds) * 1_000.0;
        *self = Self { phase: Phase::Waiting { until }, losses: self.losses + 1 };
        Duration::from_secs(u64::from(seconds))
    }

    /// The stream is asked for. After a loss it still counts as lost until something comes.
    pub fn opening(&mut self) {
        self.phase = Phase::Opening;
    }

    /// Nothing more is asked for.
    pub fn pause(&mut self) {
        *self = Self { phase: Phase::Paused, losses: 0 };
    }

    /// Whether somebody paused it.
    pub fn is_paused(self) -> bool {
        self.phase == Phase::Paused
    }

    /// Whether what is on show is of now.
    pub fn is_live(self) -> bool {
        self.phase == Phase::Live
    }

    /// The badge: "live", "reconnecting in 3 s", "paused".
    pub fn words(self, now: f64) -> String {
        match self.phase {
            Phase::Live => "live".to_owned(),
            Phase::Paused => "paused".to_owned(),
            Phase::Opening if self.losses == 0 => "connecting".to_owned(),
            Phase::Opening => "reconnecting now".to_owned(),
            Phase::Waiting { until } => {
                let seconds = ((until - now) / 1_000.0).ceil();
                if seconds >= 1.0 {
                    format!("reconnecting in {seconds:.0}\u{a0}s")
                } else {
                    "reconnecting now".to_owned()
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_stream_is_tried_again_ever_more_slowly_and_the_badge_counts_down() {
        let mut link = Link::default();
        assert_eq!((link.words(0.0).as_str(), link.is_live()), ("connecting", false));
        link.heard();
        assert_eq!((link.words(0.0).as_str(), link.is_live()), ("live", true));
        let waits: Vec<u64> = (0..7).map(|_| link.lost(0.0).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 15, 15, 15]);
        assert_eq!(link.words(0.0), "reconnecting in 15\u{a0}s");
        assert_eq!(link.words(12_100.0), "reconnecting in 3\u{a0}s");
        assert_eq!(link.words(15_000.0), "reconnecting now");
        link.opening();
        assert_eq!((link.words(0.0).as_str(), link.is_live()), ("reconnecting now", false));
        link.heard();
        assert_eq!(link.lost(0.0).as_secs(), 1, "a message makes up for all losses");
    }

    #[test]
    fn a_paused_view_never_looks_live() {
        let mut link = Link::default();
        link.heard();
        link.pause();
        assert_eq!((link.words(0.0).as_str(), link.is_live(), link.is_paused()), ("paused", false, true));
        link.opening();
        assert_eq!(link.words(0.0), "connecting");
    }
}
