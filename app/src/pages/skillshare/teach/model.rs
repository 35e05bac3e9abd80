//! What the teaching page decides, without a browser: the profile's fields, and the days of the week
//! ahead.

use client::proto::skillshare::{Booking, SaveTeacherRequest, Teacher};
use domain::{
    limits::{ABOUT_CHARS_MAX, HEADLINE_CHARS_MAX},
    skillshare::{
        availability,
        teacher::{LESSONS_PER_DAY_MAX, NAME_CHARS_MAX, SPECIALTIES_MAX, Skill},
    },
};

use super::{
    course::{price, typed_price, wire_price},
    entry::{EntrySpec, Values, line, prose},
    hours::{date, date_words},
};
use crate::pages::skillshare::shared::words::teacher_wall;

/// Days of the week ahead.
pub const DAYS_AHEAD: usize = 7;

/// The fields of a profile, in their order.
pub const PROFILE: [EntrySpec; 6] = [
    EntrySpec {
        id: "name",
        label: "Name",
        kind: "text",
        hint: "What students call you.",
        check: line::<NAME_CHARS_MAX>,
    },
    EntrySpec {
        id: "headline",
        label: "Headline",
        kind: "text",
        hint: "One line below your name.",
        check: line::<HEADLINE_CHARS_MAX>,
    },
    EntrySpec {
        id: "about",
        label: "About you",
        kind: "prose",
        hint: "What you know, and how you teach it.",
        check: prose::<ABOUT_CHARS_MAX>,
    },
    EntrySpec {
        id: "specialties",
        label: "Specialties",
        kind: "text",
        hint: "With commas between them, the most important first.",
        check: |text, _| specialties(text).err(),
    },
    EntrySpec {
        id: "rate",
        label: "Price of an hour",
        kind: "money",
        hint: "As a rule; each course has its own.",
        check: price,
    },
    EntrySpec {
        id: "per_day_max",
        label: "Most lessons a day",
        kind: "number",
        hint: "0 is any number.",
        check: |text, _| per_day_error(text),
    },
];

/// What the fields of a profile begin with, in the order of [`PROFILE`].
pub fn typed(teacher: &Teacher) -> Vec<String> {
    vec![
        teacher.name.clone(),
        teacher.headline.clone(),
        teacher.about.clone(),
        teacher.specialties.join(", "),
        typed_price(teacher.rate.as_ref()),
        teacher.per_day_max.to_string(),
    ]
}

/// The message of fields that keep their rules.
pub fn request(values: &Values, is_listed: bool, zone: String) -> SaveTeacherRequest {
    SaveTeacherRequest {
        name: values.text("name"),
        headline: values.text("headline"),
        about: values.text("about"),
        specialties: specialties(&values.text("specialties")).unwrap_or_default(),
        rate: wire_price(&values.text("rate"), values.currency),
        per_day_max: values.text("per_day_max").trim().parse().unwrap_or_default(),
        is_listed,
        zone,
    }
}

/// The specialties of a line, each once.
fn specialties(text: &str) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let skill = Skill::parse(part).map_err(|error| format!("“{}”: {error}", part.trim()))?;
        if !found.iter().any(|other| other == skill.as_str()) {
            found.push(skill.as_str().to_owned());
        }
    }
    if found.len() > SPECIALTIES_MAX { Err(format!("At most {SPECIALTIES_MAX}.")) } else { Ok(found) }
}

fn per_day_error(text: &str) -> Option<String> {
    let is_right = text.trim().parse::<u32>().is_ok_and(|number| number <= LESSONS_PER_DAY_MAX);
    (!is_right).then(|| format!("A whole number, at most {LESSONS_PER_DAY_MAX}; 0 is any number."))
}

/// The days of the week that begins today, as "2026-10-25".
pub fn days_ahead(today: &str) -> Vec<String> {
    let Some(first) = date(today) else { return Vec::new() };
    let last = std::iter::successors(Some(first), |day| day.tomorrow().ok()).nth(DAYS_AHEAD - 1);
    availability::days(first, last.unwrap_or(first)).map(date_words).collect()
}

/// The lessons of one of the teacher's days.
pub fn lessons_of<'a>(day: &str, bookings: &'a [Booking]) -> Vec<&'a Booking> {
    let is_then = |booking: &&Booking| teacher_wall(&booking.time.unwrap_or_default()).date() == day;
    bookings.iter().filter(is_then).collect()
}

#[cfg(test)]
mod tests {
    use client::proto::skillshare::{LessonTime, Money};

    use super::*;

    fn error(id: &str, text: &str) -> Option<String> {
        let spec = PROFILE.iter().find(|spec| spec.id == id).expect("a field");
        (spec.check)(text, "EUR".parse().expect("a currency"))
    }

    #[test]
    fn the_profile_is_judged_by_the_rules_of_the_domain() {
        assert_eq!(error("specialties", "Rust, , Rust, Spanish"), None);
        assert_eq!(error("specialties", ""), None);
        assert!(error("specialties", "1,2,3,4,5,6,7,8,9,10,11").is_some());
        assert!(error("specialties", &"a".repeat(41)).is_some());
        assert_eq!([error("per_day_max", "0"), error("per_day_max", "48")], [None, None]);
        assert!(error("per_day_max", "49").is_some() && error("per_day_max", "-1").is_some());
    }

    #[test]
    fn a_profile_goes_into_its_fields_and_comes_back() {
        let teacher = Teacher {
            name: "Ana".to_owned(),
            headline: "Spanish".to_owned(),
            specialties: vec!["Spanish".to_owned(), "Basque".to_owned()],
            rate: Some(Money { minor_units: 2_500, currency: "EUR".to_owned() }),
            per_day_max: 4,
            ..Teacher::default()
        };
        let texts = PROFILE.iter().map(|spec| spec.id).zip(typed(&teacher)).collect();
        let values = Values { texts, currency: "EUR".parse().expect("a currency") };
        let sent = request(&values, true, String::new());
        assert_eq!((sent.name, sent.headline, sent.rate), (teacher.name, teacher.headline, teacher.rate));
        assert_eq!((sent.specialties, sent.per_day_max), (teacher.specialties, 4));
    }

    #[test]
    fn the_week_ahead_is_the_teachers() {
        let days = days_ahead("2026-11-28");
        assert_eq!((days.len(), days[0].as_str(), days[6].as_str()), (7, "2026-11-28", "2026-12-04"));
        assert_eq!(days_ahead("soon"), Vec::<String>::new());
        // 2026-11-28 20:30 UTC, the next day in Tokyo.
        let time =
            LessonTime { starts_at: 1_795_897_800, teacher_offset_seconds: 32_400, ..LessonTime::default() };
        let bookings = [Booking { time: Some(time), ..Booking::default() }];
        assert_eq!((lessons_of(&days[0], &bookings).len(), lessons_of(&days[1], &bookings).len()), (0, 1));
    }
}
