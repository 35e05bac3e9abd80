//! The question for the passphrase of a vault: to open it, or to change it.

use client::{Authorized, ClientError, VaultKey, vault::Identity};
use domain::vault::Passphrase;
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{
        acts::use_acts,
        questions::while_asked,
        state::{Question, use_state},
    },
    Wanted,
    chosen::{Chosen, ChosenFields},
    fetching,
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        dialog::Dialog,
        field::{FieldSpec, PasswordField},
        form::{FormField, focus},
    },
    notice::{Notice, Tone},
    session::use_session,
    vaults::{
        making::{self, no_chance},
        use_vaults,
    },
};

const PASSPHRASE: FieldSpec = FieldSpec {
    id: "vault-passphrase",
    label: "Passphrase",
    kind: "password",
    autocomplete: "current-password",
};

const NOW: FieldSpec = FieldSpec {
    id: "vault-passphrase",
    label: "Passphrase that it has",
    kind: "password",
    autocomplete: "current-password",
};

/// What the passphrase is for.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    /// The vault that this is or is in; then this file is fetched.
    Open(String, Option<Wanted>),
    /// Another passphrase.
    Change(String),
}

/// The dialog, open while it is asked.
#[component]
pub fn PassphraseDialog() -> impl IntoView {
    let state = use_state();
    let asked = Memo::new(move |_| match state.question.get() {
        Some(Question::OpenVault { id, then }) => Some(Asked::Open(id, then)),
        Some(Question::ChangePassphrase(id)) => Some(Asked::Change(id)),
        _ => None,
    });
    let open = while_asked(state, Memo::new(move |_| asked.with(Option::is_some)));
    let title = Signal::derive(move || {
        let is_change = asked.with(|asked| matches!(asked, Some(Asked::Change(_))));
        if is_change { "Change the passphrase" } else { "Unlock the vault" }.to_owned()
    });
    view! {
        <Dialog id="passphrase-title" title open>
            {move || asked.get().map(|asked| match asked {
                Asked::Open(id, then) => view! { <OpenForm id then open /> }.into_any(),
                Asked::Change(id) => view! { <ChangeForm id open /> }.into_any(),
            })}
        </Dialog>
    }
}

/// What was asked of the passphrase, in vain or not.
enum Opened {
    Yes(VaultKey, Identity),
    /// Why not, to be said at the field.
    No(String),
}

async fn open_vault(api: &Authorized, id: &str, text: &str) -> Result<Opened, ClientError> {
    let key = api.vault_of(id).await?;
    let passphrase = match Passphrase::typed(text) {
        Ok(passphrase) => passphrase,
        Err(weakness) => return Ok(Opened::No(weakness.to_string())),
    };
    Ok(match making::open(&key.identity, &passphrase).await {
        Ok(identity) => Opened::Yes(key, identity),
        Err(error) => Opened::No(error.to_string()),
    })
}

#[component]
fn OpenForm(id: String, then: Option<Wanted>, open: RwSignal<bool>) -> impl IntoView {
    let (state, session, vaults) = (use_state(), use_session(), use_vaults());
    let acts = use_acts(state);
    let (field, busy) = (FormField::new(PASSPHRASE.id), RwSignal::new(false));
    let error = field.shown_error(|text| text.is_empty().then(|| "Type the passphrase.".to_owned()));
    request_animation_frame(|| focus(PASSPHRASE.id));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        field.judge();
        let text = field.value.get_untracked();
        if busy.get_untracked() || text.is_empty() {
            return focus(PASSPHRASE.id);
        }
        busy.set(true);
        let (acts, id, then) = (acts.clone(), id.clone(), then.clone());
        spawn_local(async move {
            let outcome = open_vault(&acts.api, &id, &text).await;
            let _seen = busy.try_set(false);
            match outcome {
                Ok(Opened::Yes(key, identity)) => {
                    vaults.opened(&key.vault_id, identity.clone());
                    let _seen = open.try_set(false);
                    if let Some(wanted) = then {
                        fetching::save(acts.notices, &wanted, identity).await;
                    }
                }
                Ok(Opened::No(words)) => {
                    field.refuse(&words);
                    focus(PASSPHRASE.id);
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => field.refuse(&error.message),
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <PasswordField
                spec=PASSPHRASE
                value=field.value
                error
                on_leave=move |()| field.leave()
                hint="It stays on this device, and this tab remembers what it opens until you lock the vault or sign out."
            />
            <div class="row dialog-acts">
                <Button kind=ButtonKind::Quiet on_click=move |_| open.set(false)>"Cancel"</Button>
                <Button kind=ButtonKind::Main submits=true busy>"Unlock"</Button>
            </div>
        </form>
    }
}

#[component]
fn ChangeForm(id: String, open: RwSignal<bool>) -> impl IntoView {
    let (state, session) = (use_state(), use_session());
    let acts = use_acts(state);
    let (old, busy) = (FormField::new(PASSPHRASE.id), RwSignal::new(false));
    let chosen = Chosen::new();
    let old_error = old.shown_error(|text| text.is_empty().then(|| "Type the passphrase.".to_owned()));
    request_animation_frame(|| focus(PASSPHRASE.id));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        old.judge();
        let wrong = old_error.with_untracked(Option::is_some).then_some(PASSPHRASE.id);
        if let Some(wrong) = wrong.or(chosen.judge()) {
            return focus(wrong);
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (acts, id) = (acts.clone(), id.clone());
        let (text, new) = (old.value.get_untracked(), chosen.text());
        spawn_local(async move {
            let outcome = change(&acts.api, &id, (&text, &new)).await;
            let _seen = busy.try_set(false);
            match outcome {
                Ok(None) => {
                    let _seen = open.try_set(false);
                    let notice = Notice::new(Tone::Good, "The passphrase is changed");
                    acts.notices
                        .show(notice.advise("Keys that were saved before still open with the old one."));
                }
                Ok(Some(words)) => {
                    old.refuse(&words);
                    focus(PASSPHRASE.id);
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => old.refuse(&error.message),
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <PasswordField spec=NOW value=old.value error=old_error on_leave=move |()| old.leave() />
            <ChosenFields of=chosen label="New passphrase" />
            <div class="row dialog-acts">
                <Button kind=ButtonKind::Quiet on_click=move |_| open.set(false)>"Cancel"</Button>
                <Button kind=ButtonKind::Main submits=true busy>"Change"</Button>
            </div>
        </form>
    }
}

/// Keeps the identity under a new passphrase; why not, when the old one does not open it.
async fn change(api: &Authorized, id: &str, (old, new): (&str, &str)) -> Result<Option<String>, ClientError> {
    let (key, identity) = match open_vault(api, id, old).await? {
        Opened::Yes(key, identity) => (key, identity),
        Opened::No(words) => return Ok(Some(words)),
    };
    let new = match Passphrase::typed(new) {
        Ok(new) => new,
        Err(weakness) => return Ok(Some(weakness.to_string())),
    };
    let sealed = making::seal(&identity, &new).await.ok_or_else(no_chance)?;
    api.change_vault_passphrase(&key.vault_id, sealed).await?;
    Ok(None)
}
