//! Proofs of permission. Their fields are private and only `auth` builds them, so that a function that takes one
//! cannot be called by mistake.
use domain::{
    id::{AccountId, SessionId},
    role::Role,
};

use super::visitor::Source;
use crate::trail::Origin;

/// A signed-in account, checked for this very call.
#[derive(Clone, Debug)]
pub struct Member {
    account: AccountId,
    session: SessionId,
    role: Role,
    source: Option<Source>,
}

/// A signed-in account that may do, now, what is for admins.
#[derive(Clone, Debug)]
pub struct Admin(Member);

impl Member {
    pub(super) fn new(account: AccountId, session: SessionId, role: Role, source: Option<Source>) -> Self {
        Self { account, session, role, source }
    }

    /// Whose data the call may touch.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The session that made the call.
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// The account's role now.
    pub fn role(&self) -> Role {
        self.role
    }

    /// From which network the call came, where that is known.
    pub fn origin(&self) -> Option<Origin> {
        self.source.as_ref().and_then(Source::origin)
    }
}

impl Admin {
    pub(super) fn new(member: Member) -> Self {
        Self(member)
    }

    /// The account behind it.
    pub fn member(&self) -> &Member {
        &self.0
    }
}
