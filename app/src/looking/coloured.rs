//! The text of a program in its colours: pieces as elements with classes, never as markup.

use leptos::prelude::*;

use super::{
    colours::{Kind, of_file, pieces},
    door::OpenText,
};

/// The text that is looked at.
#[component]
pub fn Coloured() -> impl IntoView {
    let OpenText { name, text } = expect_context();
    let Some(language) = of_file(&name) else { return text.into_any() };
    let piece = |(kind, piece): (Kind, &str)| {
        let piece = piece.to_owned();
        match class(kind) {
            Some(class) => view! { <span class=class>{piece}</span> }.into_any(),
            None => piece.into_any(),
        }
    };
    pieces(&text, language).into_iter().map(piece).collect_view().into_any()
}

fn class(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Plain => None,
        Kind::Comment => Some("code-comment"),
        Kind::Quoted => Some("code-quoted"),
        Kind::Number => Some("code-number"),
        Kind::Word => Some("code-word"),
    }
}
