//! Rows that an older version wrote, before the trail was a chain, and before rows said from which network they came.
use domain::time::Timestamp;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use server::{
    db::{self, Db},
    trail::{Entry, Head, Walk},
};

use crate::support::postgres::Fresh;

/// A database with the steps before this one.
async fn before(url: &str, step: &str) -> DatabaseConnection {
    let connection = Database::connect(url).await.expect("it opens");
    let steps = Migrator::migrations();
    let before = steps.iter().take_while(|it| it.name() != step).count();
    assert!(before < steps.len(), "{step} is one of them");
    Migrator::up(&connection, Some(u32::try_from(before).expect("few"))).await.expect("the older schema");
    connection
}

/// A database as the version before the chain left it, with rows that are not in the order of their times.
async fn old_database(url: &str) {
    let connection = before(url, "m0010_audit_chain").await;
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
        let mut walk = Walk::new([]);
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
    if let Some(database) = Fresh::empty().await {
        are_chained(&database.url()).await;
    }
}

fn entry(object: i64, network: Option<&str>) -> Entry {
    Entry {
        at: Timestamp::from_micros(object),
        actor: "alice".to_owned(),
        session: Some("s1".to_owned()),
        action: "file.upload".to_owned(),
        object: object.to_string(),
        outcome: "success".to_owned(),
        network: network.map(str::to_owned),
    }
}

/// A chain as the version before networks left it; its form is pinned beside the hash.
async fn without_networks(url: &str) {
    let connection = before(url, "m0019_audit_network").await;
    let mut head = Head::BEGINNING;
    for object in 1..=5 {
        let next = head.next(&entry(object, None));
        let text = format!(
            "INSERT INTO audit (sequence, at, actor, session, action, object, outcome, prev_hash, hash)
            VALUES ({object}, {object}, 'alice', 's1', 'file.upload', '{object}', 'success', '{}', '{}')",
            head.hash, next.hash
        );
        connection.execute_unprepared(&text).await.expect("an old row");
        head = next;
    }
    connection.close().await.expect("closed");
}

async fn go_on_with_networks(url: &str) {
    without_networks(url).await;
    let db = Db::connect(url).await.expect("it is brought up to date");
    for object in 6..=9 {
        let tx = db.write().await.expect("a transaction");
        tx.tell(entry(object, (object % 2 == 0).then_some("0123456789abcdef0123456789abcdef")));
        tx.commit().await.expect("committed");
    }
    let rows = db::audit::page(db.read(), 0).await.expect("read");
    let mut walk = Walk::new([]);
    rows.iter().try_for_each(|row| walk.step(row)).expect("a sound chain across the change");
    let with: Vec<_> =
        rows.iter().filter(|row| row.entry.as_ref().is_some_and(|it| it.network.is_some())).collect();
    assert_eq!(with.iter().map(|row| row.sequence).collect::<Vec<_>>(), [6, 8]);
    db.close().await.expect("closed");
}

#[tokio::test]
async fn a_chain_from_before_networks_goes_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    go_on_with_networks(&format!("sqlite:{}?mode=rwc", folder.path().join("skyshard.db").display())).await;
}

#[tokio::test]
async fn a_chain_from_before_networks_goes_on_postgres() {
    if let Some(database) = Fresh::empty().await {
        go_on_with_networks(&database.url()).await;
    }
}
