//! Vaults in this tab: which are open, and what is done to files on their way in and out. Keys are in memory alone: a tab
//! that is closed or signed out has forgotten them.
//!
//! - `sealing`: files on their way in; `saving`: files on their way out; `making`: new keys
//! - `door`: where the module is cut, for nobody fetches cryptography who has no vault

pub mod door;
pub mod making;
pub mod saving;
mod sealing;

use std::collections::BTreeMap;

use client::vault::Identity;
use leptos::prelude::*;

use crate::session::use_session;

/// The vaults that are open.
#[derive(Clone, Copy)]
pub struct Vaults {
    open: RwSignal<BTreeMap<String, Identity>>,
}

/// Puts them into the context. They follow the session: nobody finds open what somebody else opened.
pub fn provide() {
    let (session, vaults) = (use_session(), Vaults { open: RwSignal::default() });
    provide_context(vaults);
    let member = Memo::new(move |_| session.member().map(|member| member.profile.user_id));
    Effect::new(move || {
        member.track();
        vaults.open.update(BTreeMap::clear);
    });
}

/// The vaults that are open, from any page.
pub fn use_vaults() -> Vaults {
    expect_context()
}

impl Vaults {
    /// Whether this one is; reactive.
    pub fn is_open(self, vault_id: &str) -> bool {
        self.open.with(|open| open.contains_key(vault_id))
    }

    /// What opens its files, if it is.
    pub fn identity(self, vault_id: &str) -> Option<Identity> {
        self.open.try_with_untracked(|open| open.get(vault_id).cloned()).flatten()
    }

    /// It was opened.
    pub fn opened(self, vault_id: &str, identity: Identity) {
        self.open.update(|open| drop(open.insert(vault_id.to_owned(), identity)));
    }

    /// Forgets what opens it.
    pub fn lock(self, vault_id: &str) {
        self.open.update(|open| drop(open.remove(vault_id)));
    }
}
