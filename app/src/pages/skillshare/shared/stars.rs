//! Stars, always with their number in words.

use client::proto::skillshare::Rating;
use leptos::prelude::*;

use super::words;

/// What most people think: a star, the mean and how many wrote.
#[component]
pub fn RatingLine(
    /// The mean and the number.
    rating: Option<Rating>,
) -> impl IntoView {
    let is_rated = rating.as_ref().is_some_and(|rating| rating.reviews > 0);
    let words = words::rating_words(&rating);
    view! {
        <span class="rating figure">
            {is_rated.then(|| view! {
                <span class="star" aria-hidden="true">"★"</span><span class="visually-hidden">"Rated "</span>
            })}
            {words}
        </span>
    }
}

/// What one person thinks: so many stars of five.
#[component]
pub fn Stars(
    /// 1 to 5.
    stars: i32,
) -> impl IntoView {
    let full = usize::try_from(stars.clamp(0, 5)).unwrap_or_default();
    view! {
        <span class="stars">
            <span aria-hidden="true">
                <span class="star">{"★".repeat(full)}</span><span class="star-none">{"★".repeat(5 - full)}</span>
            </span>
            <span class="visually-hidden">{format!("{full} of 5 stars")}</span>
        </span>
    }
}
