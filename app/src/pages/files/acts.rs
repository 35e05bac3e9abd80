//! What is done to files: to the trash and back.

use std::collections::BTreeSet;

use client::{Authorized, ClientError, proto::storage::FileInfo};
use leptos::{prelude::*, task::spawn_local};

use super::state::FilesState;
use crate::{
    figures,
    notice::{Notice, Notices, Tone, use_notices},
    session::{SessionStore, use_member, use_session},
    transfers::{Transfers, use_transfers},
};

/// The acts of the page; taken from the context once, used from handlers.
#[derive(Clone)]
pub struct Acts {
    api: Authorized,
    notices: Notices,
    session: SessionStore,
    transfers: Transfers,
    leaving: RwSignal<BTreeSet<String>>,
}

/// The acts, from any part of the page.
pub fn use_acts(state: FilesState) -> Acts {
    Acts {
        api: use_member().api,
        notices: use_notices(),
        session: use_session(),
        transfers: use_transfers(),
        leaving: state.leaving,
    }
}

impl Acts {
    /// Moves files to the trash: gone from the list at once, back when the server refuses or somebody undoes it.
    pub fn trash(&self, files: Vec<FileInfo>) {
        let acts = self.clone();
        self.leaving.update(|leaving| leaving.extend(files.iter().map(|file| file.file_id.clone())));
        spawn_local(async move {
            let (mut moved, mut refused) = (Vec::new(), None);
            for file in files {
                match acts.api.delete_file(&file.file_id).await {
                    Ok(_freed) => moved.push(file),
                    Err(error) => {
                        acts.stay(&[file]);
                        refused = Some(error);
                    }
                }
            }
            acts.tell(moved, refused);
        });
    }

    fn tell(self, moved: Vec<FileInfo>, refused: Option<ClientError>) {
        if let Some(error) = refused {
            self.notices.report(&error);
            self.session.ended_by(&error);
        }
        if !moved.is_empty() {
            let notice = Notice::new(Tone::Info, "Moved to Trash").advise(what(&moved));
            let acts = self.clone();
            self.notices.show_with_undo(notice, move || acts.restore(moved.clone()));
        }
        self.transfers.files_changed();
    }

    fn restore(&self, files: Vec<FileInfo>) {
        let acts = self.clone();
        spawn_local(async move {
            for file in &files {
                if let Err(error) = acts.api.restore_file(&file.file_id).await {
                    acts.notices.report(&error);
                }
            }
            acts.stay(&files);
            acts.transfers.files_changed();
        });
    }

    fn stay(&self, files: &[FileInfo]) {
        // The page may have been left since: nobody looks at its list then.
        let _seen = self.leaving.try_update(|leaving| {
            for file in files {
                leaving.remove(&file.file_id);
            }
        });
    }
}

/// "report.pdf" or "3 files".
fn what(files: &[FileInfo]) -> String {
    match files {
        [file] => file.filename.clone(),
        files => figures::counted(i64::try_from(files.len()).unwrap_or(i64::MAX), "file"),
    }
}
