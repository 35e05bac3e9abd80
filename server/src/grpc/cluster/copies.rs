//! `FileStorageService` and `FileTransferService`: what programs of an admin do with one node's copies.
use std::pin::Pin;

use cluster::chunk::ChunkId;
use futures::{Stream, stream};
use proto::{
    cluster::{
        DeleteChunkRequest, DeleteChunkResponse, FetchChunkRequest, FetchChunkResponse, ListChunksRequest,
        ListChunksResponse, SegmentTransfer, StoreChunkRequest, StoreChunkResponse, TransferFileProgress,
        TransferFileRequest, TransferFileResult, TransferMode, VerifyChunkRequest, VerifyChunkResponse,
        file_storage_service_server::FileStorageService, file_transfer_service_server::FileTransferService,
    },
    convert::{FieldError, FieldReason, bytes},
};
use tonic::{Request, Response, Status};

use super::{Nodes, file, wire};
use crate::service::{
    ServiceError, copies,
    transfer::{Mode, Segment, Transfer},
};

type Transferring = Pin<Box<dyn Stream<Item = Result<TransferFileProgress, Status>> + Send>>;

#[tonic::async_trait]
impl FileStorageService for Nodes {
    async fn store_chunk(
        &self,
        request: Request<StoreChunkRequest>,
    ) -> Result<Response<StoreChunkResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let StoreChunkRequest { node, chunk_id, data } = request.into_inner();
        let (id, length) = (chunk(&chunk_id)?, data.len());
        copies::store(&self.app, &admin, &node, id, data).await?;
        Ok(Response::new(StoreChunkResponse { chunk_id, bytes: bytes(length as u64) }))
    }

    async fn fetch_chunk(
        &self,
        request: Request<FetchChunkRequest>,
    ) -> Result<Response<FetchChunkResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let FetchChunkRequest { node, chunk_id } = request.into_inner();
        let data = copies::fetch(&self.app, &admin, &node, chunk(&chunk_id)?).await?;
        Ok(Response::new(FetchChunkResponse { data }))
    }

    async fn list_chunks(
        &self,
        request: Request<ListChunksRequest>,
    ) -> Result<Response<ListChunksResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let ListChunksRequest { node, after, limit } = request.into_inner();
        let advice = "A page has 1 to 1000 chunks, or 0 for the usual 100.";
        let limit = usize::try_from(limit).map_err(|_| wrong("limit", advice))?;
        let page = copies::list(&self.app, &admin, &node, wire::chunk_id(&after)?, limit)?;
        let chunk_ids = page.ids.iter().map(ToString::to_string).collect();
        Ok(Response::new(ListChunksResponse { chunk_ids, more: page.more }))
    }

    async fn verify_chunk(
        &self,
        request: Request<VerifyChunkRequest>,
    ) -> Result<Response<VerifyChunkResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let VerifyChunkRequest { node, chunk_id } = request.into_inner();
        let fault = copies::verify(&self.app, &admin, &node, chunk(&chunk_id)?).await?;
        let message = match fault {
            None => "The copy was read and is good.".to_owned(),
            Some(fault) => copies::told(fault),
        };
        Ok(Response::new(VerifyChunkResponse { good: fault.is_none(), message }))
    }

    async fn delete_chunk(
        &self,
        request: Request<DeleteChunkRequest>,
    ) -> Result<Response<DeleteChunkResponse>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let DeleteChunkRequest { node, chunk_id } = request.into_inner();
        let deleted = copies::delete(&self.app, &admin, &node, chunk(&chunk_id)?).await?;
        Ok(Response::new(DeleteChunkResponse { deleted }))
    }
}

#[tonic::async_trait]
impl FileTransferService for Nodes {
    type TransferFileStream = Transferring;

    async fn transfer_file(
        &self,
        request: Request<TransferFileRequest>,
    ) -> Result<Response<Transferring>, Status> {
        let admin = self.admin(request.extensions()).await?;
        let TransferFileRequest { file_id, from, to, mode } = request.into_inner();
        let mode = match TransferMode::try_from(mode) {
            Ok(TransferMode::Copy) => Mode::Copy,
            Ok(TransferMode::Move) => Mode::Move,
            Ok(TransferMode::Unspecified) | Err(_) => {
                return Err(wrong("mode", "Say whether to copy or to move.").into());
            }
        };
        let transfer = Transfer::begin(&self.app, &admin, file(&file_id)?, (&from, &to), mode).await?;
        Ok(Response::new(progress(transfer)))
    }
}

/// An answer a chunk, as fast as the client takes them; the last one has the result.
fn progress(transfer: Transfer) -> Transferring {
    Box::pin(stream::unfold(Some(transfer), |state| async move {
        let mut transfer = state?;
        match transfer.next().await {
            Ok(Some(segment)) => Some((Ok(transferred(&transfer, segment)), Some(transfer))),
            Ok(None) => Some((Ok(all_transferred(&transfer)), None)),
            Err(error) => Some((Err(error.into()), None)),
        }
    }))
}

fn transferred(transfer: &Transfer, segment: Segment) -> TransferFileProgress {
    let segment = SegmentTransfer {
        chunk_id: segment.id.to_string(),
        bytes: bytes(segment.bytes),
        read_us: bytes(segment.read_us),
        store_us: bytes(segment.store_us),
    };
    TransferFileProgress { segment: Some(segment), ..so_far(transfer) }
}

fn all_transferred(transfer: &Transfer) -> TransferFileProgress {
    let done = transfer.done();
    let result = TransferFileResult {
        chunks: bytes(done.chunks),
        bytes: bytes(done.bytes),
        already_there: bytes(done.already_there),
        elapsed_ms: bytes(transfer.elapsed_ms()),
        sentence: transfer.sentence(),
    };
    TransferFileProgress { result: Some(result), ..so_far(transfer) }
}

fn so_far(transfer: &Transfer) -> TransferFileProgress {
    TransferFileProgress {
        chunks_done: bytes(transfer.position() as u64),
        chunks_total: bytes(transfer.total() as u64),
        segment: None,
        result: None,
    }
}

fn chunk(text: &str) -> Result<ChunkId, ServiceError> {
    wire::chunk_id(text)?
        .ok_or_else(|| wrong("chunk_id", "Say which chunk: its id is the digest of its bytes."))
}

fn wrong(field: &'static str, advice: &str) -> ServiceError {
    ServiceError::from(FieldError::new(field, FieldReason::InvalidArgument, advice))
}
