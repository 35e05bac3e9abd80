//! Renders the page: one pattern at a time, the one that the address names.

use leptos::prelude::*;

use super::{
    commands::commands,
    live::{Live, Recorded},
    model::Pattern,
    proofs::ErrorTable,
};
use crate::{browser, call::CommandFigure, components::top_bar::TopBar, query::use_query};

/// The four patterns of calls.
#[component]
pub fn PlaygroundView() -> impl IntoView {
    let query = use_query();
    let pattern = Memo::new(move |_| Pattern::of(&query.get("pattern")));
    let name = RwSignal::new("Ada".to_owned());
    view! {
        <TopBar title="gRPC playground" />
        <div class="body playground">
            <Patterns here=pattern />
            <p class="soft">{move || pattern.get().sentence()}</p>
            {move || match pattern.get() {
                pattern if pattern.hindrance().is_none() => view! { <Live pattern name /> }.into_any(),
                pattern => view! { <Recorded pattern name /> }.into_any(),
            }}
            <Commands pattern name />
            <ErrorTable />
        </div>
    }
}

#[component]
fn Patterns(here: Memo<Pattern>) -> impl IntoView {
    view! {
        <nav class="areas" aria-label="Patterns of calls">
            {Pattern::ALL.map(|pattern| view! {
                <a
                    href=pattern.address()
                    class="area"
                    aria-current=move || (here.get() == pattern).then_some("page")
                >
                    {pattern.name()}
                </a>
            })}
        </nav>
    }
}

/// The same call by other programs.
#[component]
fn Commands(pattern: Memo<Pattern>, name: RwSignal<String>) -> impl IntoView {
    let all = move || commands(pattern.get(), &name.get(), &browser::origin());
    view! {
        <section class="card commands" aria-labelledby="commands-title">
            <h2 id="commands-title">"The same call elsewhere"</h2>
            <p class="small soft">
                "SKYSHARD_TOKEN stands for the token that VerifyOTP answers a native client. This page cannot read its own: \
                 it is in a cookie that no script sees."
            </p>
            {move || all().map(|command| view! { <CommandFigure command /> }).collect_view()}
        </section>
    }
}
