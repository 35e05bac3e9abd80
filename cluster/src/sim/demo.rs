//! The demonstration: a cluster in virtual time on the standard links, files that come in, a node that loses its disk,
//! and copies that are made anew.
//!
//! It is a plan like any other, only written by hand, and it runs in the same world with the same oracles. So the
//! terminal, the tests and the browser tell the same story, and the same seed gives the same fingerprint in each.

use core::fmt;
use core::time::Duration;

use super::plan::{Act, Fault, Operation, Plan, PlanError, Setup, Step};
use super::trace::Watch;
use super::{Outcome, World};
use crate::health::Health;
use crate::layout::{Layout, standard_nodes};
use crate::mono::Mono;
use crate::net::{self, LinkSpec};
use crate::status::UpkeepStatus;

/// With its seal and its header one chunk fills one packet, and takes one second on a standard link (K17).
const CHUNK_BYTES: u32 = 65_000;

/// The sample files: name and plain bytes.
pub const FILES: [(&str, u32); 3] = [("letter.txt", 50_000), ("photo.jpg", 524_288), ("song.ogg", 300_000)];

/// When the last node loses its disk.
const LOSS_AT: Duration = Duration::from_secs(30);

/// How long it is away. The others wait thirty seconds for it before they make its copies anew.
const AWAY: Duration = Duration::from_secs(90);

/// When the story is over, and all that is left is to check that everything is well.
const END_AT: Duration = Duration::from_secs(150);

/// What people may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wishes {
    /// Nodes, 3 to 10.
    pub nodes: u8,
    /// Bytes each of them may keep.
    pub capacity_bytes: u64,
    /// The same seed makes the same run.
    pub seed: u64,
}

/// Something worth telling while it happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When, in virtual time.
    pub at: Mono,
    /// What, in a sentence.
    pub what: String,
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.at.micros() / 1000;
        write!(formatter, "{:>4}.{:01} s  {}", millis / 1000, millis % 1000 / 100, self.what)
    }
}

/// What is told at the end.
#[derive(Clone, Debug)]
pub struct Report {
    /// How the run went; its fingerprint is the event hash.
    pub outcome: Outcome,
    /// How long each file took, in the order of [`FILES`].
    pub uploads: Vec<Duration>,
    /// The cluster at the end.
    pub health: Health,
    /// What upkeep moved.
    pub upkeep: UpkeepStatus,
    /// Packets given to the network, and those that did not arrive.
    pub packets: [u64; 2],
}

impl Report {
    /// The fingerprint in hexadecimal digits.
    pub fn event_hash(&self) -> String {
        self.outcome.fingerprint.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A demonstration that goes on step by step.
#[derive(Debug)]
pub struct Demo {
    world: World,
    begun: Option<Mono>,
    uploads: Vec<Duration>,
    health: Health,
    upkeep: UpkeepStatus,
    /// Whether all nodes were up once: before that the cluster starts, and nothing is wrong.
    is_complete: bool,
    lost: Option<Mono>,
}

impl Demo {
    /// The world before anything has happened.
    pub fn begin(wishes: &Wishes) -> Result<Self, PlanError> {
        let plan = plan(wishes);
        plan.setup.check()?;
        let layout = Layout::new(standard_nodes(wishes.nodes, wishes.capacity_bytes));
        let layout = layout.map_err(|_| PlanError::World)?;
        let world = World::on(&plan, layout, LinkSpec::standard(), net::Tuning::default(), Watch::Off);
        let (health, upkeep) = (Health::default(), UpkeepStatus::default());
        Ok(Self { world, begun: None, uploads: Vec::new(), health, upkeep, is_complete: false, lost: None })
    }

    /// Runs to the end and tells what happens.
    pub fn run(mut self, tell: &mut dyn FnMut(Line)) -> Report {
        while self.world.step() {
            for what in self.news() {
                tell(Line { at: self.world.now(), what });
            }
        }
        let network = self.world.network.statistics();
        Report {
            outcome: self.world.outcome(),
            uploads: self.uploads,
            health: self.health,
            upkeep: self.upkeep,
            packets: [network.links.sent(), network.links.drops.total()],
        }
    }

    /// What the last step changed, in sentences.
    fn news(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        self.follow_plan(&mut told);
        self.follow_uploads(&mut told);
        self.follow_health(&mut told);
        told
    }

    fn follow_plan(&mut self, told: &mut Vec<String>) {
        if self.lost.is_none() && self.world.now() >= Mono::ZERO.plus(LOSS_AT) {
            self.lost = Some(self.world.now());
            let victim = self.world.layout.nodes().last().map_or("a node", |node| node.name.as_str());
            told.push(format!("{victim} loses its disk, and is away for {} s", AWAY.as_secs()));
        }
    }

    fn follow_uploads(&mut self, told: &mut Vec<String>) {
        let number = self.uploads.len();
        let Some((name, bytes)) = FILES.get(number) else { return };
        let (is_busy, now) = (self.world.clients[0].is_at(number as u32), self.world.now());
        match self.begun {
            None if is_busy => {
                self.begun = Some(now);
                told.push(format!(
                    "{name} comes in: {bytes} bytes in {}",
                    chunks(bytes.div_ceil(CHUNK_BYTES))
                ));
            }
            Some(begun) if !is_busy => {
                let took = Duration::from_micros(now.micros() - begun.micros());
                told.push(format!(
                    "{name} is safe: every chunk on two nodes, after {:.1} s",
                    took.as_secs_f64()
                ));
                self.uploads.push(took);
                self.begun = None;
            }
            None | Some(_) => {}
        }
    }

    fn follow_health(&mut self, told: &mut Vec<String>) {
        let Some(machine) = &self.world.head.machine else { return };
        let (health, upkeep) = (machine.health(), machine.upkeep());
        self.is_complete |= health.nodes_up == health.nodes;
        if self.is_complete && health.nodes_up != self.health.nodes_up {
            told.push(nodes_told(&health));
        }
        if let Some(since) = self.lost {
            self.follow_repair(since, health, upkeep, told);
        }
        (self.health, self.upkeep) = (health, upkeep);
    }

    fn follow_repair(&self, since: Mono, health: Health, upkeep: UpkeepStatus, told: &mut Vec<String>) {
        if self.upkeep.running == 0 && upkeep.running > 0 && health.degraded > 0 {
            told.push("copies are made anew, riskiest chunk first".to_owned());
        }
        if self.health.degraded > 0 && health.degraded == 0 {
            let took = Duration::from_micros(self.world.now().micros() - since.micros());
            told.push(format!(
                "every chunk has all its copies again, {:.1} s after the loss",
                took.as_secs_f64()
            ));
        }
    }
}

fn plan(wishes: &Wishes) -> Plan {
    let upload = |file: u16, bytes| Operation::Upload { client: 0, file, bytes, sealed: true };
    let uploads = (0u16..).zip(FILES).map(|(file, (_, bytes))| Step {
        at: Duration::from_secs(1),
        act: Act::Operation(upload(file, bytes)),
    });
    let loss = Fault::DiskLost { node: wishes.nodes.saturating_sub(1), down: AWAY };
    let mut steps: Vec<Step> = uploads.collect();
    steps.push(Step { at: LOSS_AT, act: Act::Fault(loss) });
    Plan { seed: wishes.seed, setup: setup(wishes), steps }
}

fn nodes_told(health: &Health) -> String {
    let Health { nodes, nodes_up, chunks, degraded, .. } = *health;
    match (nodes_up == nodes, degraded) {
        (true, 0) => format!("all {nodes} nodes answer"),
        (_, 0) => format!("{nodes_up} of {nodes} nodes answer; every chunk has all its copies"),
        _ => format!("{nodes_up} of {nodes} nodes answer; {degraded} of {chunks} chunks lack a copy"),
    }
}

fn chunks(count: u32) -> String {
    if count == 1 { "1 chunk".to_owned() } else { format!("{count} chunks") }
}

const fn setup(wishes: &Wishes) -> Setup {
    Setup {
        nodes: wishes.nodes,
        zones: 3,
        copies: 3,
        write: 2,
        clients: 1,
        depth: 2,
        chunk_bytes: CHUNK_BYTES,
        capacity_bytes: wishes.capacity_bytes,
        segment_bytes: crate::node::SEGMENT_BYTES_MAX,
        block_bytes: 4096,
        pace: 1,
        grace: Duration::from_secs(60),
        scrub: Duration::from_secs(60),
        length: END_AT,
        beyond: false,
    }
}
