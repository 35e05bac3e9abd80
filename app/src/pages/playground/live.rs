//! A pattern that a browser has, to be called; and one that it has not, as it was recorded.

use leptos::{ev, prelude::*};

use super::{
    desk::{Desk, use_desk},
    model::Pattern,
    native::{Said, Side, trace},
    record::{Layers, RecordView},
};
use crate::call::State;
use crate::components::{
    banner::Banner,
    button::{Button, ButtonKind},
    field::{Field, FieldSpec},
};
use crate::notice::Tone;

const NAME: FieldSpec =
    FieldSpec { id: "hello-name", label: "Whom to greet", kind: "text", autocomplete: "off" };

/// The form, what the call shows, and what proves the table of errors.
#[component]
pub fn Live(
    /// Which.
    pattern: Pattern,
    /// Who is greeted.
    name: RwSignal<String>,
) -> impl IntoView {
    let desk = use_desk(pattern, name);
    view! {
        <form
            class="hello-acts"
            aria-label="Call"
            novalidate
            on:submit=move |event: ev::SubmitEvent| { event.prevent_default(); desk.call(); }
        >
            <NameField name />
            <div class="hello-buttons"><Acts desk /></div>
        </form>
        <Layers desk />
        <RecordView desk />
    }
}

#[component]
fn NameField(name: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="hello-name">
            <Field spec=NAME value=name hint="Not checked here: the server refuses what is no name, and you see how." />
        </div>
    }
}

#[component]
fn Acts(desk: Desk) -> impl IntoView {
    let is_stream = desk.pattern == Pattern::ServerStream;
    let is_over = move || desk.record.with(|record| record.state != State::UnderWay);
    view! {
        <Button kind=ButtonKind::Main submits=true busy=desk.busy>{format!("Call {}", desk.pattern.method())}</Button>
        {is_stream.then(|| view! {
            <Button disabled=Signal::derive(is_over) on_click=move |_| desk.cancel()>"Cancel"</Button>
            <Button disabled=desk.busy on_click=move |_| desk.drop_connection()>"Drop the connection"</Button>
        })}
        {(!is_stream).then(|| view! {
            <Button disabled=desk.busy on_click=move |_| desk.expire()>"Expire my token"</Button>
        })}
    }
}

/// Why a browser cannot, and what a native client saw.
#[component]
pub fn Recorded(
    /// Which.
    pattern: Pattern,
    /// Who is greeted by the commands below.
    name: RwSignal<String>,
) -> impl IntoView {
    view! {
        <NameField name />
        <Banner tone=Tone::Info><p>{pattern.hindrance()}</p></Banner>
        <section class="card" aria-labelledby="trace-title">
            <h2 id="trace-title">"Recorded with a native client"</h2>
            <p class="small soft">
                "Python's grpcio called a server on the same machine, with 0.4 s between two names. Not live."
            </p>
            <ol class="frames">
                {trace(pattern).iter().map(|said| view! { <SaidRow said=*said /> }).collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn SaidRow(said: Said) -> impl IntoView {
    let (arrow, who) = match said.side {
        Side::Caller => ("→", "Caller: "),
        Side::Server => ("←", "Server: "),
    };
    view! {
        <li>
            <span class="mono faint num">{format!("{:.1}\u{202f}ms", said.at)}</span>
            <span aria-hidden="true">{arrow}</span>
            <span><span class="visually-hidden">{who}</span>{said.text}</span>
            <span class="mono faint num">{said.bytes.map(|bytes| format!("{bytes}\u{a0}B"))}</span>
        </li>
    }
}
