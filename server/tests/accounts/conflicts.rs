//! Two transactions that wait for each other on PostgreSQL: one is ended, and whoever asked is told to ask again (FT31).
use server::{
    db::{self, is_conflict},
    service::ServiceError,
};

use crate::support::{TestApp, postgres::Fresh};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_a_reason_to_ask_again() {
    let Some(database) = Fresh::make().await else { return };
    let app = TestApp::on(&database).await;
    let (one, other) = (app.db.write().await.expect("begun"), app.db.write().await.expect("begun"));
    db::lock::address(&one, "a").await.expect("free");
    db::lock::address(&other, "b").await.expect("free");
    let (first, second) = tokio::join!(
        async {
            let taken = db::lock::address(&one, "b").await;
            // The one that was ended lets go, and the other goes on.
            drop(one);
            taken
        },
        async {
            let taken = db::lock::address(&other, "a").await;
            drop(other);
            taken
        },
    );
    let ended: Vec<_> = [first, second].into_iter().filter_map(Result::err).collect();
    let [error] = ended.as_slice() else { panic!("one of the two is ended: {ended:?}") };
    assert!(is_conflict(error), "{error:?}");
    let error = ServiceError::from(error.clone());
    assert!(matches!(error, ServiceError::Unavailable(_)), "{error:?}");
}
