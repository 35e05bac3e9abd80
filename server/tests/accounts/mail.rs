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
