//! Names that are taken: one question for each, asked before anything is sent, or one answer for all.

/// What to do with a file whose name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// Store beside it: "report (2).pdf".
    #[default]
    KeepBoth,
    /// Store as its new version.
    Replace,
    /// Do not upload.
    Skip,
}

/// What is known of one side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Bytes.
    pub size: u64,
    /// Unix seconds.
    pub modified: i64,
}

/// One taken name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which of the files to add.
    pub index: usize,
    /// The name.
    pub name: String,
    /// The file to add.
    pub new: Side,
    /// The file that has the name.
    pub old: Side,
    /// Whether both have the same content.
    pub is_identical: bool,
}

/// The questions of one batch, and the answers so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Questions {
    open: std::collections::VecDeque<Conflict>,
    answers: Vec<(usize, Answer)>,
}

impl Questions {
    /// One question for each conflict.
    pub fn new(conflicts: Vec<Conflict>) -> Self {
        Self { open: conflicts.into(), answers: Vec::new() }
    }

    /// The question to ask now.
    pub fn current(&self) -> Option<&Conflict> {
        self.open.front()
    }

    /// How many follow the current one.
    pub fn following(&self) -> usize {
        self.open.len().saturating_sub(1)
    }

    /// Takes an answer for the current question, or for it and all that follow.
    pub fn answer(&mut self, answer: Answer, for_all: bool) {
        let answered = if for_all { self.open.len() } else { 1 };
        let answered = self.open.drain(..answered.min(self.open.len()));
        self.answers.extend(answered.map(|conflict| (conflict.index, answer)));
    }

    /// The answers by the file's place in the batch, in the order of asking.
    pub fn into_answers(self) -> Vec<(usize, Answer)> {
        self.answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Questions {
        let side = Side { size: 1, modified: 0 };
        let conflict = |index| Conflict {
            index,
            name: format!("{index}"),
            new: side.clone(),
            old: side.clone(),
            is_identical: false,
        };
        Questions::new(vec![conflict(0), conflict(2), conflict(5)])
    }

    #[test]
    fn each_question_is_asked_in_turn() {
        let mut questions = three();
        assert_eq!((questions.current().map(|each| each.index), questions.following()), (Some(0), 2));
        questions.answer(Answer::Skip, false);
        questions.answer(Answer::Replace, false);
        questions.answer(Answer::KeepBoth, false);
        assert_eq!(questions.current(), None);
        assert_eq!(
            questions.into_answers(),
            [(0, Answer::Skip), (2, Answer::Replace), (5, Answer::KeepBoth)]
        );
    }

    #[test]
    fn one_answer_can_do_for_the_rest() {
        let mut questions = three();
        questions.answer(Answer::Skip, false);
        questions.answer(Answer::Replace, true);
        questions.answer(Answer::Replace, true);
        assert_eq!(questions.into_answers(), [(0, Answer::Skip), (2, Answer::Replace), (5, Answer::Replace)]);
    }
}
