//! The door a request came through decides where its token may be: the browser's door reads cookies, the native door
//! reads metadata, and neither reads the other's (SEC-27). `http/guard.rs` puts it into the request's extensions.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};

use crate::service::hex;

/// How a request entered, with the credentials that count at that door.
#[derive(Clone)]
pub enum Door {
    /// gRPC-Web from our own page: its cookies count.
    Browser {
        /// The access token (cookie `at`).
        access: Option<String>,
        /// The refresh token (cookie `rt`).
        refresh: Option<String>,
        /// Binds a challenge to this browser (cookie `pa`).
        browser: Option<String>,
        /// Says that an account knows this browser (cookie `dv`).
        device: Option<String>,
    },
    /// Native gRPC: `authorization: Bearer`.
    Native {
        /// The bearer token.
        bearer: Option<String>,
    },
}

/// Shows fingerprints, never credentials: logs hold none (SEC-65), and equal ones still look equal.
impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Browser { access, refresh, browser, device } => f
                .debug_struct("Browser")
                .field("access", &fingerprint(access))
                .field("refresh", &fingerprint(refresh))
                .field("browser", &fingerprint(browser))
                .field("device", &fingerprint(device))
                .finish(),
            Self::Native { bearer } => {
                f.debug_struct("Native").field("bearer", &fingerprint(bearer)).finish()
            }
        }
    }
}

fn fingerprint(credential: &Option<String>) -> Option<String> {
    credential.as_ref().map(|text| hex::encode(&digest(&SHA256, text.as_bytes()).as_ref()[..4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_shows_no_credentials() {
        let native = |bearer: &str| format!("{:?}", Door::Native { bearer: Some(bearer.to_owned()) });
        assert!(!native("secret").contains("secret"));
        assert_eq!(native("secret"), native("secret"));
        assert_ne!(native("secret"), native("another"));
    }
}
