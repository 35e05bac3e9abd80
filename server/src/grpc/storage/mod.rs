//! `CloudStorageService`: accounts in [`account`], files in [`files`], what is given in [`shares`].
pub mod account;
pub mod files;
pub mod shares;

use proto::storage::{
    CheckUsernameRequest, CheckUsernameResponse, DeleteFileRequest, DeleteFileResponse, DownloadFileRequest,
    GetPreviewRequest, GetPreviewResponse, GetQuotaStatusRequest, GetQuotaStatusResponse,
    GetSharedFilesRequest, GetSharedFilesResponse, ListFilesRequest, ListFilesResponse, ListTrashRequest,
    ListTrashResponse, LoginRequest, LoginResponse, LogoutRequest, LogoutResponse, RefreshTokenRequest,
    RefreshTokenResponse, RegisterRequest, RegisterResponse, ResendCodeRequest, ResendCodeResponse,
    RestoreFileRequest, RestoreFileResponse, ShareFileRequest, ShareFileResponse, UploadFileRequest,
    UploadFileResponse, VerifyEmailRequest, VerifyEmailResponse, VerifyOtpRequest, VerifyOtpResponse,
    cloud_storage_service_server::CloudStorageService,
};
use tonic::{Request, Response, Status, Streaming};

use crate::app::Shared;

/// The handlers.
pub struct Storage {
    app: Shared,
}

impl Storage {
    /// Handlers of this application.
    pub fn new(app: &Shared) -> Self {
        Self { app: Shared::clone(app) }
    }
}

/// One line a call: which half answers it.
macro_rules! calls {
    ($($half:ident :: $call:ident($request:ty) -> $response:ty;)+) => {
        #[tonic::async_trait]
        impl CloudStorageService for Storage {
            type DownloadFileStream = files::DownloadStream;

            $(async fn $call(&self, request: Request<$request>) -> Result<Response<$response>, Status> {
                $half::$call(&self.app, request).await
            })+
        }
    };
}

calls! {
    account::register(RegisterRequest) -> RegisterResponse;
    account::verify_email(VerifyEmailRequest) -> VerifyEmailResponse;
    account::login(LoginRequest) -> LoginResponse;
    account::verify_otp(VerifyOtpRequest) -> VerifyOtpResponse;
    account::resend_code(ResendCodeRequest) -> ResendCodeResponse;
    account::refresh_token(RefreshTokenRequest) -> RefreshTokenResponse;
    account::logout(LogoutRequest) -> LogoutResponse;
    account::check_username(CheckUsernameRequest) -> CheckUsernameResponse;
    files::upload_file(Streaming<UploadFileRequest>) -> UploadFileResponse;
    files::download_file(DownloadFileRequest) -> files::DownloadStream;
    files::get_preview(GetPreviewRequest) -> GetPreviewResponse;
    files::list_files(ListFilesRequest) -> ListFilesResponse;
    files::delete_file(DeleteFileRequest) -> DeleteFileResponse;
    files::get_quota_status(GetQuotaStatusRequest) -> GetQuotaStatusResponse;
    files::list_trash(ListTrashRequest) -> ListTrashResponse;
    files::restore_file(RestoreFileRequest) -> RestoreFileResponse;
    shares::share_file(ShareFileRequest) -> ShareFileResponse;
    shares::get_shared_files(GetSharedFilesRequest) -> GetSharedFilesResponse;
}
