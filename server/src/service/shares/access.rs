//! Whether somebody may do something with an entry, and in whose storage it is then done.
//!
//! What is one's own is found first, in the trash or not, as ever. What is not may have been given. An entry that was not
//! given does not exist for whoever asks (K39); one that may only be looked at is refused by a sentence.
use domain::{
    id::{AccountId, FileId, ShareId},
    policy::entry::{self, Act, Right, Standing},
    time::Timestamp,
};

use super::visit;
use crate::{
    app::App,
    auth::Member,
    db::{self, ConnectionTrait, Transaction, reach::Way},
    service::{
        ServiceError,
        audit::{self, Outcome},
        drive,
    },
};

/// What somebody reaches an entry by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// Whose the entry is: by this account it is found, sealed and counted.
    pub owner: AccountId,
    /// What it was given by; none for one's own.
    pub given: Option<Grant>,
}

/// What somebody was given, as far as it answers for an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The share.
    pub share: ShareId,
    /// What was given: the entry itself, or a folder above it.
    pub root: FileId,
    /// What it lets do.
    pub right: Right,
    /// Its receiver opened it before.
    is_opened: bool,
}

impl Access {
    /// To what is one's own.
    pub fn own(member: &Member) -> Self {
        Self { owner: member.account(), given: None }
    }

    /// Of a way from the top only what was given: what lies above it is its owner's to know.
    pub fn visible(&self, mut way: Vec<db::tree::Step>) -> Vec<db::tree::Step> {
        if let Some(given) = self.given {
            let hidden = way.iter().position(|step| step.id == given.root).unwrap_or(way.len());
            way.drain(..hidden);
        }
        way
    }
}

/// The access that a call needs, where nothing is written but that a share was opened for the first time.
pub async fn reach(app: &App, member: &Member, id: FileId, act: Act) -> Result<Access, ServiceError> {
    let now = app.clock.now();
    let access = reach_in(app.db.read(), member.account(), id, act, now).await?;
    if let Some(Grant { share, is_opened: false, .. }) = access.given {
        note_opening(app, member, share, now).await?;
    }
    Ok(access)
}

/// The same inside of a transaction, under the lock of the tree that it is about: whoever waited for the lock looks again.
pub async fn enter(
    tx: &Transaction,
    member: &Member,
    id: Option<FileId>,
    act: Act,
    now: Timestamp,
) -> Result<Access, ServiceError> {
    let Some(id) = id else {
        db::lock::tree(tx, member.account()).await?;
        return Ok(Access::own(member));
    };
    let found = reach_in(tx, member.account(), id, act, now).await?;
    db::lock::tree(tx, found.owner).await?;
    if found.given.is_none() { Ok(found) } else { reach_in(tx, member.account(), id, act, now).await }
}

/// The same of an account, which may be one that does not call just now.
pub async fn reach_in(
    on: &impl ConnectionTrait,
    account: AccountId,
    id: FileId,
    act: Act,
    now: Timestamp,
) -> Result<Access, ServiceError> {
    if db::folder::find(on, account, id).await?.is_some() {
        return Ok(Access { owner: account, given: None });
    }
    let ways = db::reach::ways(on, account, id, now).await?;
    match ways.iter().find(|way| entry::allow(standing(way, id), act)) {
        Some(way) => {
            let Way { share, owner, root, right, is_opened } = *way;
            Ok(Access { owner, given: Some(Grant { share, root, right, is_opened }) })
        }
        None if ways.is_empty() => Err(drive::not_found()),
        None => Err(not_given(act)),
    }
}

/// Who reads what may not be his own, and is asked again while he reads.
#[derive(Clone)]
pub enum Reader {
    /// Somebody signed in.
    Member(AccountId),
    /// Whoever holds the ticket of this digest.
    Ticket(String),
}

impl Reader {
    /// Whether what he reads is still given to him.
    pub async fn still(
        &self,
        on: &impl ConnectionTrait,
        id: FileId,
        now: Timestamp,
    ) -> Result<(), ServiceError> {
        match self {
            Self::Member(account) => reach_in(on, *account, id, Act::Look, now).await.map(drop),
            Self::Ticket(digest) => visit::still(on, digest, id, now).await,
        }
    }
}

fn standing(way: &Way, id: FileId) -> Standing {
    if way.root == id { Standing::Given(way.right) } else { Standing::Below(way.right) }
}

async fn note_opening(
    app: &App,
    member: &Member,
    share: ShareId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    if db::share::note_opening(&tx, share, now).await? {
        audit::record(&tx, member, "share.open", share, Outcome::Success, now);
        tx.commit().await?;
    }
    Ok(())
}

fn not_given(act: Act) -> ServiceError {
    ServiceError::Forbidden(
        match act {
            Act::Look | Act::AddVersion | Act::Fill => {
                "This was shared with you to look at, not to change. Nothing was changed; ask its owner for more."
            }
            Act::Arrange => {
                "This was shared with you, and stays where its owner put it. Nothing was changed; ask its owner."
            }
            Act::PassOn => {
                "This was shared with you, but not to share it on. Nothing was shared; ask its owner to."
            }
            Act::Own => {
                "This was shared with you, and only its owner makes links to it. Nothing was shared; ask its owner to."
            }
        }
        .to_owned(),
    )
}
