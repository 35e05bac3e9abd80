//! A teacher, a course and students, for every test; and the books, checked from scratch.
use std::{collections::BTreeMap, time::Duration};

use domain::{
    id::{AccountId, CourseId},
    skillshare::{
        TimeZone,
        course::{Course, Frame, Level},
        grid,
        money::Money,
        teacher::Profile,
        text::{Line, Prose},
    },
    time::Timestamp,
};
use sea_orm::ConnectionTrait;
use server::{
    auth::Member,
    db::{self, booking::Booking},
    service::{
        ServiceError,
        skillshare::{
            hold::{self, Key, Wish},
            teaching,
        },
    },
    zones,
};

use super::support::{START, TestApp, people};

/// An hour.
pub const HOUR: Duration = Duration::from_secs(3600);
/// A day.
pub const DAY: Duration = Duration::from_secs(24 * 3600);

/// A lesson of an hour for one, that can be cancelled until a day before.
pub const FRAME: Frame = Frame {
    length_minutes: 60,
    capacity: 1,
    buffer_before_minutes: 0,
    buffer_after_minutes: 0,
    notice_hours: 1,
    cancel_notice_hours: 24,
};

/// Where a test plays: a teacher with one course.
pub struct Stage {
    /// Who teaches.
    pub teacher: Member,
    /// What.
    pub course: CourseId,
}

/// Room for as many members as a test wants.
pub async fn open_pool(app: &TestApp) {
    let tx = app.db.write().await.expect("a transaction");
    db::pool::ensure(&tx, 200_000_000_000).await.expect("a larger pool");
    tx.commit().await.expect("kept");
}

/// A member without more ado.
pub async fn member(app: &TestApp, name: &str) -> Member {
    people::member(app, name).await
}

/// Many of them.
pub async fn members(app: &TestApp, name: &str, count: usize) -> Vec<Member> {
    open_pool(app).await;
    let mut members = Vec::new();
    for number in 0..count {
        members.push(member(app, &format!("{name}{number}")).await);
    }
    members
}

/// Tara in Paris, every day from 8 to 20, with one course of this frame.
pub async fn stage(app: &TestApp, frame: Frame) -> Stage {
    let teacher = member(app, "tara").await;
    teaching::save_profile(app, &teacher, profile("Tara Lindqvist"), &zone("Europe/Paris"))
        .await
        .expect("a teacher");
    hours(
        app,
        &teacher,
        "Europe/Paris",
        "Mon 08:00-20:00; Tue 08:00-20:00; Wed 08:00-20:00; Thu 08:00-20:00; \
        Fri 08:00-20:00; Sat 08:00-20:00; Sun 08:00-20:00",
    )
    .await;
    let course = teaching::save_course(app, &teacher, None, &course("Rust", frame)).await.expect("a course");
    Stage { teacher, course }
}

/// Kim in Tokyo, who teaches in the evening there: noon to four in UTC.
pub async fn second_teacher(app: &TestApp) -> Stage {
    let teacher = member(app, "kim").await;
    teaching::save_profile(app, &teacher, profile("Kim Sato"), &zone("Asia/Tokyo")).await.expect("a teacher");
    let week = "Mon 18:00-24:00; Tue 18:00-24:00; Wed 18:00-24:00; Thu 18:00-24:00; Fri 18:00-24:00; \
                Sat 18:00-24:00; Sun 18:00-24:00";
    hours(app, &teacher, "Asia/Tokyo", week).await;
    let mut japanese = course("Japanese", FRAME);
    japanese.skill = Line::parse("Japanese").expect("a skill");
    japanese.level = Level::Beginner;
    japanese.price = Money::new(4_000, "JPY").expect("a price");
    let course = teaching::save_course(app, &teacher, None, &japanese).await.expect("a course");
    Stage { teacher, course }
}

/// Says when somebody teaches.
pub async fn hours(app: &TestApp, teacher: &Member, zone_id: &str, week: &str) {
    let week = week.parse().expect("a week");
    teaching::save_hours(app, teacher, &zone(zone_id), &week, &Default::default()).await.expect("hours");
}

/// A teacher's profile.
pub fn profile(name: &str) -> Profile {
    Profile {
        name: Line::parse(name).expect("a name"),
        headline: Line::parse("Explains").expect("a line"),
        about: Prose::default(),
        specialties: vec![Line::parse("Rust").expect("a skill")],
        rate: Money::new(4_800, "EUR").expect("a rate"),
        per_day_max: None,
        is_listed: true,
    }
}

/// A course of a frame.
pub fn course(title: &str, frame: Frame) -> Course {
    Course {
        title: Line::parse(title).expect("a title"),
        description: Prose::default(),
        skill: Line::parse("Rust").expect("a skill"),
        level: Level::Any,
        price: Money::new(2_500, "EUR").expect("a price"),
        frame: frame.checked().expect("a frame"),
    }
}

/// A zone of the database.
pub fn zone(id: &str) -> TimeZone {
    zones::find(id).expect("a zone")
}

/// A start, so many hours after noon UTC of the third day.
pub fn at(hours: u32) -> Timestamp {
    let noon = START.unix_seconds().div_euclid(86_400) * 86_400 + 3 * 86_400 + 12 * 3_600;
    Timestamp::from_unix_seconds(noon).plus(HOUR * hours)
}

/// What somebody in Tokyo wants.
pub fn wish(course: CourseId, starts_at: Timestamp) -> Wish {
    Wish { course, starts_at, zone: zone("Asia/Tokyo"), key: None }
}

/// The same under a key.
pub fn wish_once(course: CourseId, starts_at: Timestamp, key: &str) -> Wish {
    Wish { key: Key::parse(key).expect("a key"), ..wish(course, starts_at) }
}

/// Books a slot.
pub async fn book(
    app: &TestApp,
    student: &Member,
    course: CourseId,
    starts_at: Timestamp,
) -> Result<Booking, ServiceError> {
    hold::book(app, student, &wish(course, starts_at), "").await
}

/// Everything that must hold in any committed state (INV-B1, INV-B2), recomputed from the rows.
pub async fn check_books(app: &TestApp) {
    let rows = |text: &'static str| async move {
        let statement = db::sql(app.db.read(), text, []);
        app.db.read().query_all_raw(statement).await.expect("rows")
    };
    let number = |row: &sea_orm::QueryResult, column: &str| row.try_get::<i64>("", column).expect("a number");
    let word = |row: &sea_orm::QueryResult, column: &str| row.try_get::<String>("", column).expect("a text");

    let lessons = rows(
        "SELECT l.id, l.seats_taken, l.capacity, (SELECT COUNT(*) FROM booking b WHERE b.lesson_id = l.id
            AND b.state IN ('held', 'booked')) AS places FROM lesson l",
    )
    .await;
    for row in &lessons {
        assert_eq!(
            number(row, "seats_taken"),
            number(row, "places"),
            "the counter of seats is what there is"
        );
        assert!(number(row, "places") <= number(row, "capacity"), "nobody stands");
    }

    // Each person's calendar, from what the rows say he does.
    let given = rows(
        "SELECT t.account_id, l.taken_from AS start, l.taken_until AS stop FROM lesson l
        JOIN teacher t ON t.id = l.teacher_id WHERE l.seats_taken > 0",
    )
    .await;
    let taken = rows(
        "SELECT b.student_id AS account_id, l.starts_at AS start, l.ends_at AS stop FROM booking b
        JOIN lesson l ON l.id = b.lesson_id WHERE b.state IN ('held', 'booked')",
    )
    .await;
    let mut expected: BTreeMap<(AccountId, i64), u32> = BTreeMap::new();
    for row in given.iter().chain(&taken) {
        let account: AccountId = word(row, "account_id").parse().expect("an id");
        let span = Timestamp::from_micros(number(row, "start"))..Timestamp::from_micros(number(row, "stop"));
        for cell in grid::cells(&span) {
            *expected.entry((account, cell)).or_default() += 1;
        }
    }
    assert!(expected.values().all(|count| *count == 1), "one person, one place at a time");
    let cells = rows("SELECT account_id, cell FROM calendar_cell ORDER BY account_id, cell").await;
    let cells: Vec<_> = cells
        .iter()
        .map(|row| (word(row, "account_id").parse().expect("an id"), number(row, "cell")))
        .collect();
    assert_eq!(
        cells,
        expected.into_keys().collect::<Vec<_>>(),
        "the cells are what is held and booked, no more"
    );
}
