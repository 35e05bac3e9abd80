//! What is found out and asked before anything is sent: names that are none, names that are taken, space.
//!
//! One batch after the other. The server decides all of it again: what changes between question and upload is refused
//! there and can be tried again.

use std::{collections::BTreeMap, sync::Arc};

use client::{
    Authorized, ClientError,
    proto::storage::{FileInfo, drive_entry::Kind},
    upload::Destination,
};
use domain::{file_name::FileName, hex, upload::OnConflict};
use futures::{channel::oneshot, lock::Mutex};
use leptos::prelude::*;

use super::{
    Transfers,
    conflict::{Act, Answer, Conflict, Questions, Side},
    dropped::{Dropped, Walked},
    picked::Picked,
    queue::NewTransfer,
    room, space,
    taken::{self, Wanted},
    vault,
};
use crate::{
    figures,
    notice::{Notice, Tone},
};

/// Files of the same size up to this are compared by content.
const COMPARED_BYTES_MAX: u64 = 64 * 1_048_576;

/// Answers by the place in the batch.
pub(super) type Answers = Vec<(usize, Answer)>;

/// Who waits for answers, and the lock that lets one batch ask at a time.
#[derive(Default)]
pub(super) struct Asked {
    reply: Option<oneshot::Sender<Answers>>,
    room: Option<oneshot::Sender<bool>>,
    pub(super) turn: Arc<Mutex<()>>,
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

/// Looks into what was dropped, asks what is to be asked, and queues what is to be sent.
pub(super) async fn review(transfers: Transfers, dropped: Dropped, folder_id: String) {
    let Walked { files, empty_folders, unread } = dropped.walk().await;
    if unread > 0 {
        transfers.notices.show(unread_notice(unread));
    }
    let new: Vec<Picked> = files.into_iter().filter(|file| !transfers.picks_up(file)).collect();
    transfers.start_waiting();
    let Ok(api) = transfers.api() else { return };
    if !empty_folders.is_empty() {
        transfers.make_folders(&api, &folder_id, &empty_folders).await;
    }
    if !new.is_empty() {
        transfers.queue_up(&api, new, &folder_id).await;
    }
}

fn unread_notice(unread: usize) -> Notice {
    let count = figures::counted(i64::try_from(unread).unwrap_or(i64::MAX), "file or folder");
    let title = format!("{count} could not be read and will be missing.");
    Notice::new(Tone::Warning, title)
        .advise("Something was moved meanwhile, may not be read by this browser, or lies too deep. The rest is uploaded.")
}

impl Transfers {
    /// Whether the file belongs to an upload that waits for it.
    fn picks_up(self, file: &Picked) -> bool {
        let like = |queue: &super::queue::Queue| queue.unpicked_like(&file.name(), file.size());
        let Some(key) = untrack(|| self.queue.with(like)) else { return false };
        self.files.update_value(|files| drop(files.insert(key, file.clone())));
        self.change(|queue| queue.picked(key));
        true
    }

    async fn queue_up(self, api: &Authorized, files: Vec<Picked>, folder_id: &str) {
        let turn = self.asked.with_value(|asked| asked.turn.clone());
        let _alone = turn.lock().await;
        let files = match vault::sealed(api, files, folder_id).await {
            Ok(files) => files,
            Err(notice) => return self.notices.show(notice),
        };
        self.begin_anew(api, &files).await;
        let mut candidates: Vec<Candidate> =
            files.into_iter().map(|file| Candidate::of(file, folder_id)).collect();
        let conflicts = find_conflicts(api, &candidates, folder_id).await;
        for (index, answer) in self.ask(Act::Upload, conflicts).await {
            candidates[index].take_answer(answer);
        }
        candidates.retain(|candidate| !candidate.is_skipped);
        self.make_room(api, folder_id, &candidates).await;
        object_to_sizes(api, folder_id, &mut candidates).await;
        for candidate in candidates {
            let picked = candidate.picked.clone();
            let key = self.change_quietly(|queue| queue.add(candidate.into_transfer()));
            self.files.update_value(|files| drop(files.insert(key, picked)));
        }
        self.start_waiting();
    }

    /// What was on its way into a vault when its page was left has lost its key, and cannot go on: it makes way for the file
    /// that is sent once more.
    async fn begin_anew(self, api: &Authorized, files: &[Picked]) {
        for file in files.iter().filter(|file| file.is_sealed()) {
            let like = |queue: &super::queue::Queue| queue.unpicked_like(&file.name(), file.size());
            let Some(key) = untrack(|| self.queue.with(like)) else { continue };
            let left = self.change(|queue| queue.remove(key)).and_then(|transfer| transfer.upload_id);
            if let Some(upload_id) = left {
                // It may have expired meanwhile; what the server holds of it otherwise, it says when the file comes.
                let _freed = api.abort_upload(&upload_id).await;
            }
        }
    }

    /// Makes folders that have nothing in them; one that is there already is left as it is.
    async fn make_folders(self, api: &Authorized, folder_id: &str, folders: &[Vec<String>]) {
        let mut known = BTreeMap::from([(Vec::new(), folder_id.to_owned())]);
        for folder in folders {
            if let Err(error) = make_way(api, &mut known, folder).await {
                if !self.session.ended_by(&error) {
                    self.notices.report(&error);
                }
                break;
            }
        }
        self.files_changed();
    }

    /// Asks about names that are taken; in the turn of whoever asks.
    pub(super) async fn ask(self, act: Act, conflicts: Vec<Conflict>) -> Answers {
        if conflicts.is_empty() {
            return Answers::new();
        }
        let (reply, answers) = oneshot::channel();
        self.asked.update_value(|asked| asked.reply = Some(reply));
        self.questions.set(Questions::new(act, conflicts));
        // Nobody answers when somebody signs out meanwhile: nothing is sent then.
        answers.await.unwrap_or_default()
    }

    /// Where an upload has no room and the trash can give it, asks whether it shall, and has it give no more than is missing.
    async fn make_room(self, api: &Authorized, folder_id: &str, candidates: &[Candidate]) {
        let sound = candidates.iter().filter(|candidate| candidate.objection.is_none());
        let bytes = sound.map(|candidate| candidate.picked.size()).fold(0, u64::saturating_add);
        let Ok(quota) = api.quota().await else { return };
        let Some(missing) = room::missing(&space::balance_of(&quota), bytes) else { return };
        if is_lent(api, folder_id).await {
            return;
        }
        let Some(room) = room::find(api, missing).await else { return };
        let (reply, answer) = oneshot::channel();
        self.asked.update_value(|asked| asked.room = Some(reply));
        self.room.set(Some(room.clone()));
        // Nobody answers when somebody signs out meanwhile: nothing is deleted then.
        if answer.await.unwrap_or_default() {
            if let Err(error) = room.make(api).await {
                self.notices.report(&error);
            }
            self.files_changed();
        }
    }

    /// Takes the answer about the trash.
    pub(super) fn answer_room(self, may_go: bool) {
        self.room.set(None);
        if let Some(reply) = self.asked.try_update_value(|asked| asked.room.take()).flatten() {
            // The review that asked has ended with its page.
            let _heard = reply.send(may_go);
        }
    }

    /// Whether something is being asked.
    pub(super) fn asks(self) -> bool {
        self.room.with(Option::is_some) || self.questions.with(|questions| questions.current().is_some())
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
        let destination = Destination { folder_id: folder_id.to_owned(), below: picked.folders().to_vec() };
        let (name, objection) = match FileName::parse(&picked.name()) {
            Ok(name) => (Some(name), None),
            Err(error) => {
                let notice = Notice::new(Tone::Danger, error.to_string());
                (None, Some(notice.advise("Rename the file and pick it again.")))
            }
        };
        Self { picked, destination, name, on_conflict: OnConflict::Refuse, objection, is_skipped: false }
    }

    /// The name with the folders that it goes to: "Photos / 2026 / a.jpg".
    fn shown(&self) -> String {
        let name = self.name.as_ref().map_or_else(|| self.picked.name(), FileName::shown);
        let folders = self.destination.below.iter().map(|folder| match FileName::parse(folder) {
            Ok(folder) => folder.shown(),
            Err(_) => folder.clone(),
        });
        folders.chain([name]).collect::<Vec<_>>().join(" / ")
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

async fn object_to_sizes(api: &Authorized, folder_id: &str, candidates: &mut [Candidate]) {
    // Without an answer there is no objection: the server will tell.
    let Ok(quota) = api.quota().await else { return };
    let mut sound: Vec<&mut Candidate> =
        candidates.iter_mut().filter(|each| each.objection.is_none()).collect();
    let sizes: Vec<u64> = sound.iter().map(|candidate| candidate.picked.size()).collect();
    let objections = space::objections(space::balance_of(&quota), sizes);
    if objections.iter().all(Option::is_none) || is_lent(api, folder_id).await {
        return;
    }
    for (candidate, objection) in sound.iter_mut().zip(objections) {
        candidate.objection = objection.map(|error| Notice::new(Tone::Danger, error.to_string()));
    }
}

/// Whether what goes into this folder counts in the space of somebody else, who alone knows how much room there is.
async fn is_lent(api: &Authorized, folder_id: &str) -> bool {
    let listed = api.list_folder(folder_id, "", Default::default(), 1, 0).await;
    listed.is_ok_and(|folder| folder.lent.is_some())
}

/// Follows names from a folder down and makes those that are missing. `known` says which folder each way leads to.
async fn make_way(
    api: &Authorized,
    known: &mut BTreeMap<Vec<String>, String>,
    way: &[String],
) -> Result<(), ClientError> {
    for depth in 1..=way.len() {
        let (above, name) = (&way[..depth - 1], &way[depth - 1]);
        let Some(parent) = known.get(above).cloned().filter(|_| !known.contains_key(&way[..depth])) else {
            continue;
        };
        let there = match FileName::parse(name) {
            Ok(name) => taken::by_key(api, &parent, &[&name]).await.remove(&name.key()),
            Err(_) => None,
        };
        // A file of this name, and a name that is none, are refused by the server in its words.
        let folder_id = match there {
            Some(Kind::Folder(folder)) => folder.folder_id,
            _ => api.create_folder(&parent, name).await?.unwrap_or_default().folder_id,
        };
        known.insert(way[..depth].to_vec(), folder_id);
    }
    Ok(())
}

/// In the folder on show, and in those below it where whole folders are uploaded.
async fn find_conflicts(api: &Authorized, candidates: &[Candidate], folder_id: &str) -> Vec<Conflict> {
    let mut wanted = Wanted::default();
    for (index, candidate) in candidates.iter().enumerate() {
        if let Some(name) = &candidate.name {
            wanted.add(&candidate.destination.below, index, name);
        }
    }
    let mut conflicts = Vec::new();
    for (index, old) in taken::find(api, folder_id, wanted).await {
        conflicts.push(conflict(index, &candidates[index], &old).await);
    }
    conflicts
}

async fn conflict(index: usize, candidate: &Candidate, old: &FileInfo) -> Conflict {
    let picked = &candidate.picked;
    let old_side = Side::of_file(old);
    let new = Side { size: Some(picked.size()), modified: picked.modified() };
    let may_be_identical = new.size == old_side.size && picked.size() <= COMPARED_BYTES_MAX;
    let is_identical = may_be_identical && is_same(picked, &old.checksum).await;
    Conflict { index, name: candidate.shown(), new, old: old_side, is_identical }
}

/// Whether a file of the same size has this SHA-256, in lower-case hex.
async fn is_same(picked: &Picked, checksum: &str) -> bool {
    let Some(source) = picked.source().filter(|source| source.size() > 0) else { return picked.size() == 0 };
    source.hashed().await.is_ok_and(|picked| hex::encode(&picked.sha256) == checksum)
}
