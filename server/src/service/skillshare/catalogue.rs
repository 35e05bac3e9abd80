//! What is taught here and when it can be had next, for anybody. A few statements read all of it, whatever is looked for.
use std::collections::BTreeMap;

use domain::{
    id::{AccountId, CourseId, TeacherId},
    skillshare::{
        Span,
        search::{Offer, Wish},
        slots::Slot,
    },
    time::Timestamp,
};

use super::{course_and_teacher, find_teacher, hold, no_course, slots::Desk};
use crate::{
    app::App,
    db::{
        self,
        course::{self, Rating},
        lesson::Ahead,
        review::Review,
        teacher::Teacher,
    },
    service::ServiceError,
};

/// Reviews that are shown of a teacher or a course.
const REVIEWS_MAX: u32 = 50;

/// A course in a list.
#[derive(Clone, Debug)]
pub struct Card {
    /// The course.
    pub course: course::Row,
    /// Who teaches it.
    pub teacher_name: String,
    /// Where the teacher's clocks are.
    pub teacher_zone: String,
    /// How reviewers liked it.
    pub rating: Rating,
    /// The next start that can be booked.
    pub next_free: Option<Slot>,
}

/// A page of courses.
pub struct Courses {
    /// Those that can be had soonest first.
    pub cards: Vec<Card>,
    /// How many suit in all.
    pub total: usize,
    /// All skills that are taught.
    pub skills: Vec<String>,
    /// Whether some of it belongs to the demonstration.
    pub has_demo_data: bool,
}

/// The courses that suit, those that can be had soonest first.
pub async fn courses(app: &App, wish: &Wish, limit: u32, offset: u32) -> Result<Courses, ServiceError> {
    let catalogue = Catalogue::read(app).await?;
    let mut skills: Vec<String> =
        catalogue.courses.iter().map(|row| row.course.skill.as_str().to_owned()).collect();
    skills.sort_unstable();
    skills.dedup();
    let suiting = catalogue.courses.iter().filter(|row| catalogue.suits(row, wish));
    let mut cards: Vec<Card> = suiting.filter_map(|row| catalogue.card(row)).collect();
    cards.sort_by_cached_key(|card| {
        let next = card.next_free.map_or(i64::MAX, |slot| slot.starts_at.micros());
        (next, card.course.course.title.as_str().to_lowercase())
    });
    let total = cards.len();
    let cards = cards.into_iter().skip(offset as usize).take(limit as usize).collect();
    let has_demo_data = !db::demo_account::list(app.db.read()).await?.is_empty();
    Ok(Courses { cards, total, skills, has_demo_data })
}

/// One course with everything about it.
pub struct CourseInFull {
    /// The course.
    pub card: Card,
    /// Who teaches it.
    pub teacher: TeacherCard,
    /// What is said about it.
    pub reviews: Vec<Review>,
}

/// One course. One that is not offered any more is still told of: people have booked it.
pub async fn course(app: &App, id: CourseId) -> Result<CourseInFull, ServiceError> {
    hold::release_overdue(app).await?;
    let (row, teacher) = course_and_teacher(app.db.read(), id).await?;
    let reviews = db::review::list_of_course(app.db.read(), id, REVIEWS_MAX).await?;
    let card = card_of(app, &row, &teacher).await?;
    let teacher = in_full(app, teacher).await?.teacher;
    Ok(CourseInFull { card, teacher, reviews })
}

async fn card_of(app: &App, row: &course::Row, teacher: &Teacher) -> Result<Card, ServiceError> {
    let now = app.clock.now();
    let desk = Desk::read(app.db.read(), row, teacher, now).await?;
    let is_offered = row.archived_at.is_none() && teacher.profile.is_listed;
    let ratings = db::course::ratings(app.db.read()).await?;
    Ok(Card {
        course: row.clone(),
        teacher_name: teacher.profile.name.as_str().to_owned(),
        teacher_zone: teacher.zone.clone(),
        rating: ratings
            .into_iter()
            .find(|(id, _)| *id == row.id)
            .map(|(_, rating)| rating)
            .unwrap_or_default(),
        next_free: if is_offered { desk.search(now).next_free() } else { None },
    })
}

/// A teacher in a list.
#[derive(Clone, Debug)]
pub struct TeacherCard {
    /// The teacher.
    pub teacher: Teacher,
    /// Courses that are offered.
    pub courses: usize,
    /// How reviewers liked them.
    pub rating: Rating,
}

/// The teachers whose name, headline or specialties have all these words, and how many there are in all.
pub async fn teachers(
    app: &App,
    words: &str,
    limit: u32,
    offset: u32,
) -> Result<(Vec<TeacherCard>, usize), ServiceError> {
    let catalogue = Catalogue::read(app).await?;
    let words = words.to_lowercase();
    let suits = |teacher: &Teacher| {
        let profile = &teacher.profile;
        let specialties = profile.specialties.iter().map(|skill| skill.as_str());
        let all: Vec<&str> =
            [profile.name.as_str(), profile.headline.as_str()].into_iter().chain(specialties).collect();
        let text = all.join("\n").to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    };
    let mut found: Vec<TeacherCard> = catalogue
        .teachers
        .values()
        .filter(|it| suits(it))
        .map(|teacher| catalogue.teacher(teacher))
        .collect();
    found.sort_by_cached_key(|card| card.teacher.profile.name.as_str().to_lowercase());
    let total = found.len();
    Ok((found.into_iter().skip(offset as usize).take(limit as usize).collect(), total))
}

/// A teacher with everything about him.
pub struct TeacherInFull {
    /// The teacher.
    pub teacher: TeacherCard,
    /// What he teaches.
    pub courses: Vec<Card>,
    /// What is said about it.
    pub reviews: Vec<Review>,
}

/// One teacher.
pub async fn teacher(app: &App, id: TeacherId) -> Result<TeacherInFull, ServiceError> {
    hold::release_overdue(app).await?;
    let teacher = find_teacher(app.db.read(), id).await?;
    in_full(app, teacher).await
}

async fn in_full(app: &App, teacher: Teacher) -> Result<TeacherInFull, ServiceError> {
    let rows = db::course::list_of(app.db.read(), teacher.id).await?;
    let mut courses = Vec::new();
    for row in rows.iter().filter(|row| row.archived_at.is_none()) {
        courses.push(card_of(app, row, &teacher).await?);
    }
    let reviews = db::review::list_of_teacher(app.db.read(), teacher.id, REVIEWS_MAX).await?;
    let rating = sum(courses.iter().map(|card| card.rating));
    Ok(TeacherInFull { teacher: TeacherCard { teacher, courses: courses.len(), rating }, courses, reviews })
}

fn sum(ratings: impl Iterator<Item = Rating>) -> Rating {
    ratings.fold(Rating::default(), |sum, one| Rating {
        stars: sum.stars + one.stars,
        reviews: sum.reviews + one.reviews,
    })
}

/// Everything that is listed, read at one time.
struct Catalogue {
    now: Timestamp,
    teachers: BTreeMap<TeacherId, Teacher>,
    courses: Vec<course::Row>,
    lessons: BTreeMap<TeacherId, Vec<Ahead>>,
    attended: BTreeMap<AccountId, Vec<Span>>,
    ratings: BTreeMap<CourseId, Rating>,
}

impl Catalogue {
    async fn read(app: &App) -> Result<Self, ServiceError> {
        hold::release_overdue(app).await?;
        let (on, now) = (app.db.read(), app.clock.now());
        // Side by side: each has a connection of its own.
        let (teachers, courses, ahead, attended, ratings) = futures::try_join!(
            db::teacher::list_listed(on),
            db::course::list_listed(on),
            db::lesson::list_ahead(on, now),
            db::lesson::list_attended(on, now),
            db::course::ratings(on),
        )?;
        Ok(Self {
            now,
            teachers: teachers.into_iter().map(|teacher| (teacher.id, teacher)).collect(),
            courses,
            lessons: grouped(ahead.into_iter().map(|lesson| (lesson.teacher, lesson))),
            attended: grouped(attended.into_iter()),
            ratings: ratings.into_iter().collect(),
        })
    }

    fn suits(&self, row: &course::Row, wish: &Wish) -> bool {
        let course = &row.course;
        let teacher = self.teachers.get(&row.teacher).map_or("", |teacher| teacher.profile.name.as_str());
        wish.suits(&Offer {
            title: course.title.as_str(),
            skill: course.skill.as_str(),
            teacher,
            level: course.level,
            price: course.price,
        })
    }

    /// None when its teacher left the list between two statements.
    fn card(&self, row: &course::Row) -> Option<Card> {
        let teacher = self.teachers.get(&row.teacher)?;
        let lessons: Vec<&Ahead> = self.lessons.get(&teacher.id).into_iter().flatten().collect();
        let attended = self.attended.get(&teacher.account).map_or(&[][..], Vec::as_slice);
        let desk = Desk::of(row, teacher, &lessons, attended);
        Some(Card {
            course: row.clone(),
            teacher_name: teacher.profile.name.as_str().to_owned(),
            teacher_zone: teacher.zone.clone(),
            rating: self.ratings.get(&row.id).copied().unwrap_or_default(),
            next_free: desk.search(self.now).next_free(),
        })
    }

    fn teacher(&self, teacher: &Teacher) -> TeacherCard {
        let own = || self.courses.iter().filter(|row| row.teacher == teacher.id);
        let rating = sum(own().filter_map(|row| self.ratings.get(&row.id).copied()));
        TeacherCard { teacher: teacher.clone(), courses: own().count(), rating }
    }
}

fn grouped<K: Ord, V>(pairs: impl Iterator<Item = (K, V)>) -> BTreeMap<K, Vec<V>> {
    let mut groups: BTreeMap<K, Vec<V>> = BTreeMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

/// The course, when it is offered: in the list, by a teacher who is.
pub(super) fn offered(course: &course::Row, teacher: &Teacher) -> Result<(), ServiceError> {
    let is_offered = course.archived_at.is_none() && teacher.profile.is_listed;
    if is_offered { Ok(()) } else { Err(no_course()) }
}
