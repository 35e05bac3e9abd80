//! What may go wrong, and when: the faults of a plan.
//!
//! A fault names its node by number and says how long it lasts. Rates are cases of a million. Each word is a **class**:
//! batches count them, and shrinking tries to do without each.

use core::time::Duration;

use super::value::vocabulary;

vocabulary! {
    /// A fault, at a time of the plan.
    Fault {
        /// FT01: a node loses power; what was not synced may be lost. It starts again later.
        Crash = "crash" {
            /// The node.
            node: u8,
            /// Until it starts again.
            down: Duration,
        }
        /// FT02: a node loses power again and again, during its recovery too.
        CrashLoop = "crash_loop" {
            /// The node.
            node: u8,
            /// How often.
            times: u8,
            /// Between two crashes.
            gap: Duration,
        }
        /// A node's process is killed; what it wrote stays with its system, which goes on.
        Kill = "kill" {
            /// The node.
            node: u8,
            /// Until it starts again.
            down: Duration,
        }
        /// A node's process is told to stop, and started again.
        Stop = "stop" {
            /// The node.
            node: u8,
            /// Until it starts again.
            down: Duration,
        }
        /// FT22: the coordinator dies and another one begins with nothing but the layout.
        CoordinatorCrash = "coordinator_crash" {
            /// Until it begins.
            down: Duration,
        }
        /// Power fails everywhere at once.
        PowerLoss = "power_loss" {
            /// Until everything starts.
            down: Duration,
        }
        /// FT03: a node loses its disk, and comes back with an empty one.
        DiskLost = "disk_lost" {
            /// The node.
            node: u8,
            /// Until it starts again.
            down: Duration,
        }
        /// FT14: two nodes start with each other's disks, are stopped, and get their own back.
        DiskSwap = "disk_swap" {
            /// One node.
            node: u8,
            /// The other.
            other: u8,
            /// Until they have their own disks again.
            down: Duration,
        }
        /// FT15: a node comes back with its disk as it was some time before.
        StaleDisk = "stale_disk" {
            /// The node.
            node: u8,
            /// How old the disk is when the node goes down.
            age: Duration,
            /// Until it starts again.
            down: Duration,
        }
        /// FT05: bits flip on a disk.
        Rot = "rot" {
            /// The node.
            node: u8,
            /// Where: a millionth part of its records.
            place: u32,
            /// How many bits, close together.
            bits: u8,
        }
        /// FT06: a file of a disk is cut short.
        Cut = "cut" {
            /// The node.
            node: u8,
            /// Where: a millionth part of its records.
            place: u32,
        }
        /// FT06: zeros stand where a record was.
        Zeros = "zeros" {
            /// The node.
            node: u8,
            /// Where: a millionth part of its records.
            place: u32,
        }
        /// FT06: bytes that nobody wrote stand at the end of the newest file.
        Garbage = "garbage" {
            /// The node.
            node: u8,
            /// How many.
            bytes: u16,
        }
        /// FT10: writes land at another place of the same file.
        MisdirectedWrites = "misdirected_writes" {
            /// The node.
            node: u8,
            /// How often.
            rate: u32,
            /// For how long.
            lasting: Duration,
        }
        /// FT10: reads give the bytes of another place.
        MisdirectedReads = "misdirected_reads" {
            /// The node.
            node: u8,
            /// How often.
            rate: u32,
            /// For how long.
            lasting: Duration,
        }
        /// FT11: writes that are confirmed, synced, and not there.
        LostWrites = "lost_writes" {
            /// The node.
            node: u8,
            /// How often.
            rate: u32,
            /// For how long.
            lasting: Duration,
        }
        /// FT12: no room, whatever the disk should hold.
        DiskFull = "disk_full" {
            /// The node.
            node: u8,
            /// For how long.
            lasting: Duration,
        }
        /// Reads fail.
        ReadErrors = "read_errors" {
            /// The node.
            node: u8,
            /// How often.
            rate: u32,
            /// For how long.
            lasting: Duration,
        }
        /// Everything but reads and fsyncs fails, done or not, whole or in part.
        WriteErrors = "write_errors" {
            /// The node.
            node: u8,
            /// How often.
            rate: u32,
            /// For how long.
            lasting: Duration,
        }
        /// FT09: the next fsync fails, and what it was for may be gone although readers still see it.
        FsyncFails = "fsync_fails" {
            /// The node.
            node: u8,
        }
        /// FT09: every fsync fails.
        FsyncSticks = "fsync_sticks" {
            /// The node.
            node: u8,
            /// For how long.
            lasting: Duration,
        }
        /// FT13: the disk does nothing.
        Stall = "stall" {
            /// The node.
            node: u8,
            /// For how long.
            lasting: Duration,
        }
        /// FT13: the disk is slow.
        Slow = "slow" {
            /// The node.
            node: u8,
            /// How many times slower.
            factor: u16,
            /// For how long.
            lasting: Duration,
        }
        /// FT17: a node hears nobody and nobody hears it.
        Isolate = "isolate" {
            /// The node.
            node: u8,
            /// For how long.
            lasting: Duration,
        }
        /// FT17: two halves that do not hear each other; the coordinator is in the other one.
        Halves = "halves" {
            /// The nodes of one half, one bit each.
            nodes: u16,
            /// For how long.
            lasting: Duration,
        }
        /// FT17: everybody hears one node, and only that one.
        Star = "star" {
            /// The node in the middle.
            node: u8,
            /// For how long.
            lasting: Duration,
        }
        /// FT17: a node hears and is not heard, or is heard and does not hear.
        OneWay = "one_way" {
            /// The node.
            node: u8,
            /// Whether it still hears.
            hears: bool,
            /// For how long.
            lasting: Duration,
        }
        /// FT17: the way to a node breaks and mends, again and again.
        Flapping = "flapping" {
            /// The node.
            node: u8,
            /// How often it breaks.
            times: u8,
            /// How long it is broken, and how long whole.
            period: Duration,
        }
        /// FT17: everything to and from a node is held back, and then let go.
        Clog = "clog" {
            /// The node.
            node: u8,
            /// For how long.
            lasting: Duration,
        }
        /// FT17: the ways to all nodes clog one after the other and are let go in another order.
        Swizzle = "swizzle" {
            /// Between two changes.
            step: Duration,
        }
        /// FT16, FT18: all links at once lose, double, delay and damage packets, and are narrow.
        Weather = "weather" {
            /// Lost packets.
            loss: u32,
            /// Doubled packets.
            duplication: u32,
            /// Packets that others overtake.
            reordering: u32,
            /// Packets with a flipped bit.
            corruption: u32,
            /// The longest delay.
            delay: Duration,
            /// Bytes a second; 0 is no limit.
            bandwidth: u64,
            /// For how long.
            lasting: Duration,
        }
        /// FT26: metadata is busy.
        MetaBusy = "meta_busy" {
            /// How often.
            rate: u32,
            /// For how long.
            lasting: Duration,
        }
        /// FT29: there is no metadata.
        MetaDown = "meta_down" {
            /// For how long.
            lasting: Duration,
        }
        /// FT28: nobody knows whether a commit came about.
        MetaUnknown = "meta_unknown" {
            /// How often.
            rate: u32,
            /// For how long.
            lasting: Duration,
        }
        /// FT40: a node joins the layout.
        NodeAdded = "node_added" {
            /// The zone it is in, counted from zero.
            zone: u8,
        }
        /// FT40: a node leaves the layout, and its data must go elsewhere.
        NodeRemoved = "node_removed" {
            /// The node.
            node: u8,
        }
        /// FT40: a node has more or less room than before.
        NodeResized = "node_resized" {
            /// The node.
            node: u8,
            /// Its room in thousandths of what it was at first.
            permille: u16,
        }
    }
}

impl Fault {
    /// The highest number of a node it names, if it names one.
    pub(in crate::sim) fn highest_node(&self) -> Option<u8> {
        match *self {
            Self::DiskSwap { node, other, .. } => Some(if node > other { node } else { other }),
            Self::Halves { nodes, .. } => {
                (nodes > 0).then_some(15u8.saturating_sub(nodes.leading_zeros() as u8))
            }
            Self::Crash { node, .. }
            | Self::CrashLoop { node, .. }
            | Self::Kill { node, .. }
            | Self::Stop { node, .. }
            | Self::DiskLost { node, .. }
            | Self::StaleDisk { node, .. }
            | Self::Rot { node, .. }
            | Self::Cut { node, .. }
            | Self::Zeros { node, .. }
            | Self::Garbage { node, .. }
            | Self::MisdirectedWrites { node, .. }
            | Self::MisdirectedReads { node, .. }
            | Self::LostWrites { node, .. }
            | Self::DiskFull { node, .. }
            | Self::ReadErrors { node, .. }
            | Self::WriteErrors { node, .. }
            | Self::FsyncFails { node }
            | Self::FsyncSticks { node, .. }
            | Self::Stall { node, .. }
            | Self::Slow { node, .. }
            | Self::Isolate { node, .. }
            | Self::Star { node, .. }
            | Self::OneWay { node, .. }
            | Self::Flapping { node, .. }
            | Self::Clog { node, .. }
            | Self::NodeRemoved { node }
            | Self::NodeResized { node, .. } => Some(node),
            Self::CoordinatorCrash { .. }
            | Self::PowerLoss { .. }
            | Self::Swizzle { .. }
            | Self::Weather { .. }
            | Self::MetaBusy { .. }
            | Self::MetaDown { .. }
            | Self::MetaUnknown { .. }
            | Self::NodeAdded { .. } => None,
        }
    }
}
