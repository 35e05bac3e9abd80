//! A plan: everything that is decided before a run begins.
//!
//! A seed makes a plan, and a plan makes a run; what the plan leaves open (which block of a torn write survives, how long
//! a packet takes) is drawn from streams of chance forked from its seed. So a plan can be kept, read, shortened and run
//! again when the way seeds make plans has long changed. That is why failures are kept as plans and not as seeds.

mod draw;
mod fault;
mod operation;
mod setup;
mod text;
mod value;

use core::time::Duration;

pub use fault::Fault;
pub use operation::Operation;
pub use setup::Setup;

/// Everything that is decided before a run begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Makes the chance of everything the plan leaves open.
    pub seed: u64,
    /// The world.
    pub setup: Setup,
    /// What happens to it, by time.
    pub steps: Vec<Step>,
}

/// Something that happens at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Since the run began.
    pub at: Duration,
    /// What.
    pub act: Act,
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Something goes wrong.
    Fault(Fault),
    /// A client wants something.
    Operation(Operation),
}

/// Why a text is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It does not begin as one of this format.
    #[error("a plan begins with {:?}", text::HEAD)]
    Head,
    /// A word that means nothing here.
    #[error("line {line}: {word:?} means nothing here")]
    Word {
        /// The line, from 1; 0 when it is not known yet.
        line: usize,
        /// The word.
        word: String,
    },
    /// A line lacks something.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// No world can be made of it.
    #[error("the world's numbers do not go together")]
    World,
}

impl PlanError {
    fn word(word: &str) -> Self {
        Self::Word { line: 0, word: word.to_owned() }
    }

    fn on_line(self, line: usize) -> Self {
        match self {
            Self::Word { word, .. } => Self::Word { line, word },
            other => other,
        }
    }
}

impl Plan {
    /// Whether nothing is wrong in this plan but that one node is slow now and then, and there are nodes enough to do
    /// without it.
    pub fn is_gray(&self) -> bool {
        let slow = |fault: &Fault| match *fault {
            Fault::Stall { node, .. } | Fault::Slow { node, .. } | Fault::Clog { node, .. } => Some(node),
            _ => None,
        };
        let first = self.faults().next().and_then(slow);
        let roomy = self.setup.copies > 1 && self.setup.write < self.setup.nodes;
        first.is_some() && roomy && self.faults().all(|fault| slow(fault) == first)
    }

    /// The faults, in order.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.steps.iter().filter_map(|step| match &step.act {
            Act::Fault(fault) => Some(fault),
            Act::Operation(_) => None,
        })
    }
}
