//! A file being verified or repaired: how far, what was found, and how it ended.

use client::proto::cluster::{
    CopyState, Mended, RepairFileProgress, RepairFileResult, VerifyFileProgress, VerifyFileResult,
};

use crate::{
    figures,
    notice::{Notice, Tone},
};

/// Findings that are listed; more are counted.
const FINDINGS_MAX: usize = 12;

/// What is done for the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Every copy is read and verified.
    Verify,
    /// Missing copies are made, misplaced ones moved, surplus ones given up.
    Repair,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Care {
    /// What is done.
    pub verb: Verb,
    done: i64,
    total: i64,
    findings: Vec<String>,
    unlisted: usize,
    /// How it ended.
    pub result: Option<Notice>,
}

impl Care {
    /// It begins.
    pub fn begin(verb: Verb) -> Self {
        Self { verb, done: 0, total: 0, findings: Vec::new(), unlisted: 0, result: None }
    }

    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.result.is_none()
    }

    /// A chunk was verified, or all were.
    pub fn verified(&mut self, progress: VerifyFileProgress) {
        (self.done, self.total) = (progress.chunks_done, progress.chunks_total);
        if let Some(chunk) = progress.chunk {
            for copy in &chunk.copies {
                let state = match copy.state() {
                    CopyState::Good | CopyState::Unspecified => continue,
                    CopyState::Missing => "is missing",
                    CopyState::Damaged => "is damaged",
                    CopyState::OutOfReach => "is out of reach",
                };
                self.find(format!("Chunk {}: the copy on {} {state}.", chunk.position + 1, copy.node));
            }
        }
        self.result = progress.result.map(|result| Notice::new(verify_tone(&result), result.sentence));
    }

    /// A chunk was looked after, or all were.
    pub fn repaired(&mut self, progress: RepairFileProgress) {
        (self.done, self.total) = (progress.chunks_done, progress.chunks_total);
        if let Some(chunk) = progress.chunk
            && matches!(chunk.mended(), Mended::Done | Mended::Impossible)
        {
            self.find(format!("Chunk {}: {}", chunk.position + 1, chunk.reason));
        }
        self.result = progress.result.map(|result| Notice::new(repair_tone(&result), result.sentence));
    }

    /// It failed, or somebody gave it up.
    pub fn end(&mut self, notice: Notice) {
        self.result.get_or_insert(notice);
    }

    fn find(&mut self, finding: String) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        } else {
            self.unlisted += 1;
        }
    }

    /// What was found, a sentence each.
    pub fn findings(&self) -> Vec<String> {
        let more = i64::try_from(self.unlisted).unwrap_or(i64::MAX);
        let more = (more > 0).then(|| format!("And {} more.", figures::count(more)));
        self.findings.iter().cloned().chain(more).collect()
    }

    /// "Verifying, 12 of 34 chunks".
    pub fn words(&self) -> String {
        let verb = match self.verb {
            Verb::Verify => "Verifying",
            Verb::Repair => "Repairing",
        };
        match self.total {
            0 => format!("{verb}…"),
            total => format!("{verb}, {} of {}", figures::count(self.done), figures::counted(total, "chunk")),
        }
    }

    /// Whole per cent that are done.
    pub fn percent(&self) -> u64 {
        let part = |number| u64::try_from(number).unwrap_or_default();
        if self.total == 0 { 0 } else { figures::percent(part(self.done), part(self.total)) }
    }
}

fn verify_tone(result: &VerifyFileResult) -> Tone {
    match () {
        () if result.chunks_without_good_copy > 0 => Tone::Danger,
        () if result.missing + result.damaged + result.out_of_reach > 0 => Tone::Warning,
        () => Tone::Good,
    }
}

fn repair_tone(result: &RepairFileResult) -> Tone {
    if result.impossible > 0 { Tone::Warning } else { Tone::Good }
}

#[cfg(test)]
mod tests {
    use client::proto::cluster::{ChunkCheck, ChunkMending, CopyCheck};

    use super::*;

    fn checked(done: i64, state: CopyState) -> VerifyFileProgress {
        let copy = CopyCheck { node: "node-asia".to_owned(), state: state.into(), ..CopyCheck::default() };
        let chunk = ChunkCheck { position: done - 1, copies: vec![copy], ..ChunkCheck::default() };
        VerifyFileProgress { chunks_done: done, chunks_total: 30, chunk: Some(chunk), result: None }
    }

    #[test]
    fn verifying_tells_how_far_and_what_is_not_good() {
        let mut care = Care::begin(Verb::Verify);
        assert_eq!((care.words().as_str(), care.percent(), care.is_running()), ("Verifying…", 0, true));
        care.verified(checked(1, CopyState::Good));
        care.verified(checked(3, CopyState::Damaged));
        assert_eq!(care.words().replace('\u{a0}', " "), "Verifying, 3 of 30 chunks");
        assert_eq!(
            (care.percent(), care.findings()),
            (10, vec!["Chunk 3: the copy on node-asia is damaged.".to_owned()])
        );
        let result =
            VerifyFileResult { damaged: 1, sentence: "One is bad.".to_owned(), ..Default::default() };
        care.verified(VerifyFileProgress { result: Some(result), ..checked(30, CopyState::Good) });
        assert_eq!(care.result, Some(Notice::new(Tone::Warning, "One is bad.")));
        care.end(Notice::new(Tone::Info, "Stopped."));
        assert_eq!(care.result.map(|it| it.title).as_deref(), Some("One is bad."), "the first end stands");
    }

    #[test]
    fn many_findings_are_counted() {
        let mut care = Care::begin(Verb::Verify);
        (1..=20).for_each(|done| care.verified(checked(done, CopyState::Missing)));
        assert_eq!(care.findings().len(), FINDINGS_MAX + 1);
        assert_eq!(care.findings().last().map(String::as_str), Some("And 8 more."));
    }

    #[test]
    fn repairing_tells_what_was_done_and_why() {
        let mut care = Care::begin(Verb::Repair);
        let chunk = |position, mended: Mended| ChunkMending {
            position,
            mended: mended.into(),
            reason: "a copy was made on node-asia.".to_owned(),
            ..ChunkMending::default()
        };
        for (position, mended) in [(0, Mended::NothingToDo), (1, Mended::Done)] {
            let chunk = Some(chunk(position, mended));
            care.repaired(RepairFileProgress {
                chunks_done: position + 1,
                chunks_total: 2,
                chunk,
                result: None,
            });
        }
        assert_eq!(care.findings(), ["Chunk 2: a copy was made on node-asia."]);
    }
}
