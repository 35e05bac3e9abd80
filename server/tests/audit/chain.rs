//! The chain while it is written.
use server::{
    db,
    service::{audit_log, files},
    trail::Head,
};
use tokio::task::JoinSet;

use crate::{
    on_both_engines,
    support::people,
    trail::{execute, rows, verdict, whole, write},
};

on_both_engines! {
    async fn what_people_do_makes_an_unbroken_chain(app: TestApp) {
        people::registered(&app, "alice").await;
        let bob = people::member(&app, "bob").await;
        let rows = rows(&app).await;
        assert!(rows.len() >= 4, "{rows:?}");
        let mut head = Head::BEGINNING;
        for row in &rows {
            assert_eq!(row.prev_hash, head.hash.to_string());
            head = head.next(row.entry.as_ref().expect("it is read"));
            assert_eq!((row.sequence, row.hash.clone()), (head.sequence, head.hash.to_string()));
        }
        assert_eq!(whole(verdict(&app).await), rows.len() as i64);
        assert!(files::delete(&app, &bob, domain::id::FileId::from_random([1; 16])).await.is_err());
        assert_eq!(whole(verdict(&app).await), rows.len() as i64, "what was rolled back is not told");
    }

    async fn rows_can_be_neither_changed_nor_removed(app: TestApp) {
        write(&app, 3).await;
        for text in ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "DELETE FROM audit WHERE sequence = 3"] {
            let refused = execute(&app, text).await.expect_err(text).to_string();
            assert!(refused.contains("rows of the audit trail are never"), "{refused}");
        }
        assert_eq!(whole(verdict(&app).await), 3);
    }

    async fn many_writers_at_once_do_not_fork_the_chain(app: TestApp) {
        let app = std::sync::Arc::new(app);
        let mut writers = JoinSet::new();
        for _ in 0..8 {
            let app = std::sync::Arc::clone(&app);
            writers.spawn(async move {
                for count in 0..25 {
                    write(&app, count % 3).await;
                }
            });
        }
        // Walked meanwhile: a reader always sees an unbroken beginning.
        while !writers.is_empty() {
            whole(verdict(&app).await);
            audit_log::sign(&app).await.expect("signed");
            if let Some(ended) = writers.try_join_next() {
                ended.expect("it wrote");
            }
        }
        assert_eq!(whole(verdict(&app).await), 8 * 24);
    }

    async fn members_see_their_own_rows_newest_first(app: TestApp) {
        let (alice, bob) = (people::member(&app, "alice").await, people::member(&app, "bob").await);
        let seen = audit_log::activity(&app, &alice, 100, None).await.expect("read");
        assert!(!seen.is_empty());
        assert!(seen.is_sorted_by(|a, b| a.sequence > b.sequence));
        let mine: Vec<_> = rows(&app).await.into_iter()
            .filter(|row| row.entry.as_ref().is_some_and(|entry| entry.actor == alice.account().to_string()))
            .map(|row| row.sequence).rev().collect();
        assert_eq!(seen.iter().map(|row| row.sequence).collect::<Vec<_>>(), mine);
        let first = audit_log::activity(&app, &alice, 1, None).await.expect("read");
        let next = audit_log::activity(&app, &alice, 1, Some(first[0].sequence)).await.expect("read");
        assert_eq!(first.into_iter().chain(next).collect::<Vec<_>>(), seen[..2]);
        assert!(audit_log::activity(&app, &bob, 100, None).await.expect("read").iter().all(|row| !mine.contains(&row.sequence)));
    }

    async fn a_row_says_through_which_session_it_came(app: TestApp) {
        let alice = people::member(&app, "alice").await;
        server::service::sessions::end(&app.shared(), &alice).await.expect("ended");
        let last = rows(&app).await.pop().and_then(|row| row.entry).expect("a row");
        assert_eq!((last.action.as_str(), last.session), ("session.end", Some(alice.session().to_string())));
        assert!(db::audit::head(app.db.read()).await.expect("read").sequence > 1);
    }
}
