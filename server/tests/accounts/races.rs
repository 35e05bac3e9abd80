//! Many at the same moment, each on a task of its own behind one barrier, so that they do meet: the last seats of the
//! pool (FT35), and one secret that is sent many times (FT38, INV-S1, INV-S3, INV-S4, INV-S5).
use std::sync::Arc;

use proto::{
    calculator::EnrollRequest,
    storage::{RefreshTokenRequest, VerifyOtpRequest},
};
use server::db;
use tokio::sync::Barrier;

use crate::{
    flow::{log_in, native, signed_in},
    on_both_engines,
    phone::{careful, next_code},
    support::{
        TestApp,
        people::{self, PASSWORD, last_code, ticket},
        rpc,
    },
};

const SEAT: u64 = 1_000_000_000;
/// How many send the same.
const SENDERS: usize = 8;
const ROUNDS: usize = 5;

/// Runs them all at the same time.
async fn meet<T: Send + 'static, F>(runs: impl IntoIterator<Item = F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
{
    let runs: Vec<F> = runs.into_iter().collect();
    let start = Arc::new(Barrier::new(runs.len()));
    let tasks: Vec<_> = runs
        .into_iter()
        .map(|run| {
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                start.wait().await;
                run.await
            })
        })
        .collect();
    futures::future::join_all(tasks).await.into_iter().map(|task| task.expect("no panic")).collect()
}

/// Of all who sent this second step, so many were let in.
async fn let_in(app: &TestApp, steps: Vec<(String, String)>) -> usize {
    let runs = steps.into_iter().map(|(session_id, otp)| {
        let mut calls = rpc::storage(app);
        async move { calls.verify_otp(VerifyOtpRequest { session_id, otp, ..Default::default() }).await }
    });
    meet(runs.collect::<Vec<_>>()).await.iter().filter(|answer| answer.is_ok()).count()
}

async fn challenge(app: &TestApp, name: &str) -> String {
    log_in(app, name, PASSWORD, native()).await.expect("the password is right").into_inner().session_id
}

/// The pool has room for so many more.
async fn leave_seats(app: &TestApp, seats: u64) {
    let reserved = db::pool::find(app.db.read()).await.expect("read").expect("a pool").reserved;
    let tx = app.db.write().await.expect("a transaction");
    // And most of another one: only whole seats are given.
    assert!(db::pool::ensure(&tx, reserved + seats * SEAT + SEAT - 1).await.expect("written"));
    tx.commit().await.expect("committed");
}

on_both_engines! {
    async fn of_n_who_want_the_last_seats_exactly_as_many_get_one(app: TestApp) {
        let mut racers = 0;
        for (wanting, seats) in [(2, 1), (6, 2), (16, 5), (32, 1)] {
            let mut tickets = Vec::new();
            for _ in 0..wanting {
                racers += 1;
                let name = format!("racer{racers}");
                tickets.push((ticket(&app, &name).await, name));
            }
            leave_seats(&app, seats).await;
            let runs = tickets.into_iter().map(|(ticket, name)| {
                let mut calls = rpc::calculator(&app);
                let request = EnrollRequest { email: format!("{name}@example.com"), name, ticket, ..Default::default() };
                async move { calls.enroll(request).await }
            });
            let answers = meet(runs.collect::<Vec<_>>()).await;
            let seated = answers.iter().filter(|answer| answer.is_ok()).count();
            assert_eq!(seated as u64, seats, "FT35: {wanting} want {seats}");
            let pool = db::pool::find(app.db.read()).await.expect("read").expect("a pool");
            assert_eq!(pool.capacity - pool.reserved, SEAT - 1, "INV-C1");
        }
    }

    async fn a_mailed_code_lets_one_of_many_in(app: TestApp) {
        people::registered(&app, "alice").await;
        for _ in 0..ROUNDS {
            let session = challenge(&app, "alice").await;
            let code = last_code(&app, "alice").await;
            assert_eq!(let_in(&app, vec![(session, code); SENDERS]).await, 1, "FT38");
            app.advance(std::time::Duration::from_secs(3_600));
        }
    }

    async fn what_an_app_shows_lets_one_of_many_in(app: TestApp) {
        let alice = careful(&app, "alice").await;
        for _ in 0..ROUNDS {
            let session = challenge(&app, "alice").await;
            let code = alice.phone.code(&app);
            assert_eq!(let_in(&app, vec![(session, code); SENDERS]).await, 1, "FT38");
            next_code(&app);
        }
    }

    async fn a_backup_code_lets_one_of_many_in(app: TestApp) {
        let alice = careful(&app, "alice").await;
        for code in &alice.backup_codes[..ROUNDS] {
            let session = challenge(&app, "alice").await;
            assert_eq!(let_in(&app, vec![(session, code.clone()); SENDERS]).await, 1, "FT38");
            next_code(&app);
        }
    }

    async fn a_refresh_token_has_one_successor_however_many_send_it(app: TestApp) {
        people::registered(&app, "alice").await;
        let mut token = signed_in(&app, "alice").await.refresh_token;
        for _ in 0..ROUNDS {
            let runs = (0..SENDERS).map(|_| {
                let (mut calls, current_token) = (rpc::storage(&app), token.clone());
                async move { calls.refresh_token(RefreshTokenRequest { current_token }).await }
            });
            let answers = meet(runs.collect::<Vec<_>>()).await;
            let next: Vec<String> = answers
                .into_iter()
                .map(|answer| answer.expect("every tab is answered").into_inner().refresh_token)
                .collect();
            assert!(next.iter().all(|other| *other == next[0] && *other != token), "FT38: {next:?}");
            token.clone_from(&next[0]);
            app.advance(std::time::Duration::from_secs(60));
        }
    }
}
