//! Pages whose code is not in the main module: it is fetched when such a page is first opened.
//!
//! `cargo xtask site` cuts the module at functions marked `wasm_split`. Such a function answers with a [`Render`], whose
//! code lies in the chunk; it can be called at once then, and whenever the page is opened again. Natively nothing is cut
//! and nothing can fail.

use leptos::{prelude::*, wasm_split::SplitLoaderError};

use crate::{
    components::{error_state::ErrorState, skeleton::SkeletonRows, top_bar::TopBar},
    notice::{Notice, Tone},
};

/// Renders a page whose code is there.
pub type Render = fn() -> AnyView;

/// What became of fetching a page's code. A failure is not remembered: asking again fetches again.
pub type Code = Result<Render, SplitLoaderError>;

/// Shows the page that `fetch` brings: a skeleton meanwhile, and a way to try again when it cannot be had.
#[component]
pub fn Fetched<Fetch, Fetching>(fetch: Fetch) -> impl IntoView
where
    Fetch: Fn() -> Fetching + 'static,
    Fetching: Future<Output = Code> + 'static,
{
    let code = LocalResource::new(fetch);
    move || match code.get() {
        None => view! { <div class="body"><SkeletonRows /></div> }.into_any(),
        Some(Ok(render)) => render(),
        Some(Err(_)) => view! { <Missing on_retry=move || code.refetch() /> }.into_any(),
    }
}

/// The same of a part of a page, which stands in a place of its own there.
#[component]
pub fn FetchedPart<Fetch, Fetching>(fetch: Fetch) -> impl IntoView
where
    Fetch: Fn() -> Fetching + 'static,
    Fetching: Future<Output = Code> + 'static,
{
    let code = LocalResource::new(fetch);
    move || match code.get() {
        None => view! { <div class="preview-waiting" role="status" aria-label="Loading"></div> }.into_any(),
        Some(Ok(render)) => render(),
        Some(Err(_)) => {
            view! { <ErrorState notice=missing("This part") on_retry=move || code.refetch() /> }.into_any()
        }
    }
}

/// The code cannot be had: the network is away, or the server has a newer page, which has other chunks.
#[component]
fn Missing(on_retry: impl Fn() + 'static) -> impl IntoView {
    view! {
        <TopBar title="Page not loaded" />
        <div class="body"><ErrorState notice=missing("This page") on_retry /></div>
    }
}

/// Code that was needed to do something cannot be had; `said` tells what that means.
pub fn code_missing(said: &str) -> Notice {
    let advice = "A part of this page could not be fetched. Check the connection and try again; if that does not help, reload.";
    Notice::new(Tone::Warning, said).advise(advice)
}

fn missing(what: &str) -> Notice {
    Notice::new(Tone::Warning, format!("{what} could not be fetched."))
        .advise("What was stored is safe. Check the connection and try again; if that does not help, reload.")
}
