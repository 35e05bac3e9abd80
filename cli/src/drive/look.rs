//! `skyshard ls`, `trash` and `quota`.
use anyhow::Result;
use client::{
    Authorized,
    proto::storage::{FileInfo, GetQuotaStatusResponse, TrashedEntry},
};
use comfy_table::{CellAlignment, Table, presets};
use domain::format;
use serde_json::{Value, json};

use super::{
    DrivePath,
    find::{self, Entry, PAGE, Place, shown},
};
use crate::acting::{bytes, minute};

/// A folder's content, or one file.
pub(super) async fn ls(
    member: &Authorized,
    path: &DrivePath,
    from: Option<&str>,
    as_json: bool,
) -> Result<String> {
    let entries = match from {
        Some(owner) if path.names().is_empty() => find::given_by(member, owner).await?,
        Some(owner) => inside(member, find::at_given(member, owner, path).await?).await?,
        None => inside(member, find::at(member, path).await?).await?,
    };
    if as_json {
        let entries: Vec<Value> = entries.iter().map(entry_json).collect();
        return Ok(json!({ "path": path.to_string(), "entries": entries }).to_string());
    }
    Ok(if entries.is_empty() { format!("{path} is empty.") } else { listed(&entries) })
}

async fn inside(member: &Authorized, place: Place) -> Result<Vec<Entry>> {
    match place {
        Place::Top => find::entries(member, "").await,
        Place::At(Entry::Folder(folder)) => find::entries(member, &folder.folder_id).await,
        Place::At(file) => Ok(vec![file]),
    }
}

/// A table with the names last: they may be wide, and of any script.
fn listed(entries: &[Entry]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["MODIFIED (UTC)", "SIZE", "COPIES", "NAME"]);
    for entry in entries {
        table.add_row(match entry {
            Entry::Folder(folder) => {
                let inside = folder.file_count + folder.folder_count;
                let name = format!("{}/", shown(&folder.name));
                [minute(folder.created_at), format!("{inside} in it"), "-".to_owned(), name]
            }
            Entry::File(file) => {
                let name = shown(&file.filename);
                [minute(file.uploaded_at), bytes(file.file_size), copies(file), name]
            }
        });
    }
    if let Some(size) = table.column_mut(1) {
        size.set_cell_alignment(CellAlignment::Right);
    }
    format!("{}\n{}", table.trim_fmt(), sum(entries))
}

fn copies(file: &FileInfo) -> String {
    if file.damaged {
        "DAMAGED".to_owned()
    } else {
        format!("{} of {}", file.zones.len(), file.target_copies)
    }
}

/// `2 folders, 3 files, 12.4 MB`.
fn sum(entries: &[Entry]) -> String {
    let sizes: Vec<i64> = { entries.iter() }
        .filter_map(|entry| match entry {
            Entry::File(file) => Some(file.file_size),
            Entry::Folder(_) => None,
        })
        .collect();
    let folders = (entries.len() - sizes.len()) as u64;
    let mut parts = Vec::new();
    if folders > 0 {
        parts.push(format::count(folders, "folder", "folders"));
    }
    if !sizes.is_empty() {
        parts.push(format::count(sizes.len() as u64, "file", "files"));
        parts.push(bytes(sizes.iter().sum()));
    }
    parts.join(", ")
}

/// An entry for programs.
pub(super) fn entry_json(entry: &Entry) -> Value {
    match entry {
        Entry::Folder(folder) => json!({
            "kind": "folder", "id": folder.folder_id, "name": folder.name, "created_at": folder.created_at,
            "file_count": folder.file_count, "folder_count": folder.folder_count,
        }),
        Entry::File(file) => json!({
            "kind": "file", "id": file.file_id, "name": file.filename, "size_bytes": file.file_size,
            "uploaded_at": file.uploaded_at, "sha256": file.checksum, "zones": file.zones,
            "target_copies": file.target_copies, "damaged": file.damaged,
        }),
    }
}

/// All that is in the trash, the last deleted first.
pub(super) async fn trashed(member: &Authorized) -> Result<Vec<TrashedEntry>> {
    let mut entries = Vec::new();
    loop {
        let page = member.list_trash_entries(PAGE, i32::try_from(entries.len())?).await?;
        let (before, total) = (entries.len(), usize::try_from(page.total_count)?);
        entries.extend(page.entries);
        if entries.len() >= total || entries.len() == before {
            return Ok(entries);
        }
    }
}

/// Where something was: its folders and its name.
pub(super) fn old_path(trashed: &TrashedEntry) -> String {
    let name = trashed.entry.clone().and_then(Entry::of).map(|entry| entry.name().to_owned());
    let folders = trashed.path.iter().map(|folder| folder.name.clone());
    folders.chain(name).map(|name| format!("/{}", shown(&name))).collect()
}

pub(super) async fn trash(member: &Authorized, as_json: bool) -> Result<String> {
    let entries = trashed(member).await?;
    if as_json {
        let entry = |it: &TrashedEntry| {
            let mut value =
                it.entry.clone().and_then(Entry::of).map_or(Value::Null, |entry| entry_json(&entry));
            value["path"] = old_path(it).into();
            value["deleted_at"] = it.deleted_at.into();
            value["purge_at"] = it.purge_at.into();
            value["bytes"] = it.bytes.into();
            value
        };
        return Ok(json!({ "entries": entries.iter().map(entry).collect::<Vec<_>>() }).to_string());
    }
    if entries.is_empty() {
        return Ok("The trash is empty.".to_owned());
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["DELETED (UTC)", "GONE ON", "SIZE", "PATH"]);
    for it in &entries {
        let gone = minute(it.purge_at).split(' ').next().unwrap_or_default().to_owned();
        table.add_row([minute(it.deleted_at), gone, bytes(it.bytes), old_path(it)]);
    }
    Ok(format!("{}\nBack with: skyshard restore PATH", table.trim_fmt()))
}

pub(super) async fn quota(member: &Authorized, as_json: bool) -> Result<String> {
    let quota = member.quota().await?;
    Ok(if as_json { quota_json(&quota) } else { quota_text(&quota) })
}

fn quota_text(quota: &GetQuotaStatusResponse) -> String {
    if quota.total_quota_bytes == 0 {
        return "You hold no storage: the pool was full. skyshard pool shows an admin who holds it."
            .to_owned();
    }
    [
        format!("reserved   {}", bytes(quota.total_quota_bytes)),
        format!("used       {} ({:.1} %)", bytes(quota.used_bytes), quota.usage_percentage),
        format!("in trash   {}", bytes(quota.trash_bytes)),
        format!("under way  {}", bytes(quota.in_flight_bytes)),
        format!("available  {}", bytes(quota.available_bytes)),
    ]
    .join("\n")
}

fn quota_json(quota: &GetQuotaStatusResponse) -> String {
    json!({
        "total_quota_bytes": quota.total_quota_bytes, "used_bytes": quota.used_bytes,
        "available_bytes": quota.available_bytes, "usage_percentage": quota.usage_percentage,
        "trash_bytes": quota.trash_bytes, "in_flight_bytes": quota.in_flight_bytes,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use client::proto::storage::FolderInfo;

    use super::*;

    #[test]
    fn a_list_fits_eighty_columns() {
        let folder = FolderInfo {
            name: "Photos".to_owned(),
            created_at: 1_800_000_000,
            file_count: 2,
            ..Default::default()
        };
        let file = FileInfo {
            filename: "a name of thirty-six characters.jpeg".to_owned(),
            file_size: 99_900_000,
            uploaded_at: 1_800_000_000,
            zones: ["U", "E", "A"].map(str::to_owned).to_vec(),
            target_copies: 3,
            ..Default::default()
        };
        let text = listed(&[Entry::Folder(folder), Entry::File(file)]);
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        assert!(
            lines[1].trim_start().starts_with("2027-01-15 08:00") && lines[1].ends_with("Photos/"),
            "{text}"
        );
        assert!(lines[2].contains("99.9 MB") && lines[2].contains("3 of 3"), "{text}");
        assert_eq!(lines[3], "1 folder, 1 file, 99.9 MB");
        assert!(lines.iter().all(|line| line.chars().count() <= 80), "{text}");
    }

    #[test]
    fn room_is_told_with_what_fills_it() {
        let quota = GetQuotaStatusResponse {
            total_quota_bytes: 1_000_000_000,
            used_bytes: 9_840_000,
            available_bytes: 990_160_000,
            usage_percentage: 0.984,
            ..Default::default()
        };
        assert_eq!(
            quota_text(&quota),
            "reserved   1 GB\nused       9.8 MB (1.0 %)\nin trash   0 B\nunder way  0 B\navailable  990 MB"
        );
        assert!(quota_text(&GetQuotaStatusResponse::default()).starts_with("You hold no storage"));
    }
}
