//! Who runs the server: somebody always does; and what an admin may begin for others.
use domain::limits::ERASURE_GRACE;
use server::service::{
    admin::accounts,
    privacy::{erase, request},
};

use crate::{
    on_both_engines,
    owner::{Owner, owner, reason, returning},
    support::{
        TestApp,
        people::{self, member_of},
    },
};

/// Somebody whom the database calls admin.
async fn admin(app: &TestApp, name: &str) -> Owner {
    let who = owner(app, name).await;
    people::promote(app, &who.member).await;
    returning(app, who.token).await
}

on_both_engines! {
    async fn the_last_admin_cannot_be_erased(app: TestApp) {
        let (root, other) = (admin(&app, "root").await, admin(&app, "other").await);
        request::of_oneself(&app, &other.member, "other").await.unwrap();
        assert_eq!(reason(request::of_oneself(&app, &root.member, "root").await), "LAST_ADMIN", "the other will be gone");
        member_of(&app, &root.token).await.expect("still in");
        app.advance(ERASURE_GRACE);
        assert_eq!(erase::round(&app).await.unwrap(), 1);
        let root = returning(&app, people::enrolled(&app, "root").await).await;
        assert_eq!(reason(request::of_oneself(&app, &root.member, "root").await), "LAST_ADMIN");
    }

    async fn an_admin_erases_and_keeps_others(app: TestApp) {
        let (root, alice) = (people::admin_of(&app, &admin(&app, "root").await.token).await.unwrap(), owner(&app, "alice").await);
        let name = domain::username::Username::parse("alice").unwrap();
        let due_at = request::by_admin(&app, &root, &name).await.unwrap();
        assert_eq!(request::by_admin(&app, &root, &name).await.unwrap(), due_at, "asked again, it is the same");
        assert_eq!(reason(member_of(&app, &alice.token).await), "TOKEN_INVALID");
        let listed = accounts::list(&app, &root, "alice", Default::default()).await.unwrap().0;
        assert_eq!(listed[0].erased_at, Some(due_at));
        request::keep_by_admin(&app, &root, &name).await.unwrap();
        request::keep_by_admin(&app, &root, &name).await.unwrap();
        let again = people::enrolled(&app, "alice").await;
        member_of(&app, &again).await.expect("kept");

        request::by_admin(&app, &root, &name).await.unwrap();
        app.advance(ERASURE_GRACE);
        assert_eq!(erase::round(&app).await.unwrap(), 1);
        assert!(accounts::list(&app, &root, "", Default::default()).await.unwrap().0.iter().all(|it| it.username != "alice"));
    }
}
