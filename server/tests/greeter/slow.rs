//! Readers that read nothing: what waits for them is bounded, and they are given up.
use std::time::Duration;

use futures::future::try_join_all;
use proto::storage::{
    DownloadFileRequest, UploadFileRequest, cloud_storage_service_client::CloudStorageServiceClient,
};
use tokio::{
    task::yield_now,
    time::{self, Instant},
};
use tonic::transport::Channel;

use crate::{
    leaks::{Before, resident_bytes},
    served::Server,
};

const DOWNLOAD: &str = "/skyshard.storage.v1.CloudStorageService/DownloadFile";
const MIB: usize = 1_048_576;
const FILE_MIB: usize = 16;
/// Together they asked for half a gigabyte.
const READERS: usize = 32;
/// What may wait for each, in the server and in its client here: a part that is read, one that is sent, the windows.
const EACH_BYTES_MAX: u64 = 6 * MIB as u64;
/// As long as the server waits for a reader (`http/listen/taken.rs`).
const PATIENCE: Duration = Duration::from_secs(5 * 60);

async fn stored(server: &Server, channel: Channel) -> String {
    let mut first = UploadFileRequest { filename: "large".to_owned(), ..Default::default() };
    first.chunk = vec![7; MIB].into();
    let more = UploadFileRequest { chunk: first.chunk.clone(), ..Default::default() };
    let parts = std::iter::once(first).chain(std::iter::repeat_n(more, FILE_MIB - 1));
    let request = server.by_alice(futures::stream::iter(parts.collect::<Vec<_>>()));
    CloudStorageServiceClient::new(channel).upload_file(request).await.unwrap().into_inner().file_id
}

/// On one thread, so that the clock can be turned.
#[tokio::test]
async fn readers_that_take_nothing_hold_little_and_are_given_up() {
    let server = Server::start().await;
    let file = stored(&server, server.connect().await).await;
    let before = Before::of(&server).await;
    let bytes = resident_bytes();

    let channel = server.connect().await;
    let asked = (0..READERS).map(|_| {
        let wish = DownloadFileRequest { file_id: file.clone(), ..Default::default() };
        let mut client = CloudStorageServiceClient::new(channel.clone());
        let request = server.by_alice(wish);
        async move { client.download_file(request).await }
    });
    let readers = try_join_all(asked).await.unwrap();
    assert_eq!(server.app.calls.of(DOWNLOAD).at_work(), READERS as u64);

    time::pause();
    let began = Instant::now();
    let mut most = 0;
    while server.app.calls.of(DOWNLOAD).at_work() > 0 && began.elapsed() < 3 * PATIENCE {
        // Real sockets need no time of this clock: pings are answered before it goes on.
        for _ in 0..10_000 {
            yield_now().await;
        }
        most = most.max(resident_bytes().saturating_sub(bytes));
        time::advance(Duration::from_secs(15)).await;
    }
    let waited = began.elapsed();
    time::resume();
    assert!(most <= READERS as u64 * EACH_BYTES_MAX, "{most} bytes for {READERS} readers");
    assert!((PATIENCE..3 * PATIENCE).contains(&waited), "{waited:?}");
    let tally = server.app.calls.of(DOWNLOAD);
    assert_eq!((tally.at_work(), server.ended(DOWNLOAD, "CANCELLED")), (0, READERS as u64));
    drop((readers, channel));
    before.is_back(&server).await;
}
