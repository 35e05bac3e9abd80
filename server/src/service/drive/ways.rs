//! The folders above others, from the top.
use std::collections::HashMap;

use domain::id::{AccountId, FileId};

use crate::{
    app::App,
    db::{self, tree::Step},
    service::ServiceError,
};

/// Ways to folders, each asked for once.
pub(super) struct Ways {
    account: AccountId,
    known: HashMap<FileId, Vec<Step>>,
}

impl Ways {
    pub(super) fn new(account: AccountId) -> Self {
        Self { account, known: HashMap::new() }
    }

    pub(super) async fn to(&mut self, app: &App, folder: Option<FileId>) -> Result<Vec<Step>, ServiceError> {
        let Some(id) = folder else { return Ok(Vec::new()) };
        if let Some(way) = self.known.get(&id) {
            return Ok(way.clone());
        }
        let way = db::tree::path(app.db.read(), self.account, id).await?;
        self.known.insert(id, way.clone());
        Ok(way)
    }
}
