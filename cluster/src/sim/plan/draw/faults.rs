//! Faults, drawn class by class: how many, when, how long, how bad.

use core::time::Duration;

use super::small;
use crate::chance::Chance;
use crate::sim::plan::{Fault, Setup};

/// The faults of one class, each with its time. The first second is left in peace, so that there is something to break.
pub(super) fn draw(
    chance: &mut Chance,
    word: &'static str,
    setup: &Setup,
) -> impl Iterator<Item = (Duration, Fault)> {
    let count = chance.between(1, at_most(word));
    (0..count).flat_map(move |_| {
        let at = chance.duration(Duration::from_secs(1), setup.length);
        let fault = fault(chance, word, setup);
        let follower = follower(chance, at, &fault);
        core::iter::once((at, fault)).chain(follower)
    })
}

/// What makes a fault worse while it lasts, in one case of three: a process that begins on a disk that cannot be read, a
/// power loss that finds much on its way to a slow disk. By chance alone the two would hardly ever meet.
fn follower(chance: &mut Chance, at: Duration, fault: &Fault) -> Option<(Duration, Fault)> {
    if chance.below(3) > 0 {
        return None;
    }
    match *fault {
        Fault::ReadErrors { node, lasting, .. } => {
            let quarter = part(lasting, 4);
            Some((at + quarter, Fault::Kill { node, down: quarter }))
        }
        Fault::Slow { node, lasting, .. } => {
            Some((at + part(lasting, 2), Fault::Crash { node, down: span(chance, 50, 2_000) }))
        }
        _ => None,
    }
}

/// One node, slow in one way or another now and then.
pub(super) fn draw_gray(chance: &mut Chance, setup: &Setup) -> impl Iterator<Item = (Duration, Fault)> {
    let (node, times) = (small(chance, 0, setup.nodes - 1), chance.between(1, 6));
    (0..times).map(move |_| {
        let at = chance.duration(Duration::from_secs(1), setup.length);
        let lasting = span(chance, 500, 12_000);
        let fault = match chance.below(3) {
            0 => Fault::Stall { node, lasting },
            1 => {
                Fault::Slow { node, factor: u16::try_from(chance.between(20, 200)).expect("small"), lasting }
            }
            _ => Fault::Clog { node, lasting },
        };
        (at, fault)
    })
}

/// Faults of a class in one plan.
fn at_most(word: &str) -> u64 {
    match word {
        "rot" | "crash" => 6,
        "coordinator_crash" | "power_loss" | "disk_lost" | "disk_swap" | "meta_down" | "swizzle" => 2,
        "node_added" | "node_removed" | "node_resized" => 1,
        _ => 3,
    }
}

fn fault(chance: &mut Chance, word: &str, setup: &Setup) -> Fault {
    let node = small(chance, 0, setup.nodes - 1);
    let down = span(chance, 50, 8_000);
    let lasting = span(chance, 100, 8_000);
    let rate = rate(chance, 300_000);
    match word {
        "crash" => Fault::Crash { node, down },
        "crash_loop" => Fault::CrashLoop { node, times: small(chance, 2, 5), gap: span(chance, 1, 40) },
        "kill" => Fault::Kill { node, down },
        "stop" => Fault::Stop { node, down },
        "coordinator_crash" => Fault::CoordinatorCrash { down: span(chance, 50, 3_000) },
        "power_loss" => Fault::PowerLoss { down: span(chance, 50, 3_000) },
        "disk_lost" => Fault::DiskLost { node, down },
        "disk_swap" => Fault::DiskSwap { node, other: another(chance, node, setup), down },
        "stale_disk" => Fault::StaleDisk { node, age: span(chance, 500, 20_000), down },
        "rot" => Fault::Rot { node, place: place(chance), bits: small(chance, 1, 16) },
        "cut" => Fault::Cut { node, place: place(chance) },
        "zeros" => Fault::Zeros { node, place: place(chance) },
        "garbage" => {
            Fault::Garbage { node, bytes: u16::try_from(chance.between(1, 9000)).expect("a few kilobytes") }
        }
        "misdirected_writes" => Fault::MisdirectedWrites { node, rate, lasting },
        "misdirected_reads" => Fault::MisdirectedReads { node, rate, lasting },
        "lost_writes" => Fault::LostWrites { node, rate, lasting },
        "disk_full" => Fault::DiskFull { node, lasting },
        "read_errors" => Fault::ReadErrors { node, rate, lasting },
        "write_errors" => Fault::WriteErrors { node, rate, lasting },
        "fsync_fails" => Fault::FsyncFails { node },
        "fsync_sticks" => Fault::FsyncSticks { node, lasting },
        "stall" => Fault::Stall { node, lasting: span(chance, 1_000, 20_000) },
        "slow" => Fault::Slow {
            node,
            factor: u16::try_from(chance.between(5, 100)).expect("a small factor"),
            lasting,
        },
        "isolate" => Fault::Isolate { node, lasting },
        "halves" => Fault::Halves {
            nodes: u16::try_from(chance.between(1, (1 << setup.nodes) - 1)).expect("seven bits"),
            lasting,
        },
        "star" => Fault::Star { node, lasting },
        "one_way" => Fault::OneWay { node, hears: chance.below(2) == 0, lasting },
        "flapping" => Fault::Flapping { node, times: small(chance, 2, 6), period: span(chance, 20, 1_500) },
        "clog" => Fault::Clog { node, lasting },
        "swizzle" => Fault::Swizzle { step: span(chance, 20, 800) },
        "weather" => weather(chance, lasting),
        "meta_busy" => Fault::MetaBusy { rate, lasting },
        "meta_down" => Fault::MetaDown { lasting: span(chance, 100, 3_000) },
        "meta_unknown" => Fault::MetaUnknown { rate, lasting },
        "node_added" => Fault::NodeAdded { zone: small(chance, 0, setup.zones - 1) },
        "node_removed" => Fault::NodeRemoved { node },
        "node_resized" => Fault::NodeResized {
            node,
            permille: u16::try_from(chance.between(300, 2000)).expect("up to twice"),
        },
        _ => unreachable!("{word} is no class of faults"),
    }
}

/// A part of a time, in whole microseconds, as a plan's text tells them.
const fn part(time: Duration, parts: u64) -> Duration {
    Duration::from_micros(time.as_micros() as u64 / parts)
}

fn weather(chance: &mut Chance, lasting: Duration) -> Fault {
    Fault::Weather {
        loss: rate(chance, 300_000),
        duplication: rate(chance, 500_000),
        reordering: rate(chance, 500_000),
        corruption: rate(chance, 50_000),
        delay: if chance.below(6) == 0 { span(chance, 1_000, 30_000) } else { span(chance, 1, 300) },
        bandwidth: *chance.pick(&[0, 0, 0, 65_536, 1 << 20]).expect("a choice of five"),
        lasting,
    }
}

fn another(chance: &mut Chance, node: u8, setup: &Setup) -> u8 {
    (node + small(chance, 1, setup.nodes - 1)) % setup.nodes
}

fn span(chance: &mut Chance, low_millis: u64, high_millis: u64) -> Duration {
    chance.duration(Duration::from_millis(low_millis), Duration::from_millis(high_millis))
}

fn place(chance: &mut Chance) -> u32 {
    u32::try_from(chance.below(1_000_000)).expect("below a million")
}

fn rate(chance: &mut Chance, high: u64) -> u32 {
    u32::try_from(chance.between(1_000, high)).expect("below a million")
}
