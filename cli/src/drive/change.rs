//! `skyshard rm`, `restore`, `mkdir`, `mv` and `cp`.
use anyhow::Result;
use client::{Authorized, proto::storage::EntryConflict};
use domain::{file_name::FileName, format};
use serde_json::json;

use super::{
    DrivePath,
    find::{self, Entry, Place, shown},
    look,
};
use crate::{
    acting::bytes,
    arguments::MoveArguments,
    exit::{Exit, stopped},
};

pub(super) async fn rm(member: &Authorized, paths: &[DrivePath], as_json: bool) -> Result<String> {
    let mut ids = Vec::new();
    for path in paths {
        ids.push(find::entry(member, path).await?.id().to_owned());
    }
    let gone = member.trash_entries(ids).await?;
    if as_json {
        return Ok(json!({
            "file_count": gone.file_count, "folder_count": gone.folder_count, "freed_bytes": gone.freed_bytes,
        })
        .to_string());
    }
    let files = format::count(u64::try_from(gone.file_count)?, "file", "files");
    let folders = match u64::try_from(gone.folder_count)? {
        0 => String::new(),
        count => format!(" and {}", format::count(count, "folder", "folders")),
    };
    Ok(format!(
        "{files}{folders} went to the trash, for 30 days. {} more can be used.\nBack with: skyshard restore PATH",
        bytes(gone.freed_bytes)
    ))
}

pub(super) async fn restore(member: &Authorized, which: &str, as_json: bool) -> Result<String> {
    let trashed = look::trashed(member).await?;
    let wanted: Option<DrivePath> = which.parse().ok();
    // The last deleted comes first: that one is meant when several were called so.
    let found = trashed.iter().find(|it| {
        let entry = it.entry.clone().and_then(Entry::of);
        let is_path = || {
            let path = look::old_path(it).parse::<DrivePath>();
            wanted.as_ref().is_some_and(|wanted| path.is_ok_and(|path| path.is(wanted)))
        };
        entry.is_some_and(|entry| entry.id() == which) || is_path()
    });
    let id = found.and_then(|it| it.entry.clone()).and_then(Entry::of).map(|entry| entry.id().to_owned());
    let Some(id) = id else {
        let sentence =
            format!("{which} is not in the trash: nothing was changed. skyshard trash shows what is");
        return Err(stopped(Exit::NotFound, sentence));
    };
    let back = member.restore_entries(vec![id]).await?.into_iter().next().unwrap_or_default();
    let above = member.list_folder(&back.folder_id, "", Default::default(), 1, 0).await?.path;
    let names = above.into_iter().map(|folder| folder.name).chain([back.name]);
    let path: String = names.map(|name| format!("/{}", shown(&name))).collect();
    if as_json {
        return Ok(json!({ "id": back.id, "path": path }).to_string());
    }
    Ok(format!("{path} is back."))
}

pub(super) async fn mkdir(
    member: &Authorized,
    path: &DrivePath,
    parents: bool,
    as_json: bool,
) -> Result<String> {
    let id = if parents { make_all(member, path).await? } else { make(member, path).await? };
    if as_json {
        return Ok(json!({ "id": id, "path": path.to_string() }).to_string());
    }
    Ok(format!("{path} is there."))
}

async fn make(member: &Authorized, path: &DrivePath) -> Result<String> {
    let Some((above, name)) = path.split() else {
        return Err(stopped(Exit::Taken, "/ is there always"));
    };
    let above = find::folder(member, &above).await?;
    Ok(member.create_folder(&above, name.as_str()).await?.unwrap_or_default().folder_id)
}

/// Those above it, too; its id.
async fn make_all(member: &Authorized, path: &DrivePath) -> Result<String> {
    let (mut above, mut folder_id) = (DrivePath::default(), String::new());
    for name in path.names() {
        above = above.join(name.clone());
        folder_id = match find::in_folder(member, &folder_id, name).await? {
            Some(Entry::Folder(folder)) => folder.folder_id,
            Some(Entry::File(_)) => return Err(taken(&above)),
            None => member.create_folder(&folder_id, name.as_str()).await?.unwrap_or_default().folder_id,
        };
    }
    Ok(folder_id)
}

/// What becomes of things that are moved or copied.
enum Target {
    /// They go into this folder, with the names they have.
    Folder(String),
    /// One gets this name in this folder.
    Name(String, FileName),
}

/// The last path says where to.
async fn target(member: &Authorized, sources: usize, path: &DrivePath) -> Result<Target> {
    let name = match find::find(member, path).await? {
        Some(Place::Top) => return Ok(Target::Folder(String::new())),
        Some(Place::At(Entry::Folder(folder))) => return Ok(Target::Folder(folder.folder_id)),
        Some(Place::At(Entry::File(_))) => return Err(taken(path)),
        None => path.split(),
    };
    match name {
        Some((above, name)) if sources == 1 => {
            Ok(Target::Name(find::folder(member, &above).await?, name.clone()))
        }
        _ => Err(find::nothing(path)),
    }
}

fn taken(path: &DrivePath) -> anyhow::Error {
    stopped(Exit::Taken, format!("{path} is a file that is there already: nothing was changed"))
}

pub(super) async fn mv(member: &Authorized, what: &MoveArguments) -> Result<String> {
    let (to, sources) = what.paths.split_last().expect("clap asks for two");
    let ids = ids(member, sources).await?;
    // A name that differs in its case alone is its own neighbour.
    if let ([from], [id], Some((above, name))) = (sources, ids.as_slice(), to.split())
        && from.split().is_some_and(|(other, _)| other.is(&above))
        && (from.is(to) || find::find(member, to).await?.is_none())
    {
        member.rename_entry(id, name.as_str()).await?;
        return Ok(done("moved", what, Outcome::default()));
    }
    let outcome = match target(member, sources.len(), to).await? {
        Target::Folder(folder) => {
            let moved = member.move_entries(ids, &folder, on_conflict(what)).await?;
            Outcome {
                skipped: moved.iter().filter(|entry| entry.skipped).count(),
                replaced: moved.iter().filter(|entry| !entry.replaced_id.is_empty()).count(),
            }
        }
        Target::Name(folder, name) => {
            // Its old name may be taken there; the number it gets then is gone with the renaming.
            let moved = member.move_entries(ids, &folder, EntryConflict::KeepBoth).await?;
            for entry in moved.iter().filter(|entry| entry.name != name.as_str()) {
                member.rename_entry(&entry.id, name.as_str()).await?;
            }
            Outcome::default()
        }
    };
    Ok(done("moved", what, outcome))
}

pub(super) async fn cp(member: &Authorized, what: &MoveArguments) -> Result<String> {
    let (to, sources) = what.paths.split_last().expect("clap asks for two");
    let ids = ids(member, sources).await?;
    let outcome = match target(member, sources.len(), to).await? {
        Target::Folder(folder) => {
            let copied = member.copy_entries(ids, &folder, on_conflict(what)).await?.entries;
            Outcome {
                skipped: copied.iter().filter(|entry| entry.skipped).count(),
                replaced: copied.iter().filter(|entry| entry.replaced_version > 0).count(),
            }
        }
        Target::Name(folder, name) => {
            let copied = member.copy_entries(ids, &folder, EntryConflict::KeepBoth).await?;
            for entry in copied.entries.iter().filter(|entry| entry.name != name.as_str()) {
                member.rename_entry(&entry.copy_id, name.as_str()).await?;
            }
            Outcome::default()
        }
    };
    Ok(done("copied", what, outcome))
}

fn on_conflict(what: &MoveArguments) -> EntryConflict {
    match (what.replace, what.keep_both, what.skip) {
        (true, ..) => EntryConflict::Replace,
        (_, true, _) => EntryConflict::KeepBoth,
        (.., true) => EntryConflict::Skip,
        _ => EntryConflict::Unspecified,
    }
}

async fn ids(member: &Authorized, sources: &[DrivePath]) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for path in sources {
        ids.push(find::entry(member, path).await?.id().to_owned());
    }
    Ok(ids)
}

/// What became of those whose names were taken.
#[derive(Default)]
struct Outcome {
    skipped: usize,
    replaced: usize,
}

fn done(done: &str, what: &MoveArguments, Outcome { skipped, replaced }: Outcome) -> String {
    let (to, sources) = what.paths.split_last().expect("clap asks for two");
    let from: Vec<String> = sources.iter().map(DrivePath::to_string).collect();
    if what.way.json {
        let to = to.to_string();
        return json!({ "done": done, "from": from, "to": to, "skipped": skipped, "replaced": replaced })
            .to_string();
    }
    let said = match (sources.len(), skipped) {
        (_, 0) => format!("{} {done} to {to}.", from.join(", ")),
        (all, skipped) if all == skipped => format!("Nothing was {done}: the names are taken in {to}."),
        (all, skipped) => {
            let rest = format::count(skipped as u64, "name was", "names were");
            format!("{} of {all} {done} to {to}: {rest} taken there.", all - skipped)
        }
    };
    match replaced as u64 {
        0 => said,
        count if done == "moved" => {
            format!("{said}\n{} of the same name went to the trash.", format::count(count, "file", "files"))
        }
        count => format!(
            "{said}\n{} got a new version; the one before is kept.",
            format::count(count, "file", "files")
        ),
    }
}
