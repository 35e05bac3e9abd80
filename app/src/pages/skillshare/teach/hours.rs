//! Hours as they are typed, without a browser: spans of two times, days that have them, and the domain's rules on both.

use client::proto::skillshare::{HoursException, HoursSpan, WeeklyHours};
use domain::skillshare::{
    Date, Weekday,
    availability::{DAY_MINUTES, Exceptions, Hours, HoursError, Week, minute},
};

/// The weekdays, as the contract counts them from 1.
pub const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A span as it stands in its two fields: "09:00" and "17:00".
pub type Typed = (String, String);

/// "09:15", as a time field has it; the end of the day is its "00:00".
pub fn clock(minute: i32) -> String {
    let minute = minute.rem_euclid(i32::from(DAY_MINUTES));
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The hours between two times; "00:00" ends a day at its midnight.
fn hours((from, to): &Typed) -> Result<Hours, HoursError> {
    let [start, end] = [from, to].map(|clock| minute(clock).map_err(|_| HoursError::NotInADay));
    let (start, end) = (start?, end?);
    Hours::new(start, if end == 0 { DAY_MINUTES } else { end })
}

fn all_hours(spans: &[Typed]) -> Result<Vec<Hours>, HoursError> {
    spans.iter().map(hours).collect()
}

/// What is wrong with the spans of one day.
pub fn day_error(spans: &[Typed]) -> Option<String> {
    let day = all_hours(spans).and_then(|hours| Week::new(hours.into_iter().map(|it| (Weekday::Monday, it))));
    day.err().map(|error| error.to_string())
}

/// The spans of a week for the wire, day by day from Monday.
pub fn week(days: &[Vec<Typed>]) -> Result<Vec<WeeklyHours>, HoursError> {
    let mut entries = Vec::new();
    for (spans, weekday) in days.iter().zip(1_i8..) {
        let weekday = Weekday::from_monday_one_offset(weekday).unwrap_or(Weekday::Monday);
        entries.extend(all_hours(spans)?.into_iter().map(|hours| (weekday, hours)));
    }
    let hours = |(weekday, hours): (Weekday, Hours)| WeeklyHours {
        weekday: weekday.to_monday_one_offset().into(),
        span: Some(span(hours)),
    };
    Ok(Week::new(entries)?.entries().map(hours).collect())
}

/// The days that differ, for the wire.
pub fn exceptions(days: &[(String, Vec<Typed>)]) -> Result<Vec<HoursException>, HoursError> {
    let read = |(day, spans): &(String, Vec<Typed>)| {
        Ok((date(day).ok_or(HoursError::NotInADay)?, all_hours(spans)?))
    };
    let days = Exceptions::new(days.iter().map(read).collect::<Result<Vec<_>, HoursError>>()?)?;
    let exception = |(day, hours): (Date, &[Hours])| HoursException {
        day: date_words(day),
        spans: hours.iter().map(|hours| span(*hours)).collect(),
    };
    Ok(days.days().map(exception).collect())
}

fn span(hours: Hours) -> HoursSpan {
    HoursSpan { start_minute: hours.start().into(), end_minute: hours.end().into() }
}

/// The spans of the wire as fields have them.
pub fn typed(span: &HoursSpan) -> Typed {
    (clock(span.start_minute), clock(span.end_minute))
}

/// The spans of one weekday, 1 is Monday.
pub fn typed_of(week: &[WeeklyHours], weekday: i32) -> Vec<Typed> {
    week.iter()
        .filter(|entry| entry.weekday == weekday)
        .filter_map(|entry| entry.span.as_ref())
        .map(typed)
        .collect()
}

/// What to suggest after these spans: an hour after the last one, or the day's usual hours.
pub fn next_span(spans: &[Typed]) -> Typed {
    let last = spans.iter().filter_map(|span| hours(span).ok()).map(Hours::end).max();
    let start = last.map_or(9 * 60, |end| end + 60);
    let end = if last.is_none() { 17 * 60 } else { start + 120 };
    if end > DAY_MINUTES { (String::new(), String::new()) } else { (clock(start.into()), clock(end.into())) }
}

/// The day of "2026-10-25".
pub fn date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// "2026-10-25".
pub fn date_words(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(spans: &[(&str, &str)]) -> Vec<Typed> {
        spans.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
    }

    #[test]
    fn a_day_is_judged_by_the_rules_of_the_domain() {
        let check = |typed: &[(&str, &str)], expected: Option<HoursError>| {
            assert_eq!(day_error(&spans(typed)), expected.map(|error| error.to_string()), "{typed:?}");
        };
        check(&[], None);
        check(&[("09:00", "12:00"), ("13:00", "00:00")], None);
        check(&[("12:00", "09:00")], Some(HoursError::NotInADay));
        check(&[("", "09:00")], Some(HoursError::NotInADay));
        check(&[("09:05", "10:00")], Some(HoursError::NotOnAQuarter));
        check(&[("09:00", "12:00"), ("11:00", "13:00")], Some(HoursError::Overlap));
    }

    #[test]
    fn a_week_goes_to_the_wire_and_comes_back() {
        let mut days = vec![Vec::new(); 7];
        days[1] = spans(&[("09:00", "12:00"), ("13:00", "00:00")]);
        let sent = week(&days).expect("a week");
        assert_eq!(sent.iter().map(|entry| entry.weekday).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(sent[1].span, Some(HoursSpan { start_minute: 780, end_minute: 1440 }));
        assert_eq!(typed_of(&sent, 2), days[1]);
        assert_eq!(typed_of(&sent, 1), Vec::new());
    }

    #[test]
    fn days_that_differ_come_in_order() {
        let days =
            [("2026-12-24".to_owned(), Vec::new()), ("2026-10-25".to_owned(), spans(&[("10:00", "11:00")]))];
        let sent = exceptions(&days).expect("days");
        assert_eq!(sent.iter().map(|day| day.day.as_str()).collect::<Vec<_>>(), ["2026-10-25", "2026-12-24"]);
        assert_eq!((sent[0].spans.len(), sent[1].spans.len()), (1, 0));
        assert_eq!(exceptions(&[("soon".to_owned(), Vec::new())]), Err(HoursError::NotInADay));
    }

    #[test]
    fn the_next_span_follows_the_last() {
        let check = |typed: &[(&str, &str)], expected: (&str, &str)| {
            let (from, to) = next_span(&spans(typed));
            assert_eq!((from.as_str(), to.as_str()), expected, "{typed:?}");
        };
        check(&[], ("09:00", "17:00"));
        check(&[("09:00", "12:00")], ("13:00", "15:00"));
        check(&[("09:00", "23:00")], ("", ""));
    }
}
