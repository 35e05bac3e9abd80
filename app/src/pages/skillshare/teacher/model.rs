//! Weekly hours in words.

use client::proto::skillshare::{HoursSpan, WeeklyHours};

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// "9:00–12:00".
fn span_words(span: &HoursSpan) -> String {
    let clock = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}–{}", clock(span.start_minute), clock(span.end_minute))
}

/// The days that have hours, from Monday on: "Monday", "09:00–12:00" and below it "14:00–17:00".
pub fn week_words(hours: &[WeeklyHours]) -> Vec<(&'static str, String)> {
    let of_day = |(weekday, name): (i32, &'static str)| {
        let mut spans: Vec<HoursSpan> =
            hours.iter().filter(|hours| hours.weekday == weekday).filter_map(|hours| hours.span).collect();
        spans.sort_by_key(|span| span.start_minute);
        let words: Vec<String> = spans.iter().map(span_words).collect();
        (!words.is_empty()).then(|| (name, words.join("\n")))
    };
    (1..).zip(WEEKDAYS).filter_map(of_day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hours: &[(i32, i32, i32)], expected: &[(&str, &str)]) {
        let of = |&(weekday, start_minute, end_minute): &(i32, i32, i32)| WeeklyHours {
            weekday,
            span: Some(HoursSpan { start_minute, end_minute }),
        };
        let hours: Vec<_> = hours.iter().map(of).collect();
        let words = week_words(&hours);
        let words: Vec<_> = words.iter().map(|(day, spans)| (*day, spans.as_str())).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn a_week_is_told_from_monday_on() {
        check(&[], &[]);
        let hours = [(7, 0, 1_440), (1, 840, 1_020), (1, 540, 735)];
        check(&hours, &[("Monday", "09:00–12:15\n14:00–17:00"), ("Sunday", "00:00–24:00")]);
        check(&[(8, 0, 60)], &[]);
    }
}
