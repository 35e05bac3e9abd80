//! Computes a line: one call an operation, in order, each on the results before it.

use client::{Authorized, ClientError, Kind, Trace};
use domain::calculator::{Operation, expression::Step};

use super::model::{self, Plan};

/// A line that was computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Computation {
    /// What was typed.
    pub line: String,
    /// The result in decimal notation.
    pub result: String,
    /// Whether digits were cut on the way.
    pub rounded: bool,
    /// The calls.
    pub calls: Vec<Call>,
    /// Why the last result may surprise.
    pub note: Option<String>,
}

/// One call that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// "17 ÷ 4 = 4.25".
    pub words: String,
    /// What it cost.
    pub trace: Trace,
}

/// Why there is no result.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The line makes no sense, or its numbers do not allow it.
    Line(String),
    /// The server refused the numbers of an operation.
    Refused(Operation, ClientError),
    /// A call failed.
    Call(ClientError),
}

/// Computes a line by the server.
pub async fn compute(api: &Authorized, line: &str) -> Result<Computation, Failure> {
    let line = line.trim().to_owned();
    match model::plan(&line).map_err(Failure::Line)? {
        Plan::Number(result) => {
            Ok(Computation { line, result, rounded: false, calls: Vec::new(), note: None })
        }
        Plan::Steps(steps) => compute_steps(api, line, steps).await,
    }
}

async fn compute_steps(api: &Authorized, line: String, steps: Vec<Step>) -> Result<Computation, Failure> {
    let mut results: Vec<String> = Vec::new();
    let (mut calls, mut rounded, mut note) = (Vec::new(), false, None);
    for Step { operation, left, right } in steps {
        let (a, b) = (model::resolve(&left, &results), model::resolve(&right, &results));
        let computed = api.compute(operation, &a, &b).await.map_err(|error| failed(operation, error))?;
        rounded |= computed.rounded;
        note = (operation == Operation::Modulo)
            .then(|| model::remainder_note(&a, &b, &computed.result))
            .flatten();
        let words = model::step_in_words(operation, &a, &b, &computed.result);
        calls.push(Call { words, trace: computed.trace });
        results.push(computed.result);
    }
    let result = results.pop().unwrap_or_default();
    Ok(Computation { line, result, rounded, calls, note })
}

fn failed(operation: Operation, error: ClientError) -> Failure {
    if error.kind == Kind::Invalid { Failure::Refused(operation, error) } else { Failure::Call(error) }
}
