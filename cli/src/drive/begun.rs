//! What a path that is half typed can become.
use anyhow::Result;
use client::Authorized;

use super::{
    DrivePath,
    find::{self, Entry, PAGE, shown},
};

/// The paths of all entries that begin so, as it was typed up to the last slash. Folders end with one.
pub(crate) async fn begun_with(member: &Authorized, begun: &str) -> Result<Vec<String>> {
    let (above, name) = parts(begun);
    let folder = find::folder(member, &above.parse::<DrivePath>()?).await?;
    let listed = member.list_folder(&folder, name, Default::default(), PAGE, 0).await?;
    let entries = listed.entries.into_iter().filter_map(Entry::of);
    // A name that would be shown otherwise than it is written is not offered to be typed.
    let fitting = entries.filter(|entry| begins(entry.name(), name) && shown(entry.name()) == entry.name());
    Ok(fitting
        .map(|entry| {
            let end = if matches!(entry, Entry::Folder(_)) { "/" } else { "" };
            format!("{above}{}{end}", entry.name())
        })
        .collect())
}

/// Up to the last slash, and the name behind it.
fn parts(begun: &str) -> (&str, &str) {
    begun.split_at(begun.rfind('/').map_or(0, |slash| slash + 1))
}

fn begins(name: &str, begun: &str) -> bool {
    name.to_lowercase().starts_with(&begun.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cut_behind_its_last_slash() {
        assert_eq!(parts(""), ("", ""));
        assert_eq!(parts("Pho"), ("", "Pho"));
        assert_eq!(parts("/Photos/su"), ("/Photos/", "su"));
        assert_eq!(parts("/Photos/"), ("/Photos/", ""));
        assert!(begins("Summer.jpg", "sum") && !begins("Summer.jpg", "mer"));
    }
}
