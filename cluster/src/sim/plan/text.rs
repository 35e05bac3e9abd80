//! A plan as text: one line for each thing, in words that stay.
//!
//! ```text
//! skyshard plan 1
//! seed 0x000000000000002a
//! world nodes=5 zones=3 copies=3 write=2 ...
//! 0.25 upload client=1 file=3 bytes=2000 sealed=yes
//! 1.5 crash node=2 down=3
//! ```
//!
//! Lines that begin with `#` are for people. A plan that is written and read again is the same plan.

use core::fmt;
use core::str::FromStr;

use super::setup::Setup;
use super::value::{Fields, Value};
use super::{Act, Fault, Operation, Plan, PlanError, Step};

/// What every plan of this format begins with.
pub(super) const HEAD: &str = "skyshard plan 1";

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut world = "world".to_owned();
        self.setup.write(&mut world);
        writeln!(formatter, "{HEAD}\nseed {:#018x}\n{world}", self.seed)?;
        self.steps.iter().try_for_each(|step| writeln!(formatter, "{step}"))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.at.show(), self.act)
    }
}

impl fmt::Display for Act {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = String::new();
        match self {
            Self::Fault(fault) => fault.write(&mut line),
            Self::Operation(operation) => operation.write(&mut line),
        }
        formatter.write_str(&line)
    }
}

impl FromStr for Plan {
    type Err = PlanError;

    fn from_str(text: &str) -> Result<Self, PlanError> {
        let numbered = (1..).zip(text.lines().map(str::trim));
        let mut lines = numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        if lines.next().map(|(_, line)| line) != Some(HEAD) {
            return Err(PlanError::Head);
        }
        let (line, seed) = lines.next().ok_or(PlanError::Missing("seed"))?;
        let seed = read_seed(seed).map_err(|error| error.on_line(line))?;
        let (line, world) = lines.next().ok_or(PlanError::Missing("world"))?;
        let setup = read_setup(world).map_err(|error| error.on_line(line))?;
        let steps = lines.map(|(line, text)| read_step(text).map_err(|error| error.on_line(line)));
        Ok(Self { seed, setup, steps: steps.collect::<Result<_, _>>()? })
    }
}

fn read_seed(line: &str) -> Result<u64, PlanError> {
    let digits = line.strip_prefix("seed 0x").ok_or(PlanError::Missing("seed"))?;
    u64::from_str_radix(digits, 16).map_err(|_| PlanError::word(digits))
}

fn read_setup(line: &str) -> Result<Setup, PlanError> {
    let words = line.strip_prefix("world").ok_or(PlanError::Missing("world"))?;
    let mut fields = Fields::of(words.split_whitespace())?;
    let setup = Setup::read(&mut fields)?;
    fields.finish()?;
    setup.check()?;
    Ok(setup)
}

fn read_step(line: &str) -> Result<Step, PlanError> {
    let mut words = line.split_whitespace();
    let at = words.next().ok_or(PlanError::Missing("time"))?;
    let at = Value::read(at).ok_or_else(|| PlanError::word(at))?;
    let word = words.next().ok_or(PlanError::Missing("what happens"))?;
    let mut fields = Fields::of(words)?;
    let act = if Operation::WORDS.contains(&word) {
        Act::Operation(Operation::read(word, &mut fields)?)
    } else {
        Act::Fault(Fault::read(word, &mut fields)?)
    };
    fields.finish()?;
    Ok(Step { at, act })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_plan_reads_as_it_was_written() {
        for seed in 0..50 {
            let plan = Plan::draw(seed);
            assert_eq!(plan.to_string().parse(), Ok(plan));
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let good = Plan::draw(1).to_string();
        let told = |text: String| text.parse::<Plan>().unwrap_err().to_string();
        assert_eq!(told(good.replace("skyshard plan 1", "plan")), "a plan begins with \"skyshard plan 1\"");
        assert_eq!(
            told(format!("{good}1 sneeze node=1\n")),
            format!("line {}: \"sneeze\" means nothing here", good.lines().count() + 1)
        );
        assert_eq!(told(format!("{good}1 crash node=1\n")), "down is missing");
        assert!(told(format!("{good}1 crash node=1 down=2 up=3\n")).ends_with("\"up=3\" means nothing here"));
        assert!(told(good.replace("copies=", "copies=9")).contains("do not go together"));
    }
}
