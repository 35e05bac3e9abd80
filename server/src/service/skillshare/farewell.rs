//! What becomes of the lessons of somebody who is erased: those ahead are cancelled, and the others are told.
use domain::{
    id::AccountId,
    skillshare::booking::{Party, State},
    time::Timestamp,
};

use super::{cancel, hold, line};
use crate::{
    app::App,
    db::{self, Transaction, booking::Booking},
    service::{
        ServiceError,
        audit::{self, Outcome},
    },
};

const ACTOR: &str = "job:erasure";

/// Cancels every lesson that somebody gives or takes and that has not begun.
pub(in crate::service) async fn end_what_is_ahead(
    app: &App,
    tx: &Transaction,
    account: AccountId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if let Some(teacher) = db::teacher::find_by_account(tx, account).await? {
        db::lock::calendar(tx, teacher.id).await?;
        for booking in db::booking::list_given_from(tx, account, now).await? {
            // Nobody is offered a seat of a lesson that will not be.
            line::end(app, tx, &booking, now).await?;
            end(app, tx, &booking, Party::Teacher, now).await?;
        }
    }
    for booking in db::booking::list_places(tx, account).await? {
        if booking.lesson.span.start > now {
            db::lock::calendar(tx, booking.teacher_id()).await?;
            end(app, tx, &booking, Party::Student, now).await?;
        }
    }
    Ok(())
}

async fn end(
    app: &App,
    tx: &Transaction,
    booking: &Booking,
    party: Party,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let action = match booking.state {
        State::Held { .. } => {
            hold::forget(app, tx, booking.id, booking, now).await?;
            "booking.release"
        }
        State::Booked => {
            cancel::cancel_in(app, tx, booking, party, now).await?;
            "booking.cancel"
        }
        State::Cancelled => return Ok(()),
    };
    audit::record(tx, ACTOR, action, booking.id, Outcome::Success, now);
    Ok(())
}
