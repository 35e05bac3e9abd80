//! `skyshard restore` and `purge`: out of the trash, to where something was or for good.
use anyhow::Result;
use client::{
    Authorized,
    proto::storage::{EntryConflict, RestoredEntry, TrashedEntry},
};
use domain::{format, limits::ENTRIES_PER_CALL_MAX};
use serde_json::json;

use super::{
    DrivePath,
    change::or_how,
    find::{Entry, shown},
    look,
};
use crate::{
    acting::bytes,
    arguments::{PurgeArguments, RestoreArguments},
    exit::{Exit, stopped},
    login,
};

/// What is typed to delete something for good.
const WORD: &str = "delete";

pub(super) async fn restore(member: &Authorized, what: &RestoreArguments) -> Result<String> {
    let trashed = look::trashed(member).await?;
    let id = id(find(&trashed, &what.which)?);
    let choice = match what.taken.on_conflict() {
        // The call itself keeps both unless it is told.
        EntryConflict::Unspecified => EntryConflict::Refuse,
        said => said,
    };
    let back = or_how(member.restore_entries(vec![id], choice).await)?;
    let back = back.into_iter().next().unwrap_or_default();
    let path = path_of(member, &back).await?;
    let RestoredEntry { id, skipped, replaced_id, .. } = back;
    if what.way.json {
        return Ok(
            json!({ "id": id, "path": path, "skipped": skipped, "replaced_id": replaced_id }).to_string()
        );
    }
    Ok(match (skipped, replaced_id.is_empty()) {
        (true, _) => format!("Nothing was restored: {path} is there already."),
        (false, true) => format!("{path} is back."),
        (false, false) => format!("{path} is back.\n1 file of the same name went to the trash."),
    })
}

async fn path_of(member: &Authorized, back: &RestoredEntry) -> Result<String> {
    let above = member.list_folder(&back.folder_id, "", Default::default(), 1, 0).await?.path;
    let names = above.into_iter().map(|folder| folder.name).chain([back.name.clone()]);
    Ok(names.map(|name| format!("/{}", shown(&name))).collect())
}

pub(super) async fn purge(member: &Authorized, what: &PurgeArguments) -> Result<String> {
    let trashed = look::trashed(member).await?;
    let found = match what.all {
        true => trashed.iter().collect::<Vec<_>>(),
        false => what.which.iter().map(|which| find(&trashed, which)).collect::<Result<_>>()?,
    };
    if !what.yes && !found.is_empty() {
        ask(&found)?;
    }
    let ids: Vec<String> = found.into_iter().map(id).collect();
    let (mut files, mut folders, mut freed) = (0, 0, 0);
    for ids in ids.chunks(ENTRIES_PER_CALL_MAX) {
        let gone = member.purge_entries(ids.to_vec()).await?;
        files += gone.file_count;
        folders += gone.folder_count;
        freed += gone.freed_bytes;
    }
    if what.way.json {
        return Ok(json!({ "file_count": files, "folder_count": folders, "freed_bytes": freed }).to_string());
    }
    let folders = match u64::try_from(folders)? {
        0 => String::new(),
        count => format!(" and {}", format::count(count, "folder", "folders")),
    };
    let files = format::count(u64::try_from(files)?, "file", "files");
    Ok(format!("{files}{folders} deleted for good. {} are free again.", bytes(freed)))
}

/// Whoever cannot take it back says so by a word.
fn ask(found: &[&TrashedEntry]) -> Result<()> {
    for trashed in found {
        eprintln!("{}  {}", look::old_path(trashed), bytes(trashed.bytes));
    }
    let typed = login::ask(&format!("Nobody can bring this back. Type {WORD} to delete it for good: "))?;
    if typed.trim() == WORD {
        return Ok(());
    }
    Err(stopped(Exit::Usage, format!("{WORD} was not typed: nothing was deleted")))
}

/// What is in the trash by its id or its old path. The last deleted comes first: that one is meant when several were called so.
fn find<'a>(trashed: &'a [TrashedEntry], which: &str) -> Result<&'a TrashedEntry> {
    let wanted: Option<DrivePath> = which.parse().ok();
    let is_meant = |it: &&TrashedEntry| {
        let path = look::old_path(it).parse::<DrivePath>();
        id(it) == which || wanted.as_ref().is_some_and(|wanted| path.is_ok_and(|path| path.is(wanted)))
    };
    trashed.iter().find(is_meant).ok_or_else(|| {
        let sentence =
            format!("{which} is not in the trash: nothing was changed. skyshard trash shows what is");
        stopped(Exit::NotFound, sentence)
    })
}

fn id(trashed: &TrashedEntry) -> String {
    trashed.entry.clone().and_then(Entry::of).map(|entry| entry.id().to_owned()).unwrap_or_default()
}
