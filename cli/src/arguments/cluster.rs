//! The cluster, as everybody may see it.
use clap::Subcommand;

use super::Way;

#[derive(Debug, Subcommand)]
pub(crate) enum ClusterCommand {
    /// The storage nodes: where each is, how it is, what it holds
    Nodes(Way),
    /// Ask every node for its pulse now; exit code 1 when one does not answer
    Health(Way),
    /// What the cluster holds, what is at risk, what it does about it
    Stats(Way),
    /// The zones, their nodes, and the links of the simulated network
    Topology(Way),
    /// What moved over each link since the server started
    Net(Way),
}
