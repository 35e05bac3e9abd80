//! `skyshard doctor` and `skyshard support-bundle`: whether a running server is well, and what to show who helps.
use std::{fs::OpenOptions, io::Write};

use anyhow::{Context, Result, ensure};
use client::proto::admin::{Check, Verdict};
use jiff::Timestamp;
use serde_json::json;

use crate::{
    acting::acting,
    arguments::{BundleArguments, Shape},
    columns::{COLUMNS, wrapped},
};

/// Where the sentences begin.
const INDENT: usize = 15;

/// Looks at every part; fails when one does not work.
pub(crate) async fn doctor(shape: Shape) -> Result<()> {
    let checks = acting(async |admin| admin.diagnose(|| Timestamp::now().as_millisecond()).await).await?;
    println!("{}", if shape.json { as_json(&checks) } else { as_text(&checks) });
    let bad = checks.iter().filter(|check| check.verdict() == Verdict::Bad).count();
    ensure!(bad == 0, "{bad} of {} checks found what does not work", checks.len());
    Ok(())
}

/// Writes the bundle.
pub(crate) async fn support_bundle(what: &BundleArguments) -> Result<()> {
    let text = acting(async |admin| admin.support_bundle().await).await?;
    match &what.output {
        None => print!("{text}"),
        Some(path) => {
            let name = path.display();
            let file = OpenOptions::new().write(true).create_new(true).open(path);
            let mut file = file.with_context(|| format!("cannot make the file {name}"))?;
            file.write_all(text.as_bytes()).with_context(|| format!("cannot write {name}"))?;
            println!("Written to {name}. It has numbers and states, and nothing of people; look into it.");
        }
    }
    Ok(())
}

fn as_text(checks: &[Check]) -> String {
    checks.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(check: &Check) -> String {
    let sign = match check.verdict() {
        Verdict::Good => "ok",
        Verdict::Warning | Verdict::Unspecified => "!",
        Verdict::Bad => "BAD",
    };
    let head = format!("{sign:<4}{:<11}", check.name);
    let mut lines = wrapped(&check.sentence, COLUMNS - INDENT);
    lines.extend(wrapped(&check.advice, COLUMNS - INDENT));
    let text = lines.join(&format!("\n{}", " ".repeat(INDENT)));
    format!("{head}{text}")
}

fn as_json(checks: &[Check]) -> String {
    let check = |it: &Check| {
        let verdict = match it.verdict() {
            Verdict::Good => "good",
            Verdict::Warning | Verdict::Unspecified => "warning",
            Verdict::Bad => "bad",
        };
        json!({ "name": it.name, "verdict": verdict, "sentence": it.sentence, "advice": it.advice })
    };
    json!({ "checks": checks.iter().map(check).collect::<Vec<_>>() }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_fit_eighty_columns() {
        let check = Check {
            name: "encryption".to_owned(),
            verdict: Verdict::Bad.into(),
            sentence:
                "Other machines reach the server without HTTPS: whoever is between can read everything."
                    .to_owned(),
            advice: "Listen on this machine alone, with a proxy that speaks HTTPS in front.".to_owned(),
        };
        let text = as_text(&[check.clone(), Check { verdict: Verdict::Good.into(), ..check }]);
        assert!(text.starts_with("BAD encryption Other machines"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
    }
}
