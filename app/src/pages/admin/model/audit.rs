//! What is looked for in the trail, as the address keeps it.

use client::proto::admin::AuditFilter;

use crate::moment;

const DAY: i64 = 24 * 60 * 60;

/// The fields of the form: the word in the address, the label, the kind of input.
pub const KEYS: [(&str, &str, &str); 5] = [
    ("who", "User", "search"),
    ("action", "Action", "search"),
    ("object", "Object", "search"),
    ("from", "From", "date"),
    ("until", "Until", "date"),
];

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filters {
    values: [String; KEYS.len()],
    before: String,
}

impl Filters {
    /// Reads them from the address.
    pub fn read(get: impl Fn(&str) -> String) -> Self {
        Self { values: KEYS.map(|(key, ..)| get(key)), before: get("before") }
    }

    /// One of them.
    pub fn get(&self, key: &str) -> &str {
        let index = KEYS.iter().position(|(known, ..)| *known == key);
        index.map_or("", |index| self.values[index].as_str())
    }

    /// The page: records older than this number, or 0.
    pub fn before(&self) -> i64 {
        self.before.parse().unwrap_or_default()
    }

    /// What the server is asked, days counted where clocks are so many seconds ahead of UTC. Both days are meant whole.
    pub fn wanted(&self, east_of_utc: i64) -> AuditFilter {
        let midnight = |date: &str, days: i64| {
            moment::day_number(date).map_or(0, |day| (day + days) * DAY - east_of_utc)
        };
        AuditFilter {
            user: self.get("who").to_owned(),
            action: self.get("action").to_owned(),
            object: self.get("object").to_owned(),
            from: midnight(self.get("from"), 0),
            until: midnight(self.get("until"), 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_and_local() {
        let read = |key: &str| match key {
            "who" => "alice".to_owned(),
            "from" | "until" => "1970-01-03".to_owned(),
            "before" => "17".to_owned(),
            _ => String::new(),
        };
        let filters = Filters::read(read);
        assert_eq!((filters.before(), filters.get("who"), filters.get("nothing")), (17, "alice", ""));
        let wanted = filters.wanted(3_600);
        assert_eq!(
            (wanted.user.as_str(), wanted.from, wanted.until),
            ("alice", 2 * DAY - 3_600, 3 * DAY - 3_600)
        );
        let none = Filters::read(|_| String::new()).wanted(3_600);
        assert_eq!(none, AuditFilter::default(), "what is not said does not narrow down");
    }
}
