//! Parts that more than one section shows: the line for a terminal, a change before and after, a pill with a verdict.

use client::proto::admin::{RoleChange, Verdict};
use leptos::prelude::*;

use super::model::words;
use crate::{
    components::{banner::Banner, copy_button::CopyButton},
    figures,
    notice::Tone,
};

/// What does the same in a terminal.
#[component]
pub fn CliLine(#[prop(into)] line: Signal<String>) -> impl IntoView {
    let name = Signal::derive(move || format!("Copy the command {}", line.get()));
    view! {
        <p class="cli-line">
            <code>{line}</code>
            <CopyButton name text=line />
        </p>
    }
}

/// How something stands, in a word and a colour.
#[component]
pub fn VerdictPill(verdict: Verdict) -> impl IntoView {
    let (class, word) = words::verdict(verdict);
    view! { <span class=format!("pill {class}")>{word}</span> }
}

/// A change of role as a table: before, after.
#[component]
pub fn ChangeTable(
    /// What would change.
    change: RoleChange,
    /// Whose role it is.
    username: String,
) -> impl IntoView {
    let pool =
        |reserved| format!("{} of {}", figures::bytes(reserved), figures::bytes(change.pool_capacity_bytes));
    let problem = change.problem.clone();
    view! {
        <table class="table change-table">
            <caption class="visually-hidden">"What changes for "{username}</caption>
            <thead><tr><td></td><th scope="col">"Before"</th><th scope="col">"After"</th></tr></thead>
            <tbody>
                <tr>
                    <th scope="row">"Role"</th>
                    <td>{change.role_before.clone()}</td>
                    <td>{change.role_after.clone()}</td>
                </tr>
                <tr>
                    <th scope="row">"Reserved"</th>
                    <td>{figures::bytes(change.reserved_before_bytes)}</td>
                    <td>{figures::bytes(change.reserved_after_bytes)}</td>
                </tr>
                <tr>
                    <th scope="row">"Pool"</th>
                    <td>{pool(change.pool_reserved_before_bytes)}</td>
                    <td>{pool(change.pool_reserved_after_bytes)}</td>
                </tr>
            </tbody>
        </table>
        {(!problem.is_empty()).then(|| view! { <Banner tone=Tone::Warning>{problem}</Banner> })}
    }
}
