//! How full one's space is: used, in flight, trash and free, always the server's own figures.

use client::proto::storage::GetQuotaStatusResponse as Quota;
use domain::format;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::address;

/// The share of `part` in `whole`, in percent; 0 of nothing.
fn percent(part: i64, whole: i64) -> f64 {
    if whole <= 0 { 0.0 } else { (part as f64 / whole as f64 * 100.0).clamp(0.0, 100.0) }
}

fn bytes(count: i64) -> String {
    format::bytes(u64::try_from(count).unwrap_or_default())
}

/// The bar with its figures.
#[component]
pub fn QuotaBar(
    /// The server's figures, once they are here.
    #[prop(into)]
    quota: Signal<Option<Quota>>,
) -> impl IntoView {
    move || match quota.get() {
        None => view! { <div class="quota quota-unknown" aria-hidden="true"></div> }.into_any(),
        Some(quota) if quota.total_quota_bytes == 0 => view! {
            <div class="quota"><p class="small soft">"No storage is reserved for you yet."</p></div>
        }
        .into_any(),
        Some(quota) => view! { <Filled quota /> }.into_any(),
    }
}

#[component]
fn Filled(
    /// The server's figures.
    quota: Quota,
) -> impl IntoView {
    let total = quota.total_quota_bytes;
    let used = percent(quota.used_bytes, total);
    let in_flight = percent(quota.in_flight_bytes, total);
    let trash = percent(quota.trash_bytes, total);
    let words = format!("{} of {} used", bytes(quota.used_bytes), bytes(total));
    let in_trash = (quota.trash_bytes > 0).then(|| format!("{} in trash", bytes(quota.trash_bytes)));
    view! {
        <div class="quota">
            <div class="quota-words small">
                <span class="soft">{words.clone()}</span>
                <span class="faint">{in_trash}</span>
            </div>
            <div class="bar" role="img" aria-label=words>
                <span class="bar-used" style:width=format!("{used:.2}%")></span>
                <span class="bar-flight" style:width=format!("{in_flight:.2}%")></span>
                <span class="bar-trash" style:width=format!("{trash:.2}%")></span>
            </div>
            <p class="small faint">"3 copies in 3 zones, simulated network"</p>
            <A href=address::USAGE attr:class="link small">"What takes the space?"</A>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_of_nothing_is_nothing_and_more_than_all_is_all() {
        assert_eq!(percent(5, 0), 0.0);
        assert_eq!(percent(1, 4), 25.0);
        assert_eq!(percent(9, 4), 100.0);
    }
}
