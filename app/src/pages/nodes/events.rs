//! What happens, in sentences, newest first. A screen reader hears a summary at most every two seconds.

use std::time::Duration;

use client::now_millis;
use leptos::prelude::*;

use super::{model::chronicle::Line, watch::Watch};
use crate::{components::icon::Icon, live::use_pace, moment};

/// How often is looked for something to say; the pause between messages is the chronicle's.
const PACE: Duration = Duration::from_millis(500);

/// The list and its voice.
#[component]
pub fn EventList(watch: Watch) -> impl IntoView {
    let said = RwSignal::new(String::new());
    use_pace(PACE, move || {
        if let Some(message) = watch.chronicle.try_update_untracked(|it| it.speak(now_millis())).flatten() {
            said.set(message);
        }
    });
    let keys = move || watch.chronicle.with(|it| it.lines().iter().map(|line| line.key).collect::<Vec<_>>());
    let is_empty = Memo::new(move |_| watch.chronicle.with(|it| it.lines().is_empty()));
    view! {
        <section class="card events" aria-labelledby="events-title">
            <h2 id="events-title">"Events"</h2>
            <p class="visually-hidden" role="status">{said}</p>
            <Show when=move || is_empty.get()>
                <p class="small faint">"Nothing has happened since this page was opened."</p>
            </Show>
            <ol class="event-list" tabindex="0" aria-labelledby="events-title">
                <For each=keys key=|key| *key children=move |key| view! { <EventLine watch key /> } />
            </ol>
        </section>
    }
}

#[component]
fn EventLine(watch: Watch, key: u64) -> impl IntoView {
    let line = Memo::new(move |last: Option<&Option<Line>>| {
        let found = watch.chronicle.with(|it| it.lines().iter().find(|line| line.key == key).cloned());
        found.or_else(|| last.cloned().flatten())
    });
    move || {
        line.get().map(|line| {
            let (tone, at, here) = (line.last.tone, line.last.at, moment::now());
            view! {
                <li class=tone.class()>
                    <Icon glyph=tone.glyph() />
                    <span>{line.words()}</span>
                    <time class="small faint event-time" datetime=moment::machine(at) title=here.exact(at)>{here.clock(at)}</time>
                </li>
            }
        })
    }
}
