//! Whole files over one native stream, never held in memory.

use std::{
    io,
    pin::pin,
    time::{SystemTime, UNIX_EPOCH},
};

use bytes::{Bytes, BytesMut};
use domain::hex;
use futures::{
    FutureExt, Stream, TryFutureExt,
    channel::oneshot,
    future::{self, BoxFuture, Either},
    stream,
};
use proto::storage::{
    DownloadFileRequest, DownloadFileResponse, UploadFileRequest, UploadFileResponse,
    cloud_storage_service_client::CloudStorageServiceClient,
};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    task::spawn_blocking,
};
use tonic::Streaming;

use crate::{Authorized, ClientError, Kind};

/// Bytes in one message.
const MESSAGE_BYTES: usize = domain::limits::PART_BYTES_MAX as usize;
/// A token that ends sooner than this is renewed before a stream begins: a stream cannot be repeated.
pub(crate) const TOKEN_LIFE_MIN_SECONDS: i64 = 60;

impl Authorized {
    /// Stores one file from a reader. With a declared size a full quota is told before the bytes travel.
    pub async fn upload_file(
        &self,
        filename: &str,
        declared_size: Option<u64>,
        reader: impl AsyncRead + Send + Unpin + 'static,
    ) -> Result<UploadFileResponse, ClientError> {
        self.session.renew_if_ending(unix_seconds() + TOKEN_LIFE_MIN_SECONDS).await?;
        let head = UploadFileRequest {
            filename: filename.to_owned(),
            declared_size: declared_size.and_then(|size| i64::try_from(size).ok()),
            ..Default::default()
        };
        let (broken, breaking) = oneshot::channel();
        let request = self.session.sign(messages(head, reader, broken))?;
        let mut storage = CloudStorageServiceClient::new(self.session.wire());
        let sending = pin!(storage.upload_file(request));
        match future::select(breaking, sending).await {
            Either::Left((Ok(error), _)) => Err(unreadable(&error)),
            Either::Left((Err(_), sending)) => Ok(sending.await?.into_inner()),
            Either::Right((answer, _)) => Ok(answer?.into_inner()),
        }
    }

    /// Begins to read one file.
    pub async fn download_file(&self, file_id: &str) -> Result<Download, ClientError> {
        let message = DownloadFileRequest { file_id: file_id.to_owned(), ..Default::default() };
        let call =
            |wire, request| async move { CloudStorageServiceClient::new(wire).download_file(request).await };
        let messages = self.session.call(message, call).await?;
        Ok(Download { messages, complete: false })
    }
}

/// A file on its way here.
pub struct Download {
    messages: Streaming<DownloadFileResponse>,
    complete: bool,
}

impl Download {
    /// The next piece; `None` after the last. A stream that ends early is an error.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ClientError> {
        if self.complete {
            return Ok(None);
        }
        match self.messages.message().await? {
            Some(message) => {
                self.complete = message.is_final;
                Ok(Some(message.chunk))
            }
            None => {
                Err(ClientError::local(Kind::DataLoss, "INCOMPLETE", "The file was cut short on its way."))
            }
        }
    }

    /// Writes all that is left; the bytes written.
    pub async fn write_to(&mut self, writer: &mut (impl AsyncWrite + Unpin)) -> Result<u64, ClientError> {
        let mut written = 0;
        while let Some(piece) = self.next().await? {
            let result = writer.write_all(&piece).await;
            result.map_err(|error| ClientError::local(Kind::Internal, "WRITE_FAILED", error.to_string()))?;
            written += piece.len() as u64;
        }
        Ok(written)
    }
}

/// The head with the first piece, then a message a piece, and at the end the SHA-256 of all of them: the file is stored only
/// if the server has the same.
///
/// A stream has no way to say that it broke: its end would pass for the end of the file. So a reader that fails is told
/// through `broken`, the stream stays open, and the call is given up.
fn messages(
    head: UploadFileRequest,
    reader: impl AsyncRead + Send + Unpin + 'static,
    broken: oneshot::Sender<io::Error>,
) -> impl Stream<Item = UploadFileRequest> + Send {
    let whole = future::ready(Ok(Sha256::new())).boxed();
    stream::unfold((Some(Sending { head, reader, whole }), broken), |(sending, broken)| async move {
        match sending?.next().await {
            Ok((message, rest)) => Some((message, (rest, broken))),
            Err(error) => {
                // Nobody listens when the call is over already, and then nothing is lost.
                let _told = broken.send(error);
                future::pending().await
            }
        }
    })
}

/// What is left of a stream.
struct Sending<Reader> {
    /// What the next message says besides its piece.
    head: UploadFileRequest,
    reader: Reader,
    /// The SHA-256 so far, once the last piece is in it.
    whole: BoxFuture<'static, io::Result<Sha256>>,
}

impl<Reader: AsyncRead + Unpin> Sending<Reader> {
    async fn next(mut self) -> io::Result<(UploadFileRequest, Option<Self>)> {
        let chunk = read_piece(&mut self.reader).await?;
        let mut whole = self.whole.await?;
        if chunk.is_empty() {
            let sha256 = hex::encode(&whole.finalize());
            return Ok((UploadFileRequest { sha256, ..self.head }, None));
        }
        let piece = chunk.clone();
        // It is digested while it is sent, and the next one read.
        let digesting = spawn_blocking(move || {
            whole.update(&piece);
            whole
        });
        let rest = Self {
            head: UploadFileRequest::default(),
            reader: self.reader,
            whole: digesting.map_err(io::Error::other).boxed(),
        };
        Ok((UploadFileRequest { chunk, ..self.head }, Some(rest)))
    }
}

fn unreadable(error: &io::Error) -> ClientError {
    ClientError::local(Kind::DataLoss, "READ_FAILED", format!("The file cannot be read: {error}."))
}

/// A full piece, or what is left.
async fn read_piece(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<Bytes> {
    let mut piece = BytesMut::with_capacity(MESSAGE_BYTES);
    while piece.len() < MESSAGE_BYTES && reader.read_buf(&mut piece).await? > 0 {}
    Ok(piece.freeze())
}

pub(crate) fn unix_seconds() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
}
