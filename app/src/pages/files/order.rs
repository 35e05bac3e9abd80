//! Choosing the order of the list: the headers of its columns, and on phones, where these are not shown, a list of all
//! orders.

use domain::file_order::{FileOrder, SortKey};
use leptos::prelude::*;

use super::{
    model::order::{self, aria_sort, words},
    state::use_state,
};

/// The header of a column that files can be ordered by. Pressed, it orders by it; pressed again, the other way round.
#[component]
pub fn SortHeader(
    /// The column.
    by: SortKey,
    /// Its name.
    label: &'static str,
    /// Its classes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let state = use_state();
    let sorted = Memo::new(move |_| aria_sort(state.order(), by));
    view! {
        <th role="columnheader" scope="col" class=class aria-label=label aria-sort=move || sorted.get()>
            <button
                type="button"
                class="sort"
                data-sort=by.name()
                title=move || format!("{label}: {}", words(state.order().ask(by)))
                on:click=move |_| state.sort(state.order().ask(by))
            >
                {label}
                <span class="sort-arrow" aria-hidden="true">
                    {move || match sorted.get() {
                        "ascending" => "↑",
                        "descending" => "↓",
                        _ => "",
                    }}
                </span>
            </button>
        </th>
    }
}

/// All orders, for windows without headers.
#[component]
pub fn OrderChoice() -> impl IntoView {
    let state = use_state();
    let choose = move |event| {
        if let Ok(order) = event_target_value(&event).parse::<FileOrder>() {
            state.sort(order);
        }
    };
    view! {
        <label class="order-choice small soft">
            "Order"
            <select class="input" prop:value=move || state.order().to_string() on:change=choose>
                {order::ALL.map(|order| view! { <option value=order.to_string()>{words(order)}</option> }).collect_view()}
            </select>
        </label>
    }
}
