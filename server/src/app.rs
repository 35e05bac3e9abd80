//! The struct of parts: built from settings by [`App::assemble`], alike in the binary and in tests.
use std::sync::Arc;

use cluster::live::Cluster;
use domain::{role::Role, token::SessionTerms};
use tokio_util::sync::CancellationToken;

use crate::{
    auth::{MetricsToken, Passwords, Peppers, Sessions, Tokens, passkeys::Passkeys},
    calls::Calls,
    clock::Clock,
    db::Db,
    keyring::Keyring,
    mail::{Mailer, MailerError},
    service::{chunks::Unopened, pins::Pins, tries::Tries, upload::Uploads},
    settings::Settings,
    spans::Spans,
    tls::Certificates,
};

/// Everything a use case may need. Shared by all requests.
pub struct App {
    /// What the operator chose.
    pub settings: Settings,
    /// Time.
    pub clock: Clock,
    /// The server's secrets.
    pub keyring: Keyring,
    /// The metadata.
    pub db: Db,
    /// The chunks.
    pub cluster: Cluster,
    /// Hashes passwords, two at a time.
    pub passwords: Passwords,
    /// Makes and checks passkeys.
    pub passkeys: Passkeys,
    /// Signs and reads access tokens.
    pub tokens: Tokens,
    /// The sessions in use, so that a call needs no query.
    pub sessions: Sessions,
    /// Counts calls.
    pub calls: Calls,
    /// Tells of each call, where somebody wants to know.
    pub spans: Spans,
    /// Bounds how many wrong tries are written down.
    pub tries: Tries,
    /// Sends mail, or shows it in test mode.
    pub mailer: Mailer,
    /// Uploads that have not ended.
    pub uploads: Uploads,
    /// Counts what of files did not open.
    pub unopened: Unopened,
    /// Chunks of running streams, which no row refers to yet.
    pub pins: Pins,
    /// What TLS shows; none while the port speaks plain text.
    pub certificates: Option<Arc<Certificates>>,
    /// Opens the metrics to who brings it; none where no file is set.
    pub metrics_token: Option<MetricsToken>,
    /// Cancelled when the server begins to stop: jobs end, and health says that we drain.
    pub stopping: CancellationToken,
}

/// How the parts travel.
pub type Shared = Arc<App>;

impl App {
    /// Puts opened parts together; what lives only in memory is made here.
    pub fn assemble(
        settings: Settings,
        clock: Clock,
        keyring: Keyring,
        peppers: Peppers,
        db: Db,
        cluster: Cluster,
    ) -> Result<Self, MailerError> {
        Ok(Self {
            stopping: CancellationToken::new(),
            passwords: Passwords::new(settings.hash_cost, peppers),
            passkeys: Passkeys::at(&settings.url(settings.listen)),
            tokens: Tokens::new(keyring.ring().token_keys(), settings.access_ttl),
            sessions: Sessions::default(),
            calls: Calls::default(),
            spans: Spans::default(),
            tries: Tries::default(),
            mailer: Mailer::new(settings.smtp.as_deref())?,
            uploads: Uploads::new(db.clone()),
            unopened: Unopened::default(),
            pins: Pins::default(),
            certificates: None,
            metrics_token: None,
            settings,
            clock,
            keyring,
            db,
            cluster,
        })
    }

    /// What enrolling in this role reserves, in bytes.
    pub fn reservation(&self, role: Role) -> u64 {
        self.settings.reservations.of(role)
    }

    /// How long a session lives.
    pub fn terms(&self, keep_signed_in: bool) -> SessionTerms {
        SessionTerms { keep_signed_in, at_most: self.settings.session_lives }
    }

    /// A seat of the pool, in bytes.
    pub fn seat(&self) -> u64 {
        self.settings.reservations.seat()
    }
}
