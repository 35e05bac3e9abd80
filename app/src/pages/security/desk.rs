//! What the page knows, which dialog is open, and the proof that a change needs.

use client::{
    ClientError,
    proto::account::{AccountPasskey, AccountSession, GetStandingResponse, ListPasskeysResponse},
};
use leptos::prelude::*;

use super::model;
use crate::{
    browser,
    session::{Member, use_member, use_session},
};

/// A change with a dialog of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Another address.
    Email,
    /// Another password, or a first one.
    Password,
    /// An authenticator app.
    AddAuthenticator,
    /// No authenticator app any more.
    RemoveAuthenticator,
    /// Other backup codes.
    RenewCodes,
    /// A passkey.
    AddPasskey,
    /// One passkey less: [`Desk::chosen`].
    RemovePasskey,
    /// No account any more.
    DeleteAccount,
}

type Answer<T> = LocalResource<Result<T, ClientError>>;

/// The state of the page. Signals of a page that was left are gone; whoever answers late finds nobody.
#[derive(Clone, Copy)]
pub struct Desk {
    member: StoredValue<Member>,
    /// How the account is protected.
    pub standing: Answer<GetStandingResponse>,
    /// Where one is signed in.
    pub sessions: Answer<Vec<AccountSession>>,
    /// The passkeys.
    pub passkeys: Answer<ListPasskeysResponse>,
    /// The passkey that an act is about.
    pub chosen: RwSignal<Option<AccountPasskey>>,
    /// Counts what was changed.
    pub changes: RwSignal<u64>,
    /// The change whose dialog is open.
    pub act: RwSignal<Option<Act>>,
    /// Whether it is.
    pub open: RwSignal<bool>,
    /// Whether a proof is asked for.
    pub proving: RwSignal<bool>,
    next: StoredValue<Option<UnsyncCallback<()>>, LocalStorage>,
}

/// Asks the server and puts the desk into the context.
pub fn provide() -> Desk {
    let (member, session) = (use_member(), use_session());
    let (for_standing, for_sessions, for_passkeys) =
        (member.api.clone(), member.api.clone(), member.api.clone());
    let ended = move |error: &ClientError| {
        session.ended_by(error);
    };
    let desk = Desk {
        standing: LocalResource::new(move || {
            let api = for_standing.clone();
            async move { api.standing().await.inspect_err(ended) }
        }),
        sessions: LocalResource::new(move || {
            let api = for_sessions.clone();
            async move { api.sessions().await.inspect_err(ended) }
        }),
        passkeys: LocalResource::new(move || {
            let api = for_passkeys.clone();
            async move { api.passkeys().await.inspect_err(ended) }
        }),
        chosen: RwSignal::default(),
        member: StoredValue::new(member),
        changes: RwSignal::default(),
        act: RwSignal::default(),
        open: RwSignal::default(),
        proving: RwSignal::default(),
        next: StoredValue::new_local(None),
    };
    provide_context(desk);
    desk
}

/// The desk, from any part of the page.
pub fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// Who it is.
    pub fn member(self) -> Member {
        self.member.get_value()
    }

    /// How the account is protected, once known; reactive.
    pub fn known(self) -> Option<GetStandingResponse> {
        self.standing.get().and_then(Result::ok)
    }

    /// Opens the dialog of a change, behind a proof where none is fresh.
    pub fn begin(self, act: Act) {
        self.once_proved(move || {
            self.act.set(Some(act));
            self.open.set(true);
        });
    }

    /// Does what needs a proof, behind one where none is fresh.
    pub fn once_proved(self, next: impl Fn() + 'static) {
        let is_proved =
            untrack(|| self.known()).is_some_and(|it| model::is_proved(&it, browser::unix_seconds()));
        if is_proved { next() } else { self.prove_then(next) }
    }

    /// Asks for a proof, and goes on where that was needed.
    pub fn prove_then(self, next: impl Fn() + 'static) {
        self.next.set_value(Some(UnsyncCallback::new(move |()| next())));
        self.proving.set(true);
    }

    /// The proof was given.
    pub fn proved(self) {
        let _closed = self.proving.try_set(false);
        self.standing.refetch();
        if let Some(next) = self.next.try_update_value(Option::take).flatten() {
            next.run(());
        }
    }

    /// Something was changed: the dialog closes, and the page asks again.
    pub fn changed(self) {
        let _closed = self.open.try_set(false);
        self.look_again();
    }

    /// Asks again.
    pub fn look_again(self) {
        let _counted = self.changes.try_update(|count| *count += 1);
        self.standing.refetch();
        self.sessions.refetch();
        self.passkeys.refetch();
    }
}

/// Whether an error asks for a proof.
pub fn needs_proof(error: &ClientError) -> bool {
    error.has_reason("STEP_UP_NEEDED")
}
