//! Random histories: whatever people do in whatever order, the books are right after every step (INV-B1, INV-B2), no
//! operation fails from within, and in the end everything can be given back.
use std::time::Duration;

use domain::{
    id::{BookingId, CourseId},
    limits::{HOLD_LIFE, OFFER_LIFE},
    skillshare::{
        booking::{Party, State},
        course::Frame,
    },
    time::Timestamp,
};
use server::{
    auth::Member,
    db::booking::Which,
    service::{
        ServiceError,
        skillshare::{bookings, cancel, confirm, hold, line, reminders, reschedule},
    },
};

use super::{
    lesson::{FRAME, HOUR, at, check_books, members, second_teacher, stage, wish, zone},
    support::TestApp,
};

const HISTORIES: u64 = 6;
const STEPS: usize = 120;
const AHEAD: Which = Which { party: Party::Student, past: false, limit: 50, offset: 0 };

/// Chance that is the same in every run (xorshift64, Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).expect("small")
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

/// Who plays, and for what.
struct Play {
    people: Vec<Member>,
    courses: Vec<CourseId>,
    starts: Vec<Timestamp>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_books_are_right_after_every_step() {
    for history in 1..=HISTORIES {
        let app = TestApp::sqlite().await;
        let mut people = members(&app, "student", 4).await;
        let tara = stage(&app, Frame { capacity: 2, buffer_after_minutes: 10, ..FRAME }).await;
        let kim = second_teacher(&app).await;
        people.extend([tara.teacher, kim.teacher]);
        let starts = (0..4).map(|half| at(0).plus(HOUR / 2 * half)).collect();
        let play = Play { people, courses: vec![tara.course, kim.course], starts };
        let mut chance = Chance(history.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        for step in 0..STEPS {
            match play.step(&app, &mut chance).await {
                Err(ServiceError::Internal(cause)) => panic!("history {history}, step {step}: {cause:#}"),
                Ok(()) | Err(_) => check_books(&app).await,
            }
        }
        play.give_everything_back(&app).await;
    }
}

impl Play {
    async fn step(&self, app: &TestApp, chance: &mut Chance) -> Result<(), ServiceError> {
        let member = chance.of(&self.people);
        let (course, start) = (chance.of(&self.courses), chance.of(&self.starts));
        match chance.below(9) {
            0 | 1 => hold::hold(app, &member, &wish(course, start)).await.map(drop),
            2 => hold::book(app, &member, &wish(course, start), "").await.map(drop),
            3 => match self.pick(app, &member, chance, true).await {
                Some(id) => confirm::confirm(app, &member, id, "").await.map(drop),
                None => Ok(()),
            },
            4 => match self.pick(app, &member, chance, true).await {
                Some(id) => hold::release(app, &member, id).await,
                None => Ok(()),
            },
            5 => match self.pick(app, &member, chance, false).await {
                Some(id) => cancel::cancel(app, &member, id).await.map(drop),
                None => Ok(()),
            },
            6 => match self.pick(app, &member, chance, false).await {
                Some(id) => reschedule::reschedule(app, &member, id, start).await.map(drop),
                None => Ok(()),
            },
            7 => line::join(app, &member, course, start, &zone("")).await.map(drop),
            _ => {
                app.advance(chance.of(&[Duration::from_secs(30), HOLD_LIFE, OFFER_LIFE]));
                reminders::round(app).await.map(drop)
            }
        }
    }

    /// One of a member's places that is held, or booked.
    async fn pick(
        &self,
        app: &TestApp,
        member: &Member,
        chance: &mut Chance,
        held: bool,
    ) -> Option<BookingId> {
        let page = bookings::list(app, member, AHEAD).await.expect("a list");
        let places = page.bookings.iter().filter(|it| matches!(it.state, State::Held { .. }) == held);
        let places: Vec<BookingId> = places.map(|booking| booking.id).collect();
        if places.is_empty() { None } else { Some(chance.of(&places)) }
    }

    async fn give_everything_back(&self, app: &TestApp) {
        // Whoever waits is offered what others give back, so it takes a round for each place of a line.
        for _ in 0..self.people.len() + 1 {
            for member in &self.people {
                for booking in bookings::list(app, member, AHEAD).await.expect("a list").bookings {
                    match booking.state {
                        State::Held { .. } => hold::release(app, member, booking.id).await.expect("his"),
                        _ => drop(cancel::cancel(app, member, booking.id).await.expect("ahead")),
                    }
                }
            }
            check_books(app).await;
        }
        let booked = hold::book(app, &self.people[0], &wish(self.courses[0], self.starts[0]), "").await;
        booked.expect("everything is free");
    }
}
