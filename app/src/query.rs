//! The state that a page keeps in its address: after the `?`, one word for each choice.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
    location::Url,
    params::ParamsMap,
};

use crate::zone;

/// What a change does to the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// One step more, that the way back leads over.
    Step,
    /// The present step has another address.
    Stay,
}

/// The choices in the address, and the way to change them.
#[derive(Clone, Copy)]
pub struct Query {
    path: Memo<String>,
    map: Memo<ParamsMap>,
    navigate: StoredValue<UnsyncCallback<(String, History)>, LocalStorage>,
}

/// The choices in the address of this page.
pub fn use_query() -> Query {
    let navigate = use_navigate();
    let go = move |(to, history): (String, History)| {
        let options =
            NavigateOptions { replace: history == History::Stay, scroll: false, ..Default::default() };
        navigate(&to, options);
    };
    let path = use_location().pathname;
    Query { path, map: use_query_map(), navigate: StoredValue::new_local(UnsyncCallback::new(go)) }
}

impl Query {
    /// One choice; empty where there is none. Reactive.
    pub fn get(self, key: &str) -> String {
        self.map.with(|map| map.get(key).unwrap_or_default())
    }

    /// One choice that only changes when it does.
    pub fn memo(self, key: &'static str) -> Memo<String> {
        Memo::new(move |_| self.get(key))
    }

    /// The page with all its choices, for coming back. Reactive.
    pub fn address(self) -> String {
        self.path.get() + &self.map.with(ParamsMap::to_query_string)
    }

    /// Makes choices; an empty one is taken away.
    pub fn set(self, choices: &[(&'static str, &str)], history: History) {
        let mut map = self.map.get_untracked();
        for (key, value) in choices {
            match value.is_empty() {
                true => drop(map.remove(key)),
                // The map takes what it is given for an address, and reads it as one.
                false => map.replace(*key, Url::escape(value)),
            }
        }
        if map != self.map.get_untracked() {
            let to = self.path.get_untracked() + &map.to_query_string();
            self.navigate.with_value(|navigate| navigate.run((to, history)));
        }
    }

    /// The zone to show times in: the one that was chosen, or this machine's.
    pub fn zone(self) -> Memo<String> {
        Memo::new(move |_| {
            Some(self.get("zone")).filter(|zone| !zone.is_empty()).unwrap_or_else(zone::of_this_machine)
        })
    }

    /// Chooses a zone; this machine's own stands for no choice.
    pub fn set_zone(self, chosen: &str) {
        let own = chosen == zone::of_this_machine();
        self.set(&[("zone", if own { "" } else { chosen })], History::Stay);
    }
}
