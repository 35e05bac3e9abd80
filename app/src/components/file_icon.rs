//! The sign for what a file seems to be, and its name on one line.

use domain::file_kind::FileKind;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};

const fn glyph(kind: FileKind) -> Glyph {
    match kind {
        FileKind::Video => Glyph::Film,
        FileKind::Picture => Glyph::Picture,
        FileKind::Audio | FileKind::Archive | FileKind::Document | FileKind::Other => Glyph::File,
    }
}

/// The sign before a name.
#[component]
pub fn FileIcon(
    /// What the file seems to be.
    kind: FileKind,
) -> impl IntoView {
    view! { <Icon glyph=glyph(kind) /> }
}

/// Letters at the end of a long name that stay in view: enough for a number and an ending.
const END_LETTERS: usize = 10;
/// Names up to so many letters are not cut in two.
const SHORT_LETTERS: usize = 24;

/// Where a long name may be cut so that its end stays in view.
fn split(name: &str) -> Option<(&str, &str)> {
    let letters = name.chars().count();
    let (cut, _) = name.char_indices().nth(letters.checked_sub(END_LETTERS)?)?;
    (letters > SHORT_LETTERS).then(|| name.split_at(cut))
}

/// A file's name on one line: where it does not fit, its middle is left out, never its ending.
#[component]
pub fn OneLineName(
    /// As it is shown.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let hint = name.clone();
    let Some((start, end)) = split(&name).map(|(start, end)| (start.to_owned(), end.to_owned())) else {
        return view! { <span class="file-name" title=hint>{name}</span> }.into_any();
    };
    view! {
        <span class="file-name-split" title=hint>
            <span class="visually-hidden">{name}</span>
            <span class="file-name" aria-hidden="true">{start}</span>
            <span aria-hidden="true">{end}</span>
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_long_name_keeps_its_end() {
        assert_eq!(split("report.pdf"), None);
        assert_eq!(split("éééééééééééééééééééé-2026.docx"), Some(("éééééééééééééééééééé", "-2026.docx")));
    }
}
