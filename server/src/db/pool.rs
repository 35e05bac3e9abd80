//! The pool's one row: what may be promised, and what is (INV-C1).
use super::{ConnectionTrait, DbErr, amount, one, sql};

/// Writes the pool's row, or gives it this capacity when that still covers what is promised. Answers whether the
/// capacity now is the one asked for.
pub async fn ensure(on: &impl ConnectionTrait, capacity: u64) -> Result<bool, DbErr> {
    let text = "INSERT INTO pool (id, capacity, reserved) VALUES (1, $1, 0) ON CONFLICT (id) DO NOTHING";
    if one(on, text, [amount(capacity)]).await? {
        return Ok(true);
    }
    one(on, "UPDATE pool SET capacity = $1 WHERE id = 1 AND reserved <= $1", [amount(capacity)]).await
}

/// Promises `bytes`, or answers that they do not fit.
pub async fn reserve(on: &impl ConnectionTrait, bytes: u64) -> Result<bool, DbErr> {
    let text = "UPDATE pool SET reserved = reserved + $1 WHERE id = 1 AND reserved + $1 <= capacity";
    one(on, text, [amount(bytes)]).await
}

/// Takes a promise back.
pub async fn release(on: &impl ConnectionTrait, bytes: u64) -> Result<bool, DbErr> {
    one(on, "UPDATE pool SET reserved = reserved - $1 WHERE id = 1 AND reserved >= $1", [amount(bytes)]).await
}

/// Capacity and what is promised, in bytes.
pub async fn find(on: &impl ConnectionTrait) -> Result<Option<domain::pool::Pool>, DbErr> {
    let Some(row) = on.query_one_raw(sql(on, "SELECT capacity, reserved FROM pool WHERE id = 1", [])).await?
    else {
        return Ok(None);
    };
    let (capacity, reserved) = (super::bytes(&row, "capacity")?, super::bytes(&row, "reserved")?);
    Ok(Some(domain::pool::Pool { capacity, reserved }))
}
