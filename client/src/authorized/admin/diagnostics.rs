//! Whether the server is well, for admins; with what only this side can see: its clock beside the server's, and whether
//! streams come through.

use std::time::Duration;

use domain::format;
use proto::admin::{
    Answer, Check, GetOverviewRequest, GetSupportBundleRequest, ProbeStreamRequest, RunChecksRequest,
    Verdict, diagnostics_service_client::DiagnosticsServiceClient,
};

use crate::{Answers, Authorized, ClientError, now_millis};

/// A difference of clocks that codes of an authenticator do not forgive.
const DRIFT_MILLIS_MAX: i64 = 30_000;
/// The answers of the probe span 800 ms; held back, they come within a moment.
const SPREAD_MILLIS_MIN: f64 = 400.0;
/// How long the probe may be silent.
const PROBE_PATIENCE: Duration = Duration::from_secs(10);

impl Authorized {
    /// The four questions of an admin, answered.
    pub async fn overview(&self) -> Result<Vec<Answer>, ClientError> {
        let call =
            |wire, request| async move { DiagnosticsServiceClient::new(wire).get_overview(request).await };
        Ok(self.session.call(GetOverviewRequest {}, call).await?.answers)
    }

    /// Every check of the server, and those of the way to it. `unix_millis` is the clock of this side.
    pub async fn diagnose(&self, unix_millis: impl Fn() -> i64) -> Result<Vec<Check>, ClientError> {
        let call =
            |wire, request| async move { DiagnosticsServiceClient::new(wire).run_checks(request).await };
        let asked = unix_millis();
        let found = self.session.call(RunChecksRequest {}, call).await?;
        // The server looked at its clock some time in between.
        let here = asked + (unix_millis() - asked) / 2;
        let mut checks = found.checks;
        checks.push(drift_check(found.server_millis - here));
        checks.push(stream_check(self.probe_stream().await));
        Ok(checks)
    }

    /// What may be shown to somebody who helps.
    pub async fn support_bundle(&self) -> Result<String, ClientError> {
        let call = |wire, request| async move {
            DiagnosticsServiceClient::new(wire).get_support_bundle(request).await
        };
        Ok(self.session.call(GetSupportBundleRequest {}, call).await?.text)
    }

    /// Milliseconds between the first and the last answer of the probe.
    async fn probe_stream(&self) -> Result<f64, ClientError> {
        let call =
            |wire, request| async move { DiagnosticsServiceClient::new(wire).probe_stream(request).await };
        let mut answers = Answers::new(self.session.call(ProbeStreamRequest {}, call).await?);
        let mut first = None;
        let mut last = 0.0;
        while answers.next(PROBE_PATIENCE).await?.is_some() {
            last = now_millis();
            first.get_or_insert(last);
        }
        Ok(last - first.unwrap_or(last))
    }
}

fn drift_check(drift_millis: i64) -> Check {
    let drift = format::duration(Duration::from_millis(drift_millis.unsigned_abs()));
    let side = if drift_millis < 0 { "behind" } else { "ahead of" };
    let is_good = drift_millis.abs() < DRIFT_MILLIS_MAX;
    let (verdict, advice) = if is_good {
        (Verdict::Good, "")
    } else {
        (Verdict::Warning, "Set both clocks by NTP: codes of authenticator apps are good for 30 s.")
    };
    let sentence = format!("The server's clock is {drift} {side} the one here.");
    check("clocks", verdict, sentence, advice)
}

fn stream_check(spread_millis: Result<f64, ClientError>) -> Check {
    let name = "streaming";
    match spread_millis {
        Ok(spread) if spread >= SPREAD_MILLIS_MIN => {
            check(name, Verdict::Good, "Answers come through one by one.".to_owned(), "")
        }
        Ok(_) => check(
            name,
            Verdict::Warning,
            "Answers come all at once: something between here and the server holds them back.".to_owned(),
            "Turn off the proxy's buffering, for example with proxy_buffering off in nginx.",
        ),
        Err(error) => check(
            name,
            Verdict::Bad,
            format!("A call with many answers does not come through: {}", error.message),
            "Look at the proxy between here and the server: it must pass long answers on.",
        ),
    }
}

fn check(name: &str, verdict: Verdict, sentence: String, advice: &str) -> Check {
    Check { name: name.to_owned(), verdict: verdict.into(), sentence, advice: advice.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_half_a_minute_apart_are_told_of() {
        let of = |millis| (drift_check(millis).verdict(), drift_check(millis).sentence);
        assert_eq!(
            of(120),
            (Verdict::Good, "The server's clock is 120 ms ahead of the one here.".to_owned())
        );
        let (verdict, sentence) = of(-90_000);
        assert_eq!(verdict, Verdict::Warning);
        assert_eq!(sentence, "The server's clock is 1 min 30 s behind the one here.");
    }

    #[test]
    fn answers_that_come_at_once_were_held_back() {
        assert_eq!(stream_check(Ok(801.0)).verdict(), Verdict::Good);
        assert_eq!(stream_check(Ok(3.0)).verdict(), Verdict::Warning);
    }
}
