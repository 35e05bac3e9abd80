//! What a call shows: the layers of the server that it went through, its replies, its end, what stood beside them.

use leptos::prelude::*;

use super::{desk::Desk, model::Record};
use crate::call::{LayerList, Pairs, State};

/// The layers of the server, as it told them with this very call.
#[component]
pub fn Layers(
    /// The pattern's.
    desk: Desk,
) -> impl IntoView {
    let steps = move || desk.record.with(Record::steps);
    view! {
        <section aria-labelledby="layers-title" class="layers-part">
            <h2 id="layers-title">"Layers of the server"</h2>
            <Show
                when=move || desk.record.with(|record| record.told.layers.is_some())
                fallback=|| view! { <p class="small faint">"Call, and the server tells what the call went through."</p> }
            >
                <LayerList steps=Signal::derive(steps) />
            </Show>
        </section>
    }
}

/// Replies, end, and all that stood beside them.
#[component]
pub fn RecordView(
    /// The pattern's.
    desk: Desk,
) -> impl IntoView {
    let record = desk.record;
    let frames = move || record.with(|record| record.frames.clone());
    view! {
        <section class="card call-record" aria-labelledby="record-title">
            <h2 id="record-title">"The call"</h2>
            <p role="status" class="call-status">
                <span class=move || record.with(|record| record.state.class())>{move || record.with(|record| record.state.words())}</span>
                <span class="mono faint num">{move || record.with(cost)}</span>
            </p>
            <p class="bad-words">{move || record.with(|record| record.state.sentence())}</p>
            <ol class="frames" aria-label="Replies">
                <For each=move || frames().into_iter().enumerate() key=|(at, _)| *at let:frame>
                    <li>
                        <span class="mono faint num">{format!("{:.1}\u{202f}ms", frame.1.at)}</span>
                        <span aria-hidden="true">"←"</span>
                        <span>{frame.1.greeting.message.clone()}</span>
                        <span class="mono faint num">{format!("{}\u{a0}B", frame.1.greeting.bytes)}</span>
                    </li>
                </For>
            </ol>
            <div role="log" aria-label="What happened">
                <ol class="story">
                    {move || desk.story.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                </ol>
            </div>
            <Pairs title="Metadata" pairs=Signal::derive(move || record.with(|record| record.told.metadata.clone())) />
            <Pairs title="Trailers" pairs=Signal::derive(move || record.with(|record| record.trailers.clone())) />
        </section>
    }
}

/// `1.2 ms · 10 B → 81 B`, while there is something to tell.
fn cost(record: &Record) -> String {
    let (sent, received) = (record.sent, record.received());
    match record.state {
        State::Idle => String::new(),
        State::UnderWay => format!("{sent}\u{a0}B → {received}\u{a0}B"),
        State::Done | State::GivenUp | State::Refused { .. } => {
            format!("{:.1}\u{202f}ms · {sent}\u{a0}B → {received}\u{a0}B in frames of messages", record.took)
        }
    }
}
