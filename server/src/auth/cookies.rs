//! The browser's cookies (SEC-25): `at` the access token, `rt` the refresh token, `pa` the binding of a challenge to
//! the browser that began it, `dv` the pass of a browser that an account knows. httpOnly, SameSite=Strict, for the whole site; no script ever reads them.
use std::time::Duration;

use domain::{
    limits::{DEVICE_PASS_LIFE, OTP_OWN_EMAIL_LIFE},
    time::Timestamp,
};

use super::Secret;

/// How the site is reached, which decides the cookies' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Plain HTTP on this machine: browsers refuse `Secure` there.
    Plain,
    /// HTTPS: `__Host-` makes the browser refuse a cookie that another host or path planted.
    Tls,
}

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The access token.
    Access,
    /// The refresh token.
    Refresh,
    /// The binding of a challenge.
    Browser,
    /// The pass of a known browser.
    Device,
}

impl Cookie {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Access, Self::Refresh, Self::Browser, Self::Device];

    /// Its name.
    pub const fn name(self, scheme: Scheme) -> &'static str {
        match (scheme, self) {
            (Scheme::Plain, Self::Access) => "at",
            (Scheme::Plain, Self::Refresh) => "rt",
            (Scheme::Plain, Self::Browser) => "pa",
            (Scheme::Plain, Self::Device) => "dv",
            (Scheme::Tls, Self::Access) => "__Host-at",
            (Scheme::Tls, Self::Refresh) => "__Host-rt",
            (Scheme::Tls, Self::Browser) => "__Host-pa",
            (Scheme::Tls, Self::Device) => "__Host-dv",
        }
    }

    /// The `Set-Cookie` value that gives it for so long.
    pub fn set(self, scheme: Scheme, value: &str, life: Duration) -> String {
        let secure = if scheme == Scheme::Tls { "; Secure" } else { "" };
        let (name, seconds) = (self.name(scheme), life.as_secs());
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
    }

    /// The `Set-Cookie` value that takes it away.
    pub fn clear(self, scheme: Scheme) -> String {
        self.set(scheme, "", Duration::ZERO)
    }
}

/// Signs a browser in: its tokens until the session ends, and no binding any more.
pub fn signed_in(
    scheme: Scheme,
    access: &str,
    refresh: &Secret,
    session_end: Timestamp,
    now: Timestamp,
) -> Vec<String> {
    let life = session_end.since(now);
    vec![
        Cookie::Access.set(scheme, access, life),
        Cookie::Refresh.set(scheme, refresh.as_str(), life),
        Cookie::Browser.clear(scheme),
    ]
}

/// Lets the account know this browser again.
pub fn known(scheme: Scheme, pass: &str) -> String {
    Cookie::Device.set(scheme, pass, DEVICE_PASS_LIFE)
}

/// Binds what begins now to the browser.
pub fn bound(scheme: Scheme, browser: &Secret) -> String {
    Cookie::Browser.set(scheme, browser.as_str(), OTP_OWN_EMAIL_LIFE)
}

/// Signs a browser out.
pub fn signed_out(scheme: Scheme) -> Vec<String> {
    Cookie::ALL.map(|cookie| cookie.clear(scheme)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_strict_and_out_of_reach_of_scripts() {
        let minute = Duration::from_secs(60);
        assert_eq!(
            Cookie::Access.set(Scheme::Plain, "x.y.z", minute),
            "at=x.y.z; Path=/; Max-Age=60; HttpOnly; SameSite=Strict"
        );
        assert_eq!(
            Cookie::Refresh.set(Scheme::Tls, "r", minute),
            "__Host-rt=r; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(Cookie::Browser.clear(Scheme::Plain), "pa=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    }
}
