//! What cannot be is refused by name.
use super::*;

fn teacher() -> wire::SaveTeacherRequest {
    wire::SaveTeacherRequest {
        name: "Tara".to_owned(),
        headline: "Rust".to_owned(),
        specialties: vec!["Rust".to_owned()],
        rate: Some(wire::Money { minor_units: 4_800, currency: "EUR".to_owned() }),
        ..Default::default()
    }
}

fn refused_field<T>(result: Result<T, FieldError>) -> Option<&'static str> {
    result.err().map(|error| error.field)
}

#[test]
fn a_profile_names_its_wrong_field() {
    let check = |change: fn(&mut wire::SaveTeacherRequest), field| {
        let mut request = teacher();
        change(&mut request);
        assert_eq!(refused_field(Profile::try_from(&request)), field);
    };
    check(|_| (), None);
    check(|it| it.name.clear(), Some("name"));
    check(|it| it.headline = "a\nb".to_owned(), Some("headline"));
    check(|it| it.about = "x".repeat(4_001), Some("about"));
    check(|it| it.specialties = vec!["Rust".to_owned(); 11], Some("specialties"));
    check(|it| it.specialties = vec!["a\nb".to_owned()], Some("specialties"));
    check(|it| it.rate = None, Some("rate"));
    check(|it| it.rate = Some(wire::Money { minor_units: -1, currency: "EUR".to_owned() }), Some("rate"));
    check(|it| it.per_day_max = 49, Some("per_day_max"));
    check(|it| it.per_day_max = -1, Some("per_day_max"));
}

#[test]
fn hours_that_cannot_be_are_refused() {
    let check = |weekday, start_minute, end_minute, field| {
        let span = Some(wire::HoursSpan { start_minute, end_minute });
        let week = vec![wire::WeeklyHours { weekday, span }];
        let request = wire::SaveHoursRequest { week, ..Default::default() };
        assert_eq!(refused_field(TeachingHours::try_from(&request)), field, "{weekday} {start_minute}");
    };
    check(1, 540, 720, None);
    check(7, 0, 1440, None);
    check(0, 540, 720, Some("week"));
    check(8, 540, 720, Some("week"));
    check(i32::MAX, 540, 720, Some("week"));
    check(1, 720, 540, Some("week"));
    check(1, -15, 540, Some("week"));
    check(1, 541, 720, Some("week"));
    check(1, 0, i32::MAX, Some("week"));
    let exceptions = vec![wire::HoursException { day: "2026-02-30".to_owned(), spans: vec![] }];
    let request = wire::SaveHoursRequest { exceptions, ..Default::default() };
    assert_eq!(refused_field(TeachingHours::try_from(&request)), Some("exceptions"));
}

#[test]
fn a_course_names_its_wrong_number() {
    let good = wire::SaveCourseRequest {
        title: "Rust".to_owned(),
        skill: "Rust".to_owned(),
        price: Some(wire::Money { minor_units: 0, currency: "EUR".to_owned() }),
        length_minutes: 60,
        capacity: 1,
        ..Default::default()
    };
    assert_eq!(refused_field(Course::try_from(&good)), None);
    let check = |change: fn(&mut wire::SaveCourseRequest), field| {
        let mut request = good.clone();
        change(&mut request);
        assert_eq!(refused_field(Course::try_from(&request)), Some(field));
    };
    check(|it| it.length_minutes = 61, "length_minutes");
    check(|it| it.length_minutes = i32::MIN, "length_minutes");
    check(|it| it.capacity = 0, "capacity");
    check(|it| it.buffer_before_minutes = 1, "buffer_before_minutes");
    check(|it| it.buffer_after_minutes = i32::MAX, "buffer_after_minutes");
    check(|it| it.notice_hours = -1, "notice_hours");
    check(|it| it.cancel_notice_hours = 1_000, "cancel_notice_hours");
}

#[test]
fn a_day_is_a_day_or_none() {
    assert_eq!(day("first_day", "").map(|day| day.is_none()), Ok(true));
    assert_eq!(
        day("first_day", "2026-10-25").map(|day| day.map(|it| it.to_string())),
        Ok(Some("2026-10-25".to_owned()))
    );
    for text in ["2026-02-30", "25.10.2026", "10000-01-01", "2026-10-25T00:00:00Z[Europe/Paris]x", "soon"] {
        assert_eq!(refused_field(day("first_day", text)), Some("first_day"), "{text}");
    }
}
