//! `skyshard calc`: the calculator's calls, one an operation.
use anyhow::{Context, Result};
use client::Authorized;
use domain::calculator::expression::{Expression, Operand, Step};
use serde_json::json;

use crate::{
    arguments::CalcArguments,
    exit::{Exit, stopped},
    say,
    signed_in::SignedIn,
};

/// Computes a line such as `2 + 3 * 4`.
pub(crate) async fn calc(arguments: &CalcArguments) -> Result<()> {
    let line = arguments.words.join(" ");
    let expression = Expression::parse(&line).map_err(|error| {
        stopped(
            Exit::Usage,
            format!("{line:?} cannot be computed, at character {}: {error}", error.position + 1),
        )
    })?;
    let caller = SignedIn::find(&arguments.way.access)?;
    let computed = compute(&caller.member, &expression).await;
    caller.keep()?;
    let (result, rounded) = computed?;
    if arguments.way.json {
        return say(&json!({ "expression": line, "result": result, "rounded": rounded }).to_string());
    }
    say(&format!("{}{result}", if rounded { "about " } else { "" }))
}

/// The result, and whether any step was rounded.
async fn compute(member: &Authorized, expression: &Expression) -> Result<(String, bool)> {
    let (mut results, mut rounded) = (Vec::<String>::new(), false);
    for Step { operation, left, right } in expression.steps() {
        let value = |operand: &Operand| match operand {
            Operand::Number(number) => number.to_string(),
            Operand::Result(index) => results[*index].clone(),
        };
        let computed = member.compute(operation, &value(&left), &value(&right)).await?;
        rounded |= computed.rounded;
        results.push(computed.result);
    }
    let alone = match expression {
        Expression::Number(number) => Some(number.to_string()),
        Expression::Operation { .. } => None,
    };
    Ok((results.pop().or(alone).context("an expression has a result")?, rounded))
}
