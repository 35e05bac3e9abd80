//! The question for a new vault: its name and its passphrase, and what it does not hide. Then its key, to be saved.

use client::{Authorized, ClientError, VaultKey};
use domain::{file_name::FileName, vault::Passphrase};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::{
        acts::use_acts,
        questions::while_asked,
        state::{Question, use_state},
    },
    chosen::{Chosen, ChosenFields},
    line::{key_saved, not_saved, save_key},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        dialog::Dialog,
        field::{Field, FieldSpec},
        form::{FormField, focus},
        icon::Glyph,
    },
    notice::use_notices,
    session::use_session,
    vaults::{
        making::{self, no_chance},
        use_vaults,
    },
};

const NAME: FieldSpec = FieldSpec { id: "vault-name", label: "Name", kind: "text", autocomplete: "off" };

/// The dialog, open while it is asked.
#[component]
pub fn NewVaultDialog() -> impl IntoView {
    let state = use_state();
    let is_asked =
        Memo::new(move |_| state.question.with(|question| matches!(question, Some(Question::NewVault))));
    let open = while_asked(state, is_asked);
    let made = RwSignal::new(None::<VaultKey>);
    let title = Signal::derive(move || {
        if made.with(Option::is_some) { "Save the key of the vault" } else { "New vault" }.to_owned()
    });
    // The next one begins anew.
    Effect::new(move || {
        if !open.get() {
            made.set(None);
        }
    });
    view! {
        <Dialog id="vault-title" title open>
            {move || match made.get() {
                None => view! { <VaultForm open made /> }.into_any(),
                Some(key) => view! { <Made open key /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn VaultForm(open: RwSignal<bool>, made: RwSignal<Option<VaultKey>>) -> impl IntoView {
    let (state, session, vaults) = (use_state(), use_session(), use_vaults());
    let acts = use_acts(state);
    let (name, busy) = (FormField::new(NAME.id), RwSignal::new(false));
    let chosen = Chosen::new();
    let is_named = |name: &str| FileName::parse(name).err().map(|error| error.to_string());
    let name_error = name.shown_error(is_named);
    request_animation_frame(|| focus(NAME.id));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        name.judge();
        let wrong = name_error.with_untracked(Option::is_some).then_some(NAME.id);
        if let Some(wrong) = wrong.or(chosen.judge()) {
            return focus(wrong);
        }
        let Ok(passphrase) = Passphrase::typed(&chosen.text()) else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (acts, called, parent) = (acts.clone(), name.value.get_untracked(), state.folder());
        spawn_local(async move {
            let outcome = make(&acts.api, (&parent, &called), &passphrase).await;
            let _seen = busy.try_set(false);
            match outcome {
                Ok((key, identity)) => {
                    vaults.opened(&key.vault_id, identity);
                    acts.transfers.files_changed();
                    let _seen = made.try_set(Some(key));
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => {
                    name.refuse(&error.message);
                    focus(NAME.id);
                }
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <Field spec=NAME value=name.value error=name_error on_leave=move |()| name.leave() />
            <ChosenFields of=chosen label="Passphrase" />
            <Honestly />
            <div class="row dialog-acts">
                <Button kind=ButtonKind::Quiet on_click=move |_| open.set(false)>"Cancel"</Button>
                <Button kind=ButtonKind::Main submits=true busy>"Make vault"</Button>
            </div>
        </form>
    }
}

/// What a vault hides, and what it does not.
#[component]
fn Honestly() -> impl IntoView {
    view! {
        <ul class="small vault-notes">
            <li>"What you put in is encrypted on this device, before it is sent. The passphrase never leaves it."</li>
            <li><strong>"Nobody can reset the passphrase."</strong>" Without it the files stay closed, to you as well."</li>
            <li>"Names, sizes and times stay visible to this server."</li>
            <li>
                "The page that encrypts comes from this server: whoever takes it over could serve another page. "
                <code>"skyshard put"</code>" and "<code>"age"</code>" do not have that weakness."
            </li>
        </ul>
    }
}

async fn make(
    api: &Authorized,
    (parent, name): (&str, &str),
    passphrase: &Passphrase,
) -> Result<(VaultKey, client::vault::Identity), ClientError> {
    let identity = making::new_identity().ok_or_else(no_chance)?;
    let sealed = making::seal(&identity, passphrase).await.ok_or_else(no_chance)?;
    let recipient = identity.recipient();
    let folder = api.create_vault(parent, name, (&recipient, sealed.clone())).await?.unwrap_or_default();
    Ok((VaultKey { vault_id: folder.folder_id, recipient, identity: sealed }, identity))
}

#[component]
fn Made(open: RwSignal<bool>, key: VaultKey) -> impl IntoView {
    let notices = use_notices();
    request_animation_frame(|| focus("save-vault-key"));
    let save = move |_| notices.show(if save_key(&key) { key_saved() } else { not_saved() });
    view! {
        <div class="form">
            <p>
                "The vault is there, and unlocked in this tab. Keep a copy of its key somewhere else: with the passphrase it opens \
                 your files even without this server."
            </p>
            <div class="row dialog-acts">
                <Button kind=ButtonKind::Quiet on_click=move |_| open.set(false)>"Done"</Button>
                <Button kind=ButtonKind::Main glyph=Glyph::Download on_click=save attr:id="save-vault-key">"Save the key"</Button>
            </div>
        </div>
    }
}
