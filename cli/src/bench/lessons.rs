//! `skyshard lessons-cost`: how long lessons take inside of a server, without a wire: a search over a hundred teachers and
//! sixty days, and a booking. Prints one flat JSON object, which `cargo xtask bench` reads; milliseconds, medians.
use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use domain::{
    email::EmailAddress,
    id::{AccountId, BookingId, CourseId, LessonId, TeacherId},
    role::Role,
    skillshare::{
        availability::Exceptions,
        course::{Course, Frame, Level},
        money::Money,
        search::Wish,
        teacher::Profile,
        text::{Line, Prose},
    },
    time::Timestamp,
    username::Username,
};
use serde_json::json;
use server::{
    app::App,
    auth::Action,
    clock::{Clock, random},
    db::{self, Transaction, account::NewAccount, booking::NewBooking, lesson::Lesson, teacher::Teacher},
    running::Running,
    service::skillshare::{catalogue, hold, slots},
    settings::Settings,
    zones,
};

use super::newcomer;

const TEACHERS: u32 = 100;
/// Lessons that each of them has in the days ahead: three a week, for sixty days.
const LESSONS: u32 = 25;
const RUNS: usize = 101;
/// Days ahead in which the student books.
const DAYS: u32 = 50;
const HOUR: Duration = Duration::from_secs(3600);

/// Measures a server of its own in this folder, which must not exist.
pub(crate) async fn measure(folder: &Path) -> Result<()> {
    let running = Running::start(Settings::in_folder(folder), Clock::default()).await?;
    let courses = fill(&running.app).await?;
    let mut searches = search(&running.app).await?;
    let mut bookings = book(&running.app, &courses).await?;
    let (search, booking) = (median(&mut searches), median(&mut bookings));
    println!("{}", json!({ "search_ms": search, "booking_ms": booking, "bookings": bookings.len() }));
    Ok(running.stop().await?)
}

async fn search(app: &App) -> Result<Vec<Duration>> {
    let mut took = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        let found = catalogue::courses(app, &Wish::default(), 100, 0).await?;
        took.push(began.elapsed());
        ensure!(found.total == TEACHERS as usize, "every course is found");
        ensure!(found.cards.iter().all(|card| card.next_free.is_some()), "each has a free slot");
    }
    Ok(took)
}

/// One booking a course, each on another day, so that the student is nowhere else then.
async fn book(app: &App, courses: &[CourseId]) -> Result<Vec<Duration>> {
    let student = newcomer::enrol(app, "student", Action::UseLessons).await?;
    let zone = zones::find("Asia/Tokyo")?;
    let mut took = Vec::new();
    for (course, day) in courses.iter().copied().zip((1..DAYS).cycle()) {
        let free = slots::list(app, course, None, DAYS, zone.clone()).await?;
        let Some(slot) = free.days.iter().skip(day as usize).find_map(|day| day.slots.first()) else {
            continue;
        };
        let wish = hold::Wish { course, starts_at: slot.starts_at, zone: zone.clone(), key: None };
        let began = Instant::now();
        let booked = hold::book(app, &student, &wish, "").await;
        // What is refused, because two days are one in another zone, counts for nothing.
        if booked.is_ok() {
            took.push(began.elapsed());
        }
    }
    Ok(took)
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

/// A hundred teachers in zones all over the world, each with a course and lessons ahead.
async fn fill(app: &App) -> Result<Vec<CourseId>> {
    const ZONES: [&str; 5] =
        ["Europe/Paris", "Asia/Tokyo", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"];
    let now = app.clock.now();
    let tx = app.db.write().await?;
    let student = account(&tx, "somebody", now).await?;
    let mut courses = Vec::new();
    for (number, zone) in (0..TEACHERS).zip(ZONES.iter().cycle()) {
        let account = account(&tx, &format!("teacher{number}"), now).await?;
        let teacher = teacher(account, number, zone, now)?;
        db::teacher::insert(&tx, &teacher).await?;
        let (id, course) = (CourseId::from_random(random()), course(number)?);
        db::course::insert(&tx, id, teacher.id, &course, now).await?;
        for lesson in 0..LESSONS {
            give(&tx, (id, &course, &teacher), (student, number, lesson), now).await?;
        }
        courses.push(id);
    }
    tx.commit().await?;
    Ok(courses)
}

async fn account(tx: &Transaction, name: &str, now: Timestamp) -> Result<AccountId> {
    let id = AccountId::from_random(random());
    let (username, email) = (Username::parse(name)?, EmailAddress::parse(&format!("{name}@example.com"))?);
    let new = NewAccount {
        id,
        username: &username,
        email: &email,
        password_hash: None,
        role: Role::Basic,
        verified_at: Some(now),
        created_at: now,
    };
    db::account::insert(tx, new).await?;
    Ok(id)
}

fn teacher(account: AccountId, number: u32, zone: &str, now: Timestamp) -> Result<Teacher> {
    let profile = Profile {
        name: Line::parse(&format!("Teacher {number}"))?,
        headline: Line::parse("Teaches")?,
        about: Prose::default(),
        specialties: Vec::new(),
        rate: Money::new(1_000, "EUR")?,
        per_day_max: Some(8),
        is_listed: true,
    };
    let week = "Mon 09:00-12:00 14:00-18:00; Tue 09:00-12:00 14:00-18:00; Wed 09:00-12:00; \
                Thu 09:00-12:00 14:00-18:00; Fri 09:00-12:00 14:00-18:00";
    Ok(Teacher {
        id: TeacherId::from_random(random()),
        account,
        profile,
        zone: zone.to_owned(),
        week: week.parse()?,
        exceptions: Exceptions::default(),
        created_at: now,
    })
}

fn course(number: u32) -> Result<Course> {
    let frame = Frame {
        length_minutes: 60,
        capacity: 1,
        buffer_before_minutes: 0,
        buffer_after_minutes: 10,
        notice_hours: 2,
        cancel_notice_hours: 24,
    };
    Ok(Course {
        title: Line::parse(&format!("Course {number}"))?,
        description: Prose::default(),
        skill: Line::parse("Teaching")?,
        level: Level::Any,
        price: Money::new(2_000, "EUR")?,
        frame: frame.checked()?,
    })
}

/// A lesson that somebody has booked. Cells are left out: the search reads lessons.
async fn give(
    tx: &Transaction,
    (id, course, teacher): (CourseId, &Course, &Teacher),
    (student, number, lesson): (AccountId, u32, u32),
    now: Timestamp,
) -> Result<()> {
    let terms = course.frame.terms(None);
    let starts_at = now.plus(HOUR * (2 + number % 24 + lesson * 57));
    let lesson = Lesson {
        id: LessonId::from_random(random()),
        course: id,
        teacher: teacher.id,
        span: terms.lesson(starts_at),
        taken: terms.taken(starts_at),
        capacity: 1,
        seats_taken: 1,
        cancel_notice_hours: 24,
    };
    db::lesson::insert(tx, &lesson).await?;
    let booking = NewBooking {
        id: BookingId::from_random(random()),
        lesson: lesson.id,
        student,
        held_until: starts_at,
        is_offer: false,
        zone: "UTC",
        price: course.price,
        created_at: now,
    };
    db::booking::insert(tx, booking).await?;
    Ok(())
}
