//! Which zones hold a whole copy: a letter each, in the zone's hue; a dashed outline for each copy that is missing.

use leptos::prelude::*;

/// "3 of 3 copies".
pub fn copies_text(held: usize, target: usize) -> String {
    format!("{held} of {target} copies")
}

/// The letters.
#[component]
pub fn Copies(
    /// Letters of the zones that hold a copy.
    zones: Vec<String>,
    /// Copies there should be.
    target: usize,
) -> impl IntoView {
    let missing = target.saturating_sub(zones.len());
    let text = copies_text(zones.len(), target.max(zones.len()));
    let hint = text.clone();
    view! {
        <span class="copies" title=hint>
            <span class="visually-hidden">{text}</span>
            {zones.into_iter().map(|letter| view! { <ZoneLetter letter /> }).collect_view()}
            {(0..missing).map(|_| view! { <span class="zone gone" aria-hidden="true"></span> }).collect_view()}
        </span>
    }
}

/// One zone's letter in its hue.
#[component]
pub fn ZoneLetter(
    /// "U".
    #[prop(into)]
    letter: String,
) -> impl IntoView {
    let class = format!("zone {}", zone_class(&letter));
    view! { <span class=class aria-hidden="true">{letter}</span> }
}

/// The class of everything in a zone's hue. A zone that we did not name has none and is told apart by its letter.
pub fn zone_class(letter: &str) -> &'static str {
    match letter {
        "U" => "us",
        "E" => "eu",
        "A" => "as",
        _ => "elsewhere",
    }
}

#[cfg(test)]
mod tests {
    use super::copies_text;

    #[test]
    fn copies_are_counted_in_words() {
        assert_eq!(copies_text(2, 3), "2 of 3 copies");
    }
}
