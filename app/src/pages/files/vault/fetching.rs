//! A file of a vault, decrypted on this machine.

use client::{Kind, vault::Identity};
use leptos::prelude::Update;

use super::{
    super::{
        acts::Acts,
        row::shown_name,
        state::{FilesState, Question},
    },
    Wanted,
};
use crate::{
    browser,
    notice::{Notice, Notices, Tone},
    vaults::saving,
};

/// Fetches it: at once when its vault is open, after the passphrase when it is not, and as it is when it is in none.
pub async fn fetch(state: FilesState, acts: Acts, wanted: Wanted) {
    match acts.api.vault_of(&wanted.file.file_id).await {
        Ok(key) => match acts.vaults.identity(&key.vault_id) {
            Some(identity) => save(acts.notices, &wanted, identity).await,
            None => {
                let asked = Question::OpenVault { id: wanted.file.file_id.clone(), then: Some(wanted) };
                // The page may have been left meanwhile.
                let _seen = state.question.try_update(|question| *question = Some(asked));
            }
        },
        Err(error) if error.kind == Kind::NotFound => browser::fetch(&wanted.address()),
        Err(error) => acts.tell(&error),
    }
}

/// Decrypts and saves it, and says how that ended.
pub async fn save(notices: Notices, wanted: &Wanted, identity: Identity) {
    let name = shown_name(&wanted.file.filename);
    notices.show(Notice::new(Tone::Info, format!("Decrypting “{name}” on this device …")));
    notices.show(match saving::save(&wanted.file, &wanted.address(), identity).await {
        Ok(()) => Notice::new(Tone::Good, format!("“{name}” is decrypted"))
            .advise("The browser saves it among your downloads."),
        Err(words) => Notice::new(Tone::Danger, format!("“{name}” was not saved")).advise(words),
    });
}
