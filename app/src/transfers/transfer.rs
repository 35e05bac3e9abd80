//! One file on its way to the server: what is known of it, and where it stands. What may happen to it is the queue's to
//! say.

use client::upload::{Destination, Progress};
use domain::{limits::PART_BYTES_MAX, upload::OnConflict};

use super::rate::Rate;
use crate::notice::Notice;

/// Tells transfers of a tab apart; ascending.
pub type Key = u64;

/// Where a transfer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// In the queue.
    Waiting,
    /// Parts travel.
    Sending,
    /// Stopped by its owner; goes on where it stopped.
    Paused,
    /// All parts are durable; the server checks the whole.
    Finishing,
    /// A file.
    Done {
        /// Which.
        file_id: String,
    },
    /// Ended without a file.
    Failed(Notice),
    /// Begun before this page was loaded; goes on when the file is picked again.
    Unpicked,
}

/// One file on its way to the server.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer {
    /// Which.
    pub key: Key,
    /// The file's name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Where it goes.
    pub destination: Destination,
    /// What was decided about its name.
    pub on_conflict: OnConflict,
    /// The server's name for the upload, once it has begun.
    pub upload_id: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// What has become of each part.
    pub progress: Progress,
    /// How fast it is.
    pub rate: Rate,
    /// True while the server is not reached and the parts wait to be sent again.
    pub is_held_up: bool,
}

impl Transfer {
    /// Whole percent that are durable.
    pub fn percent(&self) -> u64 {
        crate::figures::percent(self.progress.durable_bytes(), self.size)
    }

    /// Bytes that are not durable.
    pub fn bytes_left(&self) -> u64 {
        self.size.saturating_sub(self.progress.durable_bytes())
    }

    /// The folder of a vault where it begins anew, because the key of what was sent is lost.
    pub fn begins_anew_in(&self) -> Option<&str> {
        let folder = self.destination.folder_id.as_str();
        (self.stage == Stage::Unpicked && !folder.is_empty()).then_some(folder)
    }

    /// Whether it will go on without anybody's help.
    pub fn is_active(&self) -> bool {
        matches!(self.stage, Stage::Waiting | Stage::Sending | Stage::Finishing)
    }
}

/// A transfer to be.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTransfer {
    /// The file's name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Where it goes.
    pub destination: Destination,
    /// What was decided about its name.
    pub on_conflict: OnConflict,
    /// Why it cannot be sent, when that is known already.
    pub objection: Option<Notice>,
}

/// Whether a file of this name may be what an upload is of: the server adds a number where a name is taken.
pub fn is_name_of(picked: &str, upload: &str) -> bool {
    let (stem, ending) = upload.split_at(upload.rfind('.').unwrap_or(upload.len()));
    let numbered = stem.strip_suffix(')').and_then(|stem| stem.rsplit_once(" ("));
    let plain = numbered.filter(|(_, number)| number.bytes().all(|digit| digit.is_ascii_digit()));
    picked == upload || plain.is_some_and(|(stem, _)| picked == format!("{stem}{ending}"))
}

/// A progress without holes: durable up to there, missing from there on.
pub fn durable_up_to(prefix: u64, size: u64) -> Progress {
    let begins = |index: u64| index * PART_BYTES_MAX;
    let missing: Vec<u64> = (prefix / PART_BYTES_MAX..size.div_ceil(PART_BYTES_MAX)).map(begins).collect();
    // A prefix that reaches the end leaves nothing missing, whatever the last part's length.
    Progress::new(size, PART_BYTES_MAX, if prefix >= size { &[] } else { &missing })
}
