//! Looking at courses and slots, for which nobody need sign in.
use anyhow::Result;
use client::{
    Anonymous,
    proto::skillshare::{ListCoursesRequest, ListSlotsRequest},
};
use serde_json::{Value, json};

use super::{clock::Clock, text};

/// Courses of one answer.
const LIMIT: i32 = 100;

pub(super) async fn courses(
    anonymous: &Anonymous,
    words: &[String],
    clock: &Clock,
    json: bool,
) -> Result<String> {
    let wish = ListCoursesRequest {
        query: words.join(" "),
        zone: clock.id.clone(),
        limit: LIMIT,
        ..Default::default()
    };
    let found = anonymous.list_courses(wish).await?;
    if json {
        let courses: Vec<Value> = found.courses.iter().map(text::course_json).collect();
        return Ok(format!("{:#}", json!({ "courses": courses, "total_count": found.total_count })));
    }
    if found.courses.is_empty() {
        return Ok("No course has all these words.".to_owned());
    }
    let shown: Vec<String> = found.courses.iter().map(text::course).collect();
    Ok(format!("{}\n\nTimes by the clock of {}.", shown.join("\n\n"), clock.id))
}

pub(super) async fn slots(
    anonymous: &Anonymous,
    course: &str,
    day: &str,
    days: i32,
    clock: &Clock,
    json: bool,
) -> Result<String> {
    let wish = ListSlotsRequest {
        course_id: course.to_owned(),
        first_day: day.to_owned(),
        days,
        zone: clock.id.clone(),
    };
    let found = anonymous.list_slots(wish).await?;
    if json {
        let days: Vec<Value> = found.days.iter().map(text::day_json).collect();
        let zones = [&found.reader_zone, &found.teacher_zone];
        return Ok(format!(
            "{:#}",
            json!({ "days": days, "reader_zone": zones[0], "teacher_zone": zones[1] })
        ));
    }
    let shown: Vec<String> = found.days.iter().map(text::day).collect();
    let (mine, theirs) = (&found.reader_zone, &found.teacher_zone);
    Ok(format!("{}\n\nTimes by the clock of {mine}. The teacher's clock is {theirs}.", shown.join("\n")))
}
