//! Renders the page.

use leptos::{ev, html, prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_query_map};

use super::{
    compute::{self, Computation, Failure},
    four::FourAtOnce,
    history::History,
    keypad::Keypad,
    model::{self, Preview},
};
use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        copy_button::CopyButton,
        empty_state::EmptyState,
        error_state::ErrorState,
        icon::Glyph,
        skeleton::SkeletonRows,
        top_bar::TopBar,
    },
    notice::Notice,
    routes::address,
    session::{Member, SessionState, use_session},
    shell::sign_in_and_return,
};

/// Longer results are set smaller.
const LONG_RESULT: usize = 22;

/// The calculator, or why it needs a session.
#[component]
pub fn CalculatorPage() -> impl IntoView {
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

/// Everything the calculator holds.
#[derive(Clone, Copy)]
struct Desk {
    line: RwSignal<String>,
    computed: RwSignal<Option<Computation>>,
    /// What is wrong with the line.
    wrong: RwSignal<Option<String>>,
    notice: RwSignal<Option<Notice>>,
    history: RwSignal<History>,
    computing: RwSignal<bool>,
    /// How far the arrow keys have gone back.
    recalled: RwSignal<Option<usize>>,
}

#[component]
fn Calculator(
    /// Who computes.
    member: Member,
    /// The expression.
    line: RwSignal<String>,
) -> impl IntoView {
    let desk = Desk {
        line,
        computed: RwSignal::default(),
        wrong: RwSignal::default(),
        notice: RwSignal::default(),
        history: RwSignal::new(History::load(&member.profile.user_id)),
        computing: RwSignal::new(false),
        recalled: RwSignal::default(),
    };
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

/// `Esc` empties, the arrows walk through what was computed.
fn handle_key(desk: Desk, event: &ev::KeyboardEvent) {
    let step = match event.key().as_str() {
        "Escape" => {
            desk.line.set(String::new());
            desk.wrong.set(None);
            desk.recalled.set(None);
            return;
        }
        "ArrowUp" => desk.recalled.get_untracked().map_or(0, |steps| steps + 1),
        "ArrowDown" => match desk.recalled.get_untracked().and_then(|steps| steps.checked_sub(1)) {
            Some(steps) => steps,
            None => return,
        },
        _ => return,
    };
    let recalled = desk.history.with_untracked(|history| history.recall(step).map(str::to_owned));
    if let Some(line) = recalled {
        event.prevent_default();
        desk.recalled.set(Some(step));
        desk.line.set(line);
    }
}

fn use_run(desk: Desk, member: Member) -> UnsyncCallback<()> {
    let session = use_session();
    UnsyncCallback::new(move |()| {
        if desk.computing.get_untracked() {
            return;
        }
        desk.computing.set(true);
        desk.wrong.set(None);
        desk.notice.set(None);
        let member = member.clone();
        spawn_local(async move {
            let line = desk.line.get_untracked();
            match compute::compute(&member.api, &line).await {
                Ok(computation) => {
                    desk.history.update(|history| history.add(&computation.line, &computation.result));
                    desk.history.with_untracked(|history| history.save(&member.profile.user_id));
                    desk.recalled.set(None);
                    desk.computed.set(Some(computation));
                }
                Err(Failure::Line(why)) => desk.wrong.set(Some(why)),
                Err(Failure::Call(error)) if error.kind == client::Kind::Invalid => {
                    desk.wrong.set(Some(error.message));
                }
                Err(Failure::Call(error)) => {
                    session.ended_by(&error);
                    desk.notice.set(Some((&error).into()));
                }
            }
            desk.computing.set(false);
        });
    })
}

/// The preview while somebody types, the error once they asked for the result.
#[component]
fn LineNote(
    /// The calculator.
    desk: Desk,
) -> impl IntoView {
    let is_answered = move || {
        let line = desk.line.get();
        desk.computed.with(|computed| computed.as_ref().is_some_and(|computed| computed.line == line.trim()))
    };
    let preview = move || match model::preview(&desk.line.get()) {
        _ if desk.wrong.get().is_some() => String::new(),
        Preview::Value { text, rounded } if !is_answered() => {
            format!("{} {text}", if rounded { "≈" } else { "=" })
        }
        Preview::Nothing | Preview::Value { .. } => "Enter computes, Esc clears, ↑ recalls.".to_owned(),
        Preview::NotYet(why) => why,
    };
    view! {
        <p id="expression-note" class="field-note preview">
            <span>{preview}</span>
            <span class="bad" role="alert">{desk.wrong}</span>
        </p>
    }
}

/// The result and what it cost.
#[component]
fn Outcome(
    /// The calculator.
    desk: Desk,
) -> impl IntoView {
    let result = move || desk.computed.get().map(|computed| computed.result).unwrap_or_default();
    view! {
        <div class="outcome" class:old=move || desk.wrong.get().is_some()>
            <div class="result-line">
                <output class="result" class:faint=move || desk.computed.get().is_none() class:long={move || result().len() > LONG_RESULT} for="expression" aria-live="polite">
                    {move || desk.computed.get().map_or("0".to_owned(), |computed| model::grouped(&computed.result))}
                </output>
                <Show when=move || desk.computed.get().is_some_and(|computed| computed.rounded)>
                    <span class="pill warn" title="The quotient does not end; it was rounded half-even to 50 significant digits.">
                        "rounded"
                    </span>
                </Show>
                <Show when=move || desk.computed.get().is_some()>
                    <CopyButton name="Copy the result" text=Signal::derive(result) />
                </Show>
            </div>
            <div class="costs">{move || desk.computed.get().map(|computed| view! { <Costs computed /> })}</div>
        </div>
    }
}

#[component]
fn Costs(
    /// What was computed.
    computed: Computation,
) -> impl IntoView {
    let Computation { calls, note, .. } = computed;
    let last = calls.last().map(|call| model::cost(&call.trace));
    let several = calls.len() > 1;
    let count = calls.len();
    view! {
        <p class="mono faint">{last}</p>
        {note.map(|note| view! { <details class="technical"><summary>"Why?"</summary><p class="small soft">{note}</p></details> })}
        {several.then(|| view! {
            <details class="technical">
                <summary>{format!("All {count} calls")}</summary>
                <ol class="calls">
                    {calls.into_iter().map(|call| view! {
                        <li><span>{call.words}</span><span class="mono faint">{model::cost(&call.trace)}</span></li>
                    }).collect_view()}
                </ol>
            </details>
        })}
    }
}

/// What was computed before; a click takes it up again.
#[component]
fn Past(
    /// The calculator.
    desk: Desk,
) -> impl IntoView {
    let lines = move || desk.history.with(|history| history.lines().to_vec());
    view! {
        <section class="past" aria-labelledby="past-title">
            <h2 id="past-title">"History"</h2>
            <Show
                when=move || desk.history.with(|history| !history.lines().is_empty())
                fallback=|| view! { <p class="small faint">"What you compute in this tab appears here."</p> }
            >
                <ol class="past-lines">
                    <For each=lines key=|line| line.clone() let:entry>
                        <PastLine desk entry />
                    </For>
                </ol>
            </Show>
        </section>
    }
}

#[component]
fn PastLine(
    /// The calculator.
    desk: Desk,
    /// Line and result.
    entry: super::history::Line,
) -> impl IntoView {
    let (line, result) = entry;
    let again = line.clone();
    view! {
        <li>
            <Button kind=ButtonKind::Quiet on:click=move |_| desk.line.set(again.clone())>
                <span class="past-line">{line}</span>
                <span class="past-result num">{model::grouped(&result)}</span>
            </Button>
        </li>
    }
}
