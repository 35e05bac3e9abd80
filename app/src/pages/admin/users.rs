//! Accounts: found by name, a page at a time; never what they store.

use std::time::Duration;

use client::proto::admin::{AccountSummary, ListAccountsResponse};
use leptos::{leptos_dom::helpers::debounce, prelude::*};

use super::{
    account::AccountCard,
    desk::{shown, use_desk},
    model::{command, section::Section, words},
    parts::CliLine,
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        empty_state::EmptyState,
        icon::{Glyph, Icon},
        time_text::When,
    },
    figures,
    query::{History, Query},
};

/// Rows of a page.
const PAGE: i32 = 50;
/// Typing pauses for this long before the server is asked.
const TYPING_PAUSE: Duration = Duration::from_millis(300);

/// All accounts, and the one that is looked at.
#[component]
pub fn Users(query: Query) -> impl IntoView {
    let (filter, chosen) = (query.memo("q"), query.memo("user"));
    let offset = Memo::new(move |_| query.get("from").parse::<i32>().unwrap_or_default().max(0));
    let found = use_desk().ask(move |api| {
        let (filter, offset) = (filter.get(), offset.get());
        async move { api.accounts(&filter, PAGE, offset).await }
    });
    let line = Signal::derive(move || command::users_list(&filter.get()));
    view! {
        <Search query filter />
        {move || Some(chosen.get()).filter(|name| !name.is_empty()).map(|name| view! { <AccountCard query name /> })}
        {move || shown(found, |page| view! { <AccountTable query page offset=offset.get() /> }.into_any())}
        <CliLine line />
    }
}

#[component]
fn Search(query: Query, filter: Memo<String>) -> impl IntoView {
    let mut look_soon = debounce(TYPING_PAUSE, move |typed: String| {
        query.set(&[("q", &typed), ("from", "")], History::Stay);
    });
    view! {
        <div class="field admin-search" role="search">
            <label for="user-search">"Search"</label>
            <div class="filter">
                <Icon glyph=Glyph::Search />
                <input
                    id="user-search"
                    type="search"
                    placeholder="Part of a name or an address"
                    autocomplete="off"
                    autocapitalize="none"
                    prop:value=filter
                    on:input=move |event| look_soon(event_target_value(&event))
                />
            </div>
        </div>
    }
}

#[component]
fn AccountTable(query: Query, page: ListAccountsResponse, offset: i32) -> impl IntoView {
    if page.accounts.is_empty() {
        let text = "No name and no address has what you look for.";
        return view! { <EmptyState glyph=Glyph::Person title="No account found" text /> }.into_any();
    }
    let shown_to = offset + i32::try_from(page.accounts.len()).unwrap_or_default();
    let total = page.total_count;
    let words = format!("{} to {shown_to} of {}", offset + 1, figures::counted(total.into(), "account"));
    let turn = move |to: i32, words: &'static str| {
        let go = move |_| query.set(&[("from", &to.to_string())], History::Step);
        view! { <Button kind=ButtonKind::Quiet on_click=go>{words}</Button> }
    };
    view! {
        // Narrow screens scroll it sideways, so the keyboard must reach it.
        <div class="card admin-table" role="region" aria-label="Table of accounts" tabindex="0">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Account"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col" class="num hide-on-phone">"Space"</th>
                        <th scope="col" class="hide-on-phone">"Second factor"</th>
                        <th scope="col">"State"</th>
                        <th scope="col" class="hide-on-phone">"Last seen"</th>
                    </tr>
                </thead>
                <tbody>{page.accounts.into_iter().map(|account| view! { <Row account /> }).collect_view()}</tbody>
            </table>
        </div>
        <footer class="admin-foot small soft">
            <span class="figure" role="status">{words}</span>
            {(offset > 0).then(|| turn((offset - PAGE).max(0), "Previous page"))}
            {(shown_to < total).then(|| turn(offset + PAGE, "Next page"))}
        </footer>
    }
    .into_any()
}

#[component]
fn Row(account: AccountSummary) -> impl IntoView {
    let (class, state) = words::account_state(&account);
    let to = format!("{}&user={}", Section::Users.address(), account.username);
    view! {
        <tr>
            <th scope="row">
                <a class="link" href=to>{account.username.clone()}</a>
                <span class="admin-second small faint">{account.email.clone()}</span>
            </th>
            <td>{account.role.clone()}</td>
            <td class="num soft hide-on-phone">{words::space(&account)}</td>
            <td class="soft hide-on-phone">{words::second_factor(&account)}</td>
            <td><span class=format!("pill {class}")>{state}</span></td>
            <td class="soft hide-on-phone">{words::seen(&account).map(|at| view! { <When at /> })}</td>
        </tr>
    }
}
