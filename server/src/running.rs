//! A server's life: everything is opened in an order in which a failure changes nothing that it should not, and closed
//! in the opposite order, so that what was acknowledged is on the disk.
use std::sync::Arc;

use cluster::live::Cluster;

use crate::{
    app::{App, Shared},
    auth::{MetricsToken, MetricsTokenError, PepperError, Peppers},
    clock::Clock,
    db::{self, ConnectError, Db, DbErr},
    jobs::{self, Jobs},
    keyring::{Keyring, KeyringError},
    lock::{DataFolder, FolderError},
    mail::MailerError,
    service::{
        audit_log,
        master_keys::{self, KeysError},
        upload,
    },
    settings::{Settings, SpaceError},
    spans::{Export, Spans},
    tls::{CertificateError, Certificates},
};

/// A started application that holds its data folder.
pub struct Running {
    /// The parts, for the router.
    pub app: Shared,
    jobs: Jobs,
    export: Export,
    _folder: DataFolder,
}

/// Why a server does not start; each is a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder is not ours to use.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The nodes do not back what is promised.
    #[error(transparent)]
    Space(#[from] SpaceError),
    /// Accounts already hold more than the pool would have.
    #[error(
        "pool_bytes is {0}, but accounts hold more than that already: raise it, or let accounts give storage back first"
    )]
    PoolPromised(u64),
    /// Codes would be shown to whoever comes from elsewhere.
    #[error(
        "others reach this server (listen or origin), and without a mail server their codes would be shown to everybody: \
         set smtp too, or --allow-test-mode where that is wanted"
    )]
    TestModeForOthers,
    /// The certificate cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// No key.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// Keys and database do not go together.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The keys of passwords cannot be used.
    #[error(transparent)]
    Pepper(#[from] PepperError),
    /// The token of the metrics cannot be used.
    #[error(transparent)]
    MetricsToken(#[from] MetricsTokenError),
    /// Some passwords could not be verified.
    #[error(
        "passwords in the database were hashed with the pepper {0}, which is not given: put its key back into the file of \
         password_peppers, below the newest one; no password is lost"
    )]
    PepperMissing(String),
    /// No database.
    #[error(transparent)]
    Database(#[from] ConnectError),
    /// A first statement failed.
    #[error("the database does not answer: {0}")]
    Statement(#[from] DbErr),
    /// No nodes.
    #[error(transparent)]
    Cluster(#[from] cluster::live::StartError),
    /// The mail server's URL is wrong.
    #[error(transparent)]
    Mailer(#[from] MailerError),
}

impl Running {
    /// Opens everything and starts the jobs. Settings are proven and the folder is locked before anything is written.
    pub async fn start(settings: Settings, clock: Clock) -> Result<Self, StartError> {
        settings.prove_space()?;
        if settings.test_mode() && !settings.may_show_codes() {
            return Err(StartError::TestModeForOthers);
        }
        let peppers = Peppers::read(settings.password_peppers.as_deref())?;
        let metrics_token = MetricsToken::read(settings.metrics_token.as_deref())?;
        let folder = DataFolder::open(&settings.data)?;
        let keyring = Keyring::open(&settings.data)?;
        let certificates = match settings.speaks_tls() {
            true => Some(Arc::new(Certificates::open(&settings, clock.now())?)),
            false => None,
        };
        let db = match &settings.database {
            Some(url) => Db::connect(url).await?,
            None => Db::in_folder(&settings.data).await?,
        };
        master_keys::agree(&db, &keyring.ring(), clock.now()).await?;
        if let Some(id) =
            { db::account::list_peppers(db.read()).await? }.into_iter().find(|id| !peppers.has(id))
        {
            return Err(StartError::PepperMissing(id));
        }
        ensure_pool(&db, settings.pool_bytes).await?;
        let cluster = Cluster::start(settings.cluster()).await?;
        let parts = App::assemble(settings, clock, keyring, peppers, db, cluster)?;
        let (spans, export) = Spans::start(&parts.settings, &parts.clock);
        let app = Arc::new(App { certificates, metrics_token, spans, ..parts });
        upload::abort_streams(&app).await;
        let jobs = jobs::start(&app);
        Ok(Self { app, jobs, export, _folder: folder })
    }

    /// Ends the jobs, makes every chunk durable and closes the database; then the folder is free.
    pub async fn stop(self) -> Result<(), DbErr> {
        self.app.stopping.cancel();
        self.jobs.ended().await;
        self.app.cluster.shutdown().await;
        // Last: whatever still acted above stands in the trail, and is signed.
        if let Err(error) = audit_log::sign(&self.app).await {
            tracing::error!(?error, "the audit trail has no checkpoint of its end");
        }
        let closed = self.app.db.clone().close().await;
        // After everything that matters more than being watched.
        self.export.ended().await;
        closed
    }
}

async fn ensure_pool(db: &Db, capacity: u64) -> Result<(), StartError> {
    let tx = db.write().await?;
    if !db::pool::ensure(&tx, capacity).await? {
        return Err(StartError::PoolPromised(capacity));
    }
    Ok(tx.commit().await?)
}
