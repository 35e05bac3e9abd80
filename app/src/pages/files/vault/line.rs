//! What stands above the list of a vault: whether it is open, and what can be done about that.

use client::VaultKey;
use gloo_file::Blob;
use leptos::{prelude::*, task::spawn_local};

use super::super::{
    acts::use_acts,
    state::{Question, use_state},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        icon::{Glyph, Icon},
    },
    notice::{Notice, Tone},
    save,
    vaults::use_vaults,
};

/// The line.
#[component]
pub fn Line() -> impl IntoView {
    let (state, vaults) = (use_state(), use_vaults());
    let acts = use_acts(state);
    let is_open = Memo::new(move |_| state.vault.get().is_some_and(|vault| vaults.is_open(&vault)));
    let is_own = move || state.lent.with(Option::is_none);
    let words = move || {
        if is_open.get() {
            "Vault, unlocked: this tab decrypts what you download."
        } else {
            "Vault, locked: what you download asks for its passphrase."
        }
    };
    let toggle = move |_| {
        let Some(vault) = state.vault.get_untracked() else { return };
        if is_open.get_untracked() {
            vaults.lock(&vault);
        } else {
            state.question.set(Some(Question::OpenVault { id: vault, then: None }));
        }
    };
    let save = move |_| {
        let (Some(vault), acts) = (state.vault.get_untracked(), acts.clone()) else { return };
        spawn_local(async move {
            match acts.api.vault_of(&vault).await {
                Ok(key) if save_key(&key) => acts.notices.show(key_saved()),
                Ok(_) => acts.notices.show(not_saved()),
                Err(error) => acts.tell(&error),
            }
        });
    };
    let change = move |_| state.question.set(state.vault.get_untracked().map(Question::ChangePassphrase));
    view! {
        <section class="vault-line" aria-label="Vault">
            <p class="small">
                <Icon glyph=Glyph::Vault />
                <span role="status">{words}</span>
                <span class="soft">" Files are encrypted on this device before they are sent; their names and sizes are not."</span>
            </p>
            <div class="row">
                <Button on_click=toggle>{move || if is_open.get() { "Lock" } else { "Unlock" }}</Button>
                <Button kind=ButtonKind::Quiet on_click=save>"Save the key"</Button>
                <Show when=is_own><Button kind=ButtonKind::Quiet on_click=change>"Change passphrase"</Button></Show>
            </div>
        </section>
    }
}

/// Has the browser save what the passphrase opens.
pub fn save_key(key: &VaultKey) -> bool {
    let bytes = key.identity.as_bytes();
    save::blob("vault.age-key", &Blob::new_with_options(bytes, Some("application/octet-stream")))
}

/// What is said then.
pub fn key_saved() -> Notice {
    Notice::new(Tone::Good, "The key is saved as vault.age-key").advise(
        "It opens with the vault's passphrase: age -d -i vault.age-key FILE. Keep it somewhere else than here.",
    )
}

/// What is said when it could not be.
pub fn not_saved() -> Notice {
    Notice::new(Tone::Danger, "The browser does not let this page save a file.")
}
