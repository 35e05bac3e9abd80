//! Names that are taken: one question for each, asked before anything is sent, moved, copied or restored, or one answer for all.

use client::proto::storage::{FileInfo, FolderInfo};

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Act {
    /// Files are sent.
    #[default]
    Upload,
    /// Files and folders go to another folder.
    Move,
    /// Others like them are made.
    Copy,
    /// They come back out of the trash.
    Restore,
}

/// What to do with something whose name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// Put it beside the other one: "report (2).pdf".
    #[default]
    KeepBoth,
    /// Put it in the place of the other one, which is kept as an older version or in the trash.
    Replace,
    /// Leave it out.
    Skip,
}

/// What is known of one side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Bytes; none of a folder.
    pub size: Option<u64>,
    /// Unix seconds.
    pub modified: i64,
}

impl Side {
    /// Of a stored file.
    pub fn of_file(file: &FileInfo) -> Self {
        Self { size: Some(u64::try_from(file.file_size).unwrap_or_default()), modified: file.uploaded_at }
    }

    /// Of a folder.
    pub fn of_folder(folder: &FolderInfo) -> Self {
        Self { size: None, modified: folder.created_at }
    }
}

/// One taken name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which of what comes.
    pub index: usize,
    /// The name.
    pub name: String,
    /// What comes.
    pub new: Side,
    /// What has the name.
    pub old: Side,
    /// Whether both have the same content.
    pub is_identical: bool,
}

impl Conflict {
    /// Whether one may take the place of the other: only files do.
    pub fn can_replace(&self) -> bool {
        self.new.size.is_some() && self.old.size.is_some()
    }
}

/// The questions of one batch, and the answers so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Questions {
    /// What they are asked for.
    pub act: Act,
    open: std::collections::VecDeque<Conflict>,
    answers: Vec<(usize, Answer)>,
}

impl Questions {
    /// One question for each conflict.
    pub fn new(act: Act, conflicts: Vec<Conflict>) -> Self {
        Self { act, open: conflicts.into(), answers: Vec::new() }
    }

    /// The question to ask now.
    pub fn current(&self) -> Option<&Conflict> {
        self.open.front()
    }

    /// How many follow the current one.
    pub fn following(&self) -> usize {
        self.open.len().saturating_sub(1)
    }

    /// Takes an answer for the current question, or for it and all that follow to which it can be given.
    pub fn answer(&mut self, answer: Answer, for_all: bool) {
        let mut is_current = true;
        self.open.retain(|conflict| {
            let is_meant = for_all && (answer != Answer::Replace || conflict.can_replace());
            let is_answered = std::mem::take(&mut is_current) || is_meant;
            if is_answered {
                self.answers.push((conflict.index, answer));
            }
            !is_answered
        });
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
        Questions::new(Act::Upload, vec![conflict(0, Some(1)), conflict(2, Some(1)), conflict(5, Some(1))])
    }

    fn conflict(index: usize, size: Option<u64>) -> Conflict {
        let side = Side { size, modified: 0 };
        Conflict { index, name: format!("{index}"), new: side.clone(), old: side, is_identical: false }
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
    fn where_nothing_can_be_replaced_one_is_asked_still() {
        let conflicts = vec![conflict(0, Some(1)), conflict(1, None), conflict(2, Some(1))];
        let mut questions = Questions::new(Act::Move, conflicts);
        questions.answer(Answer::Replace, true);
        assert_eq!((questions.current().map(|each| each.index), questions.following()), (Some(1), 0));
        questions.answer(Answer::KeepBoth, false);
        assert_eq!(
            questions.into_answers(),
            [(0, Answer::Replace), (2, Answer::Replace), (1, Answer::KeepBoth)]
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
