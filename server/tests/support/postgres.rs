//! A database of the test's own on a PostgreSQL that the test command started: a copy of one that was migrated once, and
//! gone when the test has passed. What a failed test leaves goes with the server.
use std::env;

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use server::{db::Db, service::hex};
use sha2::{Digest, Sha256};

/// What the others are copies of. Its name tells tests of another schema apart, should they share a server.
fn template() -> String {
    let steps = Migrator::migrations();
    let names: Vec<&str> = steps.iter().map(|step| step.name()).collect();
    let digest = hex::encode(&Sha256::digest(names.concat()));
    format!("migrated_{}", digest.get(..16).expect("a digest is longer"))
}

/// A test's database.
pub struct Fresh {
    server: String,
    name: String,
}

impl Fresh {
    /// Makes one with the schema of today; `None` without `SKYSHARD_TEST_POSTGRES`.
    pub async fn make() -> Option<Self> {
        let fresh = Self::named()?;
        let admin = fresh.admin().await;
        make_template(&admin, &fresh.server).await;
        // Copied as files, it has what PostgreSQL remembers of the schema, which a first connection would gather again.
        let copy = format!("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", fresh.name, template());
        run(&admin, &copy).await;
        admin.close().await.expect("the connection closes");
        Some(fresh)
    }

    /// Makes one without a schema.
    pub async fn empty() -> Option<Self> {
        let fresh = Self::named()?;
        let admin = fresh.admin().await;
        run(&admin, &format!("CREATE DATABASE {}", fresh.name)).await;
        admin.close().await.expect("the connection closes");
        Some(fresh)
    }

    fn named() -> Option<Self> {
        Some(Self { server: server()?, name: format!("test_{}", hex::random_name()) })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    /// Removes it, whoever is still connected.
    pub async fn remove(self) {
        let admin = self.admin().await;
        run(&admin, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        admin.close().await.expect("the connection closes");
    }

    async fn admin(&self) -> DatabaseConnection {
        // One connection, so that a lock is taken and given back by the same session.
        let mut options = ConnectOptions::new(format!("{}/postgres", self.server));
        options.max_connections(1);
        Database::connect(options).await.expect("PostgreSQL answers")
    }
}

fn server() -> Option<String> {
    let url = env::var("SKYSHARD_TEST_POSTGRES").ok()?;
    let (server, _) = url.rsplit_once('/').expect("SKYSHARD_TEST_POSTGRES ends in a database's name");
    Some(server.to_owned())
}

/// The first test on a server makes it, the others wait. Nobody may be connected to it while it is copied.
async fn make_template(admin: &DatabaseConnection, server: &str) {
    let name = template();
    let is_there = format!("SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate");
    let found = async || {
        admin
            .query_one_raw(server::db::sql(admin, &is_there, []))
            .await
            .expect("PostgreSQL answers")
            .is_some()
    };
    if found().await {
        return;
    }
    run(admin, "SELECT pg_advisory_lock(7)").await;
    if !found().await {
        run(admin, &format!("DROP DATABASE IF EXISTS {name}")).await;
        run(admin, &format!("CREATE DATABASE {name}")).await;
        let db = Db::connect(&format!("{server}/{name}")).await.expect("the schema is made");
        db.close().await.expect("the database closes");
        run(admin, &format!("ALTER DATABASE {name} IS_TEMPLATE true")).await;
    }
    run(admin, "SELECT pg_advisory_unlock(7)").await;
}

async fn run(admin: &DatabaseConnection, statement: &str) {
    if let Err(error) = admin.execute_unprepared(statement).await {
        panic!("{statement}: {error}");
    }
}
