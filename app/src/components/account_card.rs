//! The card in which an account is made. Sign-up and the first admin differ in their words and in what they send; the
//! fields, what is said of them and the one sending at a time are the same.

use std::future::Future;

use client::{Anonymous, ClientError, NewMember};
use leptos::{prelude::*, task::spawn_local};

use super::{
    account_fields::{AccountFields, AccountForm},
    banner::FormNotice,
    button::{Button, ButtonKind},
    form,
};
use crate::notice::Notice;

/// The state of the card.
#[derive(Clone, Copy)]
pub struct AccountCardState {
    account: AccountForm,
    sending: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
    summary: RwSignal<String>,
}

impl Default for AccountCardState {
    fn default() -> Self {
        Self {
            account: AccountForm::new(),
            sending: RwSignal::new(false),
            notice: RwSignal::default(),
            summary: RwSignal::default(),
        }
    }
}

impl AccountCardState {
    /// Runs a call, unless one is under way, and tells at the fields or above them why it failed.
    pub fn send(self, call: impl Future<Output = Result<(), ClientError>> + 'static) {
        if self.sending.get_untracked() {
            return;
        }
        self.sending.set(true);
        self.notice.set(None);
        self.summary.set(String::new());
        spawn_local(async move {
            match call.await {
                Ok(()) => {}
                Err(error) if self.account.refuse(&error) => {
                    self.summary.set(form::summary(error.fields.len()));
                }
                Err(error) => self.notice.set(Some((&error).into())),
            }
            self.sending.set(false);
        });
    }
}

/// The card.
#[component]
pub fn AccountCard(
    /// Its state.
    state: AccountCardState,
    /// Who is asked whether a username is free.
    api: Anonymous,
    /// The heading.
    title: &'static str,
    /// On the button.
    #[prop(into)]
    submit: Signal<String>,
    /// Gets the account once the fields obey the rules.
    send: UnsyncCallback<NewMember>,
    /// Stands below the heading.
    children: Children,
) -> impl IntoView {
    let AccountCardState { account, sending, notice, summary } = state;
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match account.take() {
            Ok(member) => send.run(member),
            Err(errors) => summary.set(form::summary(errors)),
        }
    };
    view! {
        <form class="card card-narrow" novalidate on:submit=on_submit>
            <div class="auth-head">
                <h1 tabindex="-1">{title}</h1>
                {children()}
            </div>
            <FormNotice notice />
            <AccountFields form=account api />
            <p class="field-note bad" role="alert">{summary}</p>
            <Button kind=ButtonKind::Wide submits=true busy=sending>{submit}</Button>
        </form>
    }
}
