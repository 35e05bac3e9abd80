//! Runs the simulator: batches of seeds, single seeds told in words, saved plans. `cargo xtask sim` builds and starts it.
//!
//! ```text
//! simulate batch FIRST COUNT STRIDE    COUNT seeds, each STRIDE behind the one before: failures, then sums
//! simulate plans FILE...               saved plans, one after the other: failures, then sums
//! simulate seed SEED FOLDER            one seed: its story to a file in FOLDER, its end here; made small if it fails
//! simulate plan FILE FOLDER            the same for a saved plan
//! ```
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "plans and stories are files; the simulator itself has none"
)]

use std::collections::VecDeque;
use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;

use cluster::mono::Mono;
use cluster::sim::batch::Batch;
use cluster::sim::plan::Fault;
use cluster::sim::shrink::shrink;
use cluster::sim::sometimes::POINTS;
use cluster::sim::{Failure, Plan, VERSION, Watch, World};

/// Lines of a story that are shown; the file has all of them.
const LINES_SHOWN: usize = 120;

/// Runs that making a plan small may take.
const SHRINK_TRIES: u32 = 1500;

const USAGE: &str =
    "usage: simulate <batch FIRST COUNT STRIDE | plans FILE... | seed SEED FOLDER | plan FILE FOLDER>";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["batch", first, count, stride] => run_seeds(first.parse()?, count.parse()?, stride.parse()?),
        ["plans", ref files @ ..] => run_plans(files)?,
        ["seed", seed, folder] => {
            let seed: u64 = seed.parse()?;
            return tell(&Plan::draw(seed), &format!("{seed:#x}"), Path::new(folder));
        }
        ["plan", file, folder] => {
            let name = Path::new(file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
            return tell(&fs::read_to_string(file)?.parse()?, &name, Path::new(folder));
        }
        _ => return Err(USAGE.into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn run_seeds(first: u64, count: u64, stride: u64) {
    let mut batch = Batch::default();
    for seed in (0..count).map(|number| first + number * stride) {
        if let Some(failure) = caught(|| batch.run_seed(seed).err()) {
            let seconds = failure.at.micros() as f64 / 1e6;
            println!(
                "FAIL {} seed={seed:#x} sim=v{VERSION} t={seconds:.1}s -> cargo xtask sim --seed {seed:#x} ({})",
                failure.invariant, failure.what
            );
        }
    }
    say_sums(&batch);
}

fn run_plans(files: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut batch = Batch::default();
    for file in files {
        let plan: Plan = fs::read_to_string(file)?.parse().map_err(|error| format!("{file}: {error}"))?;
        if let Some(failure) = caught(|| batch.run_plan(&plan, false).err()) {
            let seconds = failure.at.micros() as f64 / 1e6;
            println!(
                "FAIL {} plan={file} sim=v{VERSION} t={seconds:.1}s -> cargo xtask sim --plan {file} ({})",
                failure.invariant, failure.what
            );
        }
    }
    say_sums(&batch);
    Ok(())
}

/// A machine that stops the program has failed, too.
fn caught(run: impl FnOnce() -> Option<Failure>) -> Option<Failure> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Some(Failure { invariant: "PANIC", at: Mono::ZERO, what: text.unwrap_or_default() })
    })
}

fn say_sums(batch: &Batch) {
    let tally = &batch.tally;
    let sums = [
        ("runs", tally.runs),
        ("events", tally.events),
        ("simulated_seconds", tally.simulated.as_secs()),
        ("acknowledged_chunks", tally.acknowledged_chunks),
        ("acknowledged_bytes", tally.acknowledged_bytes),
        ("read_bytes", tally.read_bytes),
        ("refused", tally.refused),
        ("run_twice", batch.canaries),
    ];
    sums.iter().for_each(|(name, count)| println!("sum {name} {count}"));
    for word in Fault::WORDS {
        println!("fault {word} {}", tally.faults.get(word).copied().unwrap_or(0));
    }
    let missing: Vec<&str> = batch.seen.missing().collect();
    for point in POINTS {
        println!("seen {point} {}", if missing.contains(&point) { "no" } else { "yes" });
    }
}

/// Runs a plan and writes down everything that happens. A plan that fails is made small and saved.
fn tell(plan: &Plan, name: &str, folder: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let story = folder.join(format!("{name}.log"));
    let mut file = BufWriter::new(fs::File::create(&story)?);
    let mut written = Ok(());
    let mut last = VecDeque::new();
    let mut world = World::new(plan, Watch::On);
    let failure = caught(|| {
        loop {
            let more = world.step();
            for line in world.drain_lines() {
                written = core::mem::replace(&mut written, Ok(())).and_then(|()| writeln!(file, "{line}"));
                last.push_back(line);
            }
            last.drain(..last.len().saturating_sub(LINES_SHOWN));
            if !more {
                return world.failure().cloned();
            }
        }
    });
    written?;
    file.flush()?;
    last.iter().for_each(|line| println!("{line}"));
    let fingerprint: String = world.outcome().fingerprint.iter().map(|byte| format!("{byte:02x}")).collect();
    println!("\nevents {fingerprint}\nstory  {}", story.display());
    let Some(failure) = failure else {
        println!("held   every invariant");
        return Ok(ExitCode::SUCCESS);
    };
    println!("FAIL   {failure}");
    let fails = &mut |plan: &Plan| caught(|| cluster::sim::run(plan).failure);
    let (small, failure) = shrink(plan, &failure, SHRINK_TRIES, fails);
    let saved = folder.join(format!("{name}.plan"));
    fs::write(&saved, format!("# {failure}\n{small}"))?;
    println!("small  {} of {} steps fail as well: {failure}", small.steps.len(), plan.steps.len());
    println!("saved  {}", saved.display());
    Ok(ExitCode::FAILURE)
}
