//! `UploadService`: resumable uploads in parts.
use domain::{
    id::UploadId,
    limits::{PARTS_PER_CALL_MAX, WHOLE_FILES_PER_CALL_MAX},
};
use futures::{StreamExt, TryStreamExt};
use proto::{
    convert::{self, bytes, count, id, seconds},
    storage::{
        AbortUploadRequest, AbortUploadResponse, CompleteUploadRequest, CreateUploadOutcome,
        CreateUploadRequest, CreateUploadResponse, CreateUploadsResponse, GetUploadRequest,
        GetUploadResponse, ListUploadsRequest, ListUploadsResponse, Refusal, UploadFileResponse,
        UploadPartRequest, UploadPartResponse, UploadPartsResponse, UploadStatus,
        create_upload_outcome::Outcome, upload_service_server::UploadService,
    },
};
use tonic::{Request, Response, Status, Streaming};

use super::storage::files::uploaded;
use crate::{
    app::Shared,
    auth::{self, Action, Member},
    service::{
        Reason, ServiceError,
        upload::{self, NewPart, NewUpload, Told, WholeFile},
    },
};

/// Parts of one call that are stored at a time: the next one arrives while one becomes durable.
const PARTS_AT_A_TIME: usize = 2;
/// Small files of one call that are stored at a time: their commits wait for the disk together.
const FILES_AT_A_TIME: usize = 8;

/// The handlers.
pub struct Uploads {
    app: Shared,
}

impl Uploads {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }
}

#[tonic::async_trait]
impl UploadService for Uploads {
    async fn create_upload(
        &self,
        request: Request<CreateUploadRequest>,
    ) -> Result<Response<CreateUploadResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseFiles).await?;
        Ok(Response::new(self.create(&member, request.into_inner()).await?))
    }

    async fn create_uploads(
        &self,
        request: Request<Streaming<CreateUploadRequest>>,
    ) -> Result<Response<CreateUploadsResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseFiles).await?;
        let arriving = request.into_inner().enumerate().map(async |(index, file)| {
            let allowed = if index < WHOLE_FILES_PER_CALL_MAX { Ok(()) } else { Err(too_many_files()) };
            auth::still(&self.app, &member).await?;
            let created = self.create(&member, allowed.and(file)?).await;
            Ok::<_, Status>(CreateUploadOutcome { outcome: Some(outcome(created)) })
        });
        let outcomes = arriving.buffered(FILES_AT_A_TIME).try_collect().await?;
        Ok(Response::new(CreateUploadsResponse { outcomes }))
    }

    async fn upload_part(
        &self,
        request: Request<UploadPartRequest>,
    ) -> Result<Response<UploadPartResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseFiles).await?;
        Ok(Response::new(self.store(&member, request.into_inner()).await?))
    }

    async fn upload_parts(
        &self,
        request: Request<Streaming<UploadPartRequest>>,
    ) -> Result<Response<UploadPartsResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseFiles).await?;
        let arriving = request.into_inner().enumerate().map(async |(index, part)| {
            let allowed = if index < PARTS_PER_CALL_MAX { Ok(()) } else { Err(too_many_parts()) };
            auth::still(&self.app, &member).await?;
            self.store(&member, allowed.and(part)?).await
        });
        let parts = arriving.buffered(PARTS_AT_A_TIME).try_collect().await?;
        Ok(Response::new(UploadPartsResponse { parts }))
    }

    async fn get_upload(
        &self,
        request: Request<GetUploadRequest>,
    ) -> Result<Response<GetUploadResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseFiles).await?;
        let id = upload_id(&request.into_inner().upload_id)?;
        let (found, missing) = upload::find(&self.app, &member, id).await?;
        let missing_offsets = missing.into_iter().map(bytes).collect();
        Ok(Response::new(GetUploadResponse { upload: Some(status(found)), missing_offsets }))
    }

    async fn list_uploads(
        &self,
        request: Request<ListUploadsRequest>,
    ) -> Result<Response<ListUploadsResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseFiles).await?;
        let uploads = upload::list(&self.app, &member).await?.into_iter().map(status).collect();
        Ok(Response::new(ListUploadsResponse { uploads }))
    }

    async fn complete_upload(
        &self,
        request: Request<CompleteUploadRequest>,
    ) -> Result<Response<UploadFileResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseFiles).await?;
        let wish = convert::upload::Completion::try_from(request.into_inner()).map_err(ServiceError::from)?;
        let told = Told { whole: wish.sha256, over_parts: wish.digests_sha256 };
        let completed = upload::complete(&self.app, &member, wish.upload, told).await?;
        Ok(Response::new(uploaded(completed)))
    }

    async fn abort_upload(
        &self,
        request: Request<AbortUploadRequest>,
    ) -> Result<Response<AbortUploadResponse>, Status> {
        let member = auth::member(&self.app, request.extensions(), "", Action::UseFiles).await?;
        let id = upload_id(&request.into_inner().upload_id)?;
        let freed = upload::abort(&self.app, &member, id).await?;
        Ok(Response::new(AbortUploadResponse { freed_bytes: bytes(freed) }))
    }
}

impl Uploads {
    async fn create(
        &self,
        member: &Member,
        message: CreateUploadRequest,
    ) -> Result<CreateUploadResponse, Status> {
        let new = convert::upload::NewUpload::try_from(message).map_err(ServiceError::from)?;
        let convert::upload::NewUpload {
            name,
            parts,
            sha256,
            parent,
            folders,
            on_conflict,
            skip_identical,
            whole,
        } = new;
        let new = NewUpload { name, parts, sha256, parent, folders, on_conflict };
        if skip_identical && let Some((file, filename)) = upload::identical(&self.app, member, &new).await? {
            let file_id = file.to_string();
            return Ok(CreateUploadResponse { filename, identical: true, file_id, ..Default::default() });
        }
        if let Some(convert::upload::Whole { content, sha256, key }) = whole {
            let whole = WholeFile { content, sha256, key };
            let completed = upload::store_whole(&self.app, member, new, whole).await?;
            let filename = completed.name.as_str().to_owned();
            let stored = Some(uploaded(completed));
            return Ok(CreateUploadResponse { filename, stored, ..Default::default() });
        }
        let created = upload::create(&self.app, member, new).await?;
        Ok(CreateUploadResponse {
            upload_id: created.id.to_string(),
            filename: created.name,
            part_bytes: bytes(created.part_bytes),
            expires_at: seconds(created.expires_at),
            ..Default::default()
        })
    }

    async fn store(&self, member: &Member, part: UploadPartRequest) -> Result<UploadPartResponse, Status> {
        let part = convert::upload::ArrivedPart::try_from(part).map_err(ServiceError::from)?;
        let new = NewPart { offset: part.offset, bytes: part.data, digest: part.digest };
        let stored = upload::store_part(&self.app, member, part.upload, new).await?;
        Ok(UploadPartResponse {
            durable_prefix: bytes(stored.durable_prefix),
            durable_copies: count(stored.durable_copies),
            target_copies: count(stored.target_copies),
        })
    }
}

/// What became of one file among several.
fn outcome(created: Result<CreateUploadResponse, Status>) -> Outcome {
    match created {
        Ok(created) => Outcome::Created(created),
        Err(status) => Outcome::Refused(Refusal {
            code: status.code().into(),
            message: status.message().to_owned(),
            details: status.details().to_vec().into(),
        }),
    }
}

fn too_many_files() -> Status {
    let message =
        format!("One call takes at most {WHOLE_FILES_PER_CALL_MAX} files; send the others in the next.");
    ServiceError::invalid("content", Reason::BadPart, message).into()
}

fn too_many_parts() -> Status {
    let message = format!("One call takes at most {PARTS_PER_CALL_MAX} parts; send the others in the next.");
    ServiceError::invalid("data", Reason::BadPart, message).into()
}

fn upload_id(text: &str) -> Result<UploadId, ServiceError> {
    Ok(id("upload_id", text)?)
}

fn status(upload: upload::Status) -> UploadStatus {
    UploadStatus {
        upload_id: upload.id.to_string(),
        filename: upload.name,
        size: bytes(upload.size),
        part_bytes: bytes(upload.part_bytes),
        durable_prefix: bytes(upload.durable_prefix),
        durable_bytes: bytes(upload.durable_bytes),
        created_at: seconds(upload.created_at),
        expires_at: seconds(upload.expires_at),
        vault_folder_id: upload.vault_folder.map(|id| id.to_string()).unwrap_or_default(),
    }
}
