//! What the operator chose, checked.
use std::{net::SocketAddr, path::PathBuf};

/// Settings of a server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of the database, the key and the nodes.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// `postgres://…`, or SQLite in the data folder.
    pub database: Option<String>,
    /// `smtp://user:password@host:port`, or test mode.
    pub smtp: Option<String>,
}
