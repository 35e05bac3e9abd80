//! A call of the list; opened, all that is known of it.

use leptos::prelude::*;

use super::{desk::Kept, entry::Entry};
use crate::{
    browser,
    call::{CommandFigure, LayerList, Pairs},
    moment,
};

/// A row, and the row below it while it is open.
#[component]
pub fn CallRows(
    /// Which call.
    kept: Kept,
) -> impl IntoView {
    let (number, entry) = kept;
    let entry = RwSignal::from(entry);
    let open = RwSignal::new(false);
    let detail = format!("lens-call-{number}");
    let controls = detail.clone();
    let here = moment::now();
    view! {
        <tbody>
            <tr>
                <th scope="row">
                    <button
                        type="button"
                        class="lens-name"
                        aria-expanded=move || open.get().to_string()
                        aria-controls=move || open.get().then(|| controls.clone())
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        {move || entry.with(|entry| entry.short_name().to_owned())}
                    </button>
                </th>
                <td>
                    <span class=move || entry.with(|entry| entry.state.class())>
                        {move || entry.with(|entry| entry.state.words())}
                    </span>
                </td>
                <td class="mono num">{move || entry.with(Entry::time)}</td>
                <td class="mono num hide-on-phone">{move || entry.with(Entry::bytes)}</td>
                <td class="hide-on-phone">{move || entry.with(|entry| entry.pattern)}</td>
                <td class="mono hide-on-phone">{move || entry.with(|entry| entry.request_id().to_owned())}</td>
                <td class="mono num hide-on-phone">{move || entry.with(|entry| here.clock(entry.at))}</td>
            </tr>
            <Show when=move || open.get()>
                <tr id=detail.clone()><td colspan="7" class="lens-detail"><Detail entry /></td></tr>
            </Show>
        </tbody>
    }
}

#[component]
fn Detail(entry: RwSignal<Entry>) -> impl IntoView {
    let steps = Memo::new(move |_| entry.with(Entry::steps));
    let command = Memo::new(move |_| entry.with(|entry| entry.command(&browser::origin())));
    let facts = move || {
        entry.with(|entry| {
            let id = match entry.request_id() {
                "" => "none yet",
                id => id,
            };
            [
                ("Call", entry.name.clone()),
                ("Pattern", entry.pattern.to_owned()),
                ("Messages", format!("{} came, {}", entry.messages, entry.bytes())),
                ("Request", id.to_owned()),
            ]
        })
    };
    view! {
        <div class="lens-parts">
            <p class="bad-words">{move || entry.with(|entry| entry.state.sentence())}</p>
            <dl class="kv">
                {move || facts().map(|(name, value)| view! { <dt>{name}</dt><dd class="mono">{value}</dd> }).collect_view()}
            </dl>
            <Show when=move || steps.with(|steps| !steps.is_empty())>
                <LayerList steps />
            </Show>
            {move || command.get().map(|command| view! { <CommandFigure command /> })}
            <p class="small soft">{move || entry.with(Entry::note)}</p>
            <Pairs title="Metadata sent" pairs=Signal::derive(move || entry.with(|entry| entry.metadata.clone())) />
            <Pairs title="Headers of the answer" pairs=Signal::derive(move || entry.with(|entry| entry.told.metadata.clone())) />
            <Pairs title="Trailers" pairs=Signal::derive(move || entry.with(|entry| entry.trailers.clone())) />
        </div>
    }
}
