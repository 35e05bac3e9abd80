//! A database of the test's own on a PostgreSQL that the test command started. It is left behind: the server it lives
//! on is thrown away after the run.
use std::env;

use sea_orm::{ConnectionTrait, Database};

/// Its name on the server.
pub struct TestDatabase {
    server: String,
    name: String,
}

impl TestDatabase {
    /// Makes one; `None` without `SKYSHARD_TEST_POSTGRES`.
    pub async fn create() -> Option<Self> {
        let url = env::var("SKYSHARD_TEST_POSTGRES").ok()?;
        let (server, _) = url.rsplit_once('/').expect("SKYSHARD_TEST_POSTGRES ends in a database's name");
        let name = format!("test_{}", server::service::hex::random_name());
        let admin = Database::connect(url.as_str()).await.expect("PostgreSQL answers");
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .expect("the test's database is made");
        admin.close().await.expect("the connection closes");
        Some(Self { server: server.to_owned(), name })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }
}
