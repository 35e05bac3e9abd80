//! What is found out and asked before anything is sent: names that are none, names that are taken, space.
//!
//! One batch after the other. The server decides all of it again: what changes between question and upload is refused
//! there and can be tried again.

use std::{collections::BTreeMap, sync::Arc};

use client::{
    Authorized,
    proto::storage::{DriveEntry, FileInfo},
    upload::Destination,
};
use domain::{file_name::FileName, file_order::FileOrder, hex, limits::PAGE_MAX, upload::OnConflict};
use futures::{channel::oneshot, future::join_all, lock::Mutex};
use leptos::{prelude::*, task::spawn_local};

use super::{
    Transfers,
    conflict::{Answer, Conflict, Questions, Side},
    picked::Picked,
    queue::NewTransfer,
    space,
};
use crate::{
    drive::file_of,
    notice::{Notice, Tone},
};

/// Up to so many names are looked for one by one; for more, all files are listed.
const NAMES_SEARCHED_MAX: usize = 8;
/// Files of the same size up to this are compared by content.
const COMPARED_BYTES_MAX: u64 = 64 * 1_048_576;

/// Answers by the file's place in the batch.
type Answers = Vec<(usize, Answer)>;

/// Who waits for answers, and the lock that lets one batch ask at a time.
#[derive(Default)]
pub(super) struct Asked {
    reply: Option<oneshot::Sender<Answers>>,
    turn: Arc<Mutex<()>>,
}

/// A file under review.
struct Candidate {
    picked: Picked,
    destination: Destination,
    name: Option<FileName>,
    on_conflict: OnConflict,
    objection: Option<Notice>,
    is_skipped: bool,
}

impl Transfers {
    /// Takes files that were picked, dropped or pasted while this folder was on show; an empty id is the top.
    pub fn add(self, files: Vec<Picked>, folder_id: &str) {
        let new: Vec<Picked> = files.into_iter().filter(|file| !self.picks_up(file)).collect();
        self.start_waiting();
        if !new.is_empty() {
            spawn_local(self.review(new, folder_id.to_owned()));
        }
    }

    /// Whether the file belongs to an upload that waits for it.
    fn picks_up(self, file: &Picked) -> bool {
        let like = |queue: &super::queue::Queue| queue.unpicked_like(&file.name(), file.size());
        let Some(key) = untrack(|| self.queue.with(like)) else { return false };
        self.files.update_value(|files| drop(files.insert(key, file.clone())));
        self.change(|queue| queue.picked(key));
        true
    }

    async fn review(self, files: Vec<Picked>, folder_id: String) {
        let Ok(api) = self.api() else { return };
        let turn = self.asked.with_value(|asked| asked.turn.clone());
        let _alone = turn.lock().await;
        let mut candidates: Vec<Candidate> =
            files.into_iter().map(|file| Candidate::of(file, &folder_id)).collect();
        let conflicts = find_conflicts(&api, &candidates, &folder_id).await;
        for (index, answer) in self.ask(conflicts).await {
            candidates[index].take_answer(answer);
        }
        candidates.retain(|candidate| !candidate.is_skipped);
        object_to_sizes(&api, &mut candidates).await;
        for candidate in candidates {
            let picked = candidate.picked.clone();
            let key = self.change(|queue| queue.add(candidate.into_transfer()));
            self.files.update_value(|files| drop(files.insert(key, picked)));
        }
        self.start_waiting();
    }

    async fn ask(self, conflicts: Vec<Conflict>) -> Answers {
        if conflicts.is_empty() {
            return Answers::new();
        }
        let (reply, answers) = oneshot::channel();
        self.asked.update_value(|asked| asked.reply = Some(reply));
        self.questions.set(Questions::new(conflicts));
        // Nobody answers when somebody signs out meanwhile: nothing is sent then.
        answers.await.unwrap_or_default()
    }

    /// Takes an answer for the current question, or for it and those that follow.
    pub(super) fn answer(self, answer: Answer, for_all: bool) {
        self.questions.update(|questions| questions.answer(answer, for_all));
        let is_answered = untrack(|| self.questions.with(|questions| questions.current().is_none()));
        let reply = self.asked.try_update_value(|asked| asked.reply.take_if(|_| is_answered)).flatten();
        if let Some(reply) = reply {
            let answers = untrack(|| self.questions.get()).into_answers();
            // The review that asked has ended with its page.
            let _heard = reply.send(answers);
        }
    }
}

impl Candidate {
    fn of(picked: Picked, folder_id: &str) -> Self {
        let destination = Destination { folder_id: folder_id.to_owned(), below: picked.folders() };
        let (name, objection) = match FileName::parse(&picked.name()) {
            Ok(name) => (Some(name), None),
            Err(error) => {
                let notice = Notice::new(Tone::Danger, error.to_string());
                (None, Some(notice.advise("Rename the file and pick it again.")))
            }
        };
        Self { picked, destination, name, on_conflict: OnConflict::Refuse, objection, is_skipped: false }
    }

    fn take_answer(&mut self, answer: Answer) {
        match answer {
            Answer::KeepBoth => self.on_conflict = OnConflict::KeepBoth,
            Answer::Replace => self.on_conflict = OnConflict::Replace,
            Answer::Skip => self.is_skipped = true,
        }
    }

    fn into_transfer(self) -> NewTransfer {
        let name = self.name.map_or_else(|| self.picked.name(), |name| name.as_str().to_owned());
        let (size, on_conflict, objection) = (self.picked.size(), self.on_conflict, self.objection);
        NewTransfer { name, size, destination: self.destination, on_conflict, objection }
    }
}

async fn object_to_sizes(api: &Authorized, candidates: &mut [Candidate]) {
    // Without an answer there is no objection: the server will tell.
    let Ok(quota) = api.quota().await else { return };
    let mut sound: Vec<&mut Candidate> =
        candidates.iter_mut().filter(|each| each.objection.is_none()).collect();
    let sizes: Vec<u64> = sound.iter().map(|candidate| candidate.picked.size()).collect();
    for (candidate, objection) in sound.iter_mut().zip(space::objections(space::balance_of(&quota), sizes)) {
        candidate.objection = objection.map(|error| Notice::new(Tone::Danger, error.to_string()));
    }
}

/// For files that go into this very folder. What is taken below it, where a whole folder is uploaded, the server tells.
async fn find_conflicts(api: &Authorized, candidates: &[Candidate], folder_id: &str) -> Vec<Conflict> {
    let in_place = |candidate: &&Candidate| candidate.destination.below.is_empty();
    let names: Vec<&FileName> =
        candidates.iter().filter(in_place).filter_map(|candidate| candidate.name.as_ref()).collect();
    let taken = files_by_key(api, folder_id, &names).await;
    let mut conflicts = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let Some(name) = candidate.name.as_ref().filter(|_| in_place(&candidate)) else { continue };
        if let Some(old) = taken.get(&name.key()) {
            conflicts.push(conflict(index, name, &candidate.picked, old).await);
        }
    }
    conflicts
}

async fn conflict(index: usize, name: &FileName, picked: &Picked, old: &FileInfo) -> Conflict {
    let old_side = Side { size: u64::try_from(old.file_size).unwrap_or_default(), modified: old.uploaded_at };
    let new = Side { size: picked.size(), modified: picked.modified() };
    let may_be_identical = new.size == old_side.size && new.size <= COMPARED_BYTES_MAX;
    let is_identical = may_be_identical && is_same(picked, &old.checksum).await;
    Conflict { index, name: name.shown(), new, old: old_side, is_identical }
}

/// Whether a file of the same size has this SHA-256, in lower-case hex.
async fn is_same(picked: &Picked, checksum: &str) -> bool {
    let Some(source) = picked.source().filter(|source| source.size() > 0) else { return picked.size() == 0 };
    let whole = source.parts(0..source.size(), source.size()).await;
    whole.is_ok_and(|parts| parts.first().is_some_and(|whole| hex::encode(&whole.digest) == checksum))
}

/// The files of a folder by what their names may not share. Names that cannot be looked up are refused by the server
/// instead.
async fn files_by_key(api: &Authorized, folder_id: &str, names: &[&FileName]) -> BTreeMap<String, FileInfo> {
    let limit = i32::try_from(PAGE_MAX).unwrap_or(i32::MAX);
    let order = FileOrder::default();
    let mut found = Vec::new();
    if names.len() <= NAMES_SEARCHED_MAX {
        let searches = names.iter().map(|name| api.list_folder(folder_id, name.as_str(), order, limit, 0));
        let answers = join_all(searches).await;
        found.extend(answers.into_iter().flatten().flat_map(|answer| answer.entries));
    } else {
        let skip = |found: &Vec<DriveEntry>| i32::try_from(found.len()).unwrap_or(i32::MAX);
        while let Ok(page) = api.list_folder(folder_id, "", order, limit, skip(&found)).await {
            let is_last = page.entries.is_empty();
            found.extend(page.entries);
            if is_last {
                break;
            }
        }
    }
    let key = |file: &FileInfo| FileName::parse(&file.filename).map(|name| name.key());
    found.into_iter().filter_map(file_of).filter_map(|file| Some((key(&file).ok()?, file))).collect()
}
