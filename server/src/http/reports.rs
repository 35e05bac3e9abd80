//! What browsers report of broken policy (SEC-29, Reporting API): `POST /api/reports/csp`. Anybody can send such a report,
//! so it is read within bounds, a few a minute, and of what it says only words of fixed lists reach the log: addresses and
//! samples of scripts could hold secrets, or whatever a stranger wants to write there.
use std::{collections::BTreeSet, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header},
    routing::post,
};
use parking_lot::Mutex;
use serde::Deserialize;
use tokio::time::Instant;

/// Where browsers send them; the policy names it.
pub(super) const PATH: &str = "/api/reports/csp";
const CONTENT_TYPE: &str = "application/reports+json";
/// A browser collects reports for a minute; a page that breaks the policy everywhere sends some kilobytes.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// Bodies that are read in a minute: enough to notice, too few to fill a disk.
const PER_MINUTE_MAX: u32 = 10;
const MINUTE: Duration = Duration::from_secs(60);

/// Directives as reports name them (CSP 3).
const DIRECTIVES: [&str; 18] = [
    "base-uri",
    "connect-src",
    "default-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "worker-src",
];
/// What may stand in place of an address.
const KEYWORDS: [&str; 5] = ["blob", "data", "eval", "inline", "wasm-eval"];

#[derive(Deserialize)]
struct Report {
    #[serde(default)]
    body: Violation,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Violation {
    #[serde(default)]
    effective_directive: String,
    #[serde(default, rename = "blockedURL")]
    blocked: String,
}

/// When this minute began, and how many were read in it.
struct Minute {
    began: Instant,
    read: u32,
}

/// The one route.
pub(super) fn routes() -> Router {
    let minute = Arc::new(Mutex::new(Minute { began: Instant::now(), read: 0 }));
    let route = post(take).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)).with_state(minute);
    Router::new().route(PATH, route)
}

async fn take(State(minute): State<Arc<Mutex<Minute>>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != CONTENT_TYPE) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE;
    }
    if !minute.lock().has_room() {
        return StatusCode::TOO_MANY_REQUESTS;
    }
    let Ok(reports) = serde_json::from_slice::<Vec<Report>>(&body) else { return StatusCode::BAD_REQUEST };
    let (directives, blocked) = words(&reports);
    tracing::warn!(reports = reports.len(), %directives, %blocked, "a browser says that the content policy was broken");
    StatusCode::NO_CONTENT
}

impl Minute {
    fn has_room(&mut self) -> bool {
        if self.began.elapsed() >= MINUTE {
            *self = Self { began: Instant::now(), read: 0 };
        }
        self.read += 1;
        self.read <= PER_MINUTE_MAX
    }
}

/// Which directives were broken by what, in words of ours.
fn words(reports: &[Report]) -> (String, String) {
    let directive = |it: &Report| known(&DIRECTIVES, &it.body.effective_directive).unwrap_or("another");
    let blocked = |it: &Report| known(&KEYWORDS, &it.body.blocked).unwrap_or("an address");
    (list(reports.iter().map(directive)), list(reports.iter().map(blocked)))
}

fn known(words: &[&'static str], said: &str) -> Option<&'static str> {
    words.iter().copied().find(|word| *word == said)
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_ours_reach_the_log() {
        let sent = r#"[
            {"type":"csp-violation","url":"https://a/setup?secret=1","body":{"effectiveDirective":"script-src-elem",
             "blockedURL":"inline","sample":"secret=2"}},
            {"body":{"effectiveDirective":"img-src","blockedURL":"https://evil.example/secret=3"}},
            {"body":{"effectiveDirective":"secret=4\nINFO all is well","blockedURL":"secret=5"}},
            {}
        ]"#;
        let reports: Vec<Report> = serde_json::from_str(sent).expect("reports");
        let (directives, blocked) = words(&reports);
        assert_eq!(directives, "another,img-src,script-src-elem");
        assert_eq!(blocked, "an address,inline");
    }

    #[tokio::test(start_paused = true)]
    async fn a_minute_has_room_for_a_few() {
        let mut minute = Minute { began: Instant::now(), read: 0 };
        let mut taken = || (0..100).filter(|_| minute.has_room()).count();
        assert_eq!(taken(), PER_MINUTE_MAX as usize);
        tokio::time::advance(MINUTE).await;
        assert_eq!(taken(), PER_MINUTE_MAX as usize);
    }
}
