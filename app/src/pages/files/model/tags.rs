//! What is asked about tags: which there are, how many of the entries have each, what is to change, and the way back.

use domain::tag::Tag;

use super::entry::Entry;
use crate::pages::files::way_back::Back;

/// A tag, and whether the entries are to have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its words.
    pub name: String,
    /// How many of the entries have it.
    pub had_by: usize,
    /// Whether all are to have it, or none; not said, it stays as it is.
    pub wanted: Option<bool>,
}

/// All tags that can be chosen, for some entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices {
    /// Those that an entry has come first.
    pub all: Vec<Choice>,
    entries: usize,
}

/// What changes for all of the entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Tags that are put on.
    pub add: Vec<String>,
    /// Tags that are taken off.
    pub remove: Vec<String>,
}

impl Choices {
    /// As the entries have them.
    pub fn of(entries: &[Entry]) -> Self {
        let mut choices = Self { all: Vec::new(), entries: entries.len() };
        for tag in entries.iter().flat_map(|entry| &entry.tags) {
            choices.known(tag).had_by += 1;
        }
        choices
    }

    /// Others that there are.
    pub fn learn(&mut self, names: impl IntoIterator<Item = String>) {
        for name in names {
            self.known(&name);
        }
    }

    /// Takes one off all of them if all are to have it, and puts it on all otherwise.
    pub fn toggle(&mut self, name: &str) {
        let entries = self.entries;
        let choice = self.known(name);
        choice.wanted = Some(!choice.is_on(entries));
    }

    /// One more, or one that is there.
    pub fn add(&mut self, tag: &Tag) {
        self.known(tag.as_str()).wanted = Some(true);
    }

    /// Whether all have it, once what was chosen holds.
    pub fn is_on(&self, name: &str) -> bool {
        self.all.iter().any(|choice| choice.name == name && choice.is_on(self.entries))
    }

    /// Whether some have it and some have not.
    pub fn is_mixed(&self, name: &str) -> bool {
        let is_mixed =
            |choice: &Choice| choice.wanted.is_none() && (1..self.entries).contains(&choice.had_by);
        self.all.iter().any(|choice| choice.name == name && is_mixed(choice))
    }

    /// What was chosen and is not so already.
    pub fn changes(&self) -> Changes {
        let names = |wanted: bool, as_it_is: usize| {
            let differs = |choice: &&Choice| choice.wanted == Some(wanted) && choice.had_by != as_it_is;
            self.all.iter().filter(differs).map(|choice| choice.name.clone()).collect()
        };
        Changes { add: names(true, self.entries), remove: names(false, 0) }
    }

    fn known(&mut self, name: &str) -> &mut Choice {
        let place = self.all.iter().position(|choice| is_same(&choice.name, name)).unwrap_or_else(|| {
            self.all.push(Choice { name: name.to_owned(), had_by: 0, wanted: None });
            self.all.len() - 1
        });
        &mut self.all[place]
    }
}

impl Choice {
    fn is_on(&self, entries: usize) -> bool {
        self.wanted.unwrap_or(self.had_by == entries)
    }
}

impl Changes {
    /// Whether there is nothing to do.
    pub fn is_none(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }

    /// Off those that had it not, and on those that had it.
    pub fn back(&self, entries: &[Entry]) -> Vec<Back> {
        let having = |tag: &str, had: bool| -> Vec<String> {
            let has = |entry: &&Entry| entry.tags.iter().any(|other| is_same(other, tag)) == had;
            entries.iter().filter(has).map(|entry| entry.id().to_owned()).collect()
        };
        let off =
            self.add.iter().map(|tag| Back::Tag { ids: having(tag, false), tag: tag.clone(), on: false });
        let on =
            self.remove.iter().map(|tag| Back::Tag { ids: having(tag, true), tag: tag.clone(), on: true });
        off.chain(on).collect()
    }
}

fn is_same(one: &str, other: &str) -> bool {
    let key = |text: &str| Tag::parse(text).map(|tag| tag.key());
    one == other || key(one).is_ok_and(|one| key(other).is_ok_and(|other| one == other))
}

#[cfg(test)]
mod tests {
    use client::proto::storage::FileInfo;

    use super::{super::entry::EntryKind, *};

    fn entry(id: &str, tags: &[&str]) -> Entry {
        let file = FileInfo { file_id: id.to_owned(), ..Default::default() };
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Entry { tags, ..EntryKind::File(file).into() }
    }

    fn changes(add: &[&str], remove: &[&str]) -> Changes {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Changes { add: words(add), remove: words(remove) }
    }

    #[test]
    fn what_some_have_is_put_on_all_or_taken_off_all() {
        let entries = [entry("1", &["work", "tax"]), entry("2", &["work"])];
        let mut choices = Choices::of(&entries);
        choices.learn(["Tax".to_owned(), "trip".to_owned()]);
        let names: Vec<&str> = choices.all.iter().map(|choice| choice.name.as_str()).collect();
        assert_eq!(names, ["work", "tax", "trip"]);
        assert!(choices.is_on("work") && choices.is_mixed("tax") && !choices.is_on("tax"));
        assert!(choices.changes().is_none());
        choices.toggle("tax");
        assert!(choices.is_on("tax") && !choices.is_mixed("tax"));
        choices.toggle("work");
        choices.toggle("trip");
        assert_eq!(choices.changes(), changes(&["tax", "trip"], &["work"]));
        choices.toggle("trip");
        choices.toggle("work");
        assert_eq!(choices.changes(), changes(&["tax"], &[]));
        choices.add(&Tag::parse("WORK").expect("a tag"));
        choices.add(&Tag::parse("new").expect("a tag"));
        assert_eq!(choices.changes(), changes(&["tax", "new"], &[]));
    }

    #[test]
    fn the_way_back_gives_each_what_it_had() {
        let entries = [entry("1", &["Work", "tax"]), entry("2", &["Work"])];
        let step = |ids: &[&str], tag: &str, on| Back::Tag {
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            tag: tag.to_owned(),
            on,
        };
        let back = changes(&["tax", "new"], &["work"]).back(&entries);
        assert_eq!(
            back,
            [step(&["2"], "tax", false), step(&["1", "2"], "new", false), step(&["1", "2"], "work", true)]
        );
    }
}
