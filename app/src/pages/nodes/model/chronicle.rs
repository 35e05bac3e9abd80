//! What happened while somebody watched: sentences, newest first, and what a screen reader hears of them.
//!
//! A repair makes copies by the thousand. Happenings of one kind on one node that follow each other become one line
//! with a count, so that the line about the node that stopped stays in sight. A screen reader hears at most one message
//! in two seconds, in which what gathered meanwhile is summed up.

use crate::{figures, notice::Tone};

/// Lines that are kept.
const LINES_MAX: usize = 40;
/// Milliseconds between two messages for screen readers.
const PAUSE_MILLIS: f64 = 2_000.0;
/// Sentences in one message; more are counted.
const SPOKEN_MAX: usize = 2;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Unix seconds.
    pub at: i64,
    /// What it means.
    pub tone: Tone,
    /// What happened, as one sentence.
    pub sentence: String,
    /// How several of it are told together; `None` for what always stands alone.
    pub fold: Option<Fold>,
}

/// What is counted rather than listed: "412 copies made on node-asia".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// The noun: "copy"; its plural is the second one.
    pub nouns: (&'static str, &'static str),
    /// What became of them: "made on node-asia".
    pub rest: String,
}

impl Fold {
    fn words(&self, count: i64) -> String {
        let noun = if count == 1 { self.nouns.0 } else { self.nouns.1 };
        format!("{}\u{a0}{noun} {}", figures::count(count), self.rest)
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Tells lines apart.
    pub key: u64,
    /// The last happening of the line.
    pub last: Happening,
    /// How many it stands for.
    pub count: i64,
}

impl Line {
    /// What the line says.
    pub fn words(&self) -> String {
        match &self.last.fold {
            Some(fold) if self.count > 1 => fold.words(self.count),
            _ => self.last.sentence.clone(),
        }
    }
}

/// The list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chronicle {
    /// Newest first.
    lines: Vec<Line>,
    next_key: u64,
    /// What was not said yet, oldest first.
    unsaid: Vec<Happening>,
    spoke_at: Option<f64>,
}

impl Chronicle {
    /// This happened now.
    pub fn tell(&mut self, happening: Happening) {
        self.unsaid.push(happening.clone());
        self.write(happening);
    }

    fn write(&mut self, happening: Happening) {
        match self.lines.first_mut() {
            Some(line) if happening.fold.is_some() && line.last.fold == happening.fold => {
                line.count += 1;
                line.last = happening;
            }
            _ => {
                self.lines.insert(0, Line { key: self.next_key, last: happening, count: 1 });
                self.next_key += 1;
                self.lines.truncate(LINES_MAX);
            }
        }
    }

    /// The lines, newest first.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The next message for screen readers, when there is one and the last is long enough ago.
    pub fn speak(&mut self, now_millis: f64) -> Option<String> {
        let too_soon = self.spoke_at.is_some_and(|at| now_millis - at < PAUSE_MILLIS);
        if too_soon || self.unsaid.is_empty() {
            return None;
        }
        self.spoke_at = Some(now_millis);
        Some(message(&std::mem::take(&mut self.unsaid)))
    }
}

/// The last sentences that stand alone, then what is counted.
fn message(happenings: &[Happening]) -> String {
    let alone: Vec<&str> =
        happenings.iter().filter(|it| it.fold.is_none()).map(|it| it.sentence.as_str()).collect();
    let left_out = alone.len().saturating_sub(SPOKEN_MAX);
    let mut parts: Vec<String> = alone[left_out..].iter().map(|&sentence| sentence.to_owned()).collect();
    if left_out > 0 {
        parts.insert(0, format!("{} in the list.", figures::counted(count(left_out), "more event")));
    }
    let mut folds: Vec<(&Fold, i64)> = Vec::new();
    for fold in happenings.iter().filter_map(|it| it.fold.as_ref()) {
        match folds.iter_mut().find(|(known, _)| *known == fold) {
            Some((_, times)) => *times += 1,
            None => folds.push((fold, 1)),
        }
    }
    parts.extend(folds.into_iter().take(SPOKEN_MAX).map(|(fold, times)| format!("{}.", fold.words(times))));
    parts.join(" ")
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(sentence: &str) -> Happening {
        Happening { at: 0, tone: Tone::Info, sentence: sentence.to_owned(), fold: None }
    }

    fn copied(node: &str) -> Happening {
        let fold = Some(Fold { nouns: ("copy", "copies"), rest: format!("made on {node}") });
        Happening { at: 0, tone: Tone::Info, sentence: format!("A copy is on {node} again."), fold }
    }

    fn words(chronicle: &Chronicle) -> Vec<String> {
        chronicle.lines().iter().map(|line| line.words().replace('\u{a0}', " ")).collect()
    }

    #[test]
    fn a_thousand_copies_are_one_line() {
        let mut chronicle = Chronicle::default();
        chronicle.tell(alone("node-asia is stopped."));
        chronicle.tell(copied("node-eu-west"));
        assert_eq!(words(&chronicle), ["A copy is on node-eu-west again.", "node-asia is stopped."]);
        for _ in 0..3 {
            chronicle.tell(copied("node-eu-west"));
        }
        chronicle.tell(copied("node-us-east"));
        let expected =
            ["A copy is on node-us-east again.", "4 copies made on node-eu-west", "node-asia is stopped."];
        assert_eq!(words(&chronicle), expected);
    }

    #[test]
    fn old_lines_go() {
        let mut chronicle = Chronicle::default();
        for number in 0..100 {
            chronicle.tell(alone(&number.to_string()));
        }
        assert_eq!(chronicle.lines().len(), LINES_MAX);
        assert_eq!(chronicle.lines()[0].words(), "99");
    }

    #[test]
    fn one_message_in_two_seconds_sums_up() {
        let mut chronicle = Chronicle::default();
        chronicle.tell(alone("node-asia is slow to answer."));
        assert_eq!(chronicle.speak(0.0).as_deref(), Some("node-asia is slow to answer."));
        for sentence in ["One.", "Two.", "Three."] {
            chronicle.tell(alone(sentence));
        }
        chronicle.tell(copied("node-asia"));
        chronicle.tell(copied("node-asia"));
        assert_eq!(chronicle.speak(1_999.0), None);
        let said = chronicle.speak(2_000.0).map(|said| said.replace('\u{a0}', " "));
        assert_eq!(
            said.as_deref(),
            Some("1 more event in the list. Two. Three. 2 copies made on node-asia.")
        );
        assert_eq!(chronicle.speak(9_000.0), None);
    }
}
