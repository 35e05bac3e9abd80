//! `skyshard search`, `recent`, `favourites`, `star`, `unstar`, `tag`, `untag`, `tags` and `versions`.
use anyhow::Result;
use client::{
    Authorized,
    proto::storage::{FileKind, FileSort, FoundEntry, SearchFilesRequest},
};
use comfy_table::{CellAlignment, Table, presets};
use domain::{format, tag::Tag};
use jiff::{civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    DrivePath,
    find::{self, Entry, PAGE, shown},
    look::entry_json,
    tags, versions,
};
use crate::{
    acting::{bytes, minute},
    arguments::{KindWanted, LikeArguments, SeekCommand, Way},
    say,
    signed_in::SignedIn,
};

/// Does what was asked.
pub(crate) async fn seek(command: &SeekCommand) -> Result<()> {
    let way = way(command);
    let caller = SignedIn::find(&way.access)?;
    let done = act(&caller.member, command, way.json).await;
    caller.keep()?;
    say(&done?)
}

fn way(command: &SeekCommand) -> &Way {
    match command {
        SeekCommand::Search { way, .. } | SeekCommand::Recent { way, .. } => way,
        SeekCommand::Favourites(way) | SeekCommand::Tags(way) => way,
        SeekCommand::Star(what) | SeekCommand::Unstar(what) => &what.way,
        SeekCommand::Tag(what) | SeekCommand::Untag(what) => &what.way,
        SeekCommand::Versions(what) => &what.way,
    }
}

async fn act(member: &Authorized, command: &SeekCommand, as_json: bool) -> Result<String> {
    Ok(match command {
        SeekCommand::Search { words, like, .. } => {
            let wanted = like_these(
                like,
                SearchFilesRequest { query: words.join(" "), limit: PAGE, ..Default::default() },
            )?;
            found(member, wanted, nothing_found(like), as_json).await?
        }
        SeekCommand::Recent { limit, .. } => {
            let wanted = SearchFilesRequest {
                limit: *limit,
                sort: FileSort::Modified.into(),
                descending: true,
                files_only: true,
                ..Default::default()
            };
            found(member, wanted, "No file is stored yet.", as_json).await?
        }
        SeekCommand::Favourites(_) => {
            let wanted = SearchFilesRequest { limit: PAGE, favourites_only: true, ..Default::default() };
            found(member, wanted, "Nothing has a star. Give one with: skyshard star PATH", as_json).await?
        }
        SeekCommand::Star(what) => star(member, &what.paths, true, as_json).await?,
        SeekCommand::Unstar(what) => star(member, &what.paths, false, as_json).await?,
        SeekCommand::Tag(what) => tags::put(member, what, as_json).await?,
        SeekCommand::Untag(what) => tags::take(member, what, as_json).await?,
        SeekCommand::Tags(_) => tags::list(member, as_json).await?,
        SeekCommand::Versions(what) => versions::versions(member, what, as_json).await?,
    })
}

fn nothing_found(like: &LikeArguments) -> &'static str {
    match like.tag {
        Some(_) => "Nothing like this has that tag. What there are: skyshard tags",
        None => "Nothing is called so, or almost so.",
    }
}

/// Only files like these.
fn like_these(like: &LikeArguments, wanted: SearchFilesRequest) -> Result<SearchFilesRequest> {
    let midnight = |day: Date| anyhow::Ok(day.to_zoned(TimeZone::UTC)?.timestamp().as_second());
    let kind = like.kind.map_or(FileKind::Unspecified, |kind| match kind {
        KindWanted::Document => FileKind::Document,
        KindWanted::Picture => FileKind::Picture,
        KindWanted::Video => FileKind::Video,
        KindWanted::Audio => FileKind::Audio,
        KindWanted::Archive => FileKind::Archive,
    });
    Ok(SearchFilesRequest {
        kind: kind.into(),
        min_bytes: like.larger.map_or(Ok(0), i64::try_from)?,
        max_bytes: like.smaller.map_or(Ok(0), i64::try_from)?,
        changed_from: like.after.map_or(Ok(0), midnight)?,
        changed_before: like.before.map_or(Ok(0), midnight)?,
        tag: like.tag.as_ref().map(Tag::to_string).unwrap_or_default(),
        ..wanted
    })
}

/// One page is what people read; how much more there is they are told.
async fn found(member: &Authorized, wanted: SearchFilesRequest, none: &str, as_json: bool) -> Result<String> {
    let answer = member.search_files(wanted).await?;
    if as_json {
        let entries: Vec<Value> = answer.entries.iter().filter_map(found_json).collect();
        let told =
            json!({ "entries": entries, "total_count": answer.total_count, "similar": answer.similar });
        return Ok(told.to_string());
    }
    if answer.entries.is_empty() {
        return Ok(none.to_owned());
    }
    let list = listed(&answer.entries, u64::try_from(answer.total_count)?);
    Ok(if answer.similar { format!("No name has this in it. These are close:\n{list}") } else { list })
}

fn entry(found: &FoundEntry) -> Option<Entry> {
    found.entry.clone().and_then(Entry::of)
}

fn path(found: &FoundEntry, entry: &Entry) -> String {
    let folders = found.path.iter().map(|folder| folder.name.as_str());
    folders.chain([entry.name()]).map(|name| format!("/{}", shown(name))).collect()
}

fn found_json(found: &FoundEntry) -> Option<Value> {
    let entry = entry(found)?;
    let mut value = entry_json(&entry);
    value["path"] = path(found, &entry).into();
    value["tags"] = found.entry.as_ref().map(|entry| entry.tags.as_slice()).unwrap_or_default().into();
    Some(value)
}

/// A table with the paths last: they may be wide.
fn listed(found: &[FoundEntry], total: u64) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["MODIFIED (UTC)", "SIZE", "PATH"]);
    for (found, entry) in found.iter().filter_map(|found| Some((found, entry(found)?))) {
        let path = path(found, &entry);
        table.add_row(match &entry {
            Entry::Folder(folder) => {
                let inside = folder.file_count + folder.folder_count;
                [minute(folder.created_at), format!("{inside} in it"), format!("{path}/")]
            }
            Entry::File(file) => [minute(file.uploaded_at), bytes(file.file_size), path],
        });
    }
    if let Some(size) = table.column_mut(1) {
        size.set_cell_alignment(CellAlignment::Right);
    }
    let all = format::count(total, "entry", "entries");
    let sum = if total > found.len() as u64 { format!("{} of {all}", found.len()) } else { all };
    format!("{}\n{sum}", table.trim_fmt())
}

async fn star(member: &Authorized, paths: &[DrivePath], favourite: bool, as_json: bool) -> Result<String> {
    let ids = find::ids(member, paths).await?;
    member.set_favourites(ids, favourite).await?;
    let paths: Vec<String> = paths.iter().map(DrivePath::to_string).collect();
    if as_json {
        return Ok(json!({ "paths": paths, "favourite": favourite }).to_string());
    }
    let has = match (favourite, paths.len()) {
        (true, 1) => "has a star",
        (true, _) => "have a star",
        (false, 1) => "has no star",
        (false, _) => "have no star",
    };
    Ok(format!("{} {has} now.", paths.join(", ")))
}

#[cfg(test)]
mod tests {
    use client::proto::storage::{DriveEntry, FileInfo, PathFolder, drive_entry::Kind};

    use super::*;

    #[test]
    fn what_is_found_tells_where_it_is_and_how_much_more_there_is() {
        let file = FileInfo {
            filename: "summer.jpg".to_owned(),
            file_size: 9_800_000,
            uploaded_at: 1_800_000_000,
            ..Default::default()
        };
        let folder = PathFolder { name: "Photos".to_owned(), ..Default::default() };
        let entry = DriveEntry { kind: Some(Kind::File(file)), ..Default::default() };
        let found = FoundEntry { entry: Some(entry), path: vec![folder] };
        let text = listed(std::slice::from_ref(&found), 3);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        assert_eq!(lines[1], "2027-01-15 08:00  9.8 MB  /Photos/summer.jpg");
        assert_eq!(lines[2], "1 of 3 entries");
        assert_eq!(listed(&[found], 1).lines().last(), Some("1 entry"));
    }
}
