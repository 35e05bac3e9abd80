//! A course as it is typed, without a browser: its fields, the domain's rules on them, and the message they become.

use client::proto::skillshare::{Course, Level as WireLevel, Money as WireMoney, SaveCourseRequest};
use domain::{
    limits::{ABOUT_CHARS_MAX, SKILL_CHARS_MAX, TITLE_CHARS_MAX},
    skillshare::{
        course::{Frame, Level},
        money::{Currency, Money},
    },
};

use super::entry::{EntrySpec, Values, line, prose};

/// The fields of a course, in their order.
pub const COURSE: [EntrySpec; 10] = [
    EntrySpec {
        id: "title",
        label: "Title",
        kind: "text",
        hint: "One line, as it stands in the list.",
        check: line::<TITLE_CHARS_MAX>,
    },
    EntrySpec {
        id: "skill",
        label: "Skill",
        kind: "text",
        hint: "What it teaches, in a word or two. Students filter by it.",
        check: line::<SKILL_CHARS_MAX>,
    },
    EntrySpec {
        id: "description",
        label: "Description",
        kind: "prose",
        hint: "What happens in a lesson.",
        check: prose::<ABOUT_CHARS_MAX>,
    },
    EntrySpec {
        id: "price",
        label: "Price",
        kind: "money",
        hint: "For one student and one lesson; 0 is free.",
        check: price,
    },
    EntrySpec {
        id: "length_minutes",
        label: "Length in minutes",
        kind: "number",
        hint: "In quarters of an hour.",
        check: |text, _| number(text, |frame| &mut frame.length_minutes),
    },
    EntrySpec {
        id: "capacity",
        label: "Students in a lesson",
        kind: "number",
        hint: "1 is a lesson for one.",
        check: |text, _| number(text, |frame| &mut frame.capacity),
    },
    EntrySpec {
        id: "buffer_before_minutes",
        label: "Minutes kept free before",
        kind: "number",
        hint: "In steps of 5.",
        check: |text, _| number(text, |frame| &mut frame.buffer_before_minutes),
    },
    EntrySpec {
        id: "buffer_after_minutes",
        label: "Minutes kept free after",
        kind: "number",
        hint: "In steps of 5.",
        check: |text, _| number(text, |frame| &mut frame.buffer_after_minutes),
    },
    EntrySpec {
        id: "notice_hours",
        label: "Hours of notice to book",
        kind: "number",
        hint: "Later than this nobody can book.",
        check: |text, _| number(text, |frame| &mut frame.notice_hours),
    },
    EntrySpec {
        id: "cancel_notice_hours",
        label: "Hours of notice to cancel",
        kind: "number",
        hint: "Until then students cancel free of charge, or move.",
        check: |text, _| number(text, |frame| &mut frame.cancel_notice_hours),
    },
];

/// What a new course begins with; every number keeps its rule, so that each can be judged alone.
const USUAL: Frame = Frame {
    length_minutes: 60,
    capacity: 1,
    buffer_before_minutes: 0,
    buffer_after_minutes: 0,
    notice_hours: 12,
    cancel_notice_hours: 24,
};

/// What is wrong with one number of a frame.
fn number(text: &str, of: fn(&mut Frame) -> &mut u32) -> Option<String> {
    let Ok(number) = text.trim().parse() else { return Some("Enter a whole number.".to_owned()) };
    let mut frame = USUAL;
    *of(&mut frame) = number;
    frame.checked().err().map(|error| error.to_string())
}

/// What is wrong with a price in a currency.
pub fn price(text: &str, currency: Currency) -> Option<String> {
    let words = || match currency.digits() {
        0 => "Enter a price in whole units, like 2500.".to_owned(),
        digits => format!("Enter a price like 25 or 19.90, with at most {digits} digits behind the point."),
    };
    Money::parse(text, currency).is_none().then(words)
}

/// A price for the wire.
pub fn wire_price(text: &str, currency: Currency) -> Option<WireMoney> {
    let money = Money::parse(text, currency)?;
    Some(WireMoney { minor_units: money.minor_units.into(), currency: currency.code().to_owned() })
}

/// A price of the wire as its field has it.
pub fn typed_price(money: Option<&WireMoney>) -> String {
    let money = money.and_then(|money| Money::new(money.minor_units, &money.currency).ok());
    money.map(Money::number).unwrap_or_default()
}

/// What the fields of a course begin with, in the order of [`COURSE`].
pub fn typed(course: Option<&Course>) -> Vec<String> {
    let Some(course) = course else {
        let texts = ["", "", "", ""].map(str::to_owned);
        return texts.into_iter().chain(numbers(USUAL).map(|number| number.to_string())).collect();
    };
    let texts = [&course.title, &course.skill, &course.description].map(Clone::clone);
    let numbers = [
        course.length_minutes,
        course.capacity,
        course.buffer_before_minutes,
        course.buffer_after_minutes,
        course.notice_hours,
        course.cancel_notice_hours,
    ];
    let price = typed_price(course.price.as_ref());
    texts.into_iter().chain([price]).chain(numbers.map(|number| number.to_string())).collect()
}

fn numbers(frame: Frame) -> [u32; 6] {
    [
        frame.length_minutes,
        frame.capacity,
        frame.buffer_before_minutes,
        frame.buffer_after_minutes,
        frame.notice_hours,
        frame.cancel_notice_hours,
    ]
}

/// The message of fields that keep their rules.
pub fn request(course_id: String, level: &str, values: &Values) -> SaveCourseRequest {
    let number = |id| values.text(id).trim().parse().unwrap_or_default();
    SaveCourseRequest {
        course_id,
        title: values.text("title"),
        description: values.text("description"),
        skill: values.text("skill"),
        level: wire_level(level).into(),
        price: wire_price(&values.text("price"), values.currency),
        length_minutes: number("length_minutes"),
        capacity: number("capacity"),
        buffer_before_minutes: number("buffer_before_minutes"),
        buffer_after_minutes: number("buffer_after_minutes"),
        notice_hours: number("notice_hours"),
        cancel_notice_hours: number("cancel_notice_hours"),
    }
}

/// The contract's level of a name.
fn wire_level(name: &str) -> WireLevel {
    match name.parse().unwrap_or(Level::Any) {
        Level::Any => WireLevel::Any,
        Level::Beginner => WireLevel::Beginner,
        Level::Intermediate => WireLevel::Intermediate,
        Level::Advanced => WireLevel::Advanced,
    }
}

/// The name of the contract's level.
pub fn level_name(level: WireLevel) -> &'static str {
    match level {
        WireLevel::Any | WireLevel::Unspecified => Level::Any,
        WireLevel::Beginner => Level::Beginner,
        WireLevel::Intermediate => Level::Intermediate,
        WireLevel::Advanced => Level::Advanced,
    }
    .name()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euro() -> Currency {
        "EUR".parse().expect("a currency")
    }

    fn error(id: &str, text: &str) -> Option<String> {
        let spec = COURSE.iter().find(|spec| spec.id == id).expect("a field");
        (spec.check)(text, euro())
    }

    #[test]
    fn every_field_is_judged_alone_by_the_rules_of_the_domain() {
        let check = |id: &str, right: &str, wrong: &str| {
            assert_eq!(error(id, right), None, "{id} {right}");
            assert!(error(id, wrong).is_some(), "{id} {wrong}");
        };
        check("title", "Spanish", " ");
        check("description", "", "\0");
        check("price", "19,90", "19.999");
        check("length_minutes", "45", "50");
        check("capacity", "100", "0");
        check("buffer_before_minutes", "5", "7");
        check("buffer_after_minutes", "120", "125");
        check("notice_hours", "0", "-1");
        check("cancel_notice_hours", "336", "337");
    }

    #[test]
    fn a_course_goes_into_its_fields_and_comes_back() {
        let course = Course {
            title: "Spanish".to_owned(),
            skill: "Languages".to_owned(),
            level: WireLevel::Beginner.into(),
            price: Some(WireMoney { minor_units: 1_990, currency: "EUR".to_owned() }),
            length_minutes: 45,
            capacity: 6,
            buffer_after_minutes: 10,
            cancel_notice_hours: 48,
            ..Course::default()
        };
        let texts = COURSE.iter().map(|spec| spec.id).zip(typed(Some(&course))).collect();
        let values = Values { texts, currency: euro() };
        let sent = request("c-1".to_owned(), level_name(course.level()), &values);
        assert_eq!((sent.title, sent.level, sent.price), (course.title, course.level, course.price));
        assert_eq!((sent.length_minutes, sent.capacity, sent.buffer_after_minutes), (45, 6, 10));
        assert_eq!((sent.notice_hours, sent.cancel_notice_hours, sent.course_id.as_str()), (0, 48, "c-1"));
    }

    #[test]
    fn a_new_course_has_a_field_for_each_value() {
        assert_eq!((typed(None).len(), typed(None)[4].as_str()), (COURSE.len(), "60"));
    }
}
