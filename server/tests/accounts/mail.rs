//! Mail: it leaves after its transaction, waits when it cannot, and a copy of the database holds no code.
use std::time::Duration;

use proto::mail::{ListMailsRequest, ListMailsResponse};
use sea_orm::ConnectionTrait;
use server::{db, mail::delivery::deliver_due};

use crate::{
    flow::{native, register},
    on_both_engines,
    support::{TestApp, people::last_code, rpc},
};

async fn outbox(app: &TestApp, to: &str) -> ListMailsResponse {
    let request = ListMailsRequest { to: to.to_owned() };
    rpc::outbox(app).list_mails(request).await.expect("test mode shows its mails").into_inner()
}

on_both_engines! {
    async fn test_mode_shows_mails_for_a_day(app: TestApp) {
        register(&app, "alice", native()).await.expect("registered");
        app.advance(Duration::from_secs(1));
        register(&app, "bob", native()).await.expect("registered");
        let all = outbox(&app, "").await.mails;
        assert_eq!(all.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["bob@example.com", "alice@example.com"]);
        let [mail] = &outbox(&app, "Alice@example.com").await.mails[..] else { panic!("one mail to alice") };
        assert_eq!(mail.subject, "Your Skyshard code");
        assert_eq!(mail.code, last_code(&app, "alice").await);
        assert!(mail.body.contains(&mail.code));
        assert_eq!(deliver_due(&app).await.expect("delivered"), 2);
        assert_eq!(deliver_due(&app).await.expect("delivered"), 0, "each leaves once");
        assert_eq!(outbox(&app, "").await.mails.len(), 2, "and stays on the page");
        app.advance(Duration::from_secs(24 * 60 * 60));
        assert!(outbox(&app, "").await.mails.is_empty());
    }

    async fn the_database_holds_neither_codes_nor_tokens(app: TestApp) {
        register(&app, "alice", native()).await.expect("registered");
        let code = last_code(&app, "alice").await;
        let statement = db::sql(app.db.read(), "SELECT sealed FROM mail", []);
        let row = app.db.read().query_one_raw(statement).await.expect("read").expect("one mail");
        let sealed = db::blob(&row, "sealed").expect("bytes");
        assert!(!sealed.windows(6).any(|window| window == code.as_bytes()));
    }
}

/// What the one mail's row says.
async fn waiting(app: &TestApp) -> (i64, Option<i64>, Option<i64>) {
    let statement = db::sql(app.db.read(), "SELECT attempts, sent_at, abandoned_at FROM mail", []);
    let row = app.db.read().query_one_raw(statement).await.expect("read").expect("one mail");
    let number = |column| row.try_get("", column).expect("a number");
    (row.try_get("", "attempts").expect("a number"), number("sent_at"), number("abandoned_at"))
}

#[tokio::test]
async fn a_mail_that_cannot_leave_is_tried_again_and_given_up_in_the_end() {
    // Nobody listens on port 1.
    let app = TestApp::with(|settings| settings.smtp = Some("smtp://127.0.0.1:1".to_owned())).await;
    register(&app, "alice", native()).await.expect("a failing mail server fails no registration");
    for attempt in 1..=8 {
        assert_eq!(deliver_due(&app).await.expect("tried"), 1);
        assert_eq!(deliver_due(&app).await.expect("nothing is due"), 0, "it waits before the next try");
        let (attempts, sent_at, abandoned_at) = waiting(&app).await;
        assert_eq!((attempts, sent_at, abandoned_at.is_some()), (attempt, None, attempt == 8));
        app.advance(Duration::from_secs(3_600));
    }
    assert_eq!(deliver_due(&app).await.expect("given up"), 0);
}

#[tokio::test]
async fn with_a_mail_server_there_is_no_outbox() {
    let app = TestApp::with(|settings| settings.smtp = Some("smtp://127.0.0.1:1".to_owned())).await;
    let status = rpc::outbox(&app).list_mails(ListMailsRequest::default()).await.expect_err("not offered");
    assert_eq!(status.code(), tonic::Code::Unimplemented);
    let info = rpc::account(&app).get_server_info(proto::account::GetServerInfoRequest {}).await;
    assert!(!info.expect("answered").into_inner().test_mode);
}
