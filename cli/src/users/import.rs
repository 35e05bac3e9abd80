//! `skyshard users import`: accounts of another system, one a line. The server must not run.
use std::{fs::File, io::BufReader};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use server::{
    clock::Clock,
    running::Running,
    service::{
        ServiceError,
        import::{Imported, import},
        seats::Standing,
    },
    settings,
};

use super::read;
use crate::{arguments::ImportArguments, say};

/// Imports the accounts of a file.
pub(super) async fn import_file(what: &ImportArguments, as_json: bool) -> Result<()> {
    let name = what.file.display();
    let file = File::open(&what.file).with_context(|| format!("cannot read {name}"))?;
    let lines = read::people(BufReader::new(file)).with_context(|| format!("cannot read {name}"))?;
    let running = Running::start(settings::read(&what.settings.given())?.settings, Clock::default()).await?;
    let told = import_lines(&running, lines).await;
    running.stop().await.context("the database did not close")?;
    let tally = told?;
    say(&if as_json { tally.as_json() } else { tally.as_text() })?;
    ensure!(tally.refused == 0, "{} lines were refused; mend them and import the file again", tally.refused);
    Ok(())
}

#[derive(Default)]
struct Tally {
    seated: usize,
    waiting: usize,
    known: usize,
    refused: usize,
}

impl Tally {
    fn as_text(&self) -> String {
        let Self { seated, waiting, known, refused } = self;
        let imported = seated + waiting;
        format!(
            "{imported} imported: {seated} with storage, {waiting} in line for it. {known} were there already, {refused} were refused."
        )
    }

    fn as_json(&self) -> String {
        let Self { seated, waiting, known, refused } = self;
        json!({ "seated": seated, "waiting": waiting, "known": known, "refused": refused }).to_string()
    }
}

async fn import_lines(running: &Running, lines: Vec<read::Line>) -> Result<Tally> {
    let mut tally = Tally::default();
    for line in lines {
        let outcome = match &line.person {
            Ok(person) => told(import(&running.app, person).await)?,
            Err(problem) => Err(problem.clone()),
        };
        match outcome {
            Ok(Imported::New(Standing::Seated(_))) => tally.seated += 1,
            Ok(Imported::New(Standing::Waiting(_))) => tally.waiting += 1,
            Ok(Imported::Known) => tally.known += 1,
            Err(reason) => {
                eprintln!("line {}: {reason}", line.number);
                tally.refused += 1;
            }
        }
    }
    Ok(tally)
}

/// A refusal is about this line; a part that fails ends the run, and the same file goes on from there.
fn told(outcome: Result<Imported, ServiceError>) -> Result<Result<Imported, String>, ServiceError> {
    match outcome {
        Ok(imported) => Ok(Ok(imported)),
        Err(refusal @ ServiceError::Invalid { .. }) => Ok(Err(refusal.sentence())),
        Err(failure) => Err(failure),
    }
}
