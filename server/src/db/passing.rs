//! What was passed on: a share that hangs on another one, and holds for as long as that one lets pass on.
//!
//! Nothing is written when that ends. `HOLDS` asks the rows each time, so that what was passed on is out of reach with the
//! commit that ends the right to, and answers again when the right comes back.
use domain::id::{AccountId, ShareId};

use super::{ConnectionTrait, DbErr, one, parsed, sql};

/// By what and by whom something was passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The share by which he has it.
    pub via: ShareId,
    /// Who has it, and passed it on.
    pub giver: AccountId,
}

/// Whether a share `s` holds as far as it was passed on, at the time `$2`, in folders `$3` deep: the share it came by is still
/// its giver's, lets pass on, and is of the entry itself or of a folder above it.
pub(super) const HOLDS: &str = "(s.via_id IS NULL OR EXISTS (
        WITH RECURSIVE up (id, parent_id, depth) AS (
            SELECT e.id, e.parent_id, CAST(0 AS BIGINT) FROM file e WHERE e.id = s.entry_id
            UNION ALL
            SELECT p.id, p.parent_id, u.depth + 1 FROM up u JOIN file p ON p.id = u.parent_id WHERE u.depth <= $3
        ) SELECT 1 FROM share w JOIN up ON up.id = w.entry_id
        WHERE w.id = s.via_id AND w.owner_id = s.owner_id AND w.via_id IS NULL AND w.shares_on = 1
            AND (w.expires_at IS NULL OR w.expires_at > $2)
            AND (w.receiver_id = s.giver_id OR w.receiver_email =
                (SELECT email_key FROM account WHERE id = s.giver_id AND verified_at IS NOT NULL))
            AND NOT EXISTS (SELECT 1 FROM account k
                WHERE k.id IN (s.owner_id, s.giver_id) AND k.suspended_at IS NOT NULL)
            AND NOT EXISTS (SELECT 1 FROM erasure x WHERE x.account_id IN (s.owner_id, s.giver_id))))";

/// When a share `s` ends by itself: no later than the share `v` that it came by, if it was passed on.
pub(super) const END: &str = "CASE WHEN s.expires_at IS NULL OR v.expires_at < s.expires_at THEN v.expires_at ELSE s.expires_at END AS expires_at";

/// Whose entry somebody gave, or passed on: none when neither he nor its owner did.
pub async fn owner_of(
    on: &impl ConnectionTrait,
    caller: AccountId,
    share: ShareId,
) -> Result<Option<AccountId>, DbErr> {
    let text = "SELECT owner_id FROM share WHERE id = $2 AND (owner_id = $1 OR giver_id = $1)";
    let row = on.query_one_raw(sql(on, text, [caller.to_string().into(), share.to_string().into()])).await?;
    row.map(|row| parsed(&row, "owner_id")).transpose()
}

/// Lets a share that was passed on hang on another way of its giver's.
pub async fn hang(on: &impl ConnectionTrait, share: ShareId, passed: Passed) -> Result<bool, DbErr> {
    let text = "UPDATE share SET via_id = $2 WHERE id = $1 AND giver_id = $3";
    let values = [share.to_string().into(), passed.via.to_string().into(), passed.giver.to_string().into()];
    one(on, text, values).await
}
