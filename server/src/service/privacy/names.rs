//! Names inside an archive: data that no program that unpacks it may take for a path or a device (SEC-33).
use std::collections::BTreeSet;

use domain::{
    file_name::{FileName, WindowsTrouble},
    limits::FILE_NAME_BYTES_MAX,
};

/// What Windows reads in a name as something else, and everybody in a path.
const NOT_IN_NAMES: &str = "<>:\"/\\|?*";

/// The names that an archive has so far. Two that differ in case alone are one on many disks.
#[derive(Default)]
pub(in crate::service) struct Names(BTreeSet<String>);

impl Names {
    /// A path for a file of this name in a folder of ours: no other entry has it, and nothing of it leads elsewhere.
    pub(in crate::service) fn take(&mut self, folder: &str, name: &str) -> String {
        let name = safe(name);
        let (stem, extension) = match name.rfind('.') {
            Some(dot) if dot > 0 => name.split_at(dot),
            _ => (name.as_str(), ""),
        };
        let mut path = format!("{folder}/{name}");
        let mut number = 2;
        while !self.0.insert(path.to_lowercase()) {
            path = format!("{folder}/{stem} ({number}){extension}");
            number += 1;
        }
        path
    }
}

/// A folder of ours, and below it folders of these names.
pub(super) fn below<'a>(top: &str, folders: impl Iterator<Item = &'a str>) -> String {
    folders.fold(top.to_owned(), |way, name| format!("{way}/{}", safe(name)))
}

/// A folder of this name.
pub(in crate::service) fn folder(name: &str) -> String {
    safe(name)
}

fn safe(name: &str) -> String {
    let plain = |letter: char| {
        let is_odd = letter.is_control() || NOT_IN_NAMES.contains(letter) || turns(letter);
        if is_odd { '_' } else { letter }
    };
    let mut text: String = name.chars().map(plain).collect();
    // Room for what is added below and by a number.
    while text.len() > FILE_NAME_BYTES_MAX - 24 {
        text.pop();
    }
    if text.is_empty() || text.ends_with(['.', ' ']) {
        text.push('_');
    }
    if is_device(&text) {
        text.insert(0, '_');
    }
    text
}

fn is_device(name: &str) -> bool {
    let trouble = FileName::parse(name).ok().and_then(|name| name.windows_trouble());
    trouble == Some(WindowsTrouble::Device)
}

/// Letters that turn the direction of what follows around.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(Names::default().take("files", name), format!("files/{expected}"), "{name:?}");
    }

    #[test]
    fn no_name_leads_elsewhere() {
        check("report.pdf", "report.pdf");
        check("Übung 1.txt", "Übung 1.txt");
        check("../../etc/passwd", ".._.._etc_passwd");
        check("..", ".._");
        check("C:\\a|b?.txt", "C__a_b_.txt");
        check("a\u{0}\u{1b}[2J\n", "a__[2J_");
        check("exe\u{202e}fdp", "exe_fdp");
        check("nul.txt", "_nul.txt");
        check("COM1", "_COM1");
        check("common.txt", "common.txt");
        check("dots. ", "dots. _");
        check("", "_");
    }

    #[test]
    fn no_folder_leads_elsewhere() {
        assert_eq!(below("files", [].into_iter()), "files");
        assert_eq!(below("files", ["2024", "..", "a/b", "nul"].into_iter()), "files/2024/.._/a_b/_nul");
    }

    #[test]
    fn every_entry_has_a_name_of_its_own() {
        let mut names = Names::default();
        let taken: Vec<String> =
            ["a.txt", "A.TXT", "a.txt", ".b", ".b"].map(|it| names.take("trash", it)).into();
        assert_eq!(taken, ["trash/a.txt", "trash/A (2).TXT", "trash/a (3).txt", "trash/.b", "trash/.b (2)"]);
        assert_eq!(names.take("files", "a.txt"), "files/a.txt");
    }

    #[test]
    fn a_long_name_still_fits() {
        let path = Names::default().take("files", &"ü".repeat(200));
        assert!(path.len() <= "files/".len() + FILE_NAME_BYTES_MAX, "{}", path.len());
    }
}
