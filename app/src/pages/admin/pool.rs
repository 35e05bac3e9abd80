//! Seats as blocks, the requests for more, the line, and what moved.

use client::proto::admin::{GetPoolResponse, LedgerEntry, Reservation, WaitingAccount};
use leptos::prelude::*;

use super::{
    desk::{shown, use_desk},
    model::{
        seats::{Block, blocks},
        section::Section,
        words,
    },
    parts::CliLine,
    requests::Requests,
};
use crate::{components::time_text::When, figures};

/// What all accounts share.
#[component]
pub fn Pool() -> impl IntoView {
    let found = use_desk().ask(|api| async move { api.pool().await });
    view! {
        <Requests />
        {move || shown(found, |pool| view! { <Seats pool /> }.into_any())}
        <CliLine line="skyshard pool" />
    }
}

#[component]
fn Seats(pool: GetPoolResponse) -> impl IntoView {
    let blocks = blocks(&pool);
    view! {
        <section class="card admin-card" aria-labelledby="seats-title">
            <h2 id="seats-title">"Seats"</h2>
            <p class="soft">{words::pool(&pool)}</p>
            <ul class="pool-roles" aria-label="What a role reserves">
                {pool.roles.iter().map(|terms| view! { <li class="pill">{words::role_terms(terms)}</li> }).collect_view()}
            </ul>
            <ol class="pool-seats" aria-label="Seats of the pool">
                {blocks.into_iter().map(|block| view! { <Seat block /> }).collect_view()}
            </ol>
            <p class="pool-seats-key small faint" aria-hidden="true">
                <span class="pool-seat-mark used"></span>"used"
                <span class="pool-seat-mark trash"></span>"trash"
                <span class="pool-seat-mark held"></span>"reserved"
                <span class="pool-seat-mark free"></span>"free"
            </p>
            <Reservations held=pool.reservations />
        </section>
        <Line waiting=pool.waiting />
        <Ledger changes=pool.changes />
    }
}

#[component]
fn Seat(block: Block) -> impl IntoView {
    let class = if block.owner.is_some() { "pool-seat" } else { "pool-seat free" };
    let owner = block.owner.clone().unwrap_or_else(|| "free".to_owned());
    view! {
        <li class=class>
            <span class="pool-seat-fill" aria-hidden="true">
                <span class="pool-seat-trash" style:height=format!("{:.1}%", block.trash_percent)></span>
                <span class="pool-seat-used" style:height=format!("{:.1}%", block.used_percent)></span>
            </span>
            <span class="pool-seat-name small">{owner}</span>
            <span class="visually-hidden">{words::block(&block)}</span>
        </li>
    }
}

#[component]
fn Reservations(held: Vec<Reservation>) -> impl IntoView {
    let row = |held: Reservation| {
        let to = format!("{}&user={}", Section::Users.address(), held.username);
        view! {
            <tr>
                <th scope="row"><a class="link" href=to>{held.username.clone()}</a></th>
                <td>{held.role}</td>
                <td class="num">{figures::bytes(held.reserved_bytes)}</td>
                <td class="num soft">{figures::bytes(held.used_bytes + held.in_flight_bytes)}</td>
                <td class="num soft">{figures::bytes(held.trash_bytes)}</td>
            </tr>
        }
    };
    if held.is_empty() {
        return view! { <p class="soft">"Nobody holds a seat yet. Whoever signs up takes one."</p> }
            .into_any();
    }
    view! {
        <div class="admin-scroll" role="region" aria-label="Table of seats" tabindex="0">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Account"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col" class="num">"Reserved"</th>
                        <th scope="col" class="num">"Used"</th>
                        <th scope="col" class="num">"Trash"</th>
                    </tr>
                </thead>
                <tbody>{held.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Line(waiting: Vec<WaitingAccount>) -> impl IntoView {
    let row = |waiting: WaitingAccount| {
        view! {
            <li>
                <strong>{waiting.username}</strong>" for "{figures::bytes(waiting.wanted_bytes)}
                <span class="faint small">" since "<When at=waiting.joined_at /></span>
            </li>
        }
    };
    view! {
        <section class="card admin-card" aria-labelledby="line-title">
            <h2 id="line-title">"Waiting for a seat"</h2>
            {if waiting.is_empty() {
                view! { <p class="soft">"Nobody waits."</p> }.into_any()
            } else {
                view! { <ol class="admin-list">{waiting.into_iter().map(row).collect_view()}</ol> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Ledger(changes: Vec<LedgerEntry>) -> impl IntoView {
    let row = |entry: LedgerEntry| {
        view! {
            <li><span>{words::movement(&entry)}</span><span class="faint small"><When at=entry.at /></span></li>
        }
    };
    view! {
        <section class="card admin-card" aria-labelledby="ledger-title">
            <h2 id="ledger-title">"Ledger"</h2>
            {if changes.is_empty() {
                view! { <p class="soft">"Nothing was reserved yet."</p> }.into_any()
            } else {
                view! { <ul class="admin-list">{changes.into_iter().map(row).collect_view()}</ul> }.into_any()
            }}
        </section>
    }
}
