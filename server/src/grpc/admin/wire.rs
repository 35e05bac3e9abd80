//! What admins are shown, as messages.
use domain::{pool::Pool, role::Role};
use proto::{
    admin::{
        self, AccountSession, AuditRecord, LedgerEntry, Reservation, RoleChange, RoleTerms, SpaceRequest,
        Throttle, WaitingAccount,
    },
    convert::{bytes, count, seconds, seconds_rounded_up},
};

use crate::{
    app::App,
    db::{audit_list::Record, pool_list, session::Shown},
    service::{
        admin::{role::Change, space_requests::Pending},
        diagnostics::{Verdict, checks::Check, overview::Answer},
        throttle::Waits,
    },
};

pub(super) fn change(change: Change) -> RoleChange {
    RoleChange {
        role_before: change.role_before.name().to_owned(),
        role_after: change.role_after.name().to_owned(),
        reserved_before_bytes: bytes(change.reserved_before),
        reserved_after_bytes: bytes(change.reserved_after),
        stored_bytes: bytes(change.stored),
        pool_capacity_bytes: bytes(change.pool_before.capacity),
        pool_reserved_before_bytes: bytes(change.pool_before.reserved),
        pool_reserved_after_bytes: bytes(change.pool_reserved_after),
        problem: change.problem.unwrap_or_default(),
    }
}

pub(super) fn throttle(waits: Waits) -> Throttle {
    Throttle {
        username: waits.username.unwrap_or_default(),
        network: waits.network.unwrap_or_default(),
        failures: count(waits.failures),
        until: seconds_rounded_up(waits.until),
    }
}

pub(super) fn session(session: Shown) -> AccountSession {
    AccountSession {
        session_id: session.id.to_string(),
        device: session.device,
        network: session.network,
        methods: session.methods.split(' ').map(str::to_owned).collect(),
        created_at: seconds(session.created_at),
        last_seen_at: seconds(session.last_seen_at),
        is_kept: session.keep_signed_in,
    }
}

pub(super) fn reservation(held: pool_list::Reservation) -> Reservation {
    Reservation {
        username: held.username,
        role: held.role.name().to_owned(),
        reserved_bytes: bytes(held.balance.reservation),
        used_bytes: bytes(held.balance.used),
        trash_bytes: bytes(held.balance.trash),
        in_flight_bytes: bytes(held.balance.in_flight),
    }
}

pub(super) fn terms(role: Role, reservation: u64, pool: &Pool) -> RoleTerms {
    let fits = reservation <= pool.free();
    RoleTerms { role: role.name().to_owned(), reserved_bytes: bytes(reservation), fits }
}

pub(super) fn waiting(waiting: pool_list::Waiting, app: &App) -> WaitingAccount {
    WaitingAccount {
        username: waiting.username,
        joined_at: seconds(waiting.joined_at),
        wanted_bytes: bytes(app.reservation(waiting.role)),
    }
}

pub(super) fn entry(moved: pool_list::Change) -> LedgerEntry {
    LedgerEntry {
        at: seconds(moved.at),
        username: moved.username,
        source: moved.source,
        target: moved.target,
        bytes: bytes(moved.bytes),
    }
}

pub(super) fn request(pending: Pending) -> SpaceRequest {
    SpaceRequest {
        request_id: pending.id.to_string(),
        username: pending.username,
        note: pending.note,
        created_at: seconds(pending.created_at),
        change: Some(change(pending.change)),
    }
}

pub(super) fn record(record: Record) -> AuditRecord {
    AuditRecord {
        sequence: record.sequence,
        at: seconds(record.at),
        actor: record.actor,
        actor_username: record.actor_username.unwrap_or_default(),
        session_id: record.session.unwrap_or_default(),
        action: record.action,
        object: record.object,
        object_username: record.object_username.unwrap_or_default(),
        outcome: record.outcome,
        network: record.network.unwrap_or_default(),
    }
}

pub(super) fn check(check: Check) -> admin::Check {
    admin::Check {
        name: check.name.to_owned(),
        verdict: verdict(check.verdict),
        sentence: check.sentence,
        advice: check.advice.to_owned(),
    }
}

pub(super) fn answer(answer: Answer) -> admin::Answer {
    admin::Answer {
        question: answer.question.to_owned(),
        verdict: verdict(answer.verdict),
        sentence: answer.sentence,
    }
}

fn verdict(verdict: Verdict) -> i32 {
    let verdict = match verdict {
        Verdict::Good => admin::Verdict::Good,
        Verdict::Warning => admin::Verdict::Warning,
        Verdict::Bad => admin::Verdict::Bad,
    };
    verdict.into()
}
