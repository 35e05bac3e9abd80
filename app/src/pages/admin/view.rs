//! Renders the page: its sections, one at a time, the one that the address names.

use leptos::prelude::*;

use super::{
    audit::Audit, desk, health::Health, model::section::Section, overview::Overview, pool::Pool, users::Users,
};
use crate::{components::top_bar::TopBar, query::use_query, step_up::StepUpDialog};

/// What whoever runs the server looks after.
#[component]
pub fn AdminView() -> impl IntoView {
    let desk = desk::provide();
    let query = use_query();
    let standing = desk.ask(|api| async move { api.standing().await });
    let known = move || standing.get().and_then(Result::ok);
    let has_password = Signal::derive(move || known().is_none_or(|it| it.password_changed_at > 0));
    let has_passkey = Signal::derive(move || known().is_some_and(|it| it.passkeys > 0));
    let section = Memo::new(move |_| Section::of(&query.get("section")));
    Effect::new(move || document().set_title(&format!("{} · Admin · Skyshard", section.get().name())));
    view! {
        <TopBar title="Admin" />
        <div class="body admin">
            <Sections here=section />
            {move || match section.get() {
                Section::Overview => view! { <Overview /> }.into_any(),
                Section::Users => view! { <Users query /> }.into_any(),
                Section::Pool => view! { <Pool /> }.into_any(),
                Section::Audit => view! { <Audit query /> }.into_any(),
                Section::Health => view! { <Health /> }.into_any(),
            }}
        </div>
        <StepUpDialog api=desk.api() open=desk.proving has_password has_passkey on_proved=desk.on_proved() />
    }
}

#[component]
fn Sections(here: Memo<Section>) -> impl IntoView {
    view! {
        <nav class="areas" aria-label="Sections of Admin">
            {Section::ALL.map(|section| view! {
                <a
                    href=section.address()
                    class="area"
                    aria-current=move || (here.get() == section).then_some("page")
                >
                    {section.name()}
                </a>
            })}
        </nav>
    }
}
