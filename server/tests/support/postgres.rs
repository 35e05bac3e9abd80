//! A database of the test's own on a PostgreSQL that the test command started. It is left behind: the server it lives
//! on is thrown away after the run.
use std::env;

use sea_orm::{ConnectionTrait, Database};

/// Makes one and answers its URL; `None` without `SKYSHARD_TEST_POSTGRES`.
pub async fn fresh_database() -> Option<String> {
    let url = env::var("SKYSHARD_TEST_POSTGRES").ok()?;
    let (server, _) = url.rsplit_once('/').expect("SKYSHARD_TEST_POSTGRES ends in a database's name");
    let name = format!("test_{}", server::service::hex::random_name());
    let admin = Database::connect(url.as_str()).await.expect("PostgreSQL answers");
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("the test's database is made");
    admin.close().await.expect("the connection closes");
    Some(format!("{server}/{name}"))
}
