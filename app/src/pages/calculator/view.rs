//! Renders the page.

use leptos::{ev, html, prelude::*};
use leptos_router::{components::A, hooks::use_query_map};

use super::{
    desk::{Desk, handle_key, use_run},
    four::FourAtOnce,
    keypad::Keypad,
    outcome::{LineNote, Outcome},
    past::Past,
};
use crate::{
    address,
    components::{
        banner::FormNotice, empty_state::EmptyState, error_state::ErrorState, icon::Glyph,
        skeleton::SkeletonRows, top_bar::TopBar,
    },
    notice::Notice,
    session::{Member, SessionState, use_session},
    shell::sign_in_and_return,
};

/// The calculator, or why it needs a session.
#[component]
pub fn CalculatorView() -> impl IntoView {
    let session = use_session();
    let query = use_query_map();
    let asked = query.with_untracked(|query| query.get("e").unwrap_or_default());
    let line = RwSignal::new(asked);
    view! {
        <TopBar title="Calculator" />
        {move || match session.state() {
            SessionState::Unknown => view! { <div class="body"><SkeletonRows /></div> }.into_any(),
            SessionState::Unreachable(error) => view! {
                <div class="body">
                    <ErrorState notice=Notice::from(&error) on_retry=move || session.try_again() />
                </div>
            }
            .into_any(),
            SessionState::SignedOut => view! { <NeedsSession line /> }.into_any(),
            SessionState::SignedIn(member) => view! { <Calculator member line /> }.into_any(),
        }}
    }
}

#[component]
fn NeedsSession(
    /// The expression, kept across the sign-in.
    line: RwSignal<String>,
) -> impl IntoView {
    let back = move || {
        let expression = String::from(js_sys::encode_uri_component(&line.get()));
        sign_in_and_return(&format!("{}?e={expression}", address::CALCULATOR))
    };
    view! {
        <div class="body">
            <EmptyState
                glyph=Glyph::Calculator
                title="The calculator works for members"
                text="Each operation is a call to the server, which asks who is calling. What you have typed is kept."
            >
                <A href=back attr:class="button main">"Sign in"</A>
            </EmptyState>
        </div>
    }
}

#[component]
fn Calculator(
    /// Who computes.
    member: Member,
    /// The expression.
    line: RwSignal<String>,
) -> impl IntoView {
    let desk = Desk::of(&member, line);
    let run = use_run(desk, member.clone());
    let input = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            let _focused = input.focus();
        }
    });
    view! {
        <div class="body calculator">
            <section class="card desk" aria-label="Expression and result">
                <form novalidate on:submit=move |event: ev::SubmitEvent| { event.prevent_default(); run.run(()); }>
                    <label class="field-label small soft" for="expression">"Expression"</label>
                    <input
                        id="expression"
                        class="expression"
                        node_ref=input
                        type="text"
                        inputmode="text"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        placeholder="12 × (3 + 4)"
                        aria-describedby="expression-note"
                        aria-invalid=move || desk.wrong.get().map(|_| "true")
                        bind:value=line
                        on:input=move |_| desk.wrong.set(None)
                        on:keydown=move |event| handle_key(desk, &event)
                    />
                    <LineNote desk />
                </form>
                <Outcome desk />
                <FormNotice notice=desk.notice />
                <Keypad line input on_equals=run />
            </section>
            <Past desk />
            <FourAtOnce member />
        </div>
    }
}
