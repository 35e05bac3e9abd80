//! Who may do what (SEC-46): every call names its [`Action`], and [`allow`] alone decides. What is not allowed is denied.
//!
//! Whose an object is, is no question of this file: queries ask for the caller's own, and what belongs to somebody else
//! does not exist (K39). What somebody else gave the caller is decided by [`entry`].
pub mod entry;

use crate::{
    limits::{ADMIN_IDLE_LIFE, STEP_UP_LIFE},
    role::Role,
    time::Timestamp,
};

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Looks at what everybody may see, or proves who one is.
    Enter,
    /// Looks at one's own profile, quota, sessions and protection, ends a session, proves oneself once more.
    UseAccount,
    /// Uses the calculator.
    Compute,
    /// Tries the four patterns of calls.
    Greet,
    /// Stores, reads, lists, deletes one's own files, and looks after their copies.
    UseFiles,
    /// Teaches and takes lessons.
    UseLessons,
    /// Looks at the simulated network.
    WatchCluster,
    /// Changes how one's account is protected.
    ChangeProtection,
    /// Takes everything out that the server knows of one, or has oneself erased.
    TakeLeave,
    /// Starts, stops and breaks nodes, changes the layout, removes the demonstration.
    OperateCluster,
    /// Looks at accounts, never at what they store, and lets somebody try again.
    ReadAccounts,
    /// Looks at the pool and its requests, at the audit trail and at how the server is.
    Supervise,
    /// Changes somebody's role, gives space, suspends, resumes, ends sessions, erases, keeps.
    ChangeAccounts,
}

/// What an action asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nobody,
    /// A session.
    Session,
    /// A session whose both factors were proved within [`STEP_UP_LIFE`].
    FreshProof,
    /// The role admin, a strong factor, and either a proof or another act as admin within [`ADMIN_IDLE_LIFE`].
    Admin,
    /// The same, and a proof within [`STEP_UP_LIFE`].
    AdminAndFreshProof,
}

/// A caller with a good session, as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The account's role.
    pub role: Role,
    /// Whether an authenticator, a backup code or a passkey proved the session, and not a mailed code (K3).
    pub strong: bool,
    /// When both factors were last proved.
    pub proved_at: Timestamp,
    /// When the session last acted as admin; its last proof if it never did.
    pub admin_used_at: Timestamp,
}

/// Why an action is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// Nobody is signed in.
    SignIn,
    /// The role does not include it.
    Role,
    /// The session was proved by a mailed code, and admins need more.
    WeakFactor,
    /// The last proof is too old.
    Proof,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 13] = [
        Self::Enter,
        Self::UseAccount,
        Self::Compute,
        Self::Greet,
        Self::UseFiles,
        Self::UseLessons,
        Self::WatchCluster,
        Self::ChangeProtection,
        Self::TakeLeave,
        Self::OperateCluster,
        Self::ReadAccounts,
        Self::Supervise,
        Self::ChangeAccounts,
    ];

    /// What it asks for.
    pub const fn need(self) -> Need {
        match self {
            Self::Enter => Need::Nobody,
            Self::UseAccount
            | Self::Compute
            | Self::Greet
            | Self::UseFiles
            | Self::UseLessons
            | Self::WatchCluster => Need::Session,
            Self::ChangeProtection | Self::TakeLeave => Need::FreshProof,
            Self::OperateCluster | Self::ReadAccounts | Self::Supervise => Need::Admin,
            Self::ChangeAccounts => Need::AdminAndFreshProof,
        }
    }
}

/// Whether this caller may do it now.
pub fn allow(subject: Option<&Subject>, action: Action, now: Timestamp) -> Result<(), Denial> {
    let need = action.need();
    if need == Need::Nobody {
        return Ok(());
    }
    let subject = subject.ok_or(Denial::SignIn)?;
    if matches!(need, Need::Admin | Need::AdminAndFreshProof) {
        require_admin(subject, now)?;
    }
    let is_fresh = now < subject.proved_at.plus(STEP_UP_LIFE);
    match need {
        Need::FreshProof | Need::AdminAndFreshProof if !is_fresh => Err(Denial::Proof),
        _ => Ok(()),
    }
}

fn require_admin(subject: &Subject, now: Timestamp) -> Result<(), Denial> {
    if subject.role != Role::Admin {
        return Err(Denial::Role);
    }
    if !subject.strong {
        return Err(Denial::WeakFactor);
    }
    let in_use = now < subject.admin_used_at.max(subject.proved_at).plus(ADMIN_IDLE_LIFE);
    if in_use { Ok(()) } else { Err(Denial::Proof) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const PROVED: Timestamp = Timestamp::from_unix_seconds(1_000_000);
    const SECOND: Duration = Duration::from_secs(1);

    fn subject(role: Role, strong: bool) -> Subject {
        Subject { role, strong, proved_at: PROVED, admin_used_at: PROVED }
    }

    #[test]
    fn a_stranger_may_enter_and_nothing_else() {
        for action in Action::ALL {
            let allowed = allow(None, action, PROVED).is_ok();
            assert_eq!(allowed, action == Action::Enter, "{action:?}");
        }
    }

    #[test]
    fn members_do_nothing_that_is_for_admins_and_admins_need_a_strong_factor() {
        for action in
            [Action::OperateCluster, Action::ReadAccounts, Action::Supervise, Action::ChangeAccounts]
        {
            for role in [Role::Basic, Role::Premium] {
                assert_eq!(allow(Some(&subject(role, true)), action, PROVED), Err(Denial::Role));
            }
            assert_eq!(allow(Some(&subject(Role::Admin, false)), action, PROVED), Err(Denial::WeakFactor));
            assert_eq!(allow(Some(&subject(Role::Admin, true)), action, PROVED), Ok(()));
        }
    }

    #[test]
    fn a_proof_ends_to_the_second() {
        let member = subject(Role::Basic, false);
        let end = PROVED.plus(STEP_UP_LIFE);
        for action in [Action::ChangeProtection, Action::TakeLeave] {
            assert_eq!(allow(Some(&member), action, end.minus(SECOND)), Ok(()), "{action:?}");
            assert_eq!(allow(Some(&member), action, end), Err(Denial::Proof), "{action:?}");
        }
        assert_eq!(allow(Some(&member), Action::UseFiles, end), Ok(()));
        let admin = subject(Role::Admin, true);
        assert_eq!(allow(Some(&admin), Action::ChangeAccounts, end), Err(Denial::Proof));
        assert_eq!(allow(Some(&admin), Action::ReadAccounts, end), Ok(()));
    }

    #[test]
    fn admin_rights_rest_after_twenty_minutes_without_use() {
        let idle_end = PROVED.plus(ADMIN_IDLE_LIFE);
        let admin = subject(Role::Admin, true);
        assert_eq!(allow(Some(&admin), Action::ReadAccounts, idle_end.minus(SECOND)), Ok(()));
        assert_eq!(allow(Some(&admin), Action::ReadAccounts, idle_end), Err(Denial::Proof));
        assert_eq!(allow(Some(&admin), Action::UseFiles, idle_end), Ok(()), "a member like others");
        let used = Subject { admin_used_at: PROVED.plus(SECOND), ..admin };
        assert_eq!(allow(Some(&used), Action::ReadAccounts, idle_end), Ok(()));
    }
}
