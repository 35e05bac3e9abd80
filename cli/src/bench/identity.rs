//! `skyshard identity-cost`: what signing in costs inside of a server, without a wire. Prints one flat JSON object, which
//! `cargo xtask bench` reads.
//!
//! - a token check, of a token seen before and of a new one;
//! - registering and signing in, without the work of Argon2: at its least cost, since of two times of a hundred milliseconds
//!   the difference says nothing;
//! - whether the time of an answer tells if an address has an account ([`alike`], SEC-07);
//! - what everybody else waits while five hundred sign in at once, and the memory that it takes (SEC-06).
//!
//! The clock stands still but for what is told to it, so that no throttle is met; durations are real.
use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use domain::{
    code::OneTimeCode,
    email::EmailAddress,
    password::{AcceptedPassword, NormalisedPassword, PersonalWords, check, normalise},
    second_step::SecondStep,
    time::Timestamp,
    username::Username,
};
use http::Extensions;
use serde_json::json;
use server::{
    app::{App, Shared},
    auth::{self, Door, HashCost, Visitor},
    clock::Clock,
    mail::outbox,
    running::Running,
    service::{
        ServiceError,
        credentials::Credentials,
        profile, register,
        sign_in::{self, Attempt, Name},
    },
    settings::Settings,
};
use tokio::task::JoinSet;

use super::{
    alike::{self, Likely},
    median,
};

const PASSWORD: &str = "violet kettle under moon";
/// Hundredths of a millisecond.
const LEAST: HashCost = HashCost::of_kib(8);
const CHECKS: usize = 20_000;
/// Registrations and sign-ins.
const RUNS: usize = 40;
const CROWD: usize = 500;

/// Measures a server of its own in this folder, which must not exist.
pub(crate) async fn measure(folder: &Path) -> Result<()> {
    let clock = Clock::manual(Timestamp::from_unix_seconds(1_800_000_000));
    let beside = beside_argon2(&folder.join("beside"), clock.clone()).await?;
    let running = Running::start(Settings::in_folder(folder.join("whole")), clock).await?;
    let app = &running.app;
    let hashing = median(hash_alone(app).await?);
    let verifying = median(verify_alone(app).await?);
    let (.., token) = register_and_sign_in(app).await?;
    let (seen, new) = token_checks(app, &token).await?;
    let crowd = crowd(app, &token).await?;
    let figures = json!({
        "token_check_us": seen,
        "token_first_check_us": new,
        "hash_ms": hashing,
        "register_beside_hash_ms": beside.registering,
        "verify_ms": verifying,
        "sign_in_beside_verify_ms": beside.signing_in,
        "attempts": alike::ATTEMPTS,
        "known_sign_in_p": beside.likely.sign_in,
        "known_register_p": beside.likely.register,
        "known_resend_p": beside.likely.resend,
        "known_reset_p": beside.likely.reset,
        "crowd": CROWD,
        "crowd_turned_away": crowd.turned_away,
        "others_p99_ms": crowd.others_p99_ms,
        "crowd_memory_mb": crowd.memory_mb,
    });
    println!("{figures}");
    Ok(running.stop().await?)
}

/// Milliseconds, medians.
struct Beside {
    registering: f64,
    signing_in: f64,
    likely: Likely,
}

/// What registering and signing in cost at a server that spends next to nothing on passwords.
async fn beside_argon2(folder: &Path, clock: Clock) -> Result<Beside> {
    let settings = Settings { hash_cost: LEAST, ..Settings::in_folder(folder) };
    let running = Running::start(settings, clock).await?;
    let (registering, signing_in, _) = register_and_sign_in(&running.app).await?;
    let likely = alike::measure(&running.app).await?;
    running.stop().await?;
    Ok(Beside { registering: median(registering), signing_in: median(signing_in), likely })
}

fn typed(password: &str) -> Result<NormalisedPassword> {
    Ok(normalise(password)?)
}

pub(super) fn accepted() -> Result<AcceptedPassword> {
    Ok(check(PASSWORD, &PersonalWords::default())?)
}

/// Somebody from a network of their own.
pub(super) fn visitor(number: usize) -> Visitor {
    Visitor { network: format!("network {number}"), ..Visitor::default() }
}

pub(super) fn milliseconds(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1_000.0
}

async fn hash_alone(app: &App) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    for _ in 0..RUNS {
        let password = accepted()?;
        let began = Instant::now();
        app.passwords.hash(password, Vec::new()).await?;
        took.push(milliseconds(began));
    }
    Ok(took)
}

async fn verify_alone(app: &App) -> Result<Vec<f64>> {
    let hash = app.passwords.hash(accepted()?, Vec::new()).await?;
    let mut took = Vec::new();
    for _ in 0..RUNS {
        let (password, hash) = (typed(PASSWORD)?, hash.clone());
        let began = Instant::now();
        app.passwords.verify(password, Some(hash)).await?;
        took.push(milliseconds(began));
    }
    Ok(took)
}

/// How long each registration and each sign-in took, and the last session's token.
async fn register_and_sign_in(app: &App) -> Result<(Vec<f64>, Vec<f64>, String)> {
    let (mut registering, mut signing_in, mut token) = (Vec::new(), Vec::new(), String::new());
    for number in 0..RUNS {
        let (name, visitor) = (format!("person{number}"), visitor(number));
        let email = EmailAddress::parse(&format!("{name}@example.com"))?;
        let username = Username::parse(&name)?;
        let credentials =
            Credentials { username: username.clone(), email: email.clone(), password: accepted()? };
        let began = Instant::now();
        register::register(app, credentials, &visitor).await?;
        registering.push(milliseconds(began));
        let proof = code(app, &email).await?;
        server::service::verify_email::verify_email(app, &email, &proof, None, &visitor).await?;
        app.clock.advance(Duration::from_micros(1));

        let attempt =
            Attempt { name: Name::Username(username), password: typed(PASSWORD)?, keep_signed_in: false };
        let began = Instant::now();
        let sent = sign_in::log_in(app, attempt, &visitor).await?;
        let first = milliseconds(began);
        let step = SecondStep::Code(code(app, &email).await?);
        let began = Instant::now();
        let signed_in =
            sign_in::verify_code(app, sent.challenge, &step, &visitor, sign_in::Pending::Tell).await?;
        signing_in.push(first + milliseconds(began));
        token = signed_in.access.token;
    }
    Ok((registering, signing_in, token))
}

async fn code(app: &App, email: &EmailAddress) -> Result<OneTimeCode> {
    let mails = outbox::recent(app, Some(email)).await?;
    app.clock.advance(Duration::from_micros(1));
    let code = mails.iter().find_map(|mail| mail.letter.code.clone()).context("a mail with a code")?;
    Ok(OneTimeCode::parse(&code)?)
}

/// Microseconds that the check of a token takes which was seen before, and of one which was not.
async fn token_checks(app: &App, token: &str) -> Result<(f64, f64)> {
    let mut request = Extensions::new();
    request.insert(Door::Native { bearer: Some(token.to_owned()) });
    let mut seen = Vec::new();
    for _ in 0..CHECKS {
        let began = Instant::now();
        auth::member(app, &request, "", auth::Action::UseAccount).await?;
        seen.push(milliseconds(began) * 1_000.0);
    }
    let now = app.clock.now();
    let claims = app.tokens.read(token, now).ok().context("a good token")?;
    let mut new = Vec::new();
    for _ in 0..CHECKS / 20 {
        let fresh = app.tokens.issue(&claims, &["pwd"], now.plus(Duration::from_secs(600)), now).token;
        let mut request = Extensions::new();
        request.insert(Door::Native { bearer: Some(fresh) });
        let began = Instant::now();
        auth::member(app, &request, "", auth::Action::UseAccount).await?;
        new.push(milliseconds(began) * 1_000.0);
    }
    Ok((median(seen), median(new)))
}

/// Somebody who does not know the password.
pub(super) fn wrong(name: Name) -> Result<Attempt> {
    Ok(Attempt { name, password: typed("wrong violet kettle")?, keep_signed_in: false })
}

struct Crowd {
    turned_away: usize,
    others_p99_ms: f64,
    memory_mb: f64,
}

/// Five hundred sign in at once, and somebody else goes on reading her profile.
async fn crowd(app: &Shared, token: &str) -> Result<Crowd> {
    let before = memory()?;
    let mut knocking = JoinSet::new();
    for number in 0..CROWD {
        let name = Name::Username(Username::parse(&format!("crowd{number}"))?);
        let (app, attempt) = (Arc::clone(app), wrong(name)?);
        knocking.spawn(async move { sign_in::log_in(&app, attempt, &visitor(10_000 + number)).await });
    }
    let mut request = Extensions::new();
    request.insert(Door::Native { bearer: Some(token.to_owned()) });
    let (mut waits, mut turned_away, mut highest) = (Vec::new(), 0, before);
    while !knocking.is_empty() {
        let began = Instant::now();
        let member = auth::member(app, &request, "", auth::Action::UseAccount).await?;
        profile::profile(app, &member).await?;
        waits.push(milliseconds(began));
        highest = highest.max(memory()?);
        while let Some(answer) = knocking.try_join_next() {
            turned_away += usize::from(matches!(answer?, Err(ServiceError::Unavailable(_))));
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    waits.sort_by(f64::total_cmp);
    let others_p99_ms = waits.get(waits.len() * 99 / 100).copied().context("others were served")?;
    Ok(Crowd { turned_away, others_p99_ms, memory_mb: highest - before })
}

/// Resident, in MB, as the kernel counts it.
fn memory() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status").context("this needs Linux")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes * 1_024.0 / 1e6)
}
