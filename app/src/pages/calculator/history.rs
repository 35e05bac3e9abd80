//! What was computed in this tab, newest first, for each member apart.

use gloo_storage::{SessionStorage, Storage};

/// Older lines fall off.
pub const LINES_MAX: usize = 50;

/// A line and its result.
pub type Line = (String, String);

/// Lines, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    lines: Vec<Line>,
}

impl History {
    /// The lines, newest first.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Adds a line; the same one as before moves to the top.
    pub fn add(&mut self, line: &str, result: &str) {
        let new = (line.to_owned(), result.to_owned());
        self.lines.retain(|old| *old != new);
        self.lines.insert(0, new);
        self.lines.truncate(LINES_MAX);
    }

    /// The line this many steps back, from 0.
    pub fn recall(&self, steps_back: usize) -> Option<&str> {
        self.lines.get(steps_back).map(|(line, _)| line.as_str())
    }

    /// What the tab kept for this member.
    pub fn load(user_id: &str) -> Self {
        Self { lines: SessionStorage::get(key(user_id)).unwrap_or_default() }
    }

    /// Keeps the lines for this member.
    pub fn save(&self, user_id: &str) {
        // A tab without storage forgets them on reload.
        let _kept = SessionStorage::set(key(user_id), &self.lines);
    }
}

fn key(user_id: &str) -> String {
    format!("skyshard.calculator.{user_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_line_is_on_top_and_stands_once() {
        let mut history = History::default();
        for (line, result) in [("1+1", "2"), ("2+2", "4"), ("1+1", "2")] {
            history.add(line, result);
        }
        assert_eq!(history.recall(0), Some("1+1"));
        assert_eq!(history.lines().len(), 2);
    }

    #[test]
    fn old_lines_fall_off() {
        let mut history = History::default();
        (0..LINES_MAX + 5).for_each(|line| history.add(&line.to_string(), ""));
        assert_eq!(history.lines().len(), LINES_MAX);
        assert_eq!(history.recall(LINES_MAX - 1), Some("5"));
    }
}
