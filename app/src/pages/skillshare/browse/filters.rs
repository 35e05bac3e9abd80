//! What to look for: words, skill, level, highest price, zone. All of it goes into the address.

use std::time::Duration;

use domain::skillshare::money::Currency;
use leptos::{leptos_dom::helpers::debounce, prelude::*};

use super::model::{Filters, LEVELS};
use crate::{
    components::{
        choice::Choice,
        icon::{Glyph, Icon},
    },
    pages::skillshare::shared::{
        query::{History, Query},
        zone_chooser::ZoneChooser,
    },
};

/// Typing pauses for this long before the server is asked.
const TYPING_PAUSE: Duration = Duration::from_millis(300);

/// The bar of filters; of teachers only words are looked for.
#[component]
pub fn FilterBar(
    /// Where they are kept.
    query: Query,
    /// What is looked for now.
    filters: Memo<Filters>,
    /// Skills that are taught.
    #[prop(into)]
    skills: Signal<Vec<String>>,
) -> impl IntoView {
    let of_courses = Memo::new(move |_| !filters.with(|filters| filters.teachers));
    view! {
        <div class="browse-filters" role="search">
            <SearchBox query filters />
            {move || of_courses.get().then(|| view! { <CourseFilters query filters skills /> })}
        </div>
    }
}

#[component]
fn SearchBox(query: Query, filters: Memo<Filters>) -> impl IntoView {
    let text = move || filters.with(|filters| filters.query.clone());
    let mut look_soon =
        debounce(TYPING_PAUSE, move |typed: String| query.set(&[("q", &typed), ("page", "")], History::Stay));
    view! {
        <div class="field browse-search">
            <label for="lesson-search">"Search"</label>
            <div class="filter">
                <Icon glyph=Glyph::Search />
                <input
                    id="lesson-search"
                    type="search"
                    placeholder="Skill, course or teacher"
                    autocomplete="off"
                    prop:value=text
                    on:input=move |event| look_soon(event_target_value(&event))
                />
            </div>
        </div>
    }
}

#[component]
fn CourseFilters(query: Query, filters: Memo<Filters>, skills: Signal<Vec<String>>) -> impl IntoView {
    let put = move |key: &'static str| {
        UnsyncCallback::new(move |chosen: String| query.set(&[(key, &chosen), ("page", "")], History::Stay))
    };
    let skill_options = move || {
        // The one that is chosen stays in the list, also where nobody teaches it any more.
        let mut skills = skills.get();
        let chosen = filters.with(|filters| filters.skill.clone());
        if !chosen.is_empty() && !skills.contains(&chosen) {
            skills.push(chosen);
        }
        let all = [(String::new(), "All skills".to_owned())];
        all.into_iter().chain(skills.into_iter().map(|skill| (skill.clone(), skill))).collect::<Vec<_>>()
    };
    let level_options = LEVELS.map(|(name, _, words)| (name.to_owned(), words.to_owned())).to_vec();
    let currencies: Vec<_> =
        Currency::all().map(|currency| (currency.code().to_owned(), currency.code().to_owned())).collect();
    let chosen =
        move |pick: fn(&Filters) -> &str| Signal::derive(move || filters.with(|it| pick(it).to_owned()));
    view! {
        <Choice
            id="skill"
            label="Skill"
            options=Signal::derive(skill_options)
            value=chosen(|filters| &filters.skill)
            on_change=put("skill")
        />
        <Choice id="level" label="Level" options=level_options value=chosen(|it| &it.level) on_change=put("level") />
        <HighestPrice filters on_change=put("price") />
        <Choice
            id="currency"
            label="Currency"
            options=currencies
            value=chosen(Filters::currency)
            on_change=put("currency")
        />
        <ZoneChooser zone=query.zone() on_change=move |zone: String| query.set_zone(&zone) />
    }
}

#[component]
fn HighestPrice(filters: Memo<Filters>, on_change: UnsyncCallback<String>) -> impl IntoView {
    let error = Memo::new(move |_| filters.with(Filters::price_error));
    view! {
        <div class="field">
            <label for="price">"Highest price"</label>
            <input
                id="price"
                class="input figure"
                inputmode="decimal"
                autocomplete="off"
                aria-describedby="price-note"
                aria-invalid=move || error.get().map(|_| "true")
                prop:value=move || filters.with(|filters| filters.price.clone())
                on:change=move |event| on_change.run(event_target_value(&event).trim().to_owned())
            />
            <p id="price-note" class="field-note bad" role="alert">{error}</p>
        </div>
    }
}
