//! Files and folders from the terminal, by the calls that the page makes.
//!
//! - `path`: what people type
//! - `find`: what it leads to
//! - `look`: `ls`, `trash`, `quota`
//! - `change`: `rm`, `mkdir`, `mv`, `cp`
//! - `back`: `restore`, `purge`
//! - `put`, `get`: files there and back
//! - `seek`: what is found by name, by time, by a star
//! - `versions`: older versions of a file
//! - `share`: what is given to others, and what they gave
//! - `vault`: keys of vaults
//! - `begun`: what a path that is half typed can become
//! - `progress`: how far a transfer is
//! - `digest`: SHA-256 of files of this machine
mod back;
mod begun;
mod change;
mod digest;
mod find;
mod get;
mod look;
mod path;
mod progress;
mod put;
mod seek;
mod share;
mod tags;
mod usage;
mod vault;
mod versions;

use anyhow::Result;

pub(crate) use self::{begun::begun_with, path::DrivePath, seek::seek, share::share, vault::vault};
use crate::{
    arguments::{DriveCommand, Way},
    say,
    signed_in::SignedIn,
};

/// Does what was asked.
pub(crate) async fn drive(command: &DriveCommand) -> Result<()> {
    let caller = SignedIn::find(&way(command).access)?;
    let done = act(&caller, command).await;
    caller.keep()?;
    done?.map_or(Ok(()), |said| say(&said))
}

/// What is to be said at the end; transfers speak for themselves.
async fn act(caller: &SignedIn, command: &DriveCommand) -> Result<Option<String>> {
    let member = &caller.member;
    Ok(Some(match command {
        DriveCommand::Ls { path, from, way } => look::ls(member, path, from.as_deref(), way.json).await?,
        DriveCommand::Trash(way) => look::trash(member, way.json).await?,
        DriveCommand::Quota(way) => look::quota(member, way.json).await?,
        DriveCommand::Usage(what) => usage::usage(member, what).await?,
        DriveCommand::Rm { paths, way } => change::rm(member, paths, way.json).await?,
        DriveCommand::Restore(what) => back::restore(member, what).await?,
        DriveCommand::Purge(what) => back::purge(member, what).await?,
        DriveCommand::Mkdir { path, parents, way } => change::mkdir(member, path, *parents, way.json).await?,
        DriveCommand::Mv(what) => change::mv(member, what).await?,
        DriveCommand::Cp(what) => change::cp(member, what).await?,
        DriveCommand::Put(what) => return put::put(caller, what).await.map(|()| None),
        DriveCommand::Get(what) => return get::get(caller, what).await.map(|()| None),
    }))
}

fn way(command: &DriveCommand) -> &Way {
    match command {
        DriveCommand::Ls { way, .. }
        | DriveCommand::Rm { way, .. }
        | DriveCommand::Mkdir { way, .. }
        | DriveCommand::Trash(way)
        | DriveCommand::Quota(way) => way,
        DriveCommand::Restore(what) => &what.way,
        DriveCommand::Usage(what) => &what.way,
        DriveCommand::Purge(what) => &what.way,
        DriveCommand::Put(what) => &what.way,
        DriveCommand::Get(what) => &what.way,
        DriveCommand::Mv(what) | DriveCommand::Cp(what) => &what.way,
    }
}
