//! Wrong passwords and wrong codes in the audit trail (SEC-63): what its owner is shown when somebody else guesses.
//!
//! A row is written for a try that the throttle let through to the compare, and for no other. So one network leaves at
//! most a hundred rows at once and four hundred an hour. Against many networks there is a bound for the whole server,
//! [`TOLD`]: what is wrong beyond it is counted, and the next row that is written stands behind one that says how many are
//! missing. So a guesser cannot fill the disk, whoever lends him machines.
//!
//! Whether a row is written never depends on whether somebody has the name or the address that was tried: one that nobody
//! has leaves the same row about nobody, so that the work tells nothing (SEC-07). What was typed is in none.
use domain::{
    id::AccountId,
    throttle::{Bucket, TOLD},
    time::Timestamp,
};
use parking_lot::Mutex;

use super::{
    ServiceError,
    audit::{self, Actor, Outcome},
};
use crate::{
    app::App,
    auth::{Member, Visitor},
};

/// The object of a row about a name or an address that nobody has.
const NOBODY: &str = "nobody";

/// What was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A password.
    Password,
    /// A mailed code, a code of an authenticator, a backup code.
    Code,
}

impl Wrong {
    const fn action(self) -> &'static str {
        match self {
            Self::Password => "password.try",
            Self::Code => "code.try",
        }
    }
}

/// How many wrong tries were written down lately. Lives in memory: a new start forgets it.
#[derive(Default)]
pub struct Tries(Mutex<State>);

#[derive(Default)]
struct State {
    told: Option<Bucket>,
    untold: u64,
}

impl Tries {
    /// Whether there is room for a row, and how many had none since the last one that had.
    fn admit(&self, now: Timestamp) -> Option<u64> {
        let mut state = self.0.lock();
        if state.told.is_some_and(|told| !told.wait(TOLD, now).is_zero()) {
            state.untold += 1;
            return None;
        }
        state.told = Some(Bucket::after_one_more(state.told, TOLD, now));
        Some(std::mem::take(&mut state.untold))
    }
}

/// Writes down a wrong try at an account, or at nobody's, from outside.
pub(super) async fn by_visitor(
    app: &App,
    wrong: Wrong,
    account: Option<AccountId>,
    visitor: &Visitor,
) -> Result<(), ServiceError> {
    let actor = match account {
        Some(account) => Actor::visiting(app, account, visitor),
        None => Actor::stranger(app, visitor),
    };
    tell(app, wrong, actor, account).await
}

/// Writes down a wrong try by somebody who is signed in, at the same account.
pub(super) async fn by_member(app: &App, wrong: Wrong, member: &Member) -> Result<(), ServiceError> {
    tell(app, wrong, member.into(), Some(member.account())).await
}

async fn tell(app: &App, wrong: Wrong, actor: Actor, account: Option<AccountId>) -> Result<(), ServiceError> {
    let now = app.clock.now();
    let Some(untold) = app.tries.admit(now) else { return Ok(()) };
    let tx = app.db.write().await?;
    if untold > 0 {
        audit::record(&tx, "throttle", "tries.untold", untold, Outcome::Failure, now);
    }
    let object = account.map_or_else(|| NOBODY.to_owned(), |account| account.to_string());
    audit::record(&tx, actor, wrong.action(), object, Outcome::Failure, now);
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_unix_seconds(1_000_000);

    #[test]
    fn beyond_the_bound_tries_are_only_counted() {
        let tries = Tries::default();
        for _ in 0..TOLD.burst {
            assert_eq!(tries.admit(START), Some(0));
        }
        for _ in 0..5 {
            assert_eq!(tries.admit(START), None);
        }
        let later = START.plus(TOLD.pause);
        assert_eq!(tries.admit(later), Some(5), "the next one says how many are missing");
        assert_eq!(tries.admit(later), None);
        assert_eq!(tries.admit(later.plus(TOLD.pause)), Some(1));
    }
}
