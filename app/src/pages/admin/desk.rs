//! What every section needs: the calls, the proof that a change needs, asking again after one.

use client::{Authorized, ClientError};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use crate::{
    address,
    components::{
        banner::Banner,
        button::{Button, ButtonKind},
        error_state::ErrorState,
        skeleton::SkeletonRows,
    },
    notice::{Notice, Notices, Tone, use_notices},
    sending::Sending,
    session::{Member, SessionStore, use_member, use_session},
    step_up::Proved,
};

/// What a view asks for, once it is there.
pub type Answer<T> = LocalResource<Result<T, ClientError>>;

/// The state of the page. Signals of a page that was left are gone; whoever answers late finds nobody.
#[derive(Clone, Copy)]
pub struct Desk {
    member: StoredValue<Member>,
    session: SessionStore,
    notices: Notices,
    changes: RwSignal<u64>,
    /// Whether a proof is asked for.
    pub proving: RwSignal<bool>,
    next: StoredValue<Option<UnsyncCallback<()>>, LocalStorage>,
}

/// Puts the desk into the context.
pub fn provide() -> Desk {
    let desk = Desk {
        member: StoredValue::new(use_member()),
        session: use_session(),
        notices: use_notices(),
        changes: RwSignal::default(),
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
    /// The calls.
    pub fn api(self) -> Authorized {
        self.member.with_value(|member| member.api.clone())
    }

    /// Asks the server now, after every change, and whenever what `ask` reads changes.
    pub fn ask<T, Asking>(self, ask: impl Fn(Authorized) -> Asking + 'static) -> Answer<T>
    where
        T: Clone + 'static,
        Asking: Future<Output = Result<T, ClientError>> + 'static,
    {
        let session = self.session;
        LocalResource::new(move || {
            self.changes.track();
            let asking = ask(self.api());
            async move {
                asking.await.inspect_err(|error| {
                    session.ended_by(error);
                })
            }
        })
    }

    /// Changes something: where a proof is missing, asks for it and goes on. The page asks again after a change, and
    /// what went wrong is told.
    pub fn change<T, Call, Calling, Then>(self, sending: Sending, call: Call, then: Then)
    where
        T: 'static,
        Call: Fn(Authorized) -> Calling + Clone + 'static,
        Calling: Future<Output = Result<T, ClientError>> + 'static,
        Then: Fn(T) + Clone + 'static,
    {
        let called = call(self.api());
        sending.send(called, move |outcome| match outcome {
            Ok(done) => {
                then(done);
                self.changed();
            }
            Err(error) if error.has_reason("STEP_UP_NEEDED") => {
                self.prove_then(move || self.change(sending, call.clone(), then.clone()));
            }
            Err(error) => {
                self.notices.report(&error);
                self.changed();
            }
        });
    }

    /// Tells what was done, with a way to take it back that works from any page.
    pub fn tell_with_undo<Call, Calling>(self, notice: Notice, undone: &'static str, call: Call)
    where
        Call: Fn(Authorized) -> Calling + 'static,
        Calling: Future<Output = Result<(), ClientError>> + 'static,
    {
        let notices = self.notices;
        // The page may have been left while the change was under way; the session outlives it.
        let Some(api) = untrack(|| self.session.member()).map(|member| member.api) else {
            return notices.show(notice);
        };
        notices.show_with_undo(notice, move || {
            let undoing = call(api.clone());
            spawn_local(async move {
                match undoing.await {
                    Ok(()) => notices.show(Notice::new(Tone::Good, undone)),
                    Err(error) => notices.report(&error),
                }
                self.changed();
            });
        });
    }

    /// Tells what was done.
    pub fn tell(self, notice: Notice) {
        self.notices.show(notice);
    }

    /// Asks again for everything on show.
    pub fn changed(self) {
        let _counted = self.changes.try_update(|count| *count += 1);
    }

    /// What the dialog calls when the proof was given.
    pub fn on_proved(self) -> Proved {
        StoredValue::new_local(UnsyncCallback::new(move |()| {
            let _closed = self.proving.try_set(false);
            if let Some(next) = self.next.try_update_value(Option::take).flatten() {
                next.run(());
            }
        }))
    }

    /// Asks for a proof, and goes on where that was needed.
    pub fn prove_then(self, next: impl Fn() + 'static) {
        let next = UnsyncCallback::new(move |()| next());
        if self.next.try_set_value(Some(next)).is_none() {
            let _opened = self.proving.try_set(true);
        }
    }
}

/// A view in one of its states: loading, failed, or what `show` makes of the answer. Reactive.
pub fn shown<T: Clone + 'static>(found: Answer<T>, show: impl FnOnce(T) -> AnyView) -> AnyView {
    match found.get() {
        None => view! { <SkeletonRows /> }.into_any(),
        Some(Err(error)) if error.has_reason("STEP_UP_NEEDED") => view! { <Resting /> }.into_any(),
        Some(Err(error)) if error.has_reason("STRONG_FACTOR_NEEDED") => view! { <WeakFactor /> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState notice=Notice::from(&error) on_retry=move || found.refetch() /> }.into_any()
        }
        Some(Ok(answer)) => show(answer),
    }
}

/// The rights of an admin rest when they were not used for a while (K38).
#[component]
fn Resting() -> impl IntoView {
    let desk = use_desk();
    view! {
        <Banner tone=Tone::Info>
            <strong>"Your rights as an admin rest."</strong>
            <p>"They were not used for 20 minutes. Prove once more that it is you to go on; nothing was changed."</p>
        </Banner>
        <Button kind=ButtonKind::Main on_click=move |_| desk.prove_then(move || desk.changed())>"Prove it"</Button>
    }
}

/// A session that a mailed code proved has no rights of an admin (K3).
#[component]
fn WeakFactor() -> impl IntoView {
    view! {
        <Banner tone=Tone::Warning>
            <strong>"What is for admins needs an authenticator app or a passkey."</strong>
            <p>"Add one on the page Security, then come back; if you have one, sign in with it."</p>
        </Banner>
        <A href=address::SECURITY attr:class="button main">"Go to Security"</A>
    }
}
