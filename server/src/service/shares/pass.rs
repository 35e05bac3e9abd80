//! Passing on: whoever was given something with the right to gives it to other people, as far and as long as he has it.
//!
//! What he passes on hangs on the share that he has it by (`db::passing`), and ends with it. It is less than that: to look at
//! or to change, never to share on, so that one look at the owner's list says how far something went.
use domain::policy::entry::Right;

use super::access::Access;
use crate::{
    auth::Member,
    db::{given::Given, passing::Passed, share::Receiver},
    service::{Reason, ServiceError},
};

/// How the caller gives what he reaches so: his own by nothing, what was given to him by the share he has it by.
pub(super) fn by(
    member: &Member,
    access: &Access,
    receiver: &Receiver,
    right: Right,
) -> Result<Option<Passed>, ServiceError> {
    let Some(grant) = access.given else { return Ok(None) };
    if !grant.right.may_pass_on(right) {
        return Err(only_once());
    }
    if *receiver == Receiver::Account(access.owner) {
        return Err(owners());
    }
    Ok(Some(Passed { via: grant.share, giver: member.account() }))
}

/// Refuses a right that what was passed on cannot have, whoever changes it.
pub(super) fn expect_less(given: &Given, right: Right) -> Result<(), ServiceError> {
    let is_less = given.passed_on_by.is_none() || Right::Share.may_pass_on(right);
    if is_less { Ok(()) } else { Err(only_once()) }
}

fn only_once() -> ServiceError {
    let message = "What is passed on is not passed on again. Nothing was changed; choose to look at it, or to change it.";
    ServiceError::invalid("right", Reason::InvalidArgument, message)
}

fn owners() -> ServiceError {
    let message = "This is whose it is. Nothing was shared.";
    ServiceError::invalid("who", Reason::InvalidArgument, message)
}
