//! What teachers teach.
use domain::{
    id::{CourseId, TeacherId},
    skillshare::course::{Course, Frame},
    time::Timestamp,
};
use sea_orm::{QueryResult, Value};

use super::{
    ConnectionTrait, DbErr, bytes, count, instant_or_none, one, parsed, sql,
    teacher::{line, money, prose},
};

/// Courses of one list: more than a server of this size has.
const LIST_MAX: u32 = 2_000;

/// A course as the row says.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: CourseId,
    /// Whose it is.
    pub teacher: TeacherId,
    /// What it says.
    pub course: Course,
    /// Since when students do not see it.
    pub archived_at: Option<Timestamp>,
}

const COLUMNS: &str = "c.id, c.teacher_id, c.title, c.description, c.skill, c.level, c.price_minor, c.currency, \
    c.length_minutes, c.capacity, c.buffer_before_minutes, c.buffer_after_minutes, c.notice_hours, \
    c.cancel_notice_hours, c.archived_at";

/// Makes a course.
pub async fn insert(
    on: &impl ConnectionTrait,
    id: CourseId,
    teacher: TeacherId,
    course: &Course,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO course (id, title, description, skill, level, price_minor, currency, length_minutes,
            capacity, buffer_before_minutes, buffer_after_minutes, notice_hours, cancel_notice_hours, teacher_id,
            created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    let values: [_; 15] = values(id, course, [teacher.to_string().into(), now.micros().into()]);
    one(on, text, values).await
}

/// Changes a teacher's course; `false` when it is not his.
pub async fn update(
    on: &impl ConnectionTrait,
    id: CourseId,
    teacher: TeacherId,
    course: &Course,
) -> Result<bool, DbErr> {
    let text = "UPDATE course SET title = $2, description = $3, skill = $4, level = $5, price_minor = $6,
            currency = $7, length_minutes = $8, capacity = $9, buffer_before_minutes = $10,
            buffer_after_minutes = $11, notice_hours = $12, cancel_notice_hours = $13
        WHERE id = $1 AND teacher_id = $14";
    let values: [_; 14] = values(id, course, [teacher.to_string().into()]);
    one(on, text, values).await
}

/// Takes a teacher's course out of the list, or puts it back; `false` when it is not his.
pub async fn archive(
    on: &impl ConnectionTrait,
    id: CourseId,
    teacher: TeacherId,
    at: Option<Timestamp>,
) -> Result<bool, DbErr> {
    let text = "UPDATE course SET archived_at = $3 WHERE id = $1 AND teacher_id = $2";
    let values = [id.to_string().into(), teacher.to_string().into(), at.map(Timestamp::micros).into()];
    one(on, text, values).await
}

/// The course of this id.
pub async fn find(on: &impl ConnectionTrait, id: CourseId) -> Result<Option<Row>, DbErr> {
    let text = format!("SELECT {COLUMNS} FROM course c WHERE c.id = $1");
    on.query_one_raw(sql(on, &text, [id.to_string().into()])).await?.map(|row| read(&row)).transpose()
}

/// All courses of a teacher, archived ones last.
pub async fn list_of(on: &impl ConnectionTrait, teacher: TeacherId) -> Result<Vec<Row>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM course c WHERE c.teacher_id = $1
        ORDER BY CASE WHEN c.archived_at IS NULL THEN 0 ELSE 1 END, c.title, c.id"
    );
    let rows = on.query_all_raw(sql(on, &text, [teacher.to_string().into()])).await?;
    rows.iter().map(read).collect()
}

/// How many courses a teacher has, archived ones included.
pub async fn count_of(on: &impl ConnectionTrait, teacher: TeacherId) -> Result<u64, DbErr> {
    let text = "SELECT COUNT(*) AS n FROM course WHERE teacher_id = $1";
    match on.query_one_raw(sql(on, text, [teacher.to_string().into()])).await? {
        Some(row) => bytes(&row, "n"),
        None => Ok(0),
    }
}

/// The courses that students see.
pub async fn list_listed(on: &impl ConnectionTrait) -> Result<Vec<Row>, DbErr> {
    let text = format!(
        "SELECT {COLUMNS} FROM course c JOIN teacher t ON t.id = c.teacher_id
        WHERE c.archived_at IS NULL AND t.is_listed = 1 ORDER BY c.title, c.id LIMIT {LIST_MAX}"
    );
    let rows = on.query_all_raw(sql(on, &text, [])).await?;
    rows.iter().map(read).collect()
}

/// What reviewers gave, of one course or one teacher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    /// All stars together.
    pub stars: u64,
    /// How many reviews.
    pub reviews: u64,
}

/// The ratings of all courses that have one.
pub async fn ratings(on: &impl ConnectionTrait) -> Result<Vec<(CourseId, Rating)>, DbErr> {
    let text = "SELECT l.course_id, CAST(SUM(r.stars) AS BIGINT) AS stars, COUNT(*) AS reviews
        FROM review r JOIN booking b ON b.id = r.booking_id JOIN lesson l ON l.id = b.lesson_id
        GROUP BY l.course_id";
    let rows = on.query_all_raw(sql(on, text, [])).await?;
    let rating = |row: &QueryResult| {
        let rating = Rating { stars: bytes(row, "stars")?, reviews: bytes(row, "reviews")? };
        Ok((parsed(row, "course_id")?, rating))
    };
    rows.iter().map(rating).collect()
}

/// A course's values as the two statements above number them, and what follows.
fn values<const MORE: usize, const ALL: usize>(
    id: CourseId,
    course: &Course,
    more: [Value; MORE],
) -> [Value; ALL] {
    let Course { title, description, skill, level, price, frame } = course;
    let number = |number: u32| Value::from(i64::from(number));
    let own = [
        id.to_string().into(),
        title.as_str().into(),
        description.as_str().into(),
        skill.as_str().into(),
        level.name().into(),
        number(price.minor_units),
        price.currency.code().into(),
        number(frame.length_minutes),
        number(frame.capacity),
        number(frame.buffer_before_minutes),
        number(frame.buffer_after_minutes),
        number(frame.notice_hours),
        number(frame.cancel_notice_hours),
    ];
    let mut all = own.into_iter().chain(more);
    std::array::from_fn(|_| all.next().expect("the statement names as many values as there are"))
}

fn read(row: &QueryResult) -> Result<Row, DbErr> {
    let frame = Frame {
        length_minutes: count(row, "length_minutes")?,
        capacity: count(row, "capacity")?,
        buffer_before_minutes: count(row, "buffer_before_minutes")?,
        buffer_after_minutes: count(row, "buffer_after_minutes")?,
        notice_hours: count(row, "notice_hours")?,
        cancel_notice_hours: count(row, "cancel_notice_hours")?,
    };
    let course = Course {
        title: line(row, "title")?,
        description: prose(row, "description")?,
        skill: line(row, "skill")?,
        level: parsed(row, "level")?,
        price: money(row, "price_minor", "currency")?,
        frame,
    };
    Ok(Row {
        id: parsed(row, "id")?,
        teacher: parsed(row, "teacher_id")?,
        course,
        archived_at: instant_or_none(row, "archived_at")?,
    })
}
