//! Opens the database, brings its schema up to date and hands out transactions.
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use super::{Transaction, audit_unchained, constraint::is_full, postgres};

const READERS: u32 = 4;
/// Pages that each connection keeps: an index of a hundred thousand files, where SQLite's own 2 MiB read it from the file
/// again and again.
const CACHE_KIB: u32 = 16_384;
/// Rows that a connection reads before somebody takes them: a page of a list, for each time that it waits for the taker
/// costs more than the row.
const ROWS_AHEAD: usize = 1_000;
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// The first SQLite without the WAL-reset corruption bug.
const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);

/// Which database is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, in one file.
    Sqlite,
    /// A server.
    Postgres,
}

/// The database: clones share its connections.
#[derive(Clone, Debug)]
pub struct Db {
    engine: Engine,
    writer: DatabaseConnection,
    readers: DatabaseConnection,
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Neither scheme is known.
    #[error("the database URL must begin with sqlite: or postgres:, not \"{0}\"")]
    UnknownScheme(String),
    /// The bundled SQLite is too old to be trusted.
    #[error("SQLite {0} can corrupt its file (WAL reset); 3.51.3 or newer is needed")]
    SqliteTooOld(String),
    /// A newer Skyshard wrote this database.
    #[error(
        "this database was written by a newer Skyshard (it knows the step {0}): start that version, nothing was changed"
    )]
    NewerSchema(String),
    /// No server was ever started on this folder.
    #[error("there is no database in {0}: name the data folder of a server with --data")]
    NoDatabase(PathBuf),
    /// An older Skyshard wrote this database, and it may only be read.
    #[error(
        "this database was written by an older Skyshard: start the server once, which brings it up to date"
    )]
    OlderSchema,
    /// No room for the write-ahead log or its index.
    #[error("the disk of the database is full: make room and start again; nothing was lost")]
    Full,
    /// The engine refused.
    #[error("cannot open the database: {0}")]
    Refused(DbErr),
    /// The URL cannot be read.
    #[error("cannot read the database URL: {0}")]
    BadUrl(#[from] sqlx::Error),
}

impl From<DbErr> for ConnectError {
    fn from(error: DbErr) -> Self {
        if is_full(&error) { Self::Full } else { Self::Refused(error) }
    }
}

impl Db {
    /// The database of a data folder: SQLite in `skyshard.db`.
    pub async fn in_folder(folder: &Path) -> Result<Self, ConnectError> {
        Self::connect(&format!("sqlite:{}", folder.join("skyshard.db").display())).await
    }

    /// Opens `sqlite:PATH` or `postgres://…` and applies the migrations.
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        let db = if url.starts_with("sqlite:") {
            Self::connect_sqlite(url).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = Database::connect(verified(url, READERS * 4)?).await?;
            Self { engine: Engine::Postgres, writer: pool.clone(), readers: pool }
        } else {
            let scheme = url.split(':').next().unwrap_or_default();
            return Err(ConnectError::UnknownScheme(scheme.to_owned()));
        };
        db.migrate().await?;
        audit_unchained::adopt(&db).await?;
        Ok(db)
    }

    /// The database of a data folder, to read alone: it must be there and of this version, and it is not changed.
    pub async fn in_folder_to_read(folder: &Path) -> Result<Self, ConnectError> {
        Self::connect_to_read(&url_of(folder)?).await
    }

    /// The same by URL.
    pub async fn connect_to_read(url: &str) -> Result<Self, ConnectError> {
        Self::open_existing(url, true).await
    }

    /// The database of a data folder, to write to beside a running server: it must be there and of this version.
    pub async fn in_folder_beside(folder: &Path) -> Result<Self, ConnectError> {
        Self::connect_beside(&url_of(folder)?).await
    }

    /// The same by URL.
    pub async fn connect_beside(url: &str) -> Result<Self, ConnectError> {
        Self::open_existing(url, false).await
    }

    async fn open_existing(url: &str, query_only: bool) -> Result<Self, ConnectError> {
        let engine = if url.starts_with("sqlite:") { Engine::Sqlite } else { Engine::Postgres };
        let read = match engine {
            Engine::Sqlite => {
                let mut read = options(url, 1);
                let query_only = if query_only { "1" } else { "0" };
                read.map_sqlx_sqlite_opts(move |o| {
                    sqlite(o).create_if_missing(false).pragma("query_only", query_only)
                });
                read
            }
            Engine::Postgres => verified(url, 1)?,
        };
        let readers = Database::connect(read).await?;
        let applied = Migrator::get_migration_models(&readers).await?;
        let known = Migrator::migrations();
        if let Some(newer) = applied.iter().find(|step| known.iter().all(|it| it.name() != step.version)) {
            return Err(ConnectError::NewerSchema(newer.version.clone()));
        }
        if applied.len() < known.len() {
            return Err(ConnectError::OlderSchema);
        }
        Ok(Self { engine, writer: readers.clone(), readers })
    }

    async fn connect_sqlite(url: &str) -> Result<Self, ConnectError> {
        SqliteConnectOptions::from_str(url)?;
        let mut write = options(url, 1);
        write.map_sqlx_sqlite_opts(|o| sqlite(o).create_if_missing(true));
        let writer = Database::connect(write).await?;
        require_safe_sqlite(&writer).await?;
        let mut read = options(url, READERS);
        read.map_sqlx_sqlite_opts(|o| sqlite(o).pragma("query_only", "1"));
        let readers = Database::connect(read).await?;
        Ok(Self { engine: Engine::Sqlite, writer, readers })
    }

    async fn migrate(&self) -> Result<(), ConnectError> {
        Migrator::install(&self.writer).await?;
        let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        let applied = Migrator::get_migration_models(&self.writer).await?;
        if let Some(newer) = applied.iter().find(|step| !known.contains(&step.version)) {
            return Err(ConnectError::NewerSchema(newer.version.clone()));
        }
        Ok(Migrator::up(&self.writer, None).await?)
    }

    /// Which database is behind.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Connections for reading; on SQLite they refuse to write.
    pub fn read(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Begins a write transaction: immediate on SQLite, so that what it reads cannot change before it writes.
    pub async fn write(&self) -> Result<Transaction, DbErr> {
        let mode = match self.engine {
            Engine::Sqlite => Some(SqliteTransactionMode::Immediate),
            Engine::Postgres => None,
        };
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
        Ok(Transaction::new(self.writer.begin_with_options(options).await?))
    }

    /// Writes the rows anew, so that no copy of what was removed stays in the file or in its log; `false` when somebody
    /// still reads the log, and it has to be asked for again. Whoever writes waits meanwhile.
    pub async fn write_anew(&self) -> Result<bool, DbErr> {
        if self.engine == Engine::Postgres {
            return postgres::write_anew(&self.writer).await.map(|()| true);
        }
        self.writer.execute_unprepared("VACUUM").await?;
        let checkpoint = super::sql(&self.writer, "PRAGMA wal_checkpoint(TRUNCATE)", []);
        let row = self.writer.query_one_raw(checkpoint).await?;
        let busy: i64 = row.map_or(Ok(1), |row| row.try_get_by_index(0))?;
        Ok(busy == 0)
    }

    /// Closes all connections; on SQLite the write-ahead log is merged into the file.
    pub async fn close(self) -> Result<(), DbErr> {
        if self.engine == Engine::Sqlite {
            self.readers.close_by_ref().await?;
        }
        self.writer.close().await
    }
}

fn url_of(folder: &Path) -> Result<String, ConnectError> {
    let file = folder.join("skyshard.db");
    match file.is_file() {
        true => Ok(format!("sqlite:{}", file.display())),
        false => Err(ConnectError::NoDatabase(folder.to_owned())),
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).sqlx_logging(false).test_before_acquire(false);
    options
}

/// For a PostgreSQL that proves who it is.
fn verified(url: &str, connections: u32) -> Result<ConnectOptions, ConnectError> {
    let mode = postgres::mode(url)?;
    let mut options = options(url, connections);
    options.map_sqlx_postgres_opts(move |o| o.ssl_mode(mode));
    Ok(options)
}

fn sqlite(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .row_buffer_size(ROWS_AHEAD)
        .pragma("cache_size", format!("-{CACHE_KIB}"))
}

async fn require_safe_sqlite(connection: &DatabaseConnection) -> Result<(), ConnectError> {
    let statement = super::sql(connection, "SELECT sqlite_version()", []);
    let row = connection.query_one_raw(statement).await?;
    let version: String = match row {
        Some(row) => row.try_get_by_index(0)?,
        None => String::new(),
    };
    let mut numbers = version.split('.').map(|n| n.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    if (next(), next(), next()) < SQLITE_FLOOR { Err(ConnectError::SqliteTooOld(version)) } else { Ok(()) }
}
