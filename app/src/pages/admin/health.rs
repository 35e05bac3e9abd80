//! Checks of every part, who waits after wrong passwords, and the bundle for somebody who helps.

use client::proto::admin::{Check, Throttle};
use leptos::prelude::*;

use super::{
    account::Unlock,
    desk::{shown, use_desk},
    model::words,
    parts::{CliLine, VerdictPill},
};
use crate::{
    components::{button::Button, icon::Glyph},
    notice::{Notice, Tone},
    save,
    sending::use_sending,
};

/// The file that the bundle becomes.
const BUNDLE: &str = "skyshard-support.json";

/// How the server is.
#[component]
pub fn Health() -> impl IntoView {
    view! {
        <Checks />
        <Throttles />
        <Bundle />
    }
}

#[component]
fn Checks() -> impl IntoView {
    let desk = use_desk();
    let found = desk.ask(|api| async move { api.diagnose(unix_millis).await });
    view! {
        <section class="card admin-card" aria-labelledby="checks-title">
            <div class="account-head">
                <h2 id="checks-title">"Checks"</h2>
                <Button glyph=Glyph::Retry on_click=move |_| desk.changed()>"Check again"</Button>
            </div>
            {move || shown(found, |checks| {
                let rows = checks.into_iter().map(|check| view! { <CheckRow check /> }).collect_view();
                view! { <ul class="checks">{rows}</ul> }.into_any()
            })}
            <CliLine line="skyshard doctor" />
        </section>
    }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit easily")]
fn unix_millis() -> i64 {
    js_sys::Date::now() as i64
}

#[component]
fn CheckRow(check: Check) -> impl IntoView {
    let verdict = check.verdict();
    view! {
        <li class="check-row">
            <div>
                <h3>{words::check(&check.name)}</h3>
                <p class="small">{check.sentence.clone()}</p>
                {(!check.advice.is_empty()).then(|| view! { <p class="small soft">{check.advice.clone()}</p> })}
            </div>
            <VerdictPill verdict />
        </li>
    }
}

#[component]
fn Throttles() -> impl IntoView {
    let found = use_desk().ask(|api| async move { api.throttles().await });
    view! {
        <section class="card admin-card" aria-labelledby="throttles-title">
            <h2 id="throttles-title">"Waiting after wrong passwords"</h2>
            {move || shown(found, |waiting| match waiting.is_empty() {
                true => view! { <p class="soft">"Nobody waits."</p> }.into_any(),
                false => {
                    let rows = waiting.into_iter().map(|throttle| view! { <ThrottleRow throttle /> }).collect_view();
                    view! { <ul class="checks">{rows}</ul> }.into_any()
                }
            })}
            <CliLine line="skyshard users throttled" />
        </section>
    }
}

#[component]
fn ThrottleRow(throttle: Throttle) -> impl IntoView {
    let words = words::throttle(&throttle, crate::browser::unix_seconds());
    let name = throttle.username;
    view! {
        <li class="check-row">
            <p>{words}</p>
            {(!name.is_empty()).then(|| view! { <Unlock name /> })}
        </li>
    }
}

#[component]
fn Bundle() -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let make = move |_| {
        let call = |api: client::Authorized| async move { api.support_bundle().await };
        desk.change(sending, call, move |text: String| {
            let notice = match save::text_file(BUNDLE, "application/json", &text) {
                true => Notice::new(
                    Tone::Good,
                    format!("{BUNDLE} is saved. Look into it before you give it away."),
                ),
                false => Notice::new(Tone::Danger, "This browser does not let the page save a file."),
            };
            desk.tell(notice);
        });
    };
    view! {
        <section class="card admin-card" aria-labelledby="bundle-title">
            <h2 id="bundle-title">"Support bundle"</h2>
            <p class="soft">
                "What helps somebody else to find a fault: versions, checks, sizes and states. No names, addresses, paths, \
                 keys or contents: it is made of numbers and of words that this program knows."
            </p>
            <div class="row">
                <Button glyph=Glyph::Download busy=sending.busy on_click=make>"Download the bundle"</Button>
            </div>
            <CliLine line="skyshard support-bundle --output skyshard-support.json" />
        </section>
    }
}
