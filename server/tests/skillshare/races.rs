//! Many want one thing at the same moment (FT36): one gets it, and the books are right whatever happened.
use std::{collections::BTreeSet, sync::Arc};

use domain::{id::BookingId, skillshare::course::Frame};
use futures::future::join_all;
use server::{
    auth::Member,
    db,
    service::{
        ServiceError,
        skillshare::{cancel, confirm, hold, reschedule},
    },
};

use super::{
    lesson::{FRAME, at, book, check_books, members, second_teacher, stage, wish, wish_once},
    support::{TestApp, people},
};
use crate::on_both_engines;

/// How many race.
const RUNNERS: usize = 50;

/// Runs one wish a member, all at the same time, each on a task of its own.
async fn race<T: Send + 'static, F>(
    app: &TestApp,
    members: &[Member],
    wish: impl Fn(server::app::Shared, Member) -> F,
) -> Vec<Result<T, ServiceError>>
where
    F: Future<Output = Result<T, ServiceError>> + Send + 'static,
{
    let start = Arc::new(tokio::sync::Barrier::new(members.len()));
    let runs = members.iter().map(|member| {
        let (start, run) = (Arc::clone(&start), wish(app.shared(), member.clone()));
        tokio::spawn(async move {
            start.wait().await;
            run.await
        })
    });
    join_all(runs).await.into_iter().map(|run| run.expect("no panic")).collect()
}

on_both_engines! {
    async fn fifty_want_one_slot_and_one_has_it(app: TestApp) {
        let students = members(&app, "student", RUNNERS).await;
        let stage = stage(&app, FRAME).await;
        let outcomes = race(&app, &students, |app, member| async move {
            let held = hold::hold(&app, &member, &wish(stage.course, at(0))).await?;
            confirm::confirm(&app, &member, held.id, "").await
        })
        .await;
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(won, 1);
        for error in outcomes.into_iter().filter_map(Result::err) {
            let ServiceError::SlotTaken { nearest, .. } = error else { panic!("{error:?}") };
            assert_eq!(nearest.len(), 3, "each loser is told three others");
        }
        check_books(&app).await;
    }

    async fn fifty_confirmations_of_one_hold_are_one(app: TestApp) {
        let students = members(&app, "student", 1).await;
        let stage = stage(&app, FRAME).await;
        let held = hold::hold(&app, &students[0], &wish(stage.course, at(0))).await.expect("free").id;
        let same = vec![students[0].clone(); RUNNERS];
        let outcomes = race(&app, &same, |app, member| async move { confirm::confirm(&app, &member, held, "").await }).await;
        let confirmed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        // On PostgreSQL some may find it confirmed between two statements; they are told so and may ask again.
        assert!(confirmed >= 1, "{outcomes:?}");
        let booked = people::mails_to(&app, "student0").await.into_iter().filter(|it| it.starts_with("Booked"));
        assert_eq!(booked.count(), 1, "one booking, one mail");
        check_books(&app).await;
    }

    async fn one_key_many_times_is_one_booking(app: TestApp) {
        let students = members(&app, "student", 1).await;
        let stage = stage(&app, FRAME).await;
        let same = vec![students[0].clone(); 20];
        let outcomes = race(&app, &same, |app, member| async move {
            hold::book(&app, &member, &wish_once(stage.course, at(0), "the-same"), "").await
        })
        .await;
        let ids: BTreeSet<BookingId> = outcomes.iter().flatten().map(|booking| booking.id).collect();
        assert_eq!(ids.len(), 1);
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert!(matches!(error, ServiceError::Unavailable(_) | ServiceError::SlotTaken { .. }), "{error:?}");
        }
        check_books(&app).await;
    }

    async fn six_of_twenty_sit_in_a_group_of_six(app: TestApp) {
        let students = members(&app, "student", 20).await;
        let stage = stage(&app, Frame { capacity: 6, ..FRAME }).await;
        let outcomes = race(&app, &students, |app, member| async move {
            hold::book(&app, &member, &wish(stage.course, at(0)), "").await
        })
        .await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 6);
        check_books(&app).await;
    }

    async fn bookings_cancellations_and_moves_meet(app: TestApp) {
        let students = members(&app, "student", 12).await;
        let stage = stage(&app, FRAME).await;
        for round in 0..3 {
            race(&app, &students, |app, member| async move {
                let booked = hold::book(&app, &member, &wish(stage.course, at(round)), "").await?;
                let moved = reschedule::reschedule(&app, &member, booked.id, at(5)).await;
                cancel::cancel(&app, &member, booked.id).await?;
                moved
            })
            .await;
            check_books(&app).await;
        }
        // Everything was cancelled, so everything is free.
        for (student, hour) in students.iter().zip(0..6) {
            book(&app, student, stage.course, at(hour)).await.expect("free");
        }
        check_books(&app).await;
    }

    async fn two_who_are_students_of_each_other_do_not_wait_for_ever(app: TestApp) {
        let _open = members(&app, "student", 0).await;
        let tara = stage(&app, FRAME).await;
        let kim = second_teacher(&app).await;
        let outcomes = race(&app, &[tara.teacher.clone(), kim.teacher.clone()], |app, member| {
            let course = if member.account() == tara.teacher.account() { kim.course } else { tara.course };
            async move { hold::book(&app, &member, &wish(course, at(0)), "").await }
        })
        .await;
        assert!(outcomes.iter().filter(|outcome| outcome.is_ok()).count() <= 1, "nobody is in two places");
        check_books(&app).await;
    }

    async fn the_statements_alone_refuse_a_second_seat_and_a_second_cell(app: TestApp) {
        let students = members(&app, "student", 1).await;
        let stage = stage(&app, FRAME).await;
        let booking = book(&app, &students[0], stage.course, at(0)).await.expect("free");
        let tx = app.db.write().await.expect("a transaction");
        let (teacher, lesson) = (stage.teacher.account(), &booking.lesson);
        assert!(!db::lesson::take_seat(&tx, lesson.id).await.expect("no error"), "it is for one");
        let error = db::lesson::take_cells(&tx, teacher, lesson.id, None, &lesson.taken).await.expect_err("taken");
        assert!(db::violates(&error, db::Constraint::CalendarCell), "{error:?}");
    }
}
