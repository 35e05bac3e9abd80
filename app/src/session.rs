//! Who is signed in, what this server says of itself, and how full one's space is.
//!
//! The state begins as `Unknown`: only the server can tell whether the cookies still name a session. `SessionStore` is
//! in the context of every page; pages behind the guard take a [`Member`] from the context instead, which exists only
//! while somebody is signed in.

use client::{
    Anonymous, Authorized, ClientError, Kind,
    proto::{
        account::{GetProfileResponse, GetServerInfoResponse},
        storage::GetQuotaStatusResponse,
    },
};
use leptos::{prelude::*, task::spawn_local};

use crate::{browser, live};

/// Somebody signed in, and the calls this allows.
#[derive(Clone)]
pub struct Member {
    /// The private calls.
    pub api: Authorized,
    /// Who it is.
    pub profile: GetProfileResponse,
}

impl Member {
    /// Whether the role is admin.
    pub fn is_admin(&self) -> bool {
        self.profile.role == "admin"
    }
}

/// What is known about the session.
#[derive(Clone, Default)]
pub enum SessionState {
    /// The server has not answered yet.
    #[default]
    Unknown,
    /// The server does not answer, so nobody can tell.
    Unreachable(ClientError),
    /// Nobody.
    SignedOut,
    /// Somebody.
    SignedIn(Member),
}

/// The session, the server and the quota, shared by all pages.
#[derive(Clone, Copy)]
pub struct SessionStore {
    api: StoredValue<Anonymous>,
    state: RwSignal<SessionState>,
    server: RwSignal<Option<GetServerInfoResponse>>,
    quota: RwSignal<Option<GetQuotaStatusResponse>>,
    just_reserved: RwSignal<Option<i64>>,
}

/// Puts the store into the context and asks the server who is there.
pub fn provide() {
    let api = Anonymous::at(&browser::origin()).expect("a page has an origin");
    let store = SessionStore {
        api: StoredValue::new(api),
        state: RwSignal::default(),
        server: RwSignal::default(),
        quota: RwSignal::default(),
        just_reserved: RwSignal::default(),
    };
    provide_context(store);
    live::note_presence(move || spawn_local(store.show_presence()));
    spawn_local(store.load_server());
    spawn_local(async move {
        let _known = store.resume().await;
    });
}

/// The store, from any page.
pub fn use_session() -> SessionStore {
    expect_context()
}

/// Who is signed in, from a page behind the guard.
pub fn use_member() -> Member {
    expect_context()
}

impl SessionStore {
    /// The public calls.
    pub fn api(&self) -> Anonymous {
        self.api.get_value()
    }

    /// What is known now; reactive.
    pub fn state(&self) -> SessionState {
        self.state.get()
    }

    /// Who is signed in; reactive.
    pub fn member(&self) -> Option<Member> {
        match self.state.get() {
            SessionState::SignedIn(member) => Some(member),
            SessionState::Unknown | SessionState::Unreachable(_) | SessionState::SignedOut => None,
        }
    }

    /// What the server says of itself, once it has; reactive.
    pub fn server(&self) -> Option<GetServerInfoResponse> {
        self.server.get()
    }

    /// Whether codes appear on the Outbox page; reactive.
    pub fn is_test_mode(&self) -> bool {
        self.server.with(|server| server.as_ref().is_some_and(|server| server.test_mode))
    }

    /// The reservation and what fills it, once known; reactive.
    pub fn quota(&self) -> Option<GetQuotaStatusResponse> {
        self.quota.get()
    }

    /// Bytes that were reserved a moment ago, while that is news; reactive.
    pub fn just_reserved(&self) -> Option<i64> {
        self.just_reserved.get()
    }

    /// Storage was reserved; `None` once that was seen.
    pub fn set_just_reserved(self, bytes: Option<i64>) {
        self.just_reserved.set(bytes.filter(|bytes| *bytes > 0));
    }

    /// Asks the server who the cookies name. Also called after a sign-in.
    pub async fn resume(self) -> Result<Member, ClientError> {
        let api = self.api().with_cookies();
        match api.profile().await {
            Ok(profile) => {
                let member = Member { api, profile };
                self.state.set(SessionState::SignedIn(member.clone()));
                self.refresh_quota();
                Ok(member)
            }
            Err(error) => {
                let nobody = error.kind == Kind::Unauthenticated;
                self.state.set(match nobody {
                    true => SessionState::SignedOut,
                    false => SessionState::Unreachable(error.clone()),
                });
                Err(error)
            }
        }
    }

    /// Asks again who is there, after the server could not be reached.
    pub fn try_again(self) {
        self.state.set(SessionState::Unknown);
        self.refresh_server();
        spawn_local(async move {
            let _known = self.resume().await;
        });
    }

    /// Asks for the quota again, after anything that may have changed it.
    pub fn refresh_quota(self) {
        spawn_local(async move {
            let Some(member) = untrack(|| self.member()) else { return };
            if let Ok(quota) = member.api.quota().await {
                self.quota.set(Some(quota));
            }
        });
    }

    /// Asks again what the server says of itself: seats change.
    pub fn refresh_server(self) {
        spawn_local(self.load_server());
    }

    /// Forgets a session that the server no longer knows. True when the error says so.
    pub fn ended_by(self, error: &ClientError) -> bool {
        let ended = error.ends_session();
        if ended {
            self.forget();
        }
        ended
    }

    /// Signs out on the server, and here whatever the server says.
    pub async fn sign_out(self) {
        if let Some(member) = untrack(|| self.member()) {
            // A session that cannot be reached is forgotten here all the same; the server's own end of it stands.
            let _reached = member.api.logout().await;
        }
        self.forget();
    }

    fn forget(self) {
        self.state.set(SessionState::SignedOut);
        self.quota.set(None);
    }

    /// Whoever reads and turns pages for an hour is there: this call keeps the session from being idle.
    async fn show_presence(self) {
        if let Some(member) = untrack(|| self.member())
            && let Err(error) = member.api.profile().await
        {
            self.ended_by(&error);
        }
    }

    async fn load_server(self) {
        if let Ok(info) = self.api().server_info().await {
            self.server.set(Some(info));
        }
    }
}
