//! One transfer in the tray: name, figures, its chunk strip, and what can be done with it.

use leptos::prelude::*;

use super::{
    Transfers, copies,
    queue::{Key, Stage, Transfer},
    rate::time_left,
    use_transfers,
};
use crate::{
    components::{
        button::{Button, IconButton},
        chunk_strip::ChunkStrip,
        icon::{Glyph, Icon},
    },
    figures,
    notice::Notice,
};

/// What a row looks like; the figures inside change by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Face {
    Moving,
    Paused,
    Done,
    Failed(Notice),
    Unpicked,
}

impl Face {
    fn of(stage: &Stage) -> Self {
        match stage {
            Stage::Waiting | Stage::Sending | Stage::Finishing => Self::Moving,
            Stage::Paused => Self::Paused,
            Stage::Done { .. } => Self::Done,
            Stage::Failed(why) => Self::Failed(why.clone()),
            Stage::Unpicked => Self::Unpicked,
        }
    }
}

/// What a row reads of its transfer; nothing once that is gone.
fn read<Read: Default>(transfers: Transfers, key: Key, read: impl Fn(&Transfer) -> Read) -> Read {
    transfers.queue.with(|queue| queue.get(key).map(&read)).unwrap_or_default()
}

/// The row.
#[component]
pub fn TransferRow(key: Key, pick_again: Callback<Key>) -> impl IntoView {
    let transfers = use_transfers();
    // The server may add a number to the name when the upload begins.
    let name = Memo::new(move |_| read(transfers, key, |transfer| transfer.name.clone()));
    let face = Memo::new(move |_| read(transfers, key, |transfer| Some(Face::of(&transfer.stage))));
    view! {
        <li class="transfer">
            {move || match (StoredValue::new(name.get()), face.get()?) {
                (name, Face::Moving) => Some(view! { <MovingRow key name paused=false /> }.into_any()),
                (name, Face::Paused) => Some(view! { <MovingRow key name paused=true /> }.into_any()),
                (name, Face::Done) => Some(view! { <DoneRow key name /> }.into_any()),
                (name, Face::Failed(why)) => Some(view! { <FailedRow key name why /> }.into_any()),
                (name, Face::Unpicked) => Some(view! { <UnpickedRow key name pick_again /> }.into_any()),
            }}
        </li>
    }
}

#[component]
fn Cancel(key: Key, name: StoredValue<String>) -> impl IntoView {
    let transfers = use_transfers();
    let label = name.with_value(|name| format!("Cancel {name}"));
    view! { <IconButton glyph=Glyph::Close name=label on_click=move |_| transfers.cancel(key) /> }
}

#[component]
fn Strip(key: Key) -> impl IntoView {
    let transfers = use_transfers();
    let lanes = Memo::new(move |_| read(transfers, key, copies::lanes));
    let label = Memo::new(move |_| read(transfers, key, copies::words));
    view! { <ChunkStrip lanes label /> }
}

#[component]
fn MovingRow(key: Key, name: StoredValue<String>, paused: bool) -> impl IntoView {
    let transfers = use_transfers();
    let (glyph, verb) = if paused { (Glyph::Play, "Resume") } else { (Glyph::Pause, "Pause") };
    let label = name.with_value(|name| format!("{verb} {name}"));
    let toggle = move |_| if paused { transfers.resume(key) } else { transfers.pause(key) };
    let words = move || read(transfers, key, copies::words);
    let left = move || read(transfers, key, left_words);
    view! {
        <div class="transfer-line">
            <span class="transfer-name" title=name.get_value()>{name.get_value()}</span>
            <span class="transfer-figures small faint">{move || read(transfers, key, figures_of)}</span>
            <IconButton glyph name=label on_click=toggle />
            <Cancel key name />
        </div>
        <Strip key />
        <p class="transfer-words small faint"><span>{words}</span><span class="figure">{left}</span></p>
    }
}

#[component]
fn DoneRow(key: Key, name: StoredValue<String>) -> impl IntoView {
    let transfers = use_transfers();
    let size = read(transfers, key, |transfer| i64::try_from(transfer.size).unwrap_or(i64::MAX));
    view! {
        <div class="transfer-line transfer-done">
            <Icon glyph=Glyph::Check />
            <span class="transfer-name" title=name.get_value()>{name.get_value()}</span>
            <span class="transfer-figures small faint">"Uploaded · "{figures::bytes(size)}</span>
        </div>
    }
}

#[component]
fn FailedRow(key: Key, name: StoredValue<String>, why: Notice) -> impl IntoView {
    let transfers = use_transfers();
    let retry = name.with_value(|name| format!("Try {name} again"));
    let Notice { title, advice, details, .. } = why;
    view! {
        <div class="transfer-line">
            <span class="transfer-name" title=name.get_value()>{name.get_value()}</span>
            <span class="transfer-figures small faint">"not uploaded"</span>
            <IconButton glyph=Glyph::Retry name=retry on_click=move |_| transfers.retry(key) />
            <Cancel key name />
        </div>
        <p class="transfer-why small" title=details><Icon glyph=Glyph::Warning /><span>{title}" "{advice}</span></p>
    }
}

#[component]
fn UnpickedRow(key: Key, name: StoredValue<String>, pick_again: Callback<Key>) -> impl IntoView {
    let transfers = use_transfers();
    let percent = read(transfers, key, Transfer::percent);
    let is_lost = read(transfers, key, |transfer| transfer.begins_anew_in().is_some());
    let words = name.with_value(|name| match is_lost {
        true => format!("Pick \"{name}\" again to encrypt it anew"),
        false => format!("Pick \"{name}\" again to continue at {percent}\u{a0}%"),
    });
    view! {
        <div class="transfer-line">
            <span class="transfer-name" title=name.get_value()>{name.get_value()}</span>
            <span class="transfer-figures small faint">{format!("stopped at {percent}\u{a0}%")}</span>
        </div>
        <Strip key />
        <div class="transfer-line">
            <Button on_click=move |_| pick_again.run(key)>{words}</Button>
            <span class="push"><Cancel key name /></span>
        </div>
    }
}

/// "61 % · 38.4 MB/s".
fn figures_of(transfer: &Transfer) -> String {
    let percent = format!("{}\u{a0}%", transfer.percent());
    match (&transfer.stage, transfer.rate.per_second()) {
        (Stage::Waiting, _) => "waiting".to_owned(),
        (Stage::Paused, _) => format!("{percent} · paused"),
        (Stage::Sending, Some(speed)) if !transfer.is_held_up => {
            format!("{percent} · {}", figures::rate(speed))
        }
        _ => percent,
    }
}

/// "12 s left", while it moves.
fn left_words(transfer: &Transfer) -> Option<String> {
    let is_moving = transfer.stage == Stage::Sending && !transfer.is_held_up;
    let speed = transfer.rate.per_second().filter(|_| is_moving)?;
    time_left(transfer.bytes_left(), speed).map(|left| format!("{} left", figures::duration(left)))
}
