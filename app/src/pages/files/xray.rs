//! The X-ray part of the details: a lane for each zone, the chosen chunk with its nodes, and the care for them.

use std::time::Duration;

use client::{Authorized, ClientError};
use futures::future::try_join;
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    care::CarePart,
    door::OpenFile,
    harm::FlipButton,
    model::xray::{Ages, Chunk, CopyAt, Health, Xray, ages, file_verified_words, short_hash, verified_words},
};
use crate::{
    address, clipboard,
    components::{
        button::{Button, ButtonKind, IconButton},
        chunk_strip::ChunkChooser,
        copies::ZoneLetter,
        error_state::ErrorState,
        icon::Glyph,
    },
    figures,
    live::use_pace,
    notice::{Notice, use_notices},
    session::use_member,
};

/// How often nodes and copies are looked at again.
const PACE: Duration = Duration::from_secs(5);

/// The X-ray of a file, as it is now.
#[component]
pub fn XrayPart() -> impl IntoView {
    let (OpenFile(file), api) = (expect_context(), use_member().api);
    let known = Memo::new(move |_| {
        file.with(|file| (file.file_id.clone(), file.zones.clone(), file.checksum.clone()))
    });
    let answer = LocalResource::new(move || {
        let (api, (id, ..)) = (api.clone(), known.get());
        async move { look_through(&api, &id).await }
    });
    use_pace(PACE, move || answer.refetch());
    // What has not changed is not drawn again, so that the chosen chunk keeps its focus.
    let seen = Memo::new(move |_| answer.get().map(|answer| answer.map(|(xray, _)| xray)));
    let ages =
        Memo::new(move |_| answer.get().and_then(Result::ok).map(|(_, ages)| ages).unwrap_or_default());
    let chosen = RwSignal::new(0_usize);
    let id = Memo::new(move |_| known.with(|known| known.0.clone()));
    let on_change = Callback::new(move |()| answer.refetch());
    view! {
        {move || match seen.get() {
            None => {
                let waiting = view! { <span class="visually-hidden">"Loading"</span> };
                view! { <div class="xray-waiting" aria-busy="true">{waiting}</div> }.into_any()
            }
            Some(Err(error)) => {
                let notice = Notice::from(&error);
                view! { <ErrorState notice on_retry=move || answer.refetch() /> }.into_any()
            }
            Some(Ok(xray)) => view! { <Seen xray ages chosen /> }.into_any(),
        }}
        {move || view! { <CarePart id=id.get() on_change /> }}
    }
}

async fn look_through(api: &Authorized, id: &str) -> Result<(Xray, Ages), ClientError> {
    let (placement, nodes) = try_join(api.file_placement(id), api.list_nodes()).await?;
    Ok((Xray::new(&placement, &nodes.nodes), ages(&placement)))
}

#[component]
fn Seen(xray: Xray, ages: Memo<Ages>, chosen: RwSignal<usize>) -> impl IntoView {
    let class = match xray.health() {
        Health::Whole => "pill good",
        Health::Degraded => "pill warn",
        Health::OutOfReach => "pill bad",
    };
    view! {
        <p class="xray-head">
            <span class=class>{xray.health_words()}</span>
            <A href=address::NODES attr:class="link small">"simulated network"</A>
        </p>
        <p class="xray-verified small faint">{move || ages.with(|ages| file_verified_words(ages))}</p>
        {if xray.chunks.is_empty() {
            view! { <p class="small soft">"An empty file has no chunks: its name is all there is."</p> }.into_any()
        } else {
            view! { <Chunks xray ages chosen /> }.into_any()
        }}
    }
}

#[component]
fn Chunks(xray: Xray, ages: Memo<Ages>, chosen: RwSignal<usize>) -> impl IntoView {
    let count = xray.chunks.len();
    let label = format!("{count} chunks in {} lanes, one a zone: {}", xray.lanes.len(), xray.health_words());
    let total = total_words(&xray);
    let lanes = xray.lanes.clone();
    let chunks = StoredValue::new(xray.chunks);
    let chosen_words = move || {
        let nodes = chunks.with_value(|chunks| chunks.get(chosen.get()).map(node_names)).unwrap_or_default();
        format!("chunk {} of {count}, on {nodes}", chosen.get() + 1)
    };
    let chunk = move || chunks.with_value(|chunks| chunks.get(chosen.get()).cloned());
    view! {
        <ChunkChooser
            lanes=Signal::derive(move || lanes.clone())
            label
            chunks=count
            chosen
            chosen_words=Signal::derive(chosen_words)
        />
        <p class="xray-foot small faint"><span>"chunk 1"</span><span class="figure">{total}</span></p>
        {move || chunk().map(|chunk| view! { <ChunkCard chunk ages chosen count /> })}
    }
}

/// "413 chunks of 1.05 MB": the binary size of a chunk is what the format says.
fn total_words(xray: &Xray) -> String {
    let count = i64::try_from(xray.chunks.len()).unwrap_or(i64::MAX);
    let chunk = match xray.chunk_bytes {
        1_048_576 => "1\u{a0}MiB".to_owned(),
        bytes => figures::bytes(bytes),
    };
    if count == 1 { "1 chunk".to_owned() } else { format!("{} of {chunk}", figures::counted(count, "chunk")) }
}

fn node_names(chunk: &Chunk) -> String {
    chunk.copies.iter().map(|copy| copy.node.as_str()).collect::<Vec<_>>().join(", ")
}

#[component]
fn ChunkCard(chunk: Chunk, ages: Memo<Ages>, chosen: RwSignal<usize>, count: usize) -> impl IntoView {
    let notices = use_notices();
    let Chunk { id, size, copies, why } = chunk;
    let age = move || ages.with(|ages| ages.get(chosen.get()).copied().flatten());
    let short = short_hash(&id);
    let (full, chunk_id) = (id.clone(), id.clone());
    let copy = move |_| clipboard::copy(notices, "Chunk id", id.clone());
    view! {
        <section class="chunk-card" aria-labelledby="chunk-title">
            <header class="chunk-card-head">
                <h3 id="chunk-title" class="small">{format!("Chunk {}", chosen.get_untracked() + 1)}</h3>
                <Stepper chosen count />
            </header>
            <dl class="kv small">
                <dt>"Sealed digest"</dt>
                <dd class="hash">
                    <span class="mono" title=full>{short}</span>
                    <IconButton glyph=Glyph::Copy name="Copy the chunk's id" on_click=copy />
                </dd>
                <dt>"Copies"</dt>
                <dd><ul class="chunk-copies">
                    {copies.into_iter().map(|copy| view! { <CopyLine copy chunk_id=chunk_id.clone() /> }).collect_view()}
                </ul></dd>
                <dt>"Size"</dt><dd class="figure">{figures::bytes(size)}</dd>
                <dt>"Last check"</dt><dd>{move || verified_words(age())}</dd>
                <dt>"Why here"</dt><dd class="soft">{why}</dd>
            </dl>
        </section>
    }
}

#[component]
fn CopyLine(copy: CopyAt, chunk_id: String) -> impl IntoView {
    let CopyAt { node, address, zone, in_reach } = copy;
    let stopped = (!in_reach).then(|| view! { <span class="bad-words">" stopped"</span> });
    let harm = (in_reach && use_member().is_admin()).then(|| {
        let node = node.clone();
        view! { <FlipButton chunk_id node /> }
    });
    view! {
        <li>
            <ZoneLetter letter=zone />
            <span class:faint=!in_reach>{node}</span>
            <span class="mono faint">{address}</span>
            {stopped}
            {harm}
        </li>
    }
}

#[component]
fn Stepper(chosen: RwSignal<usize>, count: usize) -> impl IntoView {
    let step =
        move |by: isize| chosen.update(|chunk| *chunk = chunk.saturating_add_signed(by).min(count - 1));
    view! {
        <span class="stepper">
            <Button
                kind=ButtonKind::Quiet
                disabled=Signal::derive(move || chosen.get() == 0)
                name=Some("Previous chunk".to_owned())
                on_click=move |_| step(-1)
            >
                "‹"
            </Button>
            <Button
                kind=ButtonKind::Quiet
                disabled=Signal::derive(move || chosen.get() + 1 == count)
                name=Some("Next chunk".to_owned())
                on_click=move |_| step(1)
            >
                "›"
            </Button>
        </span>
    }
}
