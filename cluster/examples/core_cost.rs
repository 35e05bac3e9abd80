//! What the core's decisions cost: the time that coordinator and nodes think about a put, without its bytes.
//!
//! `cargo run --release -p cluster --example core_cost` prints nanoseconds a chunk. The machines run on disks in memory
//! and carry almost no payload, so that hashing and copying, which any store has, are not counted as decisions.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "it measures with a real clock")]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use cluster::chunk::SealedChunk;
use cluster::coordinator::{self, Coordinator, RequestId, Tuning};
use cluster::effects::Effects;
use cluster::layout::{Layout, NODE_CAPACITY_BYTES, NodeId, standard_nodes};
use cluster::mono::Mono;
use cluster::node::{self, Node, Space};
use cluster::quorum::Quorum;
use cluster::store::Disk;
use cluster::store::memory::MemoryDisk;
use cluster::store::record::DiskTag;

const CHUNKS: u64 = 20_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut bench = Bench::new()?;
    for number in 0..CHUNKS {
        let chunk = SealedChunk::new(number.to_be_bytes().to_vec());
        bench.tell(coordinator::Event::Put { request: RequestId(number), chunk });
    }
    if bench.acknowledged != CHUNKS {
        return Err(format!("{} of {CHUNKS} chunks were acknowledged", bench.acknowledged).into());
    }
    println!("{}", bench.thinking.as_nanos() / u128::from(CHUNKS));
    Ok(())
}

struct Bench {
    coordinator: Coordinator,
    nodes: Vec<(Node, MemoryDisk)>,
    waiting: VecDeque<Step>,
    thinking: Duration,
    acknowledged: u64,
}

/// A step that a machine is to take.
enum Step {
    Coordinator(coordinator::Event),
    Node(NodeId, node::Event),
}

impl Bench {
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let layout = Layout::new(standard_nodes(5, NODE_CAPACITY_BYTES))?;
        let machine = |id: NodeId| {
            let tag = DiskTag::of(&[1; 16], layout.node(id).name.as_str());
            (Node::new(tag, Space::of(NODE_CAPACITY_BYTES)), MemoryDisk::new())
        };
        let nodes = layout.ids().map(machine).collect();
        let ids: Vec<NodeId> = layout.ids().collect();
        let coordinator = Coordinator::new(layout, Quorum::new(3, 2)?, Tuning::default());
        let (thinking, acknowledged) = (Duration::ZERO, 0);
        let mut bench = Self { coordinator, nodes, waiting: VecDeque::new(), thinking, acknowledged };
        for id in ids {
            bench.waiting.push_back(Step::Node(id, node::Event::Start));
            bench.tell(coordinator::Event::Connected(id));
        }
        bench.thinking = Duration::ZERO;
        Ok(bench)
    }

    /// Tells the coordinator, and goes on until nobody has anything to do.
    fn tell(&mut self, event: coordinator::Event) {
        self.waiting.push_back(Step::Coordinator(event));
        while let Some(step) = self.waiting.pop_front() {
            match step {
                Step::Coordinator(event) => self.step_coordinator(event),
                Step::Node(id, event) => self.step_node(id, event),
            }
        }
    }

    fn step_coordinator(&mut self, event: coordinator::Event) {
        let mut effects = Effects::new();
        let began = Instant::now();
        self.coordinator.step(Mono::ZERO, event, &mut effects);
        self.thinking += began.elapsed();
        for effect in effects.drain() {
            match effect {
                coordinator::Effect::Send { node, request } => {
                    self.waiting.push_back(Step::Node(node, node::Event::Request(request)));
                }
                coordinator::Effect::AnswerPut { answer: Ok(_), .. } => self.acknowledged += 1,
                _ => {}
            }
        }
    }

    fn step_node(&mut self, id: NodeId, event: node::Event) {
        let (machine, disk) = &mut self.nodes[id.index()];
        let mut effects = Effects::new();
        let began = Instant::now();
        machine.step(Mono::ZERO, event, &mut effects);
        self.thinking += began.elapsed();
        for effect in effects.drain() {
            let step = match effect {
                node::Effect::Disk { operation, request } => {
                    Step::Node(id, node::Event::Disk { operation, result: disk.execute(request) })
                }
                node::Effect::Send(message) => {
                    Step::Coordinator(coordinator::Event::Node { node: id, message })
                }
            };
            self.waiting.push_back(step);
        }
    }
}
