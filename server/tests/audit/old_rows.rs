//! Rows that an older version wrote, before the trail was a chain.
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use server::db::{self, Db};

use crate::support::postgres::fresh_database;

/// A database as the version before the chain left it, with rows that are not in the order of their times.
async fn old_database(url: &str) {
    let connection = Database::connect(url).await.expect("it opens");
    let steps = Migrator::migrations();
    let before = steps.iter().take_while(|step| step.name() != "m0010_audit_chain").count();
    Migrator::up(&connection, Some(u32::try_from(before).expect("few"))).await.expect("the older schema");
    for (id, at) in [("b", 20), ("a", 20), ("c", 10), ("d", 30)] {
        let text = format!(
            "INSERT INTO audit (id, at, actor, action, object, outcome)
            VALUES ('{id}', {at}, 'actor {id}', 'file.upload', 'object', 'success')"
        );
        connection.execute_unprepared(&text).await.expect("an old row");
    }
    connection.close().await.expect("closed");
}

async fn are_chained(url: &str) {
    old_database(url).await;
    for start in 1..=2 {
        let db = Db::connect(url).await.expect("it is brought up to date");
        let rows = db::audit::page(db.read(), 0).await.expect("read");
        let mut walk = server::trail::Walk::new([]);
        rows.iter().try_for_each(|row| walk.step(row)).expect("a sound chain");
        let actors: Vec<_> = rows.into_iter().filter_map(|row| Some(row.entry?.actor)).collect();
        assert_eq!(actors, ["actor c", "actor a", "actor b", "actor d"], "start {start}");
        db.close().await.expect("closed");
    }
}

#[tokio::test]
async fn old_rows_are_chained_at_the_first_start_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    are_chained(&format!("sqlite:{}?mode=rwc", folder.path().join("skyshard.db").display())).await;
}

#[tokio::test]
async fn old_rows_are_chained_at_the_first_start_postgres() {
    if let Some(url) = fresh_database().await {
        are_chained(&url).await;
    }
}
