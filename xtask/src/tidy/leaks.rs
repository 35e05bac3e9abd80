//! No path of one machine, and no registry but the public ones that the locks mean.

use super::Finding;
use super::tree::Tree;

/// Folders that exist on one person's machine. Written in two halves, so that this file may name them.
const FOLDERS: [&str; 3] = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/")];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Every line that names a machine's folder or another registry.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files().flat_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Vec<Finding> {
    let numbered = text.lines().enumerate();
    let problems = numbered.filter_map(|(index, line)| Some((index + 1, problem(path, line)?)));
    let finding = |(line, sentence): (usize, &str)| Finding {
        place: format!("{path}:{line}"),
        sentence: sentence.to_owned(),
    };
    problems.map(finding).collect()
}

fn problem(path: &str, line: &str) -> Option<&'static str> {
    if FOLDERS.iter().any(|folder| names(line, folder)) {
        return Some("names a folder of one machine");
    }
    match path {
        "Cargo.lock" if line.starts_with("source = ") && !line.contains(CRATES_IO) => {
            Some("comes from somewhere else than crates.io")
        }
        "package-lock.json" if line.contains("\"resolved\":") => {
            Some("names a registry; the lock holds versions and hashes only (see .npmrc)")
        }
        _ => None,
    }
}

/// The folder as the beginning of a path, not as the middle of one or of an address.
fn names(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|sign| sign.is_alphanumeric() || "./-_~}".contains(sign))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_one_machine_is_found() {
        for folder in FOLDERS {
            assert_eq!(check(&Tree::of("notes.md", &format!("see {folder}someone"))).len(), 1);
            assert_eq!(check(&Tree::of("notes.md", &format!("see https://example.com{folder}x"))).len(), 0);
        }
    }

    #[test]
    fn another_registry_is_found() {
        assert_eq!(check(&Tree::of("Cargo.lock", &format!("source = \"{CRATES_IO}\""))).len(), 0);
        assert_eq!(
            check(&Tree::of("Cargo.lock", "source = \"registry+https://mirror.example/index\"")).len(),
            1
        );
        assert_eq!(
            check(&Tree::of("package-lock.json", r#"  "resolved": "https://mirror.example/a.tgz","#)).len(),
            1
        );
    }
}
