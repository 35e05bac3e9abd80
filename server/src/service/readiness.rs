//! Whether what is asked now can be served, for whatever sends requests here or elsewhere: the database answers, and as
//! many nodes take new copies as an upload is acknowledged by. Mail is not asked of: it waits in the outbox.
//!
//! That it is not is told; why, the log says, and an admin's page.
use std::time::Duration;

use cluster::{coordinator::Pulse, layout::Role};
use tokio::time::timeout;

use crate::{app::App, db};

/// A database that takes longer for one row lets requests wait, too.
const DATABASE_WAIT: Duration = Duration::from_secs(2);

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Ready.
    Ready,
    /// The server stops.
    Draining,
    /// The database does not answer.
    NoDatabase,
    /// Too few nodes take new copies.
    NoQuorum,
}

/// Looks now.
pub async fn look(app: &App) -> Readiness {
    if app.stopping.is_cancelled() {
        return Readiness::Draining;
    }
    match timeout(DATABASE_WAIT, db::health::answers(&app.db)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            return Readiness::NoDatabase;
        }
        Err(_late) => {
            tracing::warn!("not ready: the database takes too long to answer");
            return Readiness::NoDatabase;
        }
    }
    let nodes = app.cluster.nodes();
    let takes_copies = nodes
        .iter()
        .filter(|node| node.spec.role == Role::Active && node.state.serves() && node.pulse != Pulse::Gone);
    let count = takes_copies.count();
    if count < usize::from(app.settings.write_quorum) {
        tracing::warn!(count, "not ready: too few nodes take new copies");
        return Readiness::NoQuorum;
    }
    Readiness::Ready
}
