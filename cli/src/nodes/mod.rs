//! `skyshard nodes`, `health`, `stats`, `topology` and `net`: the cluster as everybody may see it who is signed in.
//!
//! - `text`: for people, in 80 columns
//! - `json`: for programs
mod json;
mod text;

use anyhow::Result;
use client::Authorized;
use domain::format;

use crate::{
    arguments::{ClusterCommand, Way},
    exit::{Exit, stopped},
    say,
    signed_in::SignedIn,
};

/// Shows it.
pub(crate) async fn show(command: &ClusterCommand) -> Result<()> {
    let way = way(command);
    let caller = SignedIn::find(&way.access)?;
    let asked = ask(&caller.member, command, way.json).await;
    caller.keep()?;
    let (text, silent) = asked?;
    say(&text)?;
    match silent {
        0 => Ok(()),
        silent => {
            let nodes = format::count(silent, "node", "nodes");
            let sentence =
                format!("{nodes} did not answer. What has a copy elsewhere is safe; copies are made anew");
            Err(stopped(Exit::Failed, sentence))
        }
    }
}

/// The answer, and how many nodes were silent that were asked.
async fn ask(member: &Authorized, command: &ClusterCommand, as_json: bool) -> Result<(String, u64)> {
    let mut silent = 0;
    let text = match command {
        ClusterCommand::Nodes(_) => {
            let nodes = member.list_nodes().await?;
            if as_json { json::nodes(&nodes) } else { text::nodes(&nodes) }
        }
        ClusterCommand::Stats(_) => {
            let state = member.list_nodes().await?;
            if as_json { json::stats(&state) } else { text::stats(&state) }
        }
        ClusterCommand::Health(_) => {
            let health = member.broadcast_health().await?;
            silent = health.nodes.iter().filter(|node| !node.answered).count() as u64;
            if as_json { json::health(&health) } else { text::health(&health) }
        }
        ClusterCommand::Topology(_) => {
            let topology = member.topology().await?;
            if as_json { json::topology(&topology) } else { text::topology(&topology) }
        }
        ClusterCommand::Net(_) => {
            let statistics = member.network_statistics().await?;
            if as_json { json::net(&statistics) } else { text::net(&statistics) }
        }
    };
    Ok((text, silent))
}

fn way(command: &ClusterCommand) -> &Way {
    match command {
        ClusterCommand::Nodes(way)
        | ClusterCommand::Health(way)
        | ClusterCommand::Stats(way)
        | ClusterCommand::Topology(way)
        | ClusterCommand::Net(way) => way,
    }
}
