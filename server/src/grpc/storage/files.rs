//! The calls of `CloudStorageService` that move and list files; the service's other half is `account.rs`.
use std::pin::Pin;

use domain::{
    id::FileId,
    page::Page,
    upload::{OnConflict, Parts},
};
use futures::{Stream, StreamExt, stream};
use proto::{
    convert::{
        bytes, count, id, optional_digest, optional_id, seconds, size,
        storage::FileList,
        upload::{file_name, part_error},
        version::version,
    },
    storage::{
        DeleteFileRequest, DeleteFileResponse, DownloadFileRequest, DownloadFileResponse, FileInfo,
        GetPreviewRequest, GetPreviewResponse, GetQuotaStatusRequest, GetQuotaStatusResponse,
        ListFilesRequest, ListFilesResponse, ListTrashRequest, ListTrashResponse, RestoreFileRequest,
        RestoreFileResponse, TrashedFile, UploadFileRequest, UploadFileResponse,
    },
};
use tonic::{Request, Response, Status, Streaming};

use crate::{
    app::{App, Shared},
    auth::{self, Action, Member},
    service::{
        Reason, ServiceError,
        download::Download,
        files::{self, FileEntry},
        preview::{self, Preview},
        quota, trash,
        upload::{Completed, NewStream, StreamUpload, Target, Within},
    },
};

/// What `DownloadFile` answers with.
pub type DownloadStream = Pin<Box<dyn Stream<Item = Result<DownloadFileResponse, Status>> + Send>>;

/// Stores one file from a stream.
pub async fn upload_file(
    app: &Shared,
    request: Request<Streaming<UploadFileRequest>>,
) -> Result<Response<UploadFileResponse>, Status> {
    let (_, extensions, mut messages) = request.into_parts();
    let first = messages.message().await?.ok_or_else(|| Status::from(nothing_sent()))?;
    let member = auth::member(app, &extensions, &first.auth_token, Action::UseFiles).await?;
    let mut upload = StreamUpload::begin(app, &member, new_stream(&first)?).await?;
    match take_all(app, &member, &mut upload, first, &mut messages).await {
        Ok(told) => Ok(Response::new(uploaded(upload.finish_as(told).await?))),
        Err(status) => {
            upload.abort().await;
            Err(status)
        }
    }
}

/// Takes what is sent; the SHA-256 that its sender told at the end.
async fn take_all(
    app: &App,
    member: &Member,
    upload: &mut StreamUpload,
    first: UploadFileRequest,
    messages: &mut Streaming<UploadFileRequest>,
) -> Result<Option<[u8; 32]>, Status> {
    let (mut next, mut told) = (Some(first), None);
    while let Some(message) = next {
        auth::still(app, member).await?;
        told = optional_digest("sha256", &message.sha256).map_err(ServiceError::from)?;
        upload.push(message.chunk).await?;
        next = messages.message().await?;
    }
    // What is shown next must still be wanted.
    auth::still(app, member).await?;
    Ok(told)
}

fn new_stream(first: &UploadFileRequest) -> Result<NewStream, ServiceError> {
    let target = if first.file_id.is_empty() {
        let folder = optional_id("folder_id", &first.folder_id)?;
        let within = Within { folder, folders: Vec::new() };
        Target::Name(file_name(&first.filename)?, OnConflict::Refuse, within)
    } else {
        Target::File(id("file_id", &first.file_id)?)
    };
    let declared = first.declared_size.map(|bytes| size("declared_size", bytes)).transpose()?;
    let declared = declared.map(Parts::of).transpose().map_err(part_error)?;
    Ok(NewStream { target, declared })
}

/// Streams a version of a file, the shown one unless another is named; the last message says that it is the last.
pub async fn download_file(
    app: &Shared,
    request: Request<DownloadFileRequest>,
) -> Result<Response<DownloadStream>, Status> {
    let member =
        auth::member(app, request.extensions(), &request.get_ref().auth_token, Action::UseFiles).await?;
    let asked = request.get_ref();
    let download = open(app, &member, &asked.file_id, asked.version).await?;
    let pieces =
        auth::while_signed_in(app, &member, download.read(0..download.size)).map(|piece| match piece {
            Ok(chunk) => Ok(DownloadFileResponse { chunk, is_final: false }),
            Err(error) => Err(Status::from(error)),
        });
    let end = stream::iter([Ok(DownloadFileResponse { is_final: true, ..Default::default() })]);
    Ok(Response::new(Box::pin(until_error(pieces.chain(end)))))
}

/// Ends the stream with its first error, so that nothing, above all no final message, follows it.
fn until_error<T: Send>(
    items: impl Stream<Item = Result<T, Status>> + Send,
) -> impl Stream<Item = Result<T, Status>> + Send {
    items.scan(false, |failed, item| {
        let next = (!*failed).then_some(item);
        *failed = next.as_ref().is_some_and(Result::is_err);
        std::future::ready(next)
    })
}

/// Lists files outside the trash.
pub async fn list_files(
    app: &Shared,
    request: Request<ListFilesRequest>,
) -> Result<Response<ListFilesResponse>, Status> {
    let member =
        auth::member(app, request.extensions(), &request.get_ref().auth_token, Action::UseFiles).await?;
    let wish = FileList::try_from(request.into_inner()).map_err(ServiceError::from)?;
    let (entries, total) = files::list(app, &member, wish.page, &wish.filter, wish.order).await?;
    let files = entries.into_iter().map(|entry| info(app, entry)).collect();
    Ok(Response::new(ListFilesResponse { success: true, files, total_count: count(total) }))
}

/// What of a file can be shown.
pub async fn get_preview(
    app: &Shared,
    request: Request<GetPreviewRequest>,
) -> Result<Response<GetPreviewResponse>, Status> {
    let member = auth::member(app, request.extensions(), "", Action::UseFiles).await?;
    let asked = request.get_ref();
    let download = open(app, &member, &asked.file_id, asked.version).await?;
    Ok(Response::new(shown(preview::of(&download).await?)))
}

/// What can be shown, on the wire.
pub fn shown(preview: Preview) -> GetPreviewResponse {
    match preview {
        Preview::Media(media_type) => {
            GetPreviewResponse { media_type: media_type.to_owned(), ..Default::default() }
        }
        Preview::Pdf => GetPreviewResponse { media_type: preview::PDF.to_owned(), ..Default::default() },
        Preview::Text { text, is_whole } => {
            GetPreviewResponse { media_type: preview::TEXT.to_owned(), text, is_whole, ..Default::default() }
        }
        Preview::Nothing(reason) => GetPreviewResponse { reason: reason.to_owned(), ..Default::default() },
    }
}

/// Moves a file to the trash.
pub async fn delete_file(
    app: &Shared,
    request: Request<DeleteFileRequest>,
) -> Result<Response<DeleteFileResponse>, Status> {
    let member =
        auth::member(app, request.extensions(), &request.get_ref().auth_token, Action::UseFiles).await?;
    let freed = files::delete(app, &member, file_id(&request.get_ref().file_id)?).await?;
    Ok(Response::new(DeleteFileResponse {
        success: true,
        message: format!("Moved to the Trash: {} are available again.", domain::format::bytes(freed)),
        freed_bytes: bytes(freed),
    }))
}

/// The caller's space.
pub async fn get_quota_status(
    app: &Shared,
    request: Request<GetQuotaStatusRequest>,
) -> Result<Response<GetQuotaStatusResponse>, Status> {
    let member =
        auth::member(app, request.extensions(), &request.get_ref().auth_token, Action::UseFiles).await?;
    Ok(Response::new(quota::status(app, &member).await?.into()))
}

/// Lists the trash.
pub async fn list_trash(
    app: &Shared,
    request: Request<ListTrashRequest>,
) -> Result<Response<ListTrashResponse>, Status> {
    let member = auth::member(app, request.extensions(), "", Action::UseFiles).await?;
    let page = Page::try_from(request.into_inner()).map_err(ServiceError::from)?;
    let (entries, total) = trash::list(app, &member, page).await?;
    let files = entries.into_iter().filter_map(|entry| trashed(app, entry)).collect();
    Ok(Response::new(ListTrashResponse { files, total_count: count(total) }))
}

/// Takes a file out of the trash.
pub async fn restore_file(
    app: &Shared,
    request: Request<RestoreFileRequest>,
) -> Result<Response<RestoreFileResponse>, Status> {
    let member = auth::member(app, request.extensions(), "", Action::UseFiles).await?;
    let filename = trash::restore(app, &member, file_id(&request.get_ref().file_id)?).await?;
    Ok(Response::new(RestoreFileResponse { filename }))
}

/// What is told of an upload that has become a file.
pub(in crate::grpc) fn uploaded(completed: Completed) -> UploadFileResponse {
    UploadFileResponse {
        success: true,
        message: format!("Stored {} as {}.", domain::format::bytes(completed.size), completed.name),
        file_id: completed.file.to_string(),
        file_size: bytes(completed.size),
        checksum: completed.sha256,
        storage_nodes: completed.nodes,
    }
}

pub(in crate::grpc) fn info(app: &App, entry: FileEntry) -> FileInfo {
    FileInfo {
        file_id: entry.id.to_string(),
        filename: entry.name,
        file_size: bytes(entry.size),
        uploaded_at: seconds(entry.uploaded_at),
        checksum: entry.sha256,
        zones: entry.zones.iter().map(char::to_string).collect(),
        target_copies: app.settings.copies.into(),
        damaged: entry.damaged,
        favourite: entry.favourite,
        plain_bytes: entry.plain_size.map(bytes),
    }
}

fn trashed(app: &App, entry: FileEntry) -> Option<TrashedFile> {
    let deleted_at = entry.trashed_at?;
    let purge_at = seconds(domain::trash::purge_at(deleted_at));
    Some(TrashedFile { deleted_at: seconds(deleted_at), purge_at, file: Some(info(app, entry)) })
}

/// A version of a file of the caller's; the shown one when the number is 0.
async fn open(app: &App, member: &Member, file: &str, number: i32) -> Result<Download, ServiceError> {
    let file = file_id(file)?;
    match version("version", number)? {
        Some(number) => Download::open_version(app, member, file, number).await,
        None => Download::open(app, member, file).await,
    }
}

fn file_id(text: &str) -> Result<FileId, ServiceError> {
    Ok(id("file_id", text)?)
}

fn nothing_sent() -> ServiceError {
    ServiceError::invalid("filename", Reason::InvalidName, "The first message names the file, and none came.")
}
