//! The plan's steps happen: faults begin and end, clients are given work.

use core::time::Duration;
use std::collections::BTreeMap;

use super::World;
use super::disk::Window;
use super::node::Ending;
use super::plan::{Act, Fault};
use super::trace::Kind;
use super::world::Due;
use crate::layout::NodeId;
use crate::mono::Mono;
use crate::net::{Delay, HostId, LinkSpec, PerMillion};

/// Links that are cut, and who cut them: a link is open when nobody cuts it.
#[derive(Debug, Default)]
pub(super) struct Cuts {
    faults: Vec<Cutting>,
    times_cut: BTreeMap<(HostId, HostId), u32>,
    /// The weather that came last; only it may end itself.
    weather: u32,
}

#[derive(Debug)]
enum Cutting {
    Cut(Vec<(HostId, HostId)>),
    Weather(u32),
    Over,
}

impl World {
    pub(super) fn enter_next_step(&mut self) {
        if let Some(step) = self.plan.steps.get(self.position) {
            self.agenda.enter(Mono::ZERO.plus(step.at), Due::Plan);
        }
    }

    /// Disks that will be wanted as they were are kept when the time comes.
    pub(super) fn enter_snapshots(&mut self) {
        for (place, step) in self.plan.steps.iter().enumerate() {
            if let Act::Fault(Fault::StaleDisk { age, .. }) = step.act {
                self.agenda.enter(Mono::ZERO.plus(step.at.saturating_sub(age)), Due::Snapshot(place));
            }
        }
    }

    pub(super) fn do_next_step(&mut self) {
        let position = self.position;
        self.position += 1;
        let Some(step) = self.plan.steps.get(position) else { return };
        let act = step.act.clone();
        self.trace.note(self.now, Kind::Plan, position as u64, 0, || format!("PLAN {act}"));
        match act {
            Act::Operation(operation) => self.give_operation(operation),
            Act::Fault(fault) => self.begin_fault(position, &fault),
        }
        self.enter_next_step();
    }

    /// The node of this number, if there is one.
    fn named(&self, node: u8) -> Option<NodeId> {
        (usize::from(node) < self.nodes.len()).then_some(NodeId(node))
    }

    fn begin_fault(&mut self, position: usize, fault: &Fault) {
        match *fault {
            Fault::Crash { node, down } => self.end_named(node, fault, Ending::Power, down),
            Fault::Kill { node, down } => self.end_named(node, fault, Ending::Kill, down),
            Fault::Stop { node, down } => self.end_named(node, fault, Ending::Stop, down),
            Fault::CrashLoop { node, times, gap } => {
                if let Some(node) = self.named(node) {
                    self.tally.fault(fault.word(), true);
                    self.crash_again(node, times, gap);
                }
            }
            Fault::CoordinatorCrash { down } => {
                self.tally.fault(fault.word(), true);
                self.end_head(down);
            }
            Fault::PowerLoss { down } => {
                self.tally.fault(fault.word(), true);
                self.end_head(down);
                for node in self.layout.ids() {
                    self.end_node(node, Ending::Power, down);
                }
            }
            Fault::DiskLost { .. } | Fault::DiskSwap { .. } | Fault::StaleDisk { .. } => {
                self.begin_disk_change(position, fault);
            }
            Fault::Rot { .. } | Fault::Zeros { .. } | Fault::Cut { .. } | Fault::Garbage { .. } => {
                self.damage(fault)
            }
            Fault::NodeAdded { .. } | Fault::NodeRemoved { .. } | Fault::NodeResized { .. } => {
                self.change_layout(fault);
            }
            Fault::MetaBusy { .. } | Fault::MetaDown { .. } | Fault::MetaUnknown { .. } => {
                self.trouble_metadata(fault);
            }
            Fault::MisdirectedWrites { node, .. }
            | Fault::MisdirectedReads { node, .. }
            | Fault::LostWrites { node, .. }
            | Fault::DiskFull { node, .. }
            | Fault::ReadErrors { node, .. }
            | Fault::WriteErrors { node, .. }
            | Fault::FsyncFails { node }
            | Fault::FsyncSticks { node, .. }
            | Fault::Stall { node, .. }
            | Fault::Slow { node, .. } => {
                if let Some(node) = self.named(node) {
                    self.trouble_disk(node, fault);
                }
            }
            Fault::Isolate { .. }
            | Fault::Halves { .. }
            | Fault::Star { .. }
            | Fault::OneWay { .. }
            | Fault::Flapping { .. }
            | Fault::Clog { .. }
            | Fault::Swizzle { .. }
            | Fault::Weather { .. } => self.trouble_network(fault),
        }
    }

    fn end_named(&mut self, node: u8, fault: &Fault, ending: Ending, down: Duration) {
        if let Some(node) = self.named(node) {
            self.tally.fault(fault.word(), true);
            self.end_node(node, ending, down);
        }
    }

    fn trouble_metadata(&mut self, fault: &Fault) {
        self.tally.fault(fault.word(), true);
        let now = self.now;
        match *fault {
            Fault::MetaBusy { rate, lasting } => {
                self.meta_trouble.busy = Window::new(rate, now.plus(lasting))
            }
            Fault::MetaDown { lasting } => self.meta_trouble.down = Window::always(now.plus(lasting)),
            Fault::MetaUnknown { rate, lasting } => {
                self.meta_trouble.unknown = Window::new(rate, now.plus(lasting))
            }
            _ => {}
        }
    }

    /// What is wrong with the disk from now on. Faults that only may destroy are counted when they do.
    fn trouble_disk(&mut self, node: NodeId, fault: &Fault) {
        let now = self.now;
        let trouble = &mut self.nodes[node.index()].disk.trouble;
        match *fault {
            Fault::MisdirectedWrites { rate, lasting, .. } => {
                trouble.misdirected_writes = Window::new(rate, now.plus(lasting));
                return;
            }
            Fault::MisdirectedReads { rate, lasting, .. } => {
                trouble.misdirected_reads = Window::new(rate, now.plus(lasting));
                return;
            }
            Fault::LostWrites { rate, lasting, .. } => {
                trouble.lost_writes = Window::new(rate, now.plus(lasting));
                return;
            }
            Fault::DiskFull { lasting, .. } => trouble.full = Window::always(now.plus(lasting)),
            Fault::ReadErrors { rate, lasting, .. } => {
                trouble.read_errors = Window::new(rate, now.plus(lasting));
                return;
            }
            Fault::WriteErrors { rate, lasting, .. } => {
                trouble.write_errors = Window::new(rate, now.plus(lasting))
            }
            Fault::FsyncFails { .. } => trouble.fsync_fails += 1,
            Fault::FsyncSticks { lasting, .. } => trouble.fsync_sticks = Window::always(now.plus(lasting)),
            Fault::Stall { lasting, .. } => {
                trouble.stalled_until = trouble.stalled_until.max(now.plus(lasting))
            }
            Fault::Slow { factor, lasting, .. } => {
                (trouble.slow_factor, trouble.slow_until) = (factor.into(), now.plus(lasting));
            }
            _ => {}
        }
        self.tally.fault(fault.word(), true);
    }

    fn trouble_network(&mut self, fault: &Fault) {
        let now = self.now;
        let head = self.head_host;
        let hosts: Vec<HostId> = self.nodes.iter().map(|node| node.host).collect();
        let host = |node: u8| hosts.get(usize::from(node)).copied();
        let both = |host: HostId| [(head, host), (host, head)];
        self.tally.fault(fault.word(), true);
        match *fault {
            Fault::Isolate { node, lasting } => {
                self.cut(Duration::ZERO, lasting, host(node).into_iter().flat_map(both).collect());
            }
            Fault::Halves { nodes, lasting } => {
                let inside = (0..).zip(&hosts).filter(|(place, _)| nodes >> place & 1 == 1);
                self.cut(Duration::ZERO, lasting, inside.flat_map(|(_, host)| both(*host)).collect());
            }
            Fault::Star { node, lasting } => {
                let others = hosts.iter().filter(|&&other| Some(other) != host(node));
                self.cut(Duration::ZERO, lasting, others.flat_map(|host| both(*host)).collect());
            }
            Fault::OneWay { node, hears, lasting } => {
                let pair = host(node).map(|host| if hears { (host, head) } else { (head, host) });
                self.cut(Duration::ZERO, lasting, pair.into_iter().collect());
            }
            Fault::Flapping { node, times, period } => {
                for time in 0..u32::from(times) {
                    self.cut(period * 2 * time, period, host(node).into_iter().flat_map(both).collect());
                }
            }
            Fault::Clog { node, lasting } => {
                for (from, to) in host(node).into_iter().flat_map(both) {
                    self.network.clog(now, from, to, now.plus(lasting));
                }
            }
            Fault::Swizzle { step } => {
                for (place, host) in (1u32..).zip(&hosts) {
                    let count = u64::try_from(hosts.len()).expect("a few nodes");
                    let later = u32::try_from(self.chances.fault.below(count)).expect("a few nodes");
                    for (from, to) in both(*host) {
                        self.network.clog(now, from, to, now.plus(step * (place + later)));
                    }
                }
            }
            Fault::Weather { loss, duplication, reordering, corruption, delay, bandwidth, lasting } => {
                let spec = LinkSpec {
                    loss: PerMillion::new(loss),
                    duplication: PerMillion::new(duplication),
                    reordering: PerMillion::new(reordering),
                    corruption: PerMillion::new(corruption),
                    propagation: Delay::between(Duration::from_millis(1), delay),
                    bandwidth: bandwidth.try_into().ok(),
                    ..LinkSpec::unshaped()
                };
                self.set_links(&spec);
                self.cuts.weather += 1;
                self.enter(lasting, Due::Lift(self.cuts.faults.len()));
                self.cuts.faults.push(Cutting::Weather(self.cuts.weather));
            }
            _ => {}
        }
    }

    /// Links are cut after a delay, for a while.
    fn cut(&mut self, delay: Duration, lasting: Duration, links: Vec<(HostId, HostId)>) {
        let fault = self.cuts.faults.len();
        self.cuts.faults.push(Cutting::Cut(links));
        if delay == Duration::ZERO {
            self.begin_cut(fault);
        } else {
            self.enter(delay, Due::BeginCut(fault));
        }
        self.enter(delay + lasting, Due::Lift(fault));
    }

    pub(super) fn begin_cut(&mut self, fault: usize) {
        let Some(Cutting::Cut(links)) = self.cuts.faults.get(fault) else { return };
        for &(from, to) in links {
            *self.cuts.times_cut.entry((from, to)).or_default() += 1;
            self.network.cut(self.now, from, to);
        }
    }

    /// A fault of the network ends.
    pub(super) fn lift(&mut self, fault: usize) {
        match core::mem::replace(&mut self.cuts.faults[fault], Cutting::Over) {
            Cutting::Cut(links) => {
                self.trace.note(self.now, Kind::Lift, fault as u64, 0, || "links are mended".to_owned());
                for (from, to) in links {
                    let times = self.cuts.times_cut.entry((from, to)).or_default();
                    *times = times.saturating_sub(1);
                    if *times == 0 {
                        self.network.mend(self.now, from, to);
                    }
                }
            }
            Cutting::Weather(weather) if weather == self.cuts.weather => {
                self.trace.note(self.now, Kind::Lift, fault as u64, 1, || "the weather clears".to_owned());
                self.set_links(&LinkSpec::unshaped());
            }
            Cutting::Weather(_) | Cutting::Over => {}
        }
    }

    fn set_links(&mut self, spec: &LinkSpec) {
        let head = self.head_host;
        for node in &self.nodes {
            self.network.set_link(head, node.host, *spec);
            self.network.set_link(node.host, head, *spec);
        }
    }

    /// All faults end: whatever is wrong is put right, and whatever is down starts.
    pub(super) fn heal(&mut self) {
        for fault in 0..self.cuts.faults.len() {
            self.lift(fault);
        }
        self.set_links(&LinkSpec::unshaped());
        let now = self.now;
        let head = self.head_host;
        self.meta_trouble = super::meta::calls::Trouble::default();
        for place in 0..self.nodes.len() {
            let host = self.nodes[place].host;
            self.network.clog(now, head, host, now);
            self.network.clog(now, host, head, now);
            self.nodes[place].disk.trouble = super::disk::Trouble::default();
        }
        self.give_disks_back();
        for node in self.layout.ids() {
            self.nodes[node.index()].down_until = now;
            let life = self.nodes[node.index()].life;
            self.enter(Duration::from_millis(100), Due::StartNode { node, life });
        }
        self.head.down_until = now;
        self.enter(Duration::from_millis(50), Due::StartHead { life: self.head.life });
    }
}
