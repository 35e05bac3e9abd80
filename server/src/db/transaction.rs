//! An open write transaction, and what it will tell the audit trail.
//!
//! The trail is a chain, so those who append to it take turns until they commit. Rows are therefore kept here and
//! written last, all together: the lock is held for the length of the commit alone, and nobody who holds it waits for
//! another lock, so that no two transactions can wait for each other because of the trail.
use async_trait::async_trait;
use domain::id::FileId;
use parking_lot::Mutex;
use sea_orm::{DatabaseTransaction, DbBackend, ExecResult, QueryResult, Statement};

use super::{ConnectionTrait, DbErr, audit};
use crate::trail::Entry;

/// Dropped without [`commit`](Self::commit), it rolls back, and tells nothing.
pub struct Transaction {
    inner: DatabaseTransaction,
    trail: Mutex<Vec<(Entry, Option<FileId>)>>,
}

impl Transaction {
    pub(super) fn new(inner: DatabaseTransaction) -> Self {
        Self { inner, trail: Mutex::default() }
    }

    /// Has a row written to the audit trail with everything else, or not at all.
    pub fn tell(&self, entry: Entry) {
        self.trail.lock().push((entry, None));
    }

    /// The same of a row about something of a file or folder, whose object does not lead there any more.
    pub fn tell_of(&self, entry: Entry, file: FileId) {
        self.trail.lock().push((entry, Some(file)));
    }

    /// Appends what was told to the audit trail and makes everything durable.
    pub async fn commit(self) -> Result<(), DbErr> {
        let Self { inner, trail } = self;
        audit::append(&inner, trail.into_inner()).await?;
        inner.commit().await
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(statement).await
    }
}
