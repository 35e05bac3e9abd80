//! The versions of a file that are not shown: listed, read, taken up again, deleted, and thinned out by themselves.
//!
//! ```text
//!            upload             upload             restore 1
//!   (1) ───────────────→ (2) ───────────────→ (3) ───────────────→ (4), shown, with the chunks of (1)
//!                         └── delete, or thinned out: row, key and list of chunks go, bytes come free
//! ```
//!
//! Numbers only grow, and the shown version always has the largest. Taking an older version up again makes a new one with
//! the same chunks: no byte is read or copied, its manifest names where each chunk was sealed (K34), and its key is the one
//! that sealed them, under a wrapping of its own. So either may go first, and the other stays readable.
//!
//! In the quota a version counts what it stored (K9: kept versions count as used). Of versions that share chunks one counts
//! them; when that one goes, the oldest of the others takes the count over, and nothing comes free until the last of them
//! goes. `SUM(charged)` of a file's versions is therefore what its chunks come to, each counted once.
//!
//! The chunks of what went are found dead by the collection of garbage, once no version refers to them.
mod discard;
mod restore;
mod thin;

use domain::{
    id::{AccountId, FileId},
    page::Page,
};

pub use crate::db::version::Listed;
pub use discard::delete;
pub use restore::{Restored, restore};
pub use thin::thin;

use super::{ServiceError, files};
use crate::{
    app::App,
    auth::Member,
    db::{self, ConnectionTrait, file::Version},
};

/// A page of the versions of a file, newest first, and how many there are in all.
pub async fn list(
    app: &App,
    member: &Member,
    file: FileId,
    page: Page,
) -> Result<(Vec<Listed>, u64), ServiceError> {
    let on = app.db.read();
    db::file::find_current(on, member.account(), file).await?.ok_or_else(files::not_found)?;
    Ok((db::version::list(on, file, page).await?, db::version::count_of(on, file).await?))
}

/// A version of a file of the account's outside the trash, with the file's name and whether it is the one shown.
pub(super) async fn find(
    on: &impl ConnectionTrait,
    account: AccountId,
    file: FileId,
    number: u32,
) -> Result<(String, Version, bool), ServiceError> {
    db::version::find(on, account, file, number).await?.ok_or_else(no_version)
}

/// No such version, or no such file: the caller learns no more of what is not his (K39).
fn no_version() -> ServiceError {
    ServiceError::NotFound("There is no such version. It may have been deleted or thinned out.".to_owned())
}
