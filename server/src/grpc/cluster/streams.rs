//! The answers that come one after the other: news of the cluster, and progress on a file.
use std::{collections::BTreeMap, pin::Pin, time::Duration};

use cluster::live::News;
use futures::{Stream, stream};
use proto::{
    cluster::{
        ChunkCheck, ChunkMending, ClusterEvent, ClusterEventKind, RepairFileProgress, VerifyFileProgress,
        VerifyFileResult,
    },
    convert::bytes,
};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::{Interval, interval},
};
use tonic::{Extensions, Status};

use super::wire;
use crate::{
    app::Shared,
    auth::{self, Action},
    service::{
        ServiceError, cluster_news,
        mend_file::{ChunkMended, Mending},
        verify_file::{Found, Verification, Verified},
    },
};

pub(super) type Events = Answers<ClusterEvent>;
pub(super) type Verifying = Answers<VerifyFileProgress>;
pub(super) type Repairing = Answers<RepairFileProgress>;
type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// How often whoever watches is told the whole state.
const STATE_EVERY: Duration = Duration::from_secs(2);

/// The news from now on. The caller is looked at again with each state, so that an ended session sees no more;
/// looking on does not keep it from being idle (SEC-22).
pub(super) fn watch(app: &Shared, caller: Extensions) -> Events {
    let watcher = Watcher {
        news: app.cluster.news(),
        ticks: interval(STATE_EVERY),
        app: Shared::clone(app),
        caller,
        number: 0,
        over: false,
    };
    Box::pin(stream::unfold(watcher, |mut watcher| async move {
        let next = watcher.next().await?;
        watcher.over = next.is_err();
        Some((next.map_err(Status::from), watcher))
    }))
}

struct Watcher {
    app: Shared,
    caller: Extensions,
    news: broadcast::Receiver<News>,
    ticks: Interval,
    number: i64,
    over: bool,
}

impl Watcher {
    async fn next(&mut self) -> Option<Result<ClusterEvent, ServiceError>> {
        if self.over {
            return None;
        }
        tokio::select! {
            () = self.app.stopping.cancelled() => None,
            _ = self.ticks.tick() => Some(self.state().await),
            told = self.news.recv() => match told {
                Ok(news) => Some(Ok(self.tell(&news))),
                Err(RecvError::Lagged(missed)) => {
                    self.ticks.reset_immediately();
                    let sentence = format!("{missed} news came too fast to be shown; the state follows.");
                    Some(Ok(ClusterEvent { sentence, ..self.event(ClusterEventKind::Missed) }))
                }
                Err(RecvError::Closed) => None,
            },
        }
    }

    async fn state(&mut self) -> Result<ClusterEvent, ServiceError> {
        auth::onlooker(&self.app, &self.caller, Action::WatchCluster).await?;
        let state = Some(wire::state(&self.app));
        Ok(ClusterEvent { state, ..self.event(ClusterEventKind::State) })
    }

    fn tell(&mut self, news: &News) -> ClusterEvent {
        let (node, chunk) = cluster_news::about(news);
        ClusterEvent {
            sentence: cluster_news::sentence(news),
            node: node.unwrap_or_default(),
            chunk_id: chunk.map(|id| id.to_string()).unwrap_or_default(),
            ..self.event(kind(news))
        }
    }

    fn event(&mut self, kind: ClusterEventKind) -> ClusterEvent {
        self.number += 1;
        let at_ms = self.app.clock.now().micros() / 1000;
        ClusterEvent { number: self.number, at_ms, kind: kind.into(), ..ClusterEvent::default() }
    }
}

const fn kind(news: &News) -> ClusterEventKind {
    match news {
        News::NodeState(..) => ClusterEventKind::NodeState,
        News::Suspected(_) => ClusterEventKind::NodeSuspected,
        News::Gone(_) => ClusterEventKind::NodeGone,
        News::Back(_) => ClusterEventKind::NodeBack,
        News::CopyLost(..) => ClusterEventKind::CopyLost,
        News::ChunkLost(_) => ClusterEventKind::ChunkLost,
        News::Copied(..) => ClusterEventKind::Copied,
        News::Trimmed(..) => ClusterEventKind::Trimmed,
        News::Collected(_) => ClusterEventKind::Collected,
        News::Scrubbed(..) => ClusterEventKind::Scrubbed,
        News::Layout(_) => ClusterEventKind::Layout,
    }
}

/// Verifies chunk by chunk, as fast as the client takes the answers.
pub(super) fn verify(app: &Shared, verification: Verification) -> Verifying {
    let nodes = app.cluster.nodes().into_iter();
    let zones: BTreeMap<String, String> =
        nodes.map(|node| (node.spec.name.to_string(), node.spec.zone.to_string())).collect();
    let total = bytes(verification.total() as u64);
    Box::pin(stream::unfold(Some(verification), move |state| {
        let zones = zones.clone();
        async move {
            let mut verification = state?;
            match verification.next().await {
                Some(verified) => Some((Ok(checked(&zones, &verified, total)), Some(verification))),
                None => {
                    let end = verification.end().await;
                    Some((end.map(|found| all_checked(&found, total)).map_err(Status::from), None))
                }
            }
        }
    }))
}

fn checked(zones: &BTreeMap<String, String>, verified: &Verified, total: i64) -> VerifyFileProgress {
    let position = bytes(verified.position as u64);
    let chunk = ChunkCheck {
        chunk_id: verified.id.to_string(),
        position,
        copies: verified.copies.iter().map(|copy| wire::copy_check(zones, copy)).collect(),
    };
    VerifyFileProgress { chunks_done: position + 1, chunks_total: total, chunk: Some(chunk), result: None }
}

fn all_checked(found: &Found, total: i64) -> VerifyFileProgress {
    let result = VerifyFileResult {
        good: bytes(found.good),
        missing: bytes(found.missing),
        damaged: bytes(found.damaged),
        out_of_reach: bytes(found.out_of_reach),
        chunks_without_good_copy: bytes(found.lost + found.waiting),
        sentence: found.sentence(),
    };
    VerifyFileProgress { chunks_done: total, chunks_total: total, chunk: None, result: Some(result) }
}

/// Mends chunk by chunk, as fast as the client takes the answers.
pub(super) fn repair(mending: Mending) -> Repairing {
    let total = bytes(mending.total() as u64);
    Box::pin(stream::unfold(Some(mending), move |state| async move {
        let mut mending = state?;
        match mending.next().await {
            Some(chunk) => Some((Ok(looked_after(chunk, total)), Some(mending))),
            None => {
                let result = Some(wire::repaired(&mending.done()));
                let end = RepairFileProgress { chunks_done: total, chunks_total: total, chunk: None, result };
                Some((Ok(end), None))
            }
        }
    }))
}

fn looked_after(chunk: ChunkMended, total: i64) -> RepairFileProgress {
    let position = bytes(chunk.position as u64);
    let chunk = ChunkMending {
        chunk_id: chunk.id.to_string(),
        position,
        mended: wire::mended(chunk.mended).into(),
        steps: i32::try_from(chunk.steps).unwrap_or(i32::MAX),
        nodes: chunk.nodes,
        reason: chunk.reason,
    };
    RepairFileProgress { chunks_done: position + 1, chunks_total: total, chunk: Some(chunk), result: None }
}
