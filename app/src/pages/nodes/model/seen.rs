//! The state of the cluster as it was told last: the health sentence first, then the figures behind it.

use std::time::Duration;

use client::proto::cluster::{ClusterHealth, ListNodesResponse, Scrub, Traffic, Upkeep};

use super::flow::Trend;
use crate::{figures, notice::Tone};

/// What was told last, and how it changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Seen {
    /// The state; `None` before the first one.
    pub state: Option<ListNodesResponse>,
    /// When it came, in milliseconds of the page's clock.
    pub heard_at: f64,
    client: Trend,
    repair: Trend,
    backlog: Trend,
}

impl Seen {
    /// A state of the server's time `at_millis` came when the page's clock said `now`.
    pub fn hear(&mut self, state: ListNodesResponse, at_millis: f64, now: f64) {
        let upkeep = upkeep(&state);
        let traffic = upkeep.traffic.unwrap_or_default();
        self.client.observe_total(at_millis, client_total(&traffic) as f64);
        self.repair.observe_total(at_millis, repair_total(&traffic) as f64);
        self.backlog.observe(at_millis, (upkeep.running + upkeep.waiting) as f64);
        self.state = Some(state);
        self.heard_at = now;
    }

    /// Nothing is heard any more: the last state stands, speeds do not.
    pub fn interrupted(&mut self) {
        for trend in [&mut self.client, &mut self.repair, &mut self.backlog] {
            trend.reset();
        }
    }

    /// Speed and total of what moves for clients.
    pub fn client_words(&self) -> (String, String) {
        traffic_words(&self.client, client_total(&self.traffic()), "since the start")
    }

    /// Speed and total of what moves to keep copies whole.
    pub fn repair_words(&self) -> (String, String) {
        traffic_words(&self.repair, repair_total(&self.traffic()), "since the start")
    }

    /// What is being repaired and when that will be done.
    pub fn upkeep_words(&self) -> String {
        let upkeep = self.state.as_ref().map(upkeep).unwrap_or_default();
        if upkeep.running + upkeep.waiting == 0 {
            return "Nothing to repair.".to_owned();
        }
        let (running, waiting) = (figures::count(upkeep.running), figures::count(upkeep.waiting));
        let end = match self.backlog.time_left() {
            Some(left) => format!("done in about {}", figures::duration(left)),
            None => "no end in sight yet".to_owned(),
        };
        format!("{running} running, {waiting} waiting, {end}.")
    }

    fn traffic(&self) -> Traffic {
        self.state.as_ref().map(upkeep).unwrap_or_default().traffic.unwrap_or_default()
    }
}

/// What the cluster does besides serving clients.
pub fn upkeep(state: &ListNodesResponse) -> Upkeep {
    state.upkeep.unwrap_or_default()
}

/// The cluster in numbers.
pub fn numbers(state: &ListNodesResponse) -> ClusterHealth {
    state.numbers.unwrap_or_default()
}

fn client_total(traffic: &Traffic) -> i64 {
    traffic.client_written_bytes.saturating_add(traffic.client_read_bytes)
}

fn repair_total(traffic: &Traffic) -> i64 {
    traffic.repair_written_bytes.saturating_add(traffic.repair_read_bytes)
}

fn traffic_words(trend: &Trend, total: i64, note: &str) -> (String, String) {
    let rate = trend.per_second().map_or_else(|| "–".to_owned(), figures::rate);
    (rate, format!("{} {note}", figures::bytes(total)))
}

/// What the health sentence means: nothing at risk, something, or that files cannot be read or written.
pub fn health_tone(state: &ListNodesResponse) -> Tone {
    let numbers = numbers(state);
    match () {
        () if numbers.unreachable > 0 || numbers.nodes_up < state.write_quorum => Tone::Danger,
        () if numbers.good => Tone::Good,
        () => Tone::Warning,
    }
}

/// A share as per cent: "8.1 %". Only nothing is 0 and only all is 100.
pub fn share_words(share: f64) -> String {
    match share {
        ..=0.0 => "0\u{a0}%".to_owned(),
        ..0.001 => "<\u{a0}0.1\u{a0}%".to_owned(),
        1.0.. => "100\u{a0}%".to_owned(),
        _ => format!("{:.1}\u{a0}%", (share * 1_000.0).floor() / 10.0),
    }
}

/// What stands below the share of degraded chunks.
pub fn degraded_note(state: &ListNodesResponse) -> String {
    let numbers = numbers(state);
    match numbers {
        ClusterHealth { unreachable: 1.., .. } => {
            format!("{} out of reach", figures::counted(numbers.unreachable, "chunk"))
        }
        ClusterHealth { degraded: 1.., .. } => {
            format!(
                "{} of {} below",
                figures::count(numbers.degraded),
                figures::counted(numbers.chunks, "chunk")
            )
        }
        _ => format!("{} copies of every chunk", state.target_copies),
    }
}

/// What stands below the share of misplaced chunks.
pub fn misplaced_note(state: &ListNodesResponse) -> String {
    match numbers(state).misplaced {
        0 => "every copy in a zone of its own".to_owned(),
        1 => "1\u{a0}chunk shares a zone".to_owned(),
        chunks => format!("{} share a zone", figures::counted(chunks, "chunk")),
    }
}

/// The scrub's last round: when, and what it found.
pub fn last_scrub_words(scrub: &Scrub) -> String {
    let Some(ago) = scrub.last_ended_ms_ago else {
        return "No round has ended since the server started.".to_owned();
    };
    let copies = figures::count(scrub.last_copies);
    let found = match scrub.last_bad {
        0 => "none bad".to_owned(),
        bad => format!("{} bad and made anew", figures::count(bad)),
    };
    format!("Last round {} ago: {copies}\u{a0}copies read, {found}.", span_words(ago))
}

/// The scrub's present round: how far, and when it ends at this pace.
pub fn next_scrub_words(scrub: &Scrub, chunks: i64) -> String {
    let (done, all) = (scrub.chunks.clamp(0, chunks.max(0)), chunks.max(0));
    let left = scrub.period_ms as f64 * (1.0 - done as f64 / all.max(1) as f64);
    #[expect(clippy::cast_possible_truncation, reason = "a part of a period that fits")]
    let left = span_words(left as i64);
    format!("This round: {} of {}, next one in {left}.", figures::count(done), figures::counted(all, "chunk"))
}

fn span_words(millis: i64) -> String {
    figures::duration(Duration::from_secs(u64::try_from(millis / 1_000).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(numbers: ClusterHealth) -> ListNodesResponse {
        ListNodesResponse {
            target_copies: 3,
            write_quorum: 2,
            numbers: Some(numbers),
            ..ListNodesResponse::default()
        }
    }

    fn moved(client: i64, repair: i64, backlog: i64) -> ListNodesResponse {
        let traffic =
            Traffic { client_written_bytes: client, repair_read_bytes: repair, ..Traffic::default() };
        let upkeep = Upkeep { running: 4, waiting: backlog - 4, traffic: Some(traffic), ..Upkeep::default() };
        ListNodesResponse { upkeep: Some(upkeep), ..ListNodesResponse::default() }
    }

    fn plain(text: impl AsRef<str>) -> String {
        text.as_ref().replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn the_tone_follows_what_is_at_risk() {
        let tone = |good, unreachable, nodes_up| {
            health_tone(&state(ClusterHealth { good, unreachable, nodes_up, ..ClusterHealth::default() }))
        };
        assert_eq!(tone(true, 0, 5), Tone::Good);
        assert_eq!(tone(false, 0, 4), Tone::Warning);
        assert_eq!(tone(false, 1, 4), Tone::Danger);
        assert_eq!(tone(false, 0, 1), Tone::Danger);
    }

    #[test]
    fn only_nothing_is_zero_and_only_all_is_a_hundred() {
        let words = |share| plain(share_words(share));
        assert_eq!([words(0.0), words(0.000_1), words(0.081_2)], ["0 %", "< 0.1 %", "8.1 %"]);
        assert_eq!([words(0.999_9), words(1.0)], ["99.9 %", "100 %"]);
    }

    #[test]
    fn traffic_of_clients_and_of_repair_are_two_numbers() {
        let mut seen = Seen::default();
        seen.hear(moved(0, 500, 20), 0.0, 10.0);
        assert_eq!(seen.client_words().0, "–");
        seen.hear(moved(2_000_000, 500, 10), 1_000.0, 1_010.0);
        assert_eq!(plain(seen.client_words().0), "2 MB/s");
        assert_eq!(plain(seen.repair_words().0), "0 B/s");
        assert_eq!(plain(seen.repair_words().1), "500 B since the start");
        assert_eq!(plain(seen.upkeep_words()), "4 running, 6 waiting, done in about 1 s.");
        seen.interrupted();
        assert_eq!(seen.client_words().0, "–", "a lost view has no speed");
    }

    #[test]
    fn notes_say_how_many() {
        let chunks = 1_204;
        let whole = state(ClusterHealth { chunks, ..ClusterHealth::default() });
        assert_eq!(degraded_note(&whole), "3 copies of every chunk");
        assert_eq!(misplaced_note(&whole), "every copy in a zone of its own");
        let low = state(ClusterHealth { chunks, degraded: 98, misplaced: 1, ..ClusterHealth::default() });
        assert_eq!(plain(degraded_note(&low)), "98 of 1 204 chunks below");
        assert_eq!(plain(misplaced_note(&low)), "1 chunk shares a zone");
    }

    #[test]
    fn the_scrub_tells_its_last_and_its_next_round() {
        let day = 24 * 60 * 60 * 1_000;
        let scrub = Scrub { chunks: 25, period_ms: 8 * day, ..Scrub::default() };
        assert_eq!(last_scrub_words(&scrub), "No round has ended since the server started.");
        assert_eq!(plain(next_scrub_words(&scrub, 100)), "This round: 25 of 100 chunks, next one in 6 d.");
        let scrub = Scrub { last_ended_ms_ago: Some(day), last_copies: 300, last_bad: 2, ..scrub };
        assert_eq!(
            plain(last_scrub_words(&scrub)),
            "Last round 1 d ago: 300 copies read, 2 bad and made anew."
        );
    }
}
