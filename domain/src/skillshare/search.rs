//! Which courses somebody looks for. All of it stands in the page's address.
use super::{course::Level, money::Money};

/// What a course says about itself, as far as somebody may look for it.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// The course's title.
    pub title: &'a str,
    /// What it teaches.
    pub skill: &'a str,
    /// Who teaches it.
    pub teacher: &'a str,
    /// For whom it is.
    pub level: Level,
    /// What a lesson costs.
    pub price: Money,
}

/// What is looked for; what is none is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Words that title, skill or teacher have, in any order and case.
    pub words: String,
    /// The skill, exactly but for case.
    pub skill: Option<String>,
    /// The level; a course for all levels suits everybody.
    pub level: Option<Level>,
    /// The highest price; a free course suits everybody, one in another currency nobody who named one.
    pub price_max: Option<Money>,
}

impl Wish {
    /// Whether a course is among what is looked for.
    pub fn suits(&self, offer: &Offer<'_>) -> bool {
        self.suits_words(offer)
            && self.suits_skill(offer)
            && self.suits_level(offer)
            && self.suits_price(offer)
    }

    fn suits_words(&self, offer: &Offer<'_>) -> bool {
        let text = [offer.title, offer.skill, offer.teacher].join("\n").to_lowercase();
        self.words.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    fn suits_skill(&self, offer: &Offer<'_>) -> bool {
        self.skill.as_ref().is_none_or(|skill| skill.to_lowercase() == offer.skill.to_lowercase())
    }

    fn suits_level(&self, offer: &Offer<'_>) -> bool {
        self.level
            .is_none_or(|level| level == offer.level || offer.level == Level::Any || level == Level::Any)
    }

    fn suits_price(&self, offer: &Offer<'_>) -> bool {
        let is_within = |most: &Money| {
            most.currency == offer.price.currency && offer.price.minor_units <= most.minor_units
        };
        offer.price.is_free() || self.price_max.as_ref().is_none_or(is_within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euros(amount: i64) -> Money {
        Money::new(amount * 100, "EUR").expect("a price")
    }

    fn suits(wish: Wish) -> bool {
        let offer = Offer {
            title: "Spanish for travellers",
            skill: "Spanish",
            teacher: "Ana Ruiz",
            level: Level::Beginner,
            price: euros(20),
        };
        wish.suits(&offer)
    }

    #[test]
    fn words_are_found_in_any_order() {
        let words = |words: &str| suits(Wish { words: words.to_owned(), ..Wish::default() });
        assert!(words("") && words("ana SPAN") && words("travel ruiz"));
        assert!(!words("spanish french"));
    }

    #[test]
    fn every_filter_can_refuse() {
        let skill = |skill: &str| suits(Wish { skill: Some(skill.to_owned()), ..Wish::default() });
        assert!(skill("spanish") && !skill("span"));
        let level = |level| suits(Wish { level: Some(level), ..Wish::default() });
        assert!(level(Level::Beginner) && level(Level::Any) && !level(Level::Advanced));
        let price = |price_max| suits(Wish { price_max: Some(price_max), ..Wish::default() });
        assert!(price(euros(20)) && !price(euros(19)));
        assert!(!price(Money::new(1_000_000, "JPY").expect("a price")));
    }
}
