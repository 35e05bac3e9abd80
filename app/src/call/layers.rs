//! The layers of the server, as it told them with the very call.

use std::cmp::Ordering;

use client::Layers;
use leptos::prelude::*;

/// What a layer did with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Let it through.
    Passed,
    /// Refused it.
    Refused,
    /// Never saw it.
    Unseen,
}

impl Step {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Refused => "refused here",
            Self::Unseen => "not reached",
        }
    }

    /// As a sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Refused => "×",
            Self::Unseen => "·",
        }
    }

    /// As a class.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Passed => "layer passed",
            Self::Refused => "layer refused",
            Self::Unseen => "layer",
        }
    }
}

/// How a call went through the layers.
pub fn steps(layers: &Layers, was_refused: bool) -> Vec<(String, Step)> {
    let step = |number: usize| match number.cmp(&layers.reached) {
        Ordering::Equal if was_refused => Step::Refused,
        Ordering::Less | Ordering::Equal => Step::Passed,
        Ordering::Greater => Step::Unseen,
    };
    layers.names.iter().enumerate().map(|(at, name)| (name.clone(), step(at + 1))).collect()
}

/// The layers in their order, each with what it did.
#[component]
pub fn LayerList(
    /// What each did.
    #[prop(into)]
    steps: Signal<Vec<(String, Step)>>,
) -> impl IntoView {
    view! {
        <ol class="layers">
            {move || steps.get().into_iter().map(|(name, step)| view! {
                <li class=step.class()>
                    <span aria-hidden="true">{step.sign()}</span>
                    <span>{name}<span class="visually-hidden">", "{step.words()}</span></span>
                </li>
            }).collect_view()}
        </ol>
    }
}
