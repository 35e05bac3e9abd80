//! Who calls: tokens for native clients, the browser's httpOnly cookies otherwise, and the silent refresh.
//!
//! An access token lives for an hour. When the server says `TOKEN_EXPIRED`, the call that heard it refreshes once and
//! repeats itself; calls that hear it at the same time wait for that one refresh (`refreshing`), see that the
//! `generation` has moved on, and only repeat. A refresh that fails ends the session: the first error is the answer.
//!
//! A change of the account's protection gives the session new tokens and ends the old ones. A call that was under way
//! then hears `TOKEN_INVALID`; it repeats itself once with what there is now, in a browser the cookies of any of its tabs.
//! A proof that it is you gives new tokens too; a call that was under way then hears `TOKEN_EXPIRED`.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use proto::{
    account::SessionTokens,
    storage::{
        RefreshTokenRequest, RefreshTokenResponse, cloud_storage_service_client::CloudStorageServiceClient,
    },
};
use tonic::{Request, Response, Status, metadata::MetadataValue};

use crate::{ClientError, Kind, transport::Wire};

/// What a native client holds after signing in. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Sent as `authorization: Bearer`.
    pub access: String,
    /// Traded for the next pair; empty when the session cannot be renewed.
    pub refresh: String,
    /// When the access token ends, in Unix seconds.
    pub expires_at: i64,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Tokens").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// One signed-in caller. Clones share everything.
#[derive(Clone)]
pub(crate) struct Session {
    wire: Wire,
    shared: Arc<Shared>,
}

struct Shared {
    /// `None` in a browser: its cookies travel by themselves.
    tokens: Mutex<Option<Tokens>>,
    /// Counts refreshes, so that a waiting call can tell that another one has done its work.
    generation: AtomicU64,
    /// Held while a refresh is under way.
    refreshing: futures::lock::Mutex<()>,
}

impl Session {
    pub(crate) fn new(wire: Wire, tokens: Option<Tokens>) -> Self {
        let shared = Shared {
            tokens: Mutex::new(tokens),
            generation: AtomicU64::new(0),
            refreshing: futures::lock::Mutex::new(()),
        };
        Self { wire, shared: Arc::new(shared) }
    }

    pub(crate) fn wire(&self) -> Wire {
        self.wire.clone()
    }

    pub(crate) fn tokens(&self) -> Option<Tokens> {
        self.shared.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends a message as this caller; after `TOKEN_EXPIRED`, once more with fresh tokens.
    pub(crate) async fn call<Message, Answer, Send, Sent>(
        &self,
        message: Message,
        send: Send,
    ) -> Result<Answer, ClientError>
    where
        Message: Clone,
        Send: Fn(Wire, Request<Message>) -> Sent,
        Sent: Future<Output = Result<Response<Answer>, Status>>,
    {
        let generation = self.shared.generation.load(Ordering::Acquire);
        let first = send(self.wire(), self.sign(message.clone())?).await;
        let error = match first {
            Ok(answer) => return Ok(answer.into_inner()),
            Err(status) => ClientError::from(status),
        };
        let again = match error.reason.as_str() {
            "TOKEN_EXPIRED" => self.refresh_after(generation).await.is_ok(),
            "TOKEN_INVALID" => self.may_have_changed(generation),
            _ => false,
        };
        if !again {
            return Err(error);
        }
        let second = send(self.wire(), self.sign(message)?).await;
        Ok(second?.into_inner())
    }

    /// Wraps a message and adds the access token, where there is one.
    pub(crate) fn sign<Message>(&self, message: Message) -> Result<Request<Message>, ClientError> {
        let mut request = Request::new(message);
        if let Some(tokens) = self.tokens() {
            let bearer = MetadataValue::try_from(format!("Bearer {}", tokens.access));
            let bearer = bearer.map_err(|_| {
                ClientError::local(Kind::Unauthenticated, "BAD_TOKEN", "The token is damaged.")
            })?;
            request.metadata_mut().insert("authorization", bearer);
        }
        Ok(request)
    }

    /// Refreshes when the access token ends before this time, in Unix seconds.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) async fn renew_if_ending(&self, before: i64) -> Result<(), ClientError> {
        let generation = self.shared.generation.load(Ordering::Acquire);
        let ending =
            self.tokens().is_some_and(|tokens| tokens.expires_at < before && !tokens.refresh.is_empty());
        if ending { self.refresh_after(generation).await } else { Ok(()) }
    }

    /// Takes over the tokens with which the session goes on. A browser has them as cookies.
    pub(crate) fn go_on(&self, tokens: SessionTokens) {
        let mut held = self.shared.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_some() {
            *held = Some(Tokens {
                access: tokens.auth_token,
                refresh: tokens.refresh_token,
                expires_at: tokens.expires_at,
            });
        }
        self.shared.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether there may be other tokens than when `generation` was read.
    fn may_have_changed(&self, generation: u64) -> bool {
        self.tokens().is_none() || self.shared.generation.load(Ordering::Acquire) != generation
    }

    /// Refreshes now.
    pub(crate) async fn renew(&self) -> Result<(), ClientError> {
        self.refresh_after(self.shared.generation.load(Ordering::Acquire)).await
    }

    /// Refreshes, unless somebody has since `generation`.
    async fn refresh_after(&self, generation: u64) -> Result<(), ClientError> {
        let _alone = self.shared.refreshing.lock().await;
        if self.shared.generation.load(Ordering::Acquire) != generation {
            return Ok(());
        }
        let answer = self.trade().await?;
        if !self.take_over(answer, generation) && self.tokens().is_none() {
            // A browser: the cookies of this answer may have taken the place of newer ones. What they were traded for is
            // answered again.
            self.trade().await?;
        }
        self.shared.generation.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    /// Takes what a trade gave, unless a proof or a change gave newer tokens since `generation`; then `false`.
    fn take_over(&self, answer: RefreshTokenResponse, generation: u64) -> bool {
        let mut held = self.shared.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if self.shared.generation.load(Ordering::Acquire) != generation {
            return false;
        }
        if held.is_some() {
            *held = Some(Tokens {
                access: answer.new_token,
                refresh: answer.refresh_token,
                expires_at: answer.expires_at,
            });
        }
        true
    }

    async fn trade(&self) -> Result<RefreshTokenResponse, ClientError> {
        let current_token = self.tokens().map(|tokens| tokens.refresh).unwrap_or_default();
        let request = RefreshTokenRequest { current_token };
        Ok(CloudStorageServiceClient::new(self.wire()).refresh_token(request).await?.into_inner())
    }
}
