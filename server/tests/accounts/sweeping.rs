//! What is swept, and what is not.
use std::time::Duration;

use server::{db, jobs};

use crate::{
    flow::{log_in, native, register, signed_in},
    on_both_engines,
    support::{
        TestApp,
        people::{self, PASSWORD, member_of},
    },
};

const HOUR: Duration = Duration::from_secs(3_600);

async fn count(app: &TestApp, table: &str) -> i64 {
    use sea_orm::ConnectionTrait;
    let text = format!("SELECT COUNT(*) AS rows_left FROM {table}");
    let row = app.db.read().query_one_raw(db::sql(app.db.read(), &text, [])).await.expect("counted");
    row.expect("one row").try_get("", "rows_left").expect("a number")
}

on_both_engines! {
    async fn an_address_that_is_never_proved_frees_its_name_after_a_day(app: TestApp) {
        register(&app, "alice", native()).await.expect("registered");
        people::registered(&app, "bob").await;
        app.advance(24 * HOUR - Duration::from_secs(1));
        jobs::sweep(&app).await.expect("swept");
        assert_eq!(count(&app, "account").await, 2);
        app.advance(Duration::from_secs(2));
        jobs::sweep(&app).await.expect("swept");
        assert_eq!(count(&app, "account").await, 1);
        log_in(&app, "bob", PASSWORD, native()).await.expect("a proved account stays");
    }

    async fn what_is_over_is_removed_and_what_lives_stays(app: TestApp) {
        people::registered(&app, "alice").await;
        people::enrolled(&app, "bob").await;
        let tokens = signed_in(&app, "alice").await;
        jobs::sweep(&app).await.expect("swept");
        member_of(&app, &tokens.auth_token).await.expect("it lives");
        assert!(count(&app, "challenge").await > 0, "codes are counted for an hour");
        app.advance(9 * 24 * HOUR);
        jobs::sweep(&app).await.expect("swept");
        for table in ["challenge", "ticket", "session", "refresh_token", "mail"] {
            assert_eq!(count(&app, table).await, 0, "{table}");
        }
        assert_eq!(count(&app, "account").await, 2);
    }
}
