//! The demonstration is made once, can be used, and is gone with one call (K27).
use domain::skillshare::search::Wish;
use server::{
    auth, db,
    service::skillshare::{catalogue, demo, hold},
};

use super::{
    lesson::{FRAME, at, book, check_books, member, stage, wish},
    support::{TestApp, people},
};

async fn pool(app: &TestApp) -> u64 {
    db::pool::find(app.db.read()).await.expect("asked").expect("a pool").reserved
}

async fn admin(app: &TestApp) -> auth::Admin {
    let token = people::enrolled(app, "root").await;
    people::promote(app, &people::member_of(app, &token).await.expect("signed in")).await;
    people::admin_of(app, &token).await.expect("an admin")
}

#[tokio::test]
async fn it_is_made_once_and_removed_whole() {
    let app = TestApp::sqlite().await;
    let admin = admin(&app).await;
    let before = pool(&app).await;
    let made = demo::make(&app).await.expect("made").expect("nothing was there");
    assert_eq!(made.emails, ["alice@demo.local", "bob@demo.local", "tara@demo.local"]);
    assert!(demo::make(&app).await.expect("asked").is_none(), "once is enough");
    let all = catalogue::courses(&app, &Wish::default(), 50, 0).await.expect("courses");
    assert_eq!((all.total, all.has_demo_data), (12, true));
    assert_eq!(catalogue::teachers(&app, "", 50, 0).await.expect("teachers").1, 6);
    assert_eq!(pool(&app).await, before + 3_000_000_000, "three seats");

    // Somebody real books a lesson of it.
    let eve = member(&app, "eve").await;
    let card = all.cards.iter().find(|card| card.next_free.is_some()).expect("something is free");
    let start = card.next_free.expect("free").starts_at;
    hold::book(&app, &eve, &wish(card.course.id, start), "").await.expect("free");

    let removed = demo::remove(&app, &admin).await.expect("removed");
    assert_eq!((removed.teachers, removed.courses, removed.accounts_kept), (6, 12, 0));
    let left = catalogue::courses(&app, &Wish::default(), 50, 0).await.expect("courses");
    assert_eq!((left.total, left.has_demo_data), (0, false));
    assert_eq!(pool(&app).await, before + 1_000_000_000, "Eve's seat is left");
    check_books(&app).await;
}

#[tokio::test]
async fn real_people_keep_their_names_and_lessons() {
    let app = TestApp::sqlite().await;
    let admin = admin(&app).await;
    // A real Tara: the demonstration is not made over her.
    let real = stage(&app, FRAME).await;
    assert!(demo::make(&app).await.expect("asked").is_none());
    let bob = member(&app, "bob").await;
    book(&app, &bob, real.course, at(0)).await.expect("free");
    demo::remove(&app, &admin).await.expect("nothing to remove");
    check_books(&app).await;
    assert_eq!(catalogue::courses(&app, &Wish::default(), 50, 0).await.expect("courses").total, 1);
}
