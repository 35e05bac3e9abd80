//! What is asked before files and folders are moved, copied or restored: the same question about taken names as before an
//! upload.

use std::collections::BTreeMap;

use client::proto::storage::{EntryConflict, drive_entry::Kind};
use domain::file_name::FileName;
use leptos::prelude::*;

use super::{
    Transfers,
    conflict::{Act, Answer, Conflict, Side},
    taken,
};

/// A file or a folder that comes into a folder.
#[derive(Debug, Clone)]
pub struct Arriving {
    /// What comes.
    pub kind: Kind,
    /// Where to; empty is the top.
    pub folder_id: String,
}

/// What to do with each of what comes. What is in nobody's way is kept beside whatever comes meanwhile.
pub(super) async fn settle(transfers: Transfers, act: Act, arriving: Vec<Arriving>) -> Vec<EntryConflict> {
    let mut choices = vec![EntryConflict::KeepBoth; arriving.len()];
    let Ok(api) = transfers.api() else { return choices };
    let turn = transfers.asked.with_value(|asked| asked.turn.clone());
    let _alone = turn.lock().await;
    let mut conflicts: Vec<Conflict> = Vec::new();
    for (folder_id, names) in by_folder(&arriving) {
        let wanted: Vec<&FileName> = names.iter().map(|(_, name)| name).collect();
        let there = taken::by_key(&api, folder_id, &wanted).await;
        conflicts.extend(names.iter().filter_map(|(index, name)| {
            let (new, old) = (&arriving[*index].kind, there.get(&name.key())?);
            conflict(*index, name, new, old)
        }));
    }
    conflicts.sort_by_key(|conflict| conflict.index);
    let asked: Vec<usize> = conflicts.iter().map(|conflict| conflict.index).collect();
    for index in &asked {
        // Until it is answered: nobody answers when somebody signs out meanwhile.
        choices[*index] = EntryConflict::Skip;
    }
    for (index, answer) in transfers.ask(act, conflicts).await {
        choices[index] = match answer {
            Answer::KeepBoth => EntryConflict::KeepBoth,
            Answer::Replace => EntryConflict::Replace,
            Answer::Skip => EntryConflict::Skip,
        };
    }
    choices
}

/// What comes into each folder, by its place and its name.
fn by_folder(arriving: &[Arriving]) -> BTreeMap<&str, Vec<(usize, FileName)>> {
    let mut folders: BTreeMap<&str, Vec<(usize, FileName)>> = BTreeMap::new();
    for (index, coming) in arriving.iter().enumerate() {
        if let Ok(name) = FileName::parse(name(&coming.kind)) {
            folders.entry(&coming.folder_id).or_default().push((index, name));
        }
    }
    folders
}

/// None where something meets itself.
fn conflict(index: usize, name: &FileName, new: &Kind, old: &Kind) -> Option<Conflict> {
    let is_identical = match (new, old) {
        (Kind::File(new), Kind::File(old)) if new.file_id == old.file_id => return None,
        (Kind::Folder(new), Kind::Folder(old)) if new.folder_id == old.folder_id => return None,
        (Kind::File(new), Kind::File(old)) => new.checksum == old.checksum && new.file_size == old.file_size,
        _ => false,
    };
    Some(Conflict { index, name: name.shown(), new: side(new), old: side(old), is_identical })
}

fn name(kind: &Kind) -> &str {
    match kind {
        Kind::File(file) => &file.filename,
        Kind::Folder(folder) => &folder.name,
    }
}

fn side(kind: &Kind) -> Side {
    match kind {
        Kind::File(file) => Side::of_file(file),
        Kind::Folder(folder) => Side::of_folder(folder),
    }
}

#[cfg(test)]
mod tests {
    use client::proto::storage::{FileInfo, FolderInfo};

    use super::*;

    fn file(id: &str, size: i64, checksum: &str) -> Kind {
        let (file_id, checksum) = (id.to_owned(), checksum.to_owned());
        Kind::File(FileInfo { file_id, checksum, file_size: size, ..Default::default() })
    }

    fn folder(id: &str) -> Kind {
        Kind::Folder(FolderInfo { folder_id: id.to_owned(), ..Default::default() })
    }

    fn met(new: &Kind, old: &Kind) -> Option<(bool, bool)> {
        let name = FileName::parse("a").expect("a name");
        conflict(0, &name, new, old).map(|conflict| (conflict.is_identical, conflict.can_replace()))
    }

    #[test]
    fn what_comes_is_looked_for_where_it_goes() {
        let to = |folder_id: &str, name: &str| {
            let kind = Kind::File(FileInfo { filename: name.to_owned(), ..Default::default() });
            Arriving { kind, folder_id: folder_id.to_owned() }
        };
        let arriving = [to("x", "a"), to("", "a"), to("x", "b"), to("x", "..")];
        let folders = by_folder(&arriving);
        let places = |folder: &str| folders[folder].iter().map(|(index, _)| *index).collect::<Vec<_>>();
        assert_eq!((places("x"), places("")), (vec![0, 2], vec![1]));
    }

    #[test]
    fn a_question_tells_what_meets() {
        assert_eq!(met(&file("1", 5, "x"), &file("2", 5, "x")), Some((true, true)));
        assert_eq!(met(&file("1", 5, "x"), &file("2", 5, "y")), Some((false, true)));
        assert_eq!(met(&file("1", 5, "x"), &folder("2")), Some((false, false)));
        assert_eq!(met(&folder("1"), &folder("2")), Some((false, false)));
        // What is put where it is already is nobody's question.
        assert_eq!(met(&folder("1"), &folder("1")), None);
        assert_eq!(met(&file("1", 5, "x"), &file("1", 5, "x")), None);
    }
}
