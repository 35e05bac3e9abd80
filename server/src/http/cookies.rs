//! Reads the browser's token cookies. `auth` writes them; nothing else in the server looks at a cookie.
use http::{HeaderMap, header::COOKIE};

use crate::auth::Door;

/// The three cookies that are ours, as a request brought them.
#[derive(Default)]
pub(super) struct Cookies {
    access: Option<String>,
    refresh: Option<String>,
    browser: Option<String>,
}

impl Cookies {
    /// Finds ours among all; the first of a name counts, as browsers send the most specific one first.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut found = Self::default();
        let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        for (name, value) in values.flat_map(|value| value.split(';')).filter_map(|pair| pair.split_once('=')) {
            if let Some(place) = found.place(name.trim()) {
                place.get_or_insert_with(|| value.trim().to_owned());
            }
        }
        found
    }

    /// With TLS the names have the prefix that binds them to this host.
    fn place(&mut self, name: &str) -> Option<&mut Option<String>> {
        match name.strip_prefix("__Host-").unwrap_or(name) {
            "at" => Some(&mut self.access),
            "rt" => Some(&mut self.refresh),
            "pa" => Some(&mut self.browser),
            _ => None,
        }
    }

    /// Whether the request brought credentials by cookie.
    pub(super) fn any(&self) -> bool {
        self.access.is_some() || self.refresh.is_some() || self.browser.is_some()
    }

    /// Lets them count.
    pub(super) fn into_door(self) -> Door {
        Door::Browser { access: self.access, refresh: self.refresh, browser: self.browser }
    }
}
