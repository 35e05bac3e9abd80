//! The struct of parts: built from settings by [`App::start`], alike in the binary and in tests.
use std::sync::Arc;

use cluster::live::Cluster;

use crate::{clock::Clock, db::Db, keyring::Keyring, settings::Settings};

/// Everything a use case may need. Shared by all requests.
pub struct App {
    /// What the operator chose.
    pub settings: Settings,
    /// Time.
    pub clock: Clock,
    /// The server's secrets.
    pub keyring: Keyring,
    /// The metadata.
    pub db: Db,
    /// The chunks.
    pub cluster: Cluster,
}

/// How the parts travel.
pub type Shared = Arc<App>;
