//! The zone to show times in.

use leptos::prelude::*;

use crate::{components::choice::Choice, zone};

/// All zones of this browser, with the one that is chosen.
#[component]
pub fn ZoneChooser(
    /// The zone that is chosen.
    #[prop(into)]
    zone: Signal<String>,
    /// Gets another.
    #[prop(into)]
    on_change: UnsyncCallback<String>,
    /// Unique in the page.
    #[prop(default = "zone")]
    id: &'static str,
    /// Above the list.
    #[prop(default = "Your zone")]
    label: &'static str,
) -> impl IntoView {
    let options = Memo::new(move |_| {
        let (mut zones, chosen) = (zone::all(), zone.get());
        if !zones.contains(&chosen) {
            zones.insert(0, chosen);
        }
        zones.into_iter().map(|zone| (zone.clone(), zone)).collect::<Vec<_>>()
    });
    view! { <Choice id label options value=zone on_change /> }
}
