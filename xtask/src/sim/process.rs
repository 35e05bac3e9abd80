//! Simulator processes: started, listened to line by line, ended when they are not needed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use anyhow::{Context, Result, bail};

use super::report::Report;

/// How to start the simulator.
pub struct Runner {
    program: PathBuf,
}

impl Runner {
    /// Started from this file.
    pub const fn new(program: PathBuf) -> Self {
        Self { program }
    }

    /// The file.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Runs plans one after the other.
    pub fn plans(&self, plans: &[PathBuf], report: &mut Report) -> Result<()> {
        let mut command = Command::new(&self.program);
        command.arg("plans").args(plans);
        listen(vec![command], |line| {
            report.take(line);
            Listening::GoOn
        })
    }
}

/// Whether the processes are still needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listening {
    /// They are.
    GoOn,
    /// They are ended.
    Enough,
}

/// Spreads seeds over as many processes as there are cores: the first takes every second one, and so on.
pub fn spread(runner: &Runner, first: u64, count: u64, report: &mut Report) -> Result<()> {
    listen(commands(runner.program(), first, count), |line| {
        report.take(line);
        Listening::GoOn
    })
}

/// The processes for these seeds.
pub fn commands(program: &Path, first: u64, count: u64) -> Vec<Command> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let processes = cores.min(count).max(1);
    (0..processes)
        .map(|place| {
            let share = count / processes + u64::from(place < count % processes);
            let numbers = [first + place, share, processes].map(|number| number.to_string());
            let mut command = Command::new(program);
            command.arg("batch").args(numbers);
            command
        })
        .collect()
}

/// Starts all of them and hears every line that any of them says.
pub fn listen(commands: Vec<Command>, mut hear: impl FnMut(&str) -> Listening) -> Result<()> {
    let (sender, lines) = channel();
    let mut children = Vec::new();
    for mut command in commands {
        let mut child = command.stdout(Stdio::piped()).spawn().context("could not start the simulator")?;
        let output = child.stdout.take().context("the simulator has no output")?;
        let sender = sender.clone();
        children.push(child);
        thread::spawn(move || forward(BufReader::new(output), &sender));
    }
    drop(sender);
    let ended_early = hear_all(&lines, &mut hear) == Listening::Enough;
    for mut child in children {
        end(&mut child, ended_early)?;
    }
    Ok(())
}

fn forward(output: impl BufRead, lines: &Sender<String>) {
    for line in output.lines().map_while(Result::ok) {
        if lines.send(line).is_err() {
            return;
        }
    }
}

fn hear_all(lines: &Receiver<String>, hear: &mut impl FnMut(&str) -> Listening) -> Listening {
    for line in lines {
        if hear(&line) == Listening::Enough {
            return Listening::Enough;
        }
    }
    Listening::GoOn
}

fn end(child: &mut Child, ended_early: bool) -> Result<()> {
    if ended_early {
        // It may have ended by itself meanwhile.
        child.kill().ok();
    }
    let status = child.wait().context("waiting for the simulator")?;
    if !ended_early && !status.success() {
        bail!("the simulator ended with {status}");
    }
    Ok(())
}
