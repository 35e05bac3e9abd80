//! The chunk strip, our signature: a cell for each chunk, a lane for each copy, the zone's hue, shaded by state.
//!
//! The same strip shows an upload on its way, a file at rest and one chunk among all. It is a picture with a sentence
//! for those who do not see it; the figures stand in words beside it.

mod model;

use leptos::prelude::*;

pub use model::{CELLS_MAX, CellState, Lane, cell_count, cell_of_chunk, chunks_of_cell, lane};

use super::copies::zone_class;

/// Lanes of cells.
#[component]
pub fn ChunkStrip(
    /// From the top.
    #[prop(into)]
    lanes: Signal<Vec<Lane>>,
    /// What the picture shows, in one sentence.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let shape = Memo::new(move |_| lanes.with(|lanes| lanes.iter().map(shape_of).collect::<Vec<_>>()));
    let width = move || shape.with(|shape| shape.first().map_or(0, |(_, cells)| *cells)).to_string();
    let rows = move || {
        let rows = shape.get().into_iter().enumerate();
        rows.map(|(place, (zone, cells))| view! { <Row lanes place zone cells /> }).collect_view()
    };
    view! { <div class="strip" role="img" aria-label=label style=("--cells", width)>{rows}</div> }
}

/// What of a lane stays while its cells change: its zone and how many there are.
fn shape_of(lane: &Lane) -> (String, usize) {
    (lane.zone.clone(), lane.cells.len())
}

/// The cells of one lane. Each follows its own state: during an upload a few of them change four times a second.
#[component]
fn Row(lanes: Signal<Vec<Lane>>, place: usize, zone: String, cells: usize) -> impl IntoView {
    let state = move |cell: usize| {
        let state = move |lanes: &Vec<Lane>| lanes.get(place)?.cells.get(cell).map(|state| state.name());
        move || lanes.with(state)
    };
    let cells = (0..cells).map(|cell| view! { <span class="chunk" data-state=state(cell)></span> });
    view! { <div class=format!("lane {}", zone_class(&zone))>{cells.collect_view()}</div> }
}

/// A strip with a chosen chunk: a range input lies over the picture, so that pointer, arrows, touch and screen reader
/// choose in the way they know.
#[component]
pub fn ChunkChooser(
    /// From the top.
    #[prop(into)]
    lanes: Signal<Vec<Lane>>,
    /// What the picture shows, in one sentence.
    #[prop(into)]
    label: Signal<String>,
    /// Chunks in all; at least one.
    chunks: usize,
    /// Counts from 0.
    chosen: RwSignal<usize>,
    /// The chosen chunk, in words.
    #[prop(into)]
    chosen_words: Signal<String>,
) -> impl IntoView {
    let cells = cell_count(chunks);
    let place = move || cell_of_chunk(chosen.get(), chunks).to_string();
    let choose = move |event: leptos::ev::Event| {
        if let Ok(chunk) = event_target_value(&event).parse() {
            chosen.set(chunk);
        }
    };
    view! {
        <div class="strip-chooser" style=("--cells", cells.to_string()) style=("--place", place)>
            <ChunkStrip lanes label />
            <span class="strip-mark" aria-hidden="true"></span>
            <input
                class="strip-range"
                type="range"
                min="0"
                max=chunks.saturating_sub(1)
                step="1"
                aria-label="Chunk"
                aria-valuetext=chosen_words
                prop:value=move || chosen.get().to_string()
                on:input=choose
            />
        </div>
    }
}
