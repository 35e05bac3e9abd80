//! The keys by which contents of one account are compared, each under a master key.
use domain::id::AccountId;

use super::{ConnectionTrait, DbErr, blob, count, one, sql};

/// A sealed key and the number of the master key that opens it.
pub type Row = (Vec<u8>, u32);

/// The key of an account, if it has one.
pub async fn find(on: &impl ConnectionTrait, account: AccountId) -> Result<Option<Row>, DbErr> {
    let text = "SELECT sealed, master_key FROM content_key WHERE account_id = $1";
    let row = on.query_one_raw(sql(on, text, [account.to_string().into()])).await?;
    row.map(|row| Ok((blob(&row, "sealed")?, count(&row, "master_key")?))).transpose()
}

/// Keeps an account's key; `false` when it has one.
pub async fn insert(
    on: &impl ConnectionTrait,
    account: AccountId,
    (sealed, master_key): Row,
) -> Result<bool, DbErr> {
    let text = "INSERT INTO content_key (account_id, sealed, master_key) VALUES ($1, $2, $3)
        ON CONFLICT (account_id) DO NOTHING";
    one(on, text, [account.to_string().into(), sealed.into(), i64::from(master_key).into()]).await
}
