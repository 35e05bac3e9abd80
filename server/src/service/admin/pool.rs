//! The pool, as an admin sees it.
use domain::pool::Pool;

use crate::{
    app::App,
    auth::Admin,
    db::{
        self,
        pool_list::{Change, Reservation, Waiting},
    },
    service::ServiceError,
};

/// Accounts of one answer, as many as a page of any list has.
const ACCOUNTS: u32 = domain::limits::PAGE_MAX;
/// Rows of the ledger.
const CHANGES: u32 = 20;

/// The pool and who is in it.
pub struct Seats {
    /// What may be reserved, and what is.
    pub pool: Pool,
    /// Who holds something, the oldest account first.
    pub reservations: Vec<Reservation>,
    /// Who waits, the next one first.
    pub waiting: Vec<Waiting>,
    /// What moved, the newest first.
    pub changes: Vec<Change>,
}

/// How the pool stands.
pub async fn seats(app: &App, _: &Admin) -> Result<Seats, ServiceError> {
    let on = app.db.read();
    Ok(Seats {
        pool: db::pool::find(on).await?.unwrap_or_default(),
        reservations: db::pool_list::reservations(on, ACCOUNTS).await?,
        waiting: db::pool_list::waiting(on, ACCOUNTS).await?,
        changes: db::pool_list::changes(on, CHANGES).await?,
    })
}
