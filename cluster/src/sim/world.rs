//! The world of a run: coordinator, nodes, disks, network, metadata and clients, in one virtual time.
//!
//! [`World::step`] does the next thing that is due, whatever it is. What the machines want done is carried out as the live
//! driver would, only that every delay is drawn and everything may fail. Machines never see the world, and the oracles
//! never change it.

use core::time::Duration;
use std::collections::BTreeMap;

use super::agenda::Agenda;
use super::client::{Client, FlowId, News};
use super::faults::Cuts;
use super::head::Head;
use super::ledger::Ledger;
use super::letter::Letter;
use super::meta::Meta;
use super::meta::calls::{Call, Trouble};
use super::node::SimNode;
use super::oracle::{Oracles, bounds};
use super::phase::Phase;
use super::plan::{Plan, Setup};
use super::sometimes::Seen;
use super::trace::{Kind, Trace, Watch};
use super::{Failure, Outcome, Tally};
use crate::chance::Chance;
use crate::coordinator::Timer;
use crate::effects::Effects;
use crate::layout::{Layout, NodeId};
use crate::mono::Mono;
use crate::net::{Happening, HostId, LinkSpec, Network};
use crate::node::OperationId;

/// How often it is looked whether something grows without end.
const STEPS_PER_LOOK: u64 = 1024;

/// Something that is due at a time.
#[derive(Debug)]
pub(super) enum Due {
    /// The next step of the plan.
    Plan,
    /// Links are cut that a fault named before.
    BeginCut(usize),
    /// Two nodes get their own disks back.
    SwapBack { one: NodeId, other: NodeId },
    /// A fault ends.
    Lift(usize),
    /// A disk will be wanted as it is now.
    Snapshot(usize),
    /// A disk has done what it was asked.
    Disk { node: NodeId, life: u32, operation: OperationId },
    /// A node's process begins.
    StartNode { node: NodeId, life: u32 },
    /// A process that may never come up is looked after.
    Inspect { node: NodeId, life: u32 },
    /// A node crashes again.
    CrashAgain { node: NodeId, left: u8, gap: Duration },
    /// The coordinator begins.
    StartHead { life: u32 },
    /// The coordinator tries to reach a node.
    Dial { node: NodeId, life: u32 },
    /// A timer of the coordinator.
    Timer { life: u32, timer: Timer, armed: u64 },
    /// Metadata does what it was asked.
    Meta(u64),
    /// Metadata ends uploads nobody goes on with.
    Expire,
    /// A flow learns something.
    News(Box<(FlowId, News)>),
    /// The faults end, and what comes after them.
    Phase,
}

/// Independent streams of chance: one draw more in one of them does not shift the others.
#[derive(Debug)]
pub(super) struct Chances {
    pub(super) client: Chance,
    pub(super) content: Chance,
    pub(super) meta: Chance,
    pub(super) fault: Chance,
    pub(super) start: Chance,
}

/// Everything there is in a run.
#[derive(Debug)]
pub struct World {
    pub(super) plan: Plan,
    /// The next step of the plan.
    pub(super) position: usize,
    pub(super) now: Mono,
    pub(super) phase: Phase,
    pub(super) agenda: Agenda<Due>,
    pub(super) network: Network<Letter>,
    pub(super) head_host: HostId,
    /// The layout that is in force, which a coordinator that begins is told.
    pub(super) layout: Layout,
    pub(super) head: Head,
    pub(super) nodes: Vec<SimNode>,
    pub(super) meta: Meta,
    pub(super) meta_trouble: Trouble,
    pub(super) calls: BTreeMap<u64, Call>,
    pub(super) last_call: u64,
    pub(super) clients: Vec<Client>,
    pub(super) cuts: Cuts,
    pub(super) ledger: Ledger,
    pub(super) oracles: Oracles,
    pub(super) chances: Chances,
    pub(super) seen: Seen,
    pub(super) tally: Tally,
    pub(super) trace: Trace,
    pub(super) failure: Option<Failure>,
    steps: u64,
    happenings: Effects<Happening<Letter>>,
}

impl World {
    /// The world of a plan, before anything has happened: its links are quick, and its connections give up soon.
    pub fn new(plan: &Plan, watch: Watch) -> Self {
        let layout = super::scene::layout(&plan.setup);
        Self::on(plan, layout, LinkSpec::unshaped(), super::scene::network_tuning(), watch)
    }

    /// The world of a plan on nodes and links of one's own.
    pub(super) fn on(
        plan: &Plan,
        layout: Layout,
        links: LinkSpec,
        patience: crate::net::Tuning,
        watch: Watch,
    ) -> Self {
        let chance = Chance::from_seed(plan.seed);
        let fork = |label| chance.fork(label);
        let mut network = Network::tuned(fork("network"), links, patience);
        let head_host = super::scene::add_host(&mut network, "coordinator");
        let nodes = layout.ids().map(|node| SimNode::new(node, &layout, &plan.setup, &chance, &mut network));
        let nodes: Vec<SimNode> = nodes.collect();
        let mut world = Self {
            position: 0,
            now: Mono::ZERO,
            phase: Phase::Safety,
            agenda: Agenda::new(fork("agenda")),
            head: Head::new(layout.count()),
            head_host,
            layout,
            nodes,
            network,
            meta: Meta::default(),
            meta_trouble: Trouble::default(),
            calls: BTreeMap::new(),
            last_call: 0,
            clients: (0..plan.setup.clients).map(|_| Client::default()).collect(),
            cuts: Cuts::default(),
            ledger: Ledger::default(),
            oracles: Oracles::default(),
            chances: Chances {
                client: fork("client"),
                content: fork("content"),
                meta: fork("meta"),
                fault: fork("fault"),
                start: fork("start"),
            },
            seen: Seen::default(),
            tally: Tally::default(),
            trace: Trace::new(watch),
            failure: None,
            steps: 0,
            happenings: Effects::new(),
            plan: plan.clone(),
        };
        world.begin();
        world
    }

    fn begin(&mut self) {
        for node in self.layout.ids() {
            self.enter(Duration::ZERO, Due::StartNode { node, life: 0 });
        }
        self.enter(Duration::ZERO, Due::StartHead { life: 0 });
        self.enter(Duration::from_secs(1), Due::Expire);
        self.enter(self.plan.setup.length, Due::Phase);
        self.enter_snapshots();
        self.enter_next_step();
    }

    /// Does the next thing that is due. Tells whether there is anything more to do.
    pub fn step(&mut self) -> bool {
        if self.is_over() {
            return false;
        }
        match (self.network.next_at(), self.agenda.next_at()) {
            (Some(network), agenda) if agenda.is_none_or(|agenda| network <= agenda) => {
                self.now = network;
                self.advance_network();
            }
            (_, Some(_)) => {
                if let Some((at, due)) = self.agenda.pop() {
                    self.now = at;
                    self.on_due(due);
                }
            }
            _ => self.fail("INV-V1", "nothing is due any more, and the run is not over".to_owned()),
        }
        self.steps += 1;
        if self.steps.is_multiple_of(STEPS_PER_LOOK) {
            let verdict = bounds::check(self);
            self.require(bounds::NAME, verdict);
        }
        !self.is_over()
    }

    /// Whether the run has ended, well or not.
    pub const fn is_over(&self) -> bool {
        self.failure.is_some() || matches!(self.phase, Phase::Over)
    }

    /// The time.
    pub const fn now(&self) -> Mono {
        self.now
    }

    /// What failed, if anything.
    pub const fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// The lines since the last call, if the run is watched.
    pub fn drain_lines(&mut self) -> impl Iterator<Item = String> + '_ {
        self.trace.drain()
    }

    fn advance_network(&mut self) {
        let mut happenings = core::mem::take(&mut self.happenings);
        self.network.advance(self.now, &mut happenings);
        for happening in happenings.drain() {
            self.on_happening(happening);
        }
        self.happenings = happenings;
    }

    fn on_due(&mut self, due: Due) {
        match due {
            Due::Plan => self.do_next_step(),
            Due::Lift(fault) => self.lift(fault),
            Due::BeginCut(fault) => self.begin_cut(fault),
            Due::SwapBack { one, other } => self.swap_back(one, other),
            Due::Snapshot(step) => self.take_snapshot(step),
            Due::Disk { node, life, operation } => self.on_disk(node, life, operation),
            Due::StartNode { node, life } => self.start_node(node, life),
            Due::Inspect { node, life } => self.inspect_node(node, life),
            Due::CrashAgain { node, left, gap } => self.crash_again(node, left, gap),
            Due::StartHead { life } => self.start_head(life),
            Due::Dial { node, life } => self.dial(node, life),
            Due::Timer { life, timer, armed } => self.on_head_timer(life, timer, armed),
            Due::Meta(call) => self.on_meta_due(call),
            Due::Expire => self.expire_uploads(),
            Due::News(news) => self.on_news(news.0, news.1),
            Due::Phase => self.on_phase_due(),
        }
    }

    /// Enters something that is due after a delay.
    pub(super) fn enter(&mut self, delay: Duration, due: Due) {
        self.agenda.enter(self.now.plus(delay), due);
    }

    pub(super) const fn setup(&self) -> &Setup {
        &self.plan.setup
    }

    /// The run ends here: something is wrong.
    pub(super) fn fail(&mut self, invariant: &'static str, what: String) {
        if self.failure.is_none() {
            self.trace.note(self.now, Kind::Failure, 0, 0, || format!("{invariant} is broken: {what}"));
            self.failure = Some(Failure { invariant, at: self.now, what });
        }
    }

    /// Ends the run if an oracle objects.
    pub(super) fn require(&mut self, invariant: &'static str, verdict: Result<(), String>) {
        if let Err(what) = verdict {
            self.fail(invariant, what);
        }
    }

    /// How the run went so far.
    pub fn outcome(&self) -> Outcome {
        let network = self.network.statistics().events;
        let tally = Tally {
            runs: 1,
            events: self.trace.events() + network,
            simulated: Duration::from_micros(self.now.micros()),
            ..self.tally.clone()
        };
        Outcome {
            failure: self.failure.clone(),
            fingerprint: self.trace.fingerprint(),
            tally,
            seen: self.seen,
        }
    }
}
