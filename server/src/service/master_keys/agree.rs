//! Database and key file must speak of the same keys, or nothing starts.
use domain::time::Timestamp;

use super::{ACTOR, KeysError, sealed_anew};
use crate::{
    db::{
        self, ConnectionTrait, Db, Transaction,
        master_key::Row,
        sealed::{Kind, Place},
    },
    keyring::{Keys, Ring},
    service::audit::{self, Outcome},
};

/// So many things are tried of each kind, so that one damaged row is not taken for a wrong key.
const TRIED: u32 = 16;

/// Makes the keys of a ring known to the database, and refuses a ring that does not open what is there.
pub async fn agree(db: &Db, ring: &Ring, now: Timestamp) -> Result<(), KeysError> {
    let tx = db.write().await?;
    let known = db::master_key::list(&tx).await?;
    for row in &known {
        match ring.key(row.number) {
            None => forget(&tx, row, now).await?,
            Some(keys) => recognise(&tx, row, keys, now).await?,
        }
    }
    for keys in ring.keys() {
        if db::master_key::insert(&tx, keys.number, &keys.id, now).await? {
            audit::record(&tx, ACTOR, "master_key.add", name(keys.number, &keys.id), Outcome::Success, now);
        }
    }
    Ok(tx.commit().await?)
}

/// As the audit trail names a key.
pub(super) fn name(number: u32, id: &str) -> String {
    format!("{number} {id}")
}

/// How many things name a key.
pub(super) async fn sealed_under(on: &impl ConnectionTrait, number: u32) -> Result<u64, db::DbErr> {
    let mut sealed = 0;
    for kind in Kind::ALL {
        sealed += db::sealed::count_under(on, kind, number).await?;
    }
    Ok(sealed)
}

/// A key that the file has not: nothing may need it.
async fn forget(tx: &Transaction, row: &Row, now: Timestamp) -> Result<(), KeysError> {
    let id = row.id.clone().unwrap_or_else(|| "unknown".to_owned());
    let sealed = sealed_under(tx, row.number).await?;
    if sealed > 0 || !db::master_key::remove(tx, row.number).await? {
        return Err(KeysError::Missing { number: row.number, id, sealed });
    }
    // The first key of a database that no server has started on was nobody's yet.
    if let Some(id) = &row.id {
        audit::record(tx, ACTOR, "master_key.retire", name(row.number, id), Outcome::Success, now);
    }
    Ok(())
}

/// A key that both have: it must be the same.
async fn recognise(tx: &Transaction, row: &Row, keys: &Keys, now: Timestamp) -> Result<(), KeysError> {
    match &row.id {
        Some(id) if *id == keys.id => Ok(()),
        Some(_) => Err(KeysError::Foreign(row.number)),
        None => {
            prove(tx, keys).await?;
            db::master_key::name(tx, keys.number, &keys.id, now).await?;
            Ok(())
        }
    }
}

/// The database does not know the key's id yet: its rows do.
async fn prove(tx: &Transaction, keys: &Keys) -> Result<(), KeysError> {
    for kind in Kind::ALL {
        // No key has the number 0, so these are the first of all.
        let first = db::sealed::under_others(tx, kind, 0, &Place::default(), TRIED).await?;
        let opens = |sealed| sealed_anew(kind, keys, keys, sealed).is_some();
        if !first.is_empty() && !first.iter().any(opens) {
            return Err(KeysError::Foreign(keys.number));
        }
    }
    Ok(())
}
