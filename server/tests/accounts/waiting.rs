//! The line for a seat: who comes first gets it, once, whoever asks in between (B3).
use domain::pool::EXHAUSTED_MESSAGE;
use proto::account::{
    GetProfileRequest, GetServerInfoRequest, JoinWaitingListRequest, JoinWaitingListResponse,
    LeaveWaitingListRequest, ReserveStorageRequest,
};
use server::{jobs::sweep, service::seats::serve_line};
use tonic::Code;

use crate::{
    flow::{native, register, signed_in, verify_email},
    on_both_engines,
    support::{
        TestApp,
        people::{self, enroll_with, last_code, mails_to, ticket},
        rpc,
    },
};

const SEAT: &str = "Your Skyshard seat is ready";

/// Six people with a seat each.
async fn full_house(app: &TestApp) {
    for seat in 0..6 {
        people::enrolled(app, &format!("seat{seat}")).await;
    }
}

/// One of the six goes.
async fn one_seat_becomes_free(app: &TestApp) {
    let tx = app.db.write().await.expect("a transaction");
    assert!(server::db::pool::release(&tx, 1_000_000_000).await.expect("released"));
    tx.commit().await.expect("committed");
}

/// Signs up and proves the address: the place in line that this gives.
async fn signs_up(app: &TestApp, name: &str) -> i32 {
    register(app, name, native()).await.expect("registered");
    let code = last_code(app, name).await;
    verify_email(app, name, &code, native()).await.expect("verified").into_inner().waiting_position
}

/// A token, taken before the house changes.
async fn token(app: &TestApp, name: &str) -> String {
    signed_in(app, name).await.auth_token
}

/// Place in line and reserved bytes.
async fn standing(app: &TestApp, token: &str) -> (i32, i64) {
    let profile = rpc::account(app).get_profile(rpc::with_token(GetProfileRequest {}, token)).await;
    let profile = profile.expect("answered").into_inner();
    (profile.waiting_position, profile.allocated_bytes)
}

async fn join(app: &TestApp, token: &str) -> JoinWaitingListResponse {
    let joined = rpc::account(app).join_waiting_list(rpc::with_token(JoinWaitingListRequest {}, token)).await;
    joined.expect("in line").into_inner()
}

async fn reserve(app: &TestApp, token: &str) -> Result<i64, tonic::Status> {
    let asked = rpc::account(app).reserve_storage(rpc::with_token(ReserveStorageRequest {}, token)).await;
    asked.map(|answer| answer.into_inner().allocated_bytes)
}

on_both_engines! {
    async fn who_signs_up_too_late_stands_in_line(app: TestApp) {
        full_house(&app).await;
        assert_eq!((signs_up(&app, "alice").await, signs_up(&app, "bob").await), (1, 2));
        let info = rpc::account(&app).get_server_info(GetServerInfoRequest {}).await.expect("answered");
        assert_eq!((info.get_ref().waiting, info.get_ref().seats_free), (2, 0));
        let (alice, bob) = (token(&app, "alice").await, token(&app, "bob").await);
        assert_eq!((standing(&app, &alice).await, standing(&app, &bob).await), ((1, 0), (2, 0)));
        assert_eq!(join(&app, &bob).await.position, 2, "asked again, the place stays");
    }

    async fn a_free_seat_goes_to_the_first_in_line_and_she_is_told(app: TestApp) {
        full_house(&app).await;
        signs_up(&app, "alice").await;
        signs_up(&app, "bob").await;
        let (alice, bob) = (token(&app, "alice").await, token(&app, "bob").await);
        one_seat_becomes_free(&app).await;
        sweep(&app).await.expect("a round");
        assert_eq!((standing(&app, &alice).await, standing(&app, &bob).await), ((0, 1_000_000_000), (1, 0)));
        assert!(mails_to(&app, "alice").await.contains(&SEAT.to_owned()));
        assert!(!mails_to(&app, "bob").await.contains(&SEAT.to_owned()));
        assert_eq!(serve_line(&app).await.expect("asked"), 0, "there was one seat");
    }

    async fn one_free_seat_and_many_who_want_it_make_one_member(app: TestApp) {
        full_house(&app).await;
        let mut tokens = Vec::new();
        for name in ["alice", "bob", "carol"] {
            signs_up(&app, name).await;
            tokens.push(token(&app, name).await);
        }
        let stranger = ticket(&app, "stranger").await;
        one_seat_becomes_free(&app).await;
        let [alice, bob, carol] = tokens.as_slice() else { panic!("three tokens") };
        let (swept, swept_too, by_carol, by_bob, enrolled, by_alice) = tokio::join!(
            serve_line(&app),
            serve_line(&app),
            reserve(&app, carol),
            reserve(&app, bob),
            enroll_with(&app, "stranger", &stranger),
            reserve(&app, alice),
        );
        swept.expect("a round");
        swept_too.expect("a round");
        assert_eq!(by_alice.expect("hers"), 1_000_000_000);
        for refused in [by_bob, by_carol] {
            let status = refused.expect_err("somebody is before them");
            assert_eq!((status.code(), status.message()), (Code::ResourceExhausted, EXHAUSTED_MESSAGE));
        }
        assert_eq!(enrolled.err().expect("nobody overtakes").to_string(), EXHAUSTED_MESSAGE);
        let mut standings = Vec::new();
        for token in &tokens {
            standings.push(standing(&app, token).await);
        }
        assert_eq!(standings, [(0, 1_000_000_000), (1, 0), (2, 0)]);
        let told = mails_to(&app, "alice").await.into_iter().filter(|subject| subject == SEAT).count();
        assert_eq!(told, 1);
        let info = rpc::account(&app).get_server_info(GetServerInfoRequest {}).await.expect("answered");
        assert_eq!(info.get_ref().pool_reserved_bytes, 6_000_000_000);
    }

    async fn whoever_leaves_makes_room_for_those_behind(app: TestApp) {
        full_house(&app).await;
        signs_up(&app, "alice").await;
        signs_up(&app, "bob").await;
        let (alice, bob) = (token(&app, "alice").await, token(&app, "bob").await);
        for _ in 0..2 {
            let request = rpc::with_token(LeaveWaitingListRequest {}, &alice);
            rpc::account(&app).leave_waiting_list(request).await.expect("alike when asked again");
        }
        assert_eq!((standing(&app, &alice).await, standing(&app, &bob).await), ((0, 0), (1, 0)));
        assert_eq!(join(&app, &alice).await.position, 2, "at the end");
        one_seat_becomes_free(&app).await;
        let joined = join(&app, &bob).await;
        assert_eq!((joined.position, joined.allocated_bytes), (0, 1_000_000_000), "a seat was free after all");
    }
}
