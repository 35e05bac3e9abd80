//! Runs the statements of a step on either engine.
use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// Executes each statement; `{blob}` becomes the engine's type for bytes, `{by_code_point}` what makes texts be ordered so:
/// SQLite does it anyway, and PostgreSQL would follow the language of its cluster. A statement that begins with `{sqlite}` or
/// `{postgres}` is for that engine alone.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let (blob, by_code_point, own, foreign) = match manager.get_database_backend() {
        DbBackend::Postgres => ("BYTEA", " COLLATE \"C\"", "{postgres}", "{sqlite}"),
        _ => ("BLOB", "", "{sqlite}", "{postgres}"),
    };
    for statement in statements.iter().filter(|statement| !statement.starts_with(foreign)) {
        let statement = statement.strip_prefix(own).unwrap_or(statement);
        let statement = statement.replace("{blob}", blob).replace("{by_code_point}", by_code_point);
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Declares a step from its name, its statements up and its tables to drop on the way down.
macro_rules! step {
    ($name:literal, up: $up:expr, down: [$($table:literal),* $(,)?]) => {
        pub(crate) struct Migration;

        impl sea_orm_migration::prelude::MigrationName for Migration {
            fn name(&self) -> &'static str {
                $name
            }
        }

        #[async_trait::async_trait]
        impl sea_orm_migration::prelude::MigrationTrait for Migration {
            /// On SQLite too: a power cut or a full disk must not leave half a step, which no later start could take.
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(&self, manager: &sea_orm_migration::prelude::SchemaManager) -> Result<(), sea_orm_migration::prelude::DbErr> {
                crate::sql::run(manager, &$up).await
            }

            async fn down(&self, manager: &sea_orm_migration::prelude::SchemaManager) -> Result<(), sea_orm_migration::prelude::DbErr> {
                crate::sql::run(manager, &[$(concat!("DROP TABLE ", $table)),*]).await
            }
        }
    };
}
pub(crate) use step;
