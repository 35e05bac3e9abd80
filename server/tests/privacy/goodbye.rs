//! Lessons of somebody who is erased: what is ahead is cancelled and told, what others have in their history names a
//! pseudonym, and nothing of it says who it was.
use domain::{
    limits::ERASURE_GRACE,
    skillshare::{
        booking::{Party, State},
        text::Prose,
    },
};
use server::{
    db::booking::Which,
    service::{
        privacy::{erase, request},
        skillshare::{bookings, hold, line, reviews},
    },
};

use crate::{
    lesson::{FRAME, HOUR, at, book, check_books, member, stage, wish, zone},
    on_both_engines,
    owner::reason,
    support::people::{self, mails_to},
};

const fn which(party: Party, past: bool) -> Which {
    Which { party, past, limit: 50, offset: 0 }
}

on_both_engines! {
    async fn a_student_leaves_a_pseudonym_and_a_free_seat(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (sam, kim) = (member(&app, "sam").await, member(&app, "kim").await);
        hold::book(&app, &sam, &wish(stage.course, at(0)), "my secret note").await.unwrap();
        book(&app, &sam, stage.course, at(48)).await.unwrap();
        line::join(&app, &kim, stage.course, at(48), &zone("Asia/Tokyo")).await.unwrap();
        hold::hold(&app, &sam, &wish(stage.course, at(50))).await.unwrap();
        app.advance(at(1).plus(HOUR).since(app.clock.now()));
        let sam = people::member(&app, "sam").await;
        request::of_oneself(&app, &sam, "sam").await.unwrap();
        app.advance(ERASURE_GRACE);
        assert_eq!(erase::round(&app).await.unwrap(), 1);
        check_books(&app).await;

        let tara = people::member(&app, "tara").await;
        let past = bookings::list(&app, &tara, which(Party::Teacher, true)).await.unwrap().bookings;
        let attended = past.iter().find(|it| it.state == State::Booked).unwrap();
        assert!(attended.student.name.starts_with("erased_"), "{}", attended.student.name);
        assert_ne!(attended.student.account, sam.account(), "the trail's id leads nowhere");
        assert_eq!((attended.note.as_str(), attended.student.zone.as_str()), ("", "UTC"));
        assert!(mails_to(&app, "tara").await.iter().any(|it| it == "Cancelled: Rust with sam"));
        assert!(mails_to(&app, "kim").await.iter().any(|it| it.starts_with("A place is free: Rust")));
    }

    async fn a_teacher_leaves_lessons_without_a_name(app: TestApp) {
        let stage = stage(&app, FRAME).await;
        let (sam, kim) = (member(&app, "sam").await, member(&app, "kim").await);
        let attended = book(&app, &sam, stage.course, at(0)).await.unwrap();
        book(&app, &sam, stage.course, at(48)).await.unwrap();
        line::join(&app, &kim, stage.course, at(48), &zone("Asia/Tokyo")).await.unwrap();
        app.advance(at(1).plus(HOUR).since(app.clock.now()));
        let sam = people::member(&app, "sam").await;
        reviews::write(&app, &sam, attended.id, 5, &Prose::parse("Tara was great").unwrap()).await.unwrap();
        let tara = people::member(&app, "tara").await;
        request::of_oneself(&app, &tara, "tara").await.unwrap();
        let late = book(&app, &sam, stage.course, at(72)).await;
        assert_eq!(reason(late), "NOT_FOUND", "nobody books what will be cancelled");
        app.advance(ERASURE_GRACE);
        assert_eq!(erase::round(&app).await.unwrap(), 1);
        check_books(&app).await;

        let sam = people::member(&app, "sam").await;
        let past = bookings::list(&app, &sam, which(Party::Student, true)).await.unwrap().bookings;
        assert_eq!(past.len(), 2);
        for booking in &past {
            assert_eq!((booking.teacher.name.as_str(), booking.course_title.as_str()), ("Former teacher", "Lesson"));
        }
        assert_eq!(bookings::list(&app, &sam, which(Party::Student, false)).await.unwrap().bookings.len(), 0);
        assert!(mails_to(&app, "sam").await.iter().any(|it| it == "Cancelled: Rust with Tara Lindqvist"));
        assert!(mails_to(&app, "kim").await.iter().any(|it| it.starts_with("No lesson: Rust")));
        let full = bookings::booking(&app, &sam, attended.id).await.unwrap();
        assert!(full.review.is_none(), "it named the teacher");
    }
}
