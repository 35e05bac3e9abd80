//! The four questions of an admin, each with its answer and the way to the fix.

use client::proto::admin::Answer;
use leptos::prelude::*;

use super::{
    desk::{shown, use_desk},
    model::words,
    parts::{CliLine, VerdictPill},
};

/// Answers, not charts.
#[component]
pub fn Overview() -> impl IntoView {
    let found = use_desk().ask(|api| async move { api.overview().await });
    view! {
        {move || shown(found, |answers| {
            let cards = answers.into_iter().map(|answer| view! { <AnswerCard answer /> }).collect_view();
            view! { <ul class="answers">{cards}</ul> }.into_any()
        })}
        <CliLine line="skyshard doctor" />
    }
}

#[component]
fn AnswerCard(answer: Answer) -> impl IntoView {
    let (question, section, way) = words::question(&answer.question);
    let verdict = answer.verdict();
    view! {
        <li class="card answer">
            <div class="answer-head"><h2>{question}</h2><VerdictPill verdict /></div>
            <p>{answer.sentence}</p>
            <a class="link small" href=section.address()>{way}</a>
        </li>
    }
}
