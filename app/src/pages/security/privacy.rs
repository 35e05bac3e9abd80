//! Taking everything out, and leaving.

use client::proto::account::{GetArchiveExtentResponse, MakeArchiveResponse};
use leptos::prelude::*;

use super::{
    desk::{Act, needs_proof, use_desk},
    model,
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        icon::{Glyph, Icon},
        time_text::When,
    },
    notice::use_notices,
    sending::use_sending,
};

/// An archive of everything, and the end of the account.
#[component]
pub fn Privacy() -> impl IntoView {
    let desk = use_desk();
    view! {
        <section class="card security-card" aria-labelledby="privacy-title">
            <h2 id="privacy-title">"Privacy"</h2>
            <TakeOut />
            <div class="method">
                <div>
                    <h3>"Delete account"</h3>
                    <p class="soft small">"You are signed out, and a day later everything is gone. Until then you can keep it."</p>
                </div>
                <Button on_click=move |_| desk.begin(Act::DeleteAccount)>"Delete account"</Button>
            </div>
        </section>
    }
}

/// How much an archive would hold; then the link to it.
#[component]
fn TakeOut() -> impl IntoView {
    let (desk, notices, sending) = (use_desk(), use_notices(), use_sending());
    let link = RwSignal::new(None::<MakeArchiveResponse>);
    let extent = LocalResource::new(move || {
        let api = desk.member().api;
        async move { api.archive_extent().await }
    });
    let make = move || {
        let api = desk.member().api;
        sending.send(async move { api.make_archive().await }, move |outcome| match outcome {
            Ok(made) => drop(link.try_set(Some(made))),
            // A second one finds a proof, so it asks no third time.
            Err(error) if needs_proof(&error) => desk.prove_then(|| ()),
            Err(error) => notices.report(&error),
        });
    };
    let words = move || match extent.get() {
        Some(Ok(extent)) => view! { <Extent extent /> }.into_any(),
        Some(Err(_)) | None => "Your files and all records about you, as one zip.".into_any(),
    };
    view! {
        <div class="method">
            <div>
                <h3>"Everything about you"</h3>
                <p class="soft small">{words}</p>
            </div>
            {move || match link.get() {
                None => view! {
                    <Button busy=sending.busy on_click=move |_| desk.once_proved(make)>"Make an archive"</Button>
                }
                .into_any(),
                Some(link) => view! { <Ready link /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Extent(extent: GetArchiveExtentResponse) -> impl IntoView {
    view! {
        {model::extent_words(extent.files, extent.bytes)}
        {(extent.next_at > 0).then(|| view! { " You can make another one "<When at=extent.next_at />"." })}
    }
}

/// The browser saves it by its own means, so that it streams to the disk.
#[component]
fn Ready(link: MakeArchiveResponse) -> impl IntoView {
    view! {
        <div role="status">
            <a class=ButtonKind::Main.class() href=link.path download="" rel="external">
                <Icon glyph=Glyph::Download />
                "Download"
            </a>
            <p class="faint small">"Works for you alone, until "<When at=link.expires_at /></p>
        </div>
    }
}
