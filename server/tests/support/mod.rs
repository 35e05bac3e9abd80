//! The server's tests: a whole application per test, on SQLite always and on PostgreSQL when
//! `SKYSHARD_TEST_POSTGRES` names one (`postgres://user@127.0.0.1:port/postgres`).
//!
//! Write a test once with [`on_both_engines!`]; [`TestApp`] is the application, with a clock that moves only when told,
//! [`people`] makes members, [`rpc`] calls through the services, [`ask`] sends raw requests through the whole edge.
#![expect(dead_code, reason = "each test file uses its own part of the support")]

use std::{
    ops::Deref,
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

use cluster::live::Cluster;
use domain::time::Timestamp;
use server::{
    app::{App, Shared},
    auth::{HashCost, MetricsToken, Peppers},
    clock::Clock,
    db::{self, Db},
    grpc::Services,
    http::Front,
    keyring::Keyring,
    service::{even::Steps, master_keys},
    settings::Settings,
    spans::Spans,
    tls::Certificates,
};
use tempfile::TempDir;

pub mod ask;
pub mod people;
pub mod postgres;
pub mod rpc;

/// Where every test's clock starts.
pub const START: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

/// A sixteenth of what a server spends: the tests hash thousands of passwords. That a server spends the whole is tested
/// where passwords are hashed, and the tests of the binary and the journeys run at it.
const QUICK: HashCost = HashCost::of_kib(4_096);

/// A whole application in a temporary folder.
pub struct TestApp {
    shared: Shared,
    folder: TempDir,
    clock: Clock,
    /// Made when something first goes through them: to make them costs more than most calls.
    port: OnceLock<Front>,
    calls: OnceLock<Services>,
}

impl TestApp {
    /// Starts one on SQLite.
    pub async fn sqlite() -> Self {
        Self::with(|_| ()).await
    }

    /// Starts one on a PostgreSQL.
    pub async fn on(database: &postgres::Fresh) -> Self {
        Self::with(|settings| settings.database = Some(database.url())).await
    }

    /// Starts one with other settings than the defaults.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Clock::manual(START);
        let mut settings = Settings::in_folder(folder.path());
        settings.hash_cost = QUICK;
        settings.steps = Steps::NONE;
        change(&mut settings);
        let shared = open(settings, clock.clone()).await;
        Self::of(shared, folder, clock)
    }

    fn of(shared: Shared, folder: TempDir, clock: Clock) -> Self {
        Self { shared, folder, clock, port: OnceLock::new(), calls: OnceLock::new() }
    }

    /// The whole server behind its port.
    pub fn port(&self) -> Front {
        self.port.get_or_init(|| server::http::router(&self.shared)).clone()
    }

    /// Its calls, without the edge in front of them.
    pub fn calls(&self) -> Services {
        self.calls.get_or_init(|| server::grpc::services(&self.shared)).clone()
    }

    /// The application, as handlers hold it.
    pub fn shared(&self) -> Shared {
        Arc::clone(&self.shared)
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Somebody sets the machine's clock back.
    pub fn turn_back(&self, by: Duration) {
        self.clock.turn_back(by);
    }

    /// Stops the application and starts it again on the same data.
    pub async fn restart(self) -> Self {
        self.restart_with(|_| ()).await
    }

    /// The same with other settings.
    pub async fn restart_with(self, change: impl FnOnce(&mut Settings)) -> Self {
        let (mut settings, clock) = (self.settings.clone(), self.clock.clone());
        change(&mut settings);
        let folder = self.stopped().await;
        // A new process remembers nothing of the old one's clock.
        let clock = Clock::manual(clock.now());
        let shared = open(settings, clock.clone()).await;
        Self::of(shared, folder, clock)
    }

    /// Stops the application; its data stays as long as the folder is held.
    pub async fn stopped(self) -> TempDir {
        let Self { shared, folder, port, calls, .. } = self;
        drop((port, calls));
        let App { cluster, db, .. } = Arc::into_inner(shared).expect("nobody else holds the application");
        cluster.shutdown().await;
        // The last handle: with it the data folder is free.
        drop(cluster);
        db.close().await.expect("the database closes");
        folder
    }
}

impl Deref for TestApp {
    type Target = App;

    fn deref(&self) -> &App {
        &self.shared
    }
}

async fn open(settings: Settings, clock: Clock) -> Shared {
    let keyring = Keyring::open(&settings.data).expect("the key file is made");
    let peppers = Peppers::read(settings.password_peppers.as_deref()).expect("the keys are readable");
    let db = match &settings.database {
        Some(url) => Db::connect(url).await,
        None => Db::in_folder(&settings.data).await,
    }
    .expect("the database opens");
    master_keys::agree(&db, &keyring.ring(), clock.now()).await.expect("the keys are those of the database");
    let tx = db.write().await.expect("a transaction");
    db::pool::ensure(&tx, settings.pool_bytes).await.expect("the pool's row");
    tx.commit().await.expect("the pool's row is kept");
    let cluster = Cluster::start(settings.cluster()).await.expect("five nodes start");
    // The clocks of its clients are real.
    let made = || Certificates::open(&settings, Clock::default().now()).expect("a certificate is made");
    let certificates = settings.speaks_tls().then(|| Arc::new(made()));
    let parts = App::assemble(settings, clock, keyring, peppers, db, cluster).expect("the SMTP URL is valid");
    let metrics_token =
        MetricsToken::read(parts.settings.metrics_token.as_deref()).expect("the token is readable");
    // It ends by itself, once the application that tells it of calls is gone.
    let (spans, _export) = Spans::start(&parts.settings, &parts.clock);
    Arc::new(App { certificates, metrics_token, spans, ..parts })
}

/// Declares a test that runs on both engines: `on_both_engines! { async fn name(app: TestApp) { … } }`.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$attribute])*
            async fn run($app: $crate::support::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run($crate::support::TestApp::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(database) = $crate::support::postgres::Fresh::make().await {
                    run($crate::support::TestApp::on(&database).await).await;
                    database.remove().await;
                }
            }
        }
    )+};
}
