//! What is looked for, without a browser.

use client::proto::skillshare::{Level, ListCoursesRequest, ListTeachersRequest, Money};
use domain::skillshare::money;

use crate::figures;

/// Cards on one page; a multiple of two, three and four, so that rows are full.
pub const PAGE_CARDS: i32 = 48;

/// The currency of a highest price while none is chosen.
pub const CURRENCY: &str = "EUR";

/// What stands in the address for a level, and what stands for it on the page.
pub const LEVELS: [(&str, Level, &str); 4] = [
    ("", Level::Unspecified, "All levels"),
    ("beginner", Level::Beginner, "Beginners"),
    ("intermediate", Level::Intermediate, "Intermediate"),
    ("advanced", Level::Advanced, "Advanced"),
];

/// What is looked for, as the address has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// Whether teachers are looked for, and not courses.
    pub teachers: bool,
    /// Words.
    pub query: String,
    /// One skill, or empty.
    pub skill: String,
    /// The name of a level, or empty.
    pub level: String,
    /// The highest price as it was typed, or empty.
    pub price: String,
    /// Its currency, or empty.
    pub currency: String,
    /// Which page; nonsense is the first.
    pub page: String,
}

impl Filters {
    /// Whether anything was asked for.
    pub fn is_filtered(&self) -> bool {
        let Self { query, skill, level, price, .. } = self;
        [query, skill, level, price].iter().any(|text| !text.is_empty())
    }

    /// The currency of the highest price.
    pub fn currency(&self) -> &str {
        if self.currency.is_empty() { CURRENCY } else { &self.currency }
    }

    /// The highest price, where there is one that can be read.
    pub fn price_max(&self) -> Option<Money> {
        let price = money::Money::parse(&self.price, self.currency().parse().ok()?)?;
        Some(Money { minor_units: price.minor_units.into(), currency: price.currency.code().to_owned() })
    }

    /// What is wrong with the highest price.
    pub fn price_error(&self) -> Option<String> {
        let is_wrong = !self.price.trim().is_empty() && self.price_max().is_none();
        is_wrong.then(|| format!("This is no amount in {}.", self.currency()))
    }

    /// Cards before the page.
    pub fn offset(&self) -> i32 {
        self.page.parse::<i32>().unwrap_or(1).clamp(1, 10_000).saturating_sub(1) * PAGE_CARDS
    }

    /// The question about courses.
    pub fn courses(&self, zone: String) -> ListCoursesRequest {
        let level = LEVELS.iter().find(|(name, ..)| *name == self.level);
        ListCoursesRequest {
            query: self.query.clone(),
            skill: self.skill.clone(),
            level: level.map_or(Level::Unspecified, |(_, level, _)| *level).into(),
            price_max: self.price_max(),
            zone,
            limit: PAGE_CARDS,
            offset: self.offset(),
        }
    }

    /// The question about teachers.
    pub fn teachers(&self) -> ListTeachersRequest {
        ListTeachersRequest { query: self.query.clone(), limit: PAGE_CARDS, offset: self.offset() }
    }
}

/// The pages before and after one that begins behind `offset` cards, where there are such.
pub fn pages_beside(offset: i32, total: i32) -> (Option<i32>, Option<i32>) {
    let page = offset / PAGE_CARDS + 1;
    ((page > 1).then_some(page - 1), (offset.saturating_add(PAGE_CARDS) < total).then_some(page + 1))
}

/// "12 courses", or "49 to 96 of 120 courses" where not all are on the page.
pub fn count_words(offset: i32, shown: usize, total: i32, noun: &str) -> String {
    let shown = i32::try_from(shown).unwrap_or(i32::MAX);
    let all = figures::counted(total.into(), noun);
    if shown >= total { all } else { format!("{} to {} of {all}", offset + 1, offset.saturating_add(shown)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priced(price: &str, currency: &str) -> Filters {
        Filters { price: price.to_owned(), currency: currency.to_owned(), ..Default::default() }
    }

    #[test]
    fn a_highest_price_is_read_in_its_currency() {
        let check = |price: &str, currency: &str, minor_units: Option<i64>, is_wrong: bool| {
            let filters = priced(price, currency);
            let found = filters.price_max().map(|price| price.minor_units);
            assert_eq!(
                (found, filters.price_error().is_some()),
                (minor_units, is_wrong),
                "{price} {currency}"
            );
        };
        check("", "", None, false);
        check("25", "", Some(2_500), false);
        check("19,90", "USD", Some(1_990), false);
        check("2500", "JPY", Some(2_500), false);
        check("2.5", "JPY", None, true);
        check("cheap", "", None, true);
        check("25", "nothing", None, true);
    }

    #[test]
    fn a_level_has_a_name_in_the_address() {
        let check = |level: &str, expected: Level| {
            let filters = Filters { level: level.to_owned(), ..Default::default() };
            assert_eq!(filters.courses(String::new()).level, i32::from(expected), "{level}");
        };
        check("", Level::Unspecified);
        check("beginner", Level::Beginner);
        check("nonsense", Level::Unspecified);
    }

    #[test]
    fn pages_count_from_one() {
        let offset = |page: &str| Filters { page: page.to_owned(), ..Default::default() }.offset();
        assert_eq!(["", "1", "2", "0", "-3", "x"].map(offset), [0, 0, 48, 0, 0, 0]);
        assert_eq!(pages_beside(0, 48), (None, None));
        assert_eq!(pages_beside(0, 49), (None, Some(2)));
        assert_eq!(pages_beside(48, 120), (Some(1), Some(3)));
        assert_eq!(pages_beside(96, 120), (Some(2), None));
    }

    #[test]
    fn what_is_shown_is_counted() {
        let check = |offset, shown, total, expected: &str| {
            assert_eq!(count_words(offset, shown, total, "course").replace('\u{a0}', " "), expected);
        };
        check(0, 1, 1, "1 course");
        check(0, 48, 120, "1 to 48 of 120 courses");
        check(96, 24, 120, "97 to 120 of 120 courses");
    }
}
