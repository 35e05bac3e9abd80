//! The first admin, by the one-time link (K44).
use std::time::Duration;

use domain::role::Role;
use proto::account::{CreateFirstAdminRequest, CreateFirstAdminResponse, GetServerInfoRequest};
use server::{
    auth::Door,
    service::{Reason, ServiceError, setup::open_link},
};
use tonic::Code;

use crate::{
    flow::{Answer, Cookies, browser, native},
    on_both_engines,
    phone::add_authenticator,
    support::{
        TestApp,
        people::{self, PASSWORD, admin_of, member_of},
        rpc::{self, refusal},
    },
};

async fn link(app: &TestApp) -> String {
    open_link(app).await.expect("asked").expect("nobody is admin yet").as_str().to_owned()
}

async fn create(app: &TestApp, secret: &str, name: &str, door: Door) -> Answer<CreateFirstAdminResponse> {
    let request = CreateFirstAdminRequest {
        secret: secret.to_owned(),
        username: name.to_owned(),
        email: format!("{name}@example.com"),
        password: PASSWORD.to_owned(),
    };
    rpc::account(app).create_first_admin(rpc::through(request, door)).await
}

async fn setup_open(app: &TestApp) -> bool {
    rpc::account(app)
        .get_server_info(GetServerInfoRequest {})
        .await
        .expect("answered")
        .into_inner()
        .setup_open
}

on_both_engines! {
    async fn the_link_makes_one_admin_who_is_signed_in(app: TestApp) {
        assert!(setup_open(&app).await);
        let secret = link(&app).await;
        let mut cookies = Cookies::default();
        cookies.take(&create(&app, &secret, "root", browser(&cookies)).await.expect("made"));
        let token = cookies.get("at").expect("an access token");
        assert_eq!(member_of(&app, &token).await.expect("signed in").role(), Role::Admin);
        // A password alone is no admin yet: first comes an authenticator (K3).
        let refused = admin_of(&app, &token).await.expect_err("only a password");
        assert!(matches!(refused, ServiceError::Precondition { reason: Reason::StrongFactorNeeded, .. }));
        let strong = add_authenticator(&app, &token).await.1.tokens.expect("the session goes on");
        admin_of(&app, &strong.auth_token).await.expect("an admin");
        assert!(!setup_open(&app).await);
        assert!(open_link(&app).await.expect("asked").is_none(), "there is an admin");
        let again = create(&app, &secret, "second", native()).await;
        assert_eq!(refusal(again), (Code::FailedPrecondition, "SETUP_LINK_INVALID".to_owned()));

        let token = strong.auth_token;
        let profile = rpc::account(&app).get_profile(rpc::with_token(Default::default(), &token)).await;
        let profile = profile.expect("answered").into_inner();
        assert_eq!((profile.role.as_str(), profile.allocated_bytes), ("admin", 0), "no seat until he asks for one");
        for _ in 0..2 {
            let reserved = rpc::account(&app).reserve_storage(rpc::with_token(Default::default(), &token)).await;
            assert_eq!(reserved.expect("reserved").into_inner().allocated_bytes, 1_000_000_000);
        }
    }

    async fn two_who_hold_the_link_make_one_admin(app: TestApp) {
        let secret = link(&app).await;
        let (one, other) = tokio::join!(
            create(&app, &secret, "root", native()),
            create(&app, &secret, "toor", native()),
        );
        assert_eq!([one, other].iter().filter(|answer| answer.is_ok()).count(), 1);
    }

    async fn wrong_late_and_replaced_links_make_nobody(app: TestApp) {
        let expected = (Code::FailedPrecondition, "SETUP_LINK_INVALID".to_owned());
        for wrong in ["", "x", &"0".repeat(64)] {
            assert_eq!(refusal(create(&app, wrong, "root", native()).await), expected);
        }
        let old = link(&app).await;
        let new = link(&app).await;
        assert_eq!(refusal(create(&app, &old, "root", native()).await), expected, "a newer one was printed");
        app.advance(Duration::from_secs(30 * 60));
        assert_eq!(refusal(create(&app, &new, "root", native()).await), expected, "thirty minutes are over");
        assert!(setup_open(&app).await);
    }

    async fn a_field_that_breaks_a_rule_does_not_spend_the_link(app: TestApp) {
        let secret = link(&app).await;
        people::registered(&app, "alice").await;
        for (username, email, password, reason) in [
            ("r", "root@example.com", PASSWORD, "INVALID_USERNAME"),
            ("root", "root", PASSWORD, "INVALID_EMAIL"),
            ("root", "root@example.com", "passwordpassword", "WEAK_PASSWORD"),
            ("alice", "root@example.com", PASSWORD, "INVALID_USERNAME"),
            ("root", "alice@example.com", PASSWORD, "INVALID_EMAIL"),
        ] {
            let request = CreateFirstAdminRequest {
                secret: secret.clone(),
                username: username.to_owned(),
                email: email.to_owned(),
                password: password.to_owned(),
            };
            let refused = rpc::account(&app).create_first_admin(request).await;
            assert_eq!(refusal(refused), (Code::InvalidArgument, reason.to_owned()));
        }
        create(&app, &secret, "root", native()).await.expect("the link is still good");
    }
}
