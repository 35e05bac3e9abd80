//! Rows for the trail, and the whole trail as it stands.
use domain::id::AccountId;
use server::{
    auth::Visitor,
    db::{self, Engine},
    service::{
        audit::{self, Actor, Outcome},
        audit_log::{self, Verdict},
    },
    trail::Row,
};

use crate::support::TestApp;

/// Writes `count` rows in one transaction; every other one came from a network.
pub async fn write(app: &TestApp, count: usize) {
    let tx = app.db.write().await.expect("a transaction");
    let visitor = Visitor { network: "192.0.2.7".to_owned(), ..Visitor::default() };
    let outside = Actor::visiting(app, AccountId::from_random([9; 16]), &visitor);
    for number in 0..count {
        let actor = if number % 2 == 0 { Actor::from("job:test") } else { outside.clone() };
        audit::record(&tx, actor, "test.write", number, Outcome::Success, app.clock.now());
    }
    tx.commit().await.expect("committed");
}

/// Every row.
pub async fn rows(app: &TestApp) -> Vec<Row> {
    db::audit::page(app.db.read(), i64::MIN).await.expect("the trail is read")
}

/// What a walk comes to.
pub async fn verdict(app: &TestApp) -> Verdict {
    audit_log::verify(app).await.expect("the trail is walked")
}

/// How many rows there are, none of them wrong.
#[track_caller]
pub fn whole(verdict: Verdict) -> i64 {
    match verdict {
        Verdict::Whole(whole) => whole.records,
        Verdict::Broken(fault) => panic!("{fault}"),
    }
}

/// Runs a statement as somebody would who has the database.
pub async fn execute(app: &TestApp, text: &str) -> Result<(), db::DbErr> {
    use server::db::ConnectionTrait;
    let tx = app.db.write().await?;
    tx.execute_unprepared(text).await?;
    tx.commit().await
}

/// Takes the triggers away that keep rows as they are.
pub async fn disarm(app: &TestApp) {
    let statements: &[&str] = match app.db.engine() {
        Engine::Sqlite => &["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
        Engine::Postgres => &["DROP TRIGGER audit_append_only ON audit"],
    };
    for statement in statements {
        execute(app, statement).await.expect("the trigger is gone");
    }
}
