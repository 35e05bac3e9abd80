//! What was reserved a moment ago, as a picture: the same space on three nodes, filling up for three seconds. It stands
//! above the empty list and holds nobody up; without motion it is full from the start.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    address,
    components::copies::{ZoneLetter, zone_class},
    figures,
    session::use_session,
};

/// A node in each zone.
const ZONES: [&str; 3] = ["U", "E", "A"];

/// The picture, with the way to where files are; gone for good once the page is left or a file is there.
#[component]
pub fn Reserved(
    /// How much, in bytes.
    bytes: i64,
) -> impl IntoView {
    let session = use_session();
    on_cleanup(move || session.set_just_reserved(None));
    view! {
        <section class="reserved" aria-label="Your storage">
            <ul class="reserved-nodes" aria-hidden="true">
                {ZONES.map(|letter| view! {
                    <li class=format!("reserved-node {}", zone_class(letter))>
                        <ZoneLetter letter />
                        <span class="reserved-space"><span></span></span>
                    </li>
                }).collect_view()}
            </ul>
            <div>
                <p><strong>{figures::bytes(bytes)}" reserved on 3 simulated nodes"</strong></p>
                <p class="small soft">
                    "The X-ray of each file shows where its copies are. "
                    <A href=address::NODES>"Look at the nodes"</A>
                </p>
            </div>
        </section>
    }
}
