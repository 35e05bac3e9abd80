//! `skyshard versions` and `versions restore`: the versions of a file, for its owner.
use anyhow::{Context, Result};
use client::{
    Authorized,
    proto::storage::{FileInfo, FileVersion},
};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde_json::{Value, json};

use super::{
    DrivePath,
    find::{self, Entry, PAGE},
};
use crate::{
    acting::{bytes, minute},
    arguments::{VersionsAction, VersionsArguments},
    columns::COLUMNS,
    exit::{Exit, stopped},
};

/// Lists them, or takes one up again.
pub(super) async fn versions(member: &Authorized, what: &VersionsArguments, as_json: bool) -> Result<String> {
    match &what.action {
        Some(VersionsAction::Restore { path, number }) => restore(member, path, *number, as_json).await,
        None => {
            let path = what.path.as_ref().context("clap asks for a path")?;
            let versions = all(member, &file(member, path).await?.file_id).await?;
            Ok(if as_json { listed_json(path, &versions) } else { listed(path, &versions) })
        }
    }
}

async fn restore(member: &Authorized, path: &DrivePath, number: i32, as_json: bool) -> Result<String> {
    let file = file(member, path).await?;
    // The server would refuse it, too, and does not know the path.
    find_version(member, path, &file, number).await?;
    let made = member.restore_version(&file.file_id, number).await?;
    if as_json {
        let made = json!({ "path": path.to_string(), "version": made.version, "before": made.before });
        return Ok(made.to_string());
    }
    Ok(format!(
        "{path} has the content of version {number} again, as version {}.\nBack with: skyshard versions restore {path} {}",
        made.version, made.before
    ))
}

/// The version with this number.
pub(super) async fn find_version(
    member: &Authorized,
    path: &DrivePath,
    file: &FileInfo,
    number: i32,
) -> Result<FileVersion> {
    let found = all(member, &file.file_id).await?.into_iter().find(|version| version.number == number);
    found.ok_or_else(|| {
        let sentence = format!(
            "there is no version {number} of {path}: nothing was changed. skyshard versions {path} shows which there are"
        );
        stopped(Exit::NotFound, sentence)
    })
}

async fn file(member: &Authorized, path: &DrivePath) -> Result<FileInfo> {
    match find::entry(member, path).await? {
        Entry::File(file) => Ok(file),
        Entry::Folder(_) => {
            Err(stopped(Exit::Usage, format!("{path} is a folder: versions are those of one file")))
        }
    }
}

async fn all(member: &Authorized, file_id: &str) -> Result<Vec<FileVersion>> {
    let mut versions = Vec::new();
    loop {
        let page = member.list_versions(file_id, PAGE, i32::try_from(versions.len())?).await?;
        let (before, total) = (versions.len(), usize::try_from(page.total_count)?);
        versions.extend(page.versions);
        if versions.len() >= total || versions.len() == before {
            return Ok(versions);
        }
    }
}

fn listed(path: &DrivePath, versions: &[FileVersion]) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(COLUMNS).unwrap_or(u16::MAX))
        .set_header(["NUMBER", "STORED (UTC)", "SIZE", "FREES", "BY", ""]);
    for version in versions {
        table.add_row([
            version.number.to_string(),
            minute(version.created_at),
            bytes(version.size),
            bytes(version.freed_bytes),
            version.made_by.clone(),
            about(version),
        ]);
    }
    for column in [0, 2, 3] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let table = table.trim_fmt();
    match versions {
        [] | [_] => table,
        _ => format!("{table}\nTake one up again with: skyshard versions restore {path} NUMBER"),
    }
}

/// `shown, as 2`: what is shown now, and whose content it took up.
fn about(version: &FileVersion) -> String {
    let shown = version.current.then(|| "shown".to_owned());
    let of = (version.restored_from > 0).then(|| format!("as {}", version.restored_from));
    let damaged = version.damaged.then(|| "DAMAGED".to_owned());
    [shown, of, damaged].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn listed_json(path: &DrivePath, versions: &[FileVersion]) -> String {
    let version = |it: &FileVersion| {
        json!({
            "number": it.number, "size_bytes": it.size, "sha256": it.checksum, "created_at": it.created_at,
            "made_by": it.made_by, "current": it.current, "restored_from": it.restored_from,
            "freed_bytes": it.freed_bytes, "damaged": it.damaged,
        })
    };
    let versions: Vec<Value> = versions.iter().map(version).collect();
    json!({ "path": path.to_string(), "versions": versions }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_fit_eighty_columns() {
        let version = FileVersion {
            number: 10_000,
            size: 999_000_000,
            freed_bytes: 999_000_000,
            created_at: 1_800_000_000,
            made_by: "a_name".to_owned(),
            current: true,
            restored_from: 9,
            ..Default::default()
        };
        let path: DrivePath = "/a.txt".parse().expect("a path");
        let damaged = FileVersion { current: false, damaged: true, ..version.clone() };
        let text = listed(&path, &[version.clone(), damaged.clone()]);
        assert!(text.contains("a_name  shown, as 9") && text.contains("as 9, DAMAGED"), "{text}");
        assert!(text.ends_with("skyshard versions restore /a.txt NUMBER"), "{text}");
        let long = FileVersion { made_by: "a_name_of_thirty_two_characters_".to_owned(), ..damaged };
        let text = listed(&path, &[version, long]);
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
    }
}
