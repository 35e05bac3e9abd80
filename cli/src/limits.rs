//! `skyshard demo-limits`: the pool and the calculator at their limits, through the calls that anybody may make.
//!
//! One newcomer after another enrols until the pool is full; the one after that is refused, with one and the same sentence
//! for ever. Then the four operations run at once on 633 and 27. The server must be in test mode, for codes are read from its
//! outbox; what is made stays there, so it should be a server for trying things out.
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use client::{Anonymous, Authorized, ClientError};
use domain::calculator::Operation;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{acting::bytes, arguments::LimitsArguments, say};

/// What a full pool answers, to the letter.
const REFUSAL: &str = "System storage exhausted. Cannot allocate storage for new users.";
/// More seats than this would take too long to fill.
const SEATS_MAX: i32 = 100;
/// On what it computes.
const NUMBERS: [&str; 2] = ["633", "27"];
/// In which order the results are told.
const OPERATIONS: [Operation; 4] =
    [Operation::Add, Operation::Subtract, Operation::Multiply, Operation::Divide];

/// Shows both; fails when a limit does not hold.
pub(crate) async fn demo(arguments: &LimitsArguments) -> Result<()> {
    let trust = arguments.trust.said()?.unwrap_or_default();
    let anonymous = Anonymous::trusting(&arguments.server, &trust)?;
    let info = anonymous.server_info().await?;
    ensure!(
        info.test_mode,
        "this server mails its codes to their owners: the demonstration needs one in test mode"
    );
    ensure!(
        info.seats_free <= SEATS_MAX,
        "this pool has {} free seats, too many to fill for a demonstration",
        info.seats_free
    );
    let told = |line: &str| if arguments.json { Ok(()) } else { say(line) };
    told(&format!(
        "Pool of {}: {} seats of {}, {} free\n",
        bytes(info.pool_bytes),
        info.seats,
        bytes(info.allocation_bytes),
        info.seats_free
    ))?;
    // Who enrols twice is answered as the first time: each run has newcomers of its own.
    let run = Timestamp::now().as_millisecond();
    let (mut enrolments, mut member) = (Vec::new(), None);
    for number in 1..=info.seats_free + 1 {
        let name = format!("limits_{run}_{number}");
        let outcome = enrol(&anonymous, &name).await;
        let sentence = match &outcome {
            Ok((_, allocated)) => format!("accepted, {} reserved", bytes(*allocated)),
            Err(error) => format!("refused: {error}"),
        };
        told(&format!("{number:>4}  {sentence}"))?;
        enrolments.push(json!({ "name": name, "accepted": outcome.is_ok(), "sentence": sentence }));
        match outcome {
            Ok((enrolled, _)) => {
                ensure!(number <= info.seats_free, "the pool gave more seats than it has");
                member = Some(enrolled);
            }
            Err(error) if number <= info.seats_free => {
                return Err(error).context("a free seat was not given");
            }
            Err(error) => is_full(&error)?,
        }
    }
    let Some(member) = member else {
        bail!(
            "the pool was full before: the refusal is shown, and nobody is there to compute for. Take a fresh server"
        )
    };
    told("\nFour operations at once, on 633 and 27")?;
    let sums = at_once(&member).await?;
    for sum in &sums {
        told(&format!(
            "  {:<9} {:>8.1} ms  {}",
            sum["operation"].as_str().unwrap_or_default(),
            sum["millis"].as_f64().unwrap_or_default(),
            sum["result"].as_str().unwrap_or_default()
        ))?;
    }
    if arguments.json {
        return say(&json!({ "enrolments": enrolments, "operations": sums }).to_string());
    }
    Ok(())
}

fn is_full(error: &ClientError) -> Result<()> {
    ensure!(
        error.has_reason("POOL_EXHAUSTED") && error.message == REFUSAL,
        "this is not how a full pool refuses: {error}"
    );
    Ok(())
}

/// A code, a ticket, a seat.
async fn enrol(anonymous: &Anonymous, name: &str) -> Result<(Authorized, i64), ClientError> {
    let email = format!("{name}@example.com");
    let asked = anonymous.calculator_login(&email).await?;
    // It is posted before the call that sends it is answered, and the newest comes first.
    let mails = anonymous.mails(&email).await?;
    let code = mails.into_iter().map(|mail| mail.code).find(|code| !code.is_empty()).unwrap_or_default();
    let ticket = anonymous.calculator_verify(&email, &code, &asked.challenge_id).await?;
    anonymous.enroll(&email, name, &ticket).await
}

/// Four calls in flight, each with its time.
async fn at_once(member: &Authorized) -> Result<Vec<Value>> {
    let [a, b] = NUMBERS;
    let tasks = OPERATIONS.map(|operation| {
        let member = member.clone();
        tokio::spawn(async move {
            let began = Instant::now();
            let computed = member.compute(operation, a, b).await?;
            let millis = began.elapsed().as_secs_f64() * 1_000.0;
            Ok::<_, ClientError>(json!({
                "operation": operation.name(), "a": a, "b": b, "result": computed.result,
                "rounded": computed.rounded, "millis": millis,
            }))
        })
    });
    let mut sums = Vec::new();
    for task in tasks {
        sums.push(task.await??);
    }
    Ok(sums)
}
