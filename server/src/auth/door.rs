//! The door a request came through decides where its token may be: the browser's door reads cookies, the native door
//! reads metadata, and neither reads the other's (SEC-27). `http/guard.rs` puts it into the request's extensions.

/// How a request entered, with the credentials that count at that door.
#[derive(Clone, Debug)]
pub enum Door {
    /// gRPC-Web from our own page: its cookies count.
    Browser {
        /// The access token (cookie `at`).
        access: Option<String>,
        /// The refresh token (cookie `rt`).
        refresh: Option<String>,
        /// Binds a challenge to this browser (cookie `pa`).
        browser: Option<String>,
    },
    /// Native gRPC: `authorization: Bearer`.
    Native {
        /// The bearer token.
        bearer: Option<String>,
    },
}
