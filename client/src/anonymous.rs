//! What anybody may call: the way in.

use proto::{
    account::{
        BeginPasskeySignInRequest, CreateFirstAdminRequest, CreateFirstAdminResponse,
        FinishPasskeySignInRequest, GetServerInfoRequest, GetServerInfoResponse, PasskeyCeremony,
        account_service_client::AccountServiceClient, passkey_service_client::PasskeyServiceClient,
    },
    mail::{ListMailsRequest, Mail, outbox_service_client::OutboxServiceClient},
    skillshare::{
        GetCourseRequest, GetCourseResponse, GetTeacherRequest, GetTeacherResponse, ListCoursesRequest,
        ListCoursesResponse, ListSlotsRequest, ListSlotsResponse, ListTeachersRequest, ListTeachersResponse,
        skill_share_service_client::SkillShareServiceClient,
    },
    storage::{
        BeginLinkDownloadRequest, BeginLinkDownloadResponse, BeginLinkUploadRequest, CheckUsernameRequest,
        CheckUsernameResponse, LoginRequest, LookAtLinkRequest, LookAtLinkResponse, RegisterRequest,
        RegisterResponse, ResendCodeRequest, ResendCodeResponse, VerifyEmailRequest, VerifyEmailResponse,
        VerifyOtpRequest, cloud_storage_service_client::CloudStorageServiceClient,
        link_service_client::LinkServiceClient, resend_code_request::WaitsFor,
    },
};

use crate::{
    Authorized, ClientError, Tokens,
    session::Session,
    transport::{self, Wire},
};

/// What a first sign-in step answers: the challenge to meet.
pub type SignInChallenge = proto::storage::LoginResponse;

/// Who wants an account.
#[derive(Clone)]
pub struct NewMember {
    /// The public handle.
    pub username: String,
    /// Where the code goes.
    pub email: String,
    /// In the clear, on an encrypted or local wire only.
    pub password: String,
}

/// Who becomes the first admin.
#[derive(Clone)]
pub struct NewAdmin {
    /// The part after # of the setup link.
    pub secret: String,
    /// The account itself.
    pub member: NewMember,
}

/// A caller without a session.
#[derive(Clone)]
pub struct Anonymous {
    wire: Wire,
}

impl Anonymous {
    /// A client of the server at this origin: `http://localhost:8080`. Nothing is sent yet.
    pub fn at(origin: &str) -> Result<Self, ClientError> {
        Ok(Self { wire: transport::open(origin)? })
    }

    /// A client of the server at this origin, which is known by other means than the system's authorities.
    #[cfg(not(target_family = "wasm"))]
    pub fn trusting(origin: &str, trust: &transport::Trust) -> Result<Self, ClientError> {
        Ok(Self { wire: transport::open_trusting(origin, trust)? })
    }

    /// The same caller with the tokens of an earlier sign-in.
    pub fn with_tokens(&self, tokens: Tokens) -> Authorized {
        Authorized::new(Session::new(self.wire.clone(), Some(tokens)))
    }

    /// The same caller by the browser's cookies, whether or not they still name a session: the first call tells.
    pub fn with_cookies(&self) -> Authorized {
        Authorized::new(Session::new(self.wire.clone(), None))
    }

    /// What a visitor needs to know.
    pub async fn server_info(&self) -> Result<GetServerInfoResponse, ClientError> {
        Ok(self.account().get_server_info(GetServerInfoRequest {}).await?.into_inner())
    }

    /// Makes the first admin with the secret of the setup link.
    pub async fn create_first_admin(&self, admin: NewAdmin) -> Result<CreateFirstAdminResponse, ClientError> {
        let NewAdmin { secret, member: NewMember { username, email, password } } = admin;
        let request = CreateFirstAdminRequest { secret, username, email, password };
        Ok(self.account().create_first_admin(request).await?.into_inner())
    }

    /// Whether a username is well-formed and free.
    pub async fn check_username(&self, username: &str) -> Result<CheckUsernameResponse, ClientError> {
        let request = CheckUsernameRequest { username: username.to_owned() };
        Ok(self.storage().check_username(request).await?.into_inner())
    }

    /// Asks for an account; a code goes out to the address.
    pub async fn register(&self, member: NewMember) -> Result<RegisterResponse, ClientError> {
        let NewMember { username, email, password } = member;
        let request = RegisterRequest { username, email, password };
        Ok(self.storage().register(request).await?.into_inner())
    }

    /// Proves the address. `challenge_id` is what registering answered; it is empty in a browser, which cookies sign in
    /// when `signed_in` says so.
    pub async fn verify_email(
        &self,
        email: &str,
        code: &str,
        challenge_id: &str,
    ) -> Result<VerifyEmailResponse, ClientError> {
        let request = VerifyEmailRequest {
            email: email.to_owned(),
            otp: code.to_owned(),
            challenge_id: challenge_id.to_owned(),
        };
        Ok(self.storage().verify_email(request).await?.into_inner())
    }

    /// What a link gives to whoever holds its secret; the password is empty while none was typed.
    pub async fn look_at_link(
        &self,
        secret: &str,
        password: &str,
    ) -> Result<LookAtLinkResponse, ClientError> {
        let request = LookAtLinkRequest { secret: secret.to_owned(), password: password.to_owned() };
        Ok(LinkServiceClient::new(self.wire.clone()).look_at_link(request).await?.into_inner())
    }

    /// Counts a download of what a link gives; where it is fetched on this server.
    pub async fn begin_link_download(&self, secret: &str, password: &str) -> Result<String, ClientError> {
        let (secret, password) = (secret.to_owned(), password.to_owned());
        let request = BeginLinkDownloadRequest { secret, password, preview: false };
        let answer = LinkServiceClient::new(self.wire.clone()).begin_link_download(request).await?;
        Ok(answer.into_inner().secret_path)
    }

    /// The same, and what of it can be shown when it is a file: looking at it and fetching it count once.
    pub async fn begin_link_preview(
        &self,
        secret: &str,
        password: &str,
    ) -> Result<BeginLinkDownloadResponse, ClientError> {
        let (secret, password) = (secret.to_owned(), password.to_owned());
        let request = BeginLinkDownloadRequest { secret, password, preview: true };
        let answer = LinkServiceClient::new(self.wire.clone()).begin_link_download(request).await?;
        Ok(answer.into_inner())
    }

    /// Counts an upload by a link that takes them; where its bytes are posted on this server, `&name=` behind it.
    pub async fn begin_link_upload(&self, secret: &str, password: &str) -> Result<String, ClientError> {
        let request = BeginLinkUploadRequest { secret: secret.to_owned(), password: password.to_owned() };
        let answer = LinkServiceClient::new(self.wire.clone()).begin_link_upload(request).await?;
        Ok(answer.into_inner().secret_path)
    }

    /// First step of sign-in: the password. The name is a username or an address.
    pub async fn login(
        &self,
        name: &str,
        password: &str,
        keep_signed_in: bool,
    ) -> Result<SignInChallenge, ClientError> {
        let request =
            LoginRequest { username: name.to_owned(), password: password.to_owned(), keep_signed_in };
        Ok(self.storage().login(request).await?.into_inner())
    }

    /// Second step of sign-in: the code. Tokens come in the answer, or in cookies for a browser.
    pub async fn verify_otp(&self, session_id: &str, code: &str) -> Result<Authorized, ClientError> {
        self.take_code(session_id, code, false).await
    }

    /// The same for an account that is to be erased: it is kept. Without this such an account is refused with
    /// ERASURE_PENDING, and the code may be sent once more.
    pub async fn verify_otp_and_keep(&self, session_id: &str, code: &str) -> Result<Authorized, ClientError> {
        self.take_code(session_id, code, true).await
    }

    async fn take_code(
        &self,
        session_id: &str,
        code: &str,
        keep_account: bool,
    ) -> Result<Authorized, ClientError> {
        let request =
            VerifyOtpRequest { session_id: session_id.to_owned(), otp: code.to_owned(), keep_account };
        let answer = self.storage().verify_otp(request).await?.into_inner();
        if answer.auth_token.is_empty() {
            return Ok(self.with_cookies());
        }
        Ok(self.with_tokens(Tokens {
            access: answer.auth_token,
            refresh: answer.refresh_token,
            expires_at: answer.expires_at,
        }))
    }

    /// Begins signing in with a passkey.
    pub async fn begin_passkey_sign_in(&self) -> Result<PasskeyCeremony, ClientError> {
        let mut service = PasskeyServiceClient::new(self.wire());
        Ok(service.begin_passkey_sign_in(BeginPasskeySignInRequest {}).await?.into_inner())
    }

    /// Takes the proof. In a browser, cookies name the session from now on.
    pub async fn finish_passkey_sign_in(
        &self,
        challenge_id: &str,
        credential_json: &str,
        keep_signed_in: bool,
    ) -> Result<(), ClientError> {
        self.take_passkey(challenge_id, credential_json, keep_signed_in, false).await
    }

    /// The same for an account that is to be erased: it is kept. Without this such an account is refused with
    /// ERASURE_PENDING, and the passkey is asked for once more.
    pub async fn finish_passkey_sign_in_and_keep(
        &self,
        challenge_id: &str,
        credential_json: &str,
        keep_signed_in: bool,
    ) -> Result<(), ClientError> {
        self.take_passkey(challenge_id, credential_json, keep_signed_in, true).await
    }

    async fn take_passkey(
        &self,
        challenge_id: &str,
        credential_json: &str,
        keep_signed_in: bool,
        keep_account: bool,
    ) -> Result<(), ClientError> {
        let request = FinishPasskeySignInRequest {
            challenge_id: challenge_id.to_owned(),
            credential_json: credential_json.to_owned(),
            keep_signed_in,
            keep_account,
        };
        PasskeyServiceClient::new(self.wire()).finish_passkey_sign_in(request).await?;
        Ok(())
    }

    /// Another code for a registration that this browser began, named by its address.
    pub async fn resend_registration_code(&self, email: &str) -> Result<ResendCodeResponse, ClientError> {
        self.resend_code(WaitsFor::Email(email.to_owned())).await
    }

    /// Another code for a sign-in, named by its challenge; the answer names the next one.
    pub async fn resend_sign_in_code(&self, session_id: &str) -> Result<ResendCodeResponse, ClientError> {
        self.resend_code(WaitsFor::SessionId(session_id.to_owned())).await
    }

    async fn resend_code(&self, waits_for: WaitsFor) -> Result<ResendCodeResponse, ClientError> {
        let request = ResendCodeRequest { waits_for: Some(waits_for), challenge_id: String::new() };
        Ok(self.storage().resend_code(request).await?.into_inner())
    }

    /// The mails of test mode, newest first; an empty address keeps all.
    pub async fn mails(&self, to: &str) -> Result<Vec<Mail>, ClientError> {
        let request = ListMailsRequest { to: to.to_owned() };
        Ok(OutboxServiceClient::new(self.wire.clone()).list_mails(request).await?.into_inner().mails)
    }

    /// Courses that suit, those that can be had soonest first.
    pub async fn list_courses(&self, wish: ListCoursesRequest) -> Result<ListCoursesResponse, ClientError> {
        Ok(self.lessons().list_courses(wish).await?.into_inner())
    }

    /// One course with its teacher, seen from a zone.
    pub async fn course(&self, course_id: &str, zone: &str) -> Result<GetCourseResponse, ClientError> {
        let request = GetCourseRequest { course_id: course_id.to_owned(), zone: zone.to_owned() };
        Ok(self.lessons().get_course(request).await?.into_inner())
    }

    /// Teachers, by name.
    pub async fn list_teachers(
        &self,
        wish: ListTeachersRequest,
    ) -> Result<ListTeachersResponse, ClientError> {
        Ok(self.lessons().list_teachers(wish).await?.into_inner())
    }

    /// One teacher with courses and reviews, seen from a zone.
    pub async fn teacher(&self, teacher_id: &str, zone: &str) -> Result<GetTeacherResponse, ClientError> {
        let request = GetTeacherRequest { teacher_id: teacher_id.to_owned(), zone: zone.to_owned() };
        Ok(self.lessons().get_teacher(request).await?.into_inner())
    }

    /// What can be booked of a course on the reader's days.
    pub async fn list_slots(&self, wish: ListSlotsRequest) -> Result<ListSlotsResponse, ClientError> {
        Ok(self.lessons().list_slots(wish).await?.into_inner())
    }

    pub(crate) fn wire(&self) -> Wire {
        self.wire.clone()
    }

    fn lessons(&self) -> SkillShareServiceClient<Wire> {
        SkillShareServiceClient::new(self.wire.clone())
    }

    fn account(&self) -> AccountServiceClient<Wire> {
        AccountServiceClient::new(self.wire.clone())
    }

    fn storage(&self) -> CloudStorageServiceClient<Wire> {
        CloudStorageServiceClient::new(self.wire.clone())
    }
}
