//! Putting everything under the newest key, a few rows at a time. Each row changes by itself, from the bytes that were
//! read to the same under another key, or not at all: whoever stops between two rows, or comes second to one, has done
//! no harm, and the next round goes on with what still names an older key.
use super::{file_keys, sealed_anew};
use crate::{
    app::App,
    db::{
        self,
        sealed::{Kind, Place},
    },
    service::ServiceError,
};

/// Rows of a transaction: it is over before anybody waits for it.
const BATCH: u32 = 64;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anew {
    /// So many things are under the newest key now.
    pub done: u64,
    /// So many do not open with the key that they name.
    pub damaged: u64,
    /// So many keys of files are under a newer key of their account now.
    pub files: u64,
    /// So many keys of accounts were made under an older master key, wrapped nothing any more and are gone.
    pub accounts: u64,
}

/// Some rows of one kind.
pub struct Step {
    /// What was done.
    pub anew: Anew,
    /// Behind which place the next ones are; none when there are no more.
    pub next: Option<Place>,
}

/// Everything that names an older key, until the server stops.
pub async fn anew(app: &App) -> Result<Anew, ServiceError> {
    let mut all = Anew::default();
    for kind in Kind::ALL {
        let mut after = Some(Place::default());
        while let Some(place) = after.take().filter(|_| !app.stopping.is_cancelled()) {
            let step = step(app, kind, &place, BATCH).await?;
            all.done += step.anew.done;
            all.damaged += step.anew.damaged;
            after = step.next;
        }
    }
    file_keys::anew(app, &mut all).await?;
    Ok(all)
}

/// At most `limit` rows of a kind behind `after`, in one transaction.
pub async fn step(app: &App, kind: Kind, after: &Place, limit: u32) -> Result<Step, ServiceError> {
    let ring = app.keyring.ring();
    let newest = ring.newest();
    let old = db::sealed::under_others(app.db.read(), kind, newest.number, after, limit).await?;
    let mut anew = Anew::default();
    let Some(last) = old.last() else { return Ok(Step { anew, next: None }) };
    let next = Some(last.place.clone());
    let tx = app.db.write().await?;
    for sealed in &old {
        let from = ring.key(sealed.master_key);
        match from.and_then(|from| sealed_anew(kind, from, newest, sealed)) {
            Some(bytes) => {
                anew.done += u64::from(db::sealed::replace(&tx, kind, sealed, bytes, newest.number).await?);
            }
            None => {
                anew.damaged += 1;
                tracing::error!(
                    ?kind,
                    master_key = sealed.master_key,
                    "a sealed thing does not open with the master key that it names, and is left as it is"
                );
            }
        }
    }
    tx.commit().await?;
    Ok(Step { anew, next })
}
