//! `skyshard rm`, `mkdir`, `mv` and `cp`.
use anyhow::Result;
use client::{Authorized, ClientError};
use domain::{file_name::FileName, format};
use serde_json::json;

use super::{
    DrivePath,
    find::{self, Entry, Place},
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
    /// One gets this name in this folder, where there may be a file of that name.
    Name(String, FileName),
}

/// The last path says where to.
async fn target(member: &Authorized, sources: usize, path: &DrivePath) -> Result<Target> {
    match find::find(member, path).await? {
        Some(Place::Top) => return Ok(Target::Folder(String::new())),
        Some(Place::At(Entry::Folder(folder))) => return Ok(Target::Folder(folder.folder_id)),
        Some(Place::At(Entry::File(_))) if sources > 1 => return Err(taken(path)),
        Some(Place::At(Entry::File(_))) | None => {}
    }
    match path.split() {
        Some((above, name)) if sources == 1 => {
            Ok(Target::Name(find::folder(member, &above).await?, name.clone()))
        }
        _ => Err(find::nothing(path)),
    }
}

/// Adds to a refusal what can be said about a name that is taken.
pub(super) fn or_how<T>(answer: Result<T, ClientError>) -> Result<T> {
    answer.map_err(|error| {
        if !error.has_reason("NAME_TAKEN") {
            return error.into();
        }
        let advice = "Nothing was changed. Add --keep-both or --skip, or --replace where both are files";
        stopped(Exit::Taken, format!("{error} {advice}"))
    })
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
    let choice = what.taken.on_conflict();
    let moved = match target(member, sources.len(), to).await? {
        Target::Folder(folder) => member.move_entries(ids, &folder, choice).await,
        Target::Name(folder, name) => {
            let id = ids.into_iter().next().unwrap_or_default();
            member.move_as(id, (&folder, name.as_str()), choice).await
        }
    };
    let moved = or_how(moved)?;
    let outcome = Outcome {
        skipped: moved.iter().filter(|entry| entry.skipped).count(),
        replaced: moved.iter().filter(|entry| !entry.replaced_id.is_empty()).count(),
    };
    Ok(done("moved", what, outcome))
}

pub(super) async fn cp(member: &Authorized, what: &MoveArguments) -> Result<String> {
    let (to, sources) = what.paths.split_last().expect("clap asks for two");
    let (ids, choice) = (ids(member, sources).await?, what.taken.on_conflict());
    let copied = match target(member, sources.len(), to).await? {
        Target::Folder(folder) => member.copy_entries(ids, &folder, choice).await,
        Target::Name(folder, name) => {
            let id = ids.into_iter().next().unwrap_or_default();
            member.copy_as(id, (&folder, name.as_str()), choice).await
        }
    };
    let copied = or_how(copied)?.entries;
    let outcome = Outcome {
        skipped: copied.iter().filter(|entry| entry.skipped).count(),
        replaced: copied.iter().filter(|entry| entry.replaced_version > 0).count(),
    };
    Ok(done("copied", what, outcome))
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
