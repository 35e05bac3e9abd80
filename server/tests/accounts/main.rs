//! Accounts through the gRPC services, on both engines: registration, signing in, sessions, enrolment, the calculator,
//! the first admin, mail; with the wrong, late, repeated and parallel inputs that must change nothing.
#[path = "../support/mod.rs"]
mod support;

mod address;
mod administration;
mod audit_search;
mod authenticator;
mod calculator;
mod clock;
mod conflicts;
mod diagnostics;
mod enrolment;
mod flow;
mod guesses;
mod idle;
mod imported;
mod mail;
mod passkeys;
mod peppers;
mod permissions;
mod phone;
mod protection;
mod proving;
mod races;
mod recovery;
mod refresh;
mod refresh_orders;
mod registration;
mod resend;
mod reservations;
mod roles;
mod security_key;
mod sessions;
mod setup;
mod sign_in;
mod space_requests;
mod strangers;
mod supervision;
mod sweeping;
mod throttling;
mod tokens;
mod waiting;
mod wrong_passwords;
