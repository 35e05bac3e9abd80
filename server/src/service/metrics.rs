//! What the server counts about itself for whoever watches over it: space, nodes, chunks, uploads, throttles. Numbers only.
use std::time::Duration;

use cluster::coordinator::Pulse;

use super::ServiceError;
use crate::{app::App, db};

/// Numbers of one thing, by kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// Its name.
    pub name: &'static str,
    /// What it counts.
    pub help: &'static str,
    /// How many of which kind.
    pub values: Vec<(&'static str, u64)>,
}

/// All of them, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers(Vec<Gauge>);

impl Numbers {
    /// One after the other.
    pub fn gauges(&self) -> impl Iterator<Item = &Gauge> {
        self.0.iter()
    }
}

/// Counts now.
pub async fn count(app: &App) -> Result<Numbers, ServiceError> {
    let on = app.db.read();
    let pool = db::pool::find(on).await?.unwrap_or_default();
    let stored = db::health::stored(on).await?;
    let (sizes, mails) = (db::health::sizes(on).await?, db::health::mails(on).await?);
    let sized = |word: &str| sizes.get(word).copied().unwrap_or_default();
    let space = vec![
        ("capacity", pool.capacity),
        ("reserved", pool.reserved),
        ("used", stored.used),
        ("trash", stored.trash),
        ("in_flight", stored.in_flight),
    ];
    let gauge = |name, help, values| Gauge { name, help, values };
    Ok(Numbers(vec![
        gauge("space_bytes", "Bytes of the pool and of what is stored, before copies are made", space),
        gauge("nodes", "Nodes of the cluster by how they are", nodes(app)),
        gauge("chunks", "Chunks of the cluster, and those that need repair", chunks(app)),
        gauge("uploads", "Uploads that have not ended", vec![("open", sized("uploads_open"))]),
        gauge(
            "accounts",
            "Accounts",
            vec![("all", sized("accounts")), ("suspended", sized("accounts_suspended"))],
        ),
        gauge("sessions", "Sessions", vec![("open", sized("sessions_open"))]),
        gauge("throttles", "Places that wait after wrong tries", vec![("waiting", waiting(app).await?)]),
        gauge(
            "mails",
            "Mails in the outbox",
            vec![("waiting", mails.waiting), ("failing", mails.failing), ("abandoned", mails.abandoned)],
        ),
    ]))
}

fn nodes(app: &App) -> Vec<(&'static str, u64)> {
    let nodes = app.cluster.nodes();
    let count =
        |is: fn(&cluster::status::NodeStatus) -> bool| nodes.iter().filter(|node| is(node)).count() as u64;
    vec![
        ("serving", count(|node| node.state.serves() && node.pulse == Pulse::Alive)),
        ("suspected", count(|node| node.state.serves() && node.pulse == Pulse::Suspected)),
        ("gone", count(|node| node.state.serves() && node.pulse == Pulse::Gone)),
        ("stopped", count(|node| !node.state.serves())),
    ]
}

fn chunks(app: &App) -> Vec<(&'static str, u64)> {
    let (health, upkeep) = (app.cluster.health(), app.cluster.upkeep());
    vec![
        ("known", health.chunks),
        ("degraded", health.degraded),
        ("misplaced", health.misplaced),
        ("unreachable", health.unreachable),
        ("repair_running", upkeep.running as u64),
        ("repair_waiting", upkeep.waiting as u64),
    ]
}

async fn waiting(app: &App) -> Result<u64, ServiceError> {
    let now = app.clock.now();
    let climbed = db::throttle::ladders(app.db.read(), COUNTED_MAX).await?;
    Ok(climbed.iter().filter(|climbed| climbed.ladder.wait(now) > Duration::ZERO).count() as u64)
}

/// Ladders that are looked at: the newest failures come first, and more than so many are an attack anyway.
const COUNTED_MAX: u32 = 10_000;
