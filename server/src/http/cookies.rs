//! Reads the browser's token cookies, which `auth` writes; nothing else in the server looks at a cookie.
use http::{HeaderMap, header::COOKIE};

use crate::auth::{
    Door,
    cookies::{Cookie, Scheme},
};

/// The four cookies that are ours, as a request brought them.
#[derive(Default)]
pub(super) struct Cookies {
    access: Option<String>,
    refresh: Option<String>,
    browser: Option<String>,
    device: Option<String>,
}

impl Cookies {
    /// Finds ours among all; the first of a name counts, as browsers send the most specific one first.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut found = Self::default();
        let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        for (name, value) in values.flat_map(|value| value.split(';')).filter_map(|pair| pair.split_once('='))
        {
            if let Some(cookie) = known(name.trim()) {
                found.place(cookie).get_or_insert_with(|| value.trim().to_owned());
            }
        }
        found
    }

    fn place(&mut self, cookie: Cookie) -> &mut Option<String> {
        match cookie {
            Cookie::Access => &mut self.access,
            Cookie::Refresh => &mut self.refresh,
            Cookie::Browser => &mut self.browser,
            Cookie::Device => &mut self.device,
        }
    }

    /// Whether the request brought credentials by cookie.
    pub(super) fn any(&self) -> bool {
        [&self.access, &self.refresh, &self.browser, &self.device].into_iter().any(Option::is_some)
    }

    /// Lets them count.
    pub(super) fn into_door(self) -> Door {
        let Self { access, refresh, browser, device } = self;
        Door::Browser { access, refresh, browser, device }
    }
}

/// The names on plain HTTP and on TLS: a cookie of either kind is a credential.
fn known(name: &str) -> Option<Cookie> {
    Cookie::ALL
        .into_iter()
        .find(|cookie| [Scheme::Plain, Scheme::Tls].iter().any(|scheme| cookie.name(*scheme) == name))
}
