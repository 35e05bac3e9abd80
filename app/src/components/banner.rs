//! A band that says something lasting about the page or the form it stands in.

use domain::pool::EXHAUSTED_MESSAGE;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::notice::{Notice, Tone};

impl Tone {
    /// The class of everything that carries this meaning.
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Info => "info",
            Self::Warning => "warn",
            Self::Danger => "bad",
        }
    }

    /// The icon of everything that carries this meaning: colour is never the only sign.
    pub fn glyph(self) -> Glyph {
        match self {
            Self::Good => Glyph::Check,
            Self::Info => Glyph::Info,
            Self::Warning | Self::Danger => Glyph::Warning,
        }
    }
}

/// A band with an icon.
#[component]
pub fn Banner(
    /// What it means.
    tone: Tone,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("banner {}", tone.class())>
            <Icon glyph=tone.glyph() />
            <div class="banner-words">{children()}</div>
        </div>
    }
}

/// What failed in a form: read aloud at once, with the exact words under "Technical details".
#[component]
pub fn FormNotice(
    /// What failed, while it stands.
    #[prop(into)]
    notice: Signal<Option<Notice>>,
) -> impl IntoView {
    view! {
        <div role="alert" class="form-notice">
            {move || notice.get().map(|notice| view! { <NoticeBanner notice /> })}
        </div>
    }
}

/// A notice as a band.
#[component]
pub fn NoticeBanner(
    /// What to tell.
    notice: Notice,
) -> impl IntoView {
    let Notice { tone, title, advice, details } = notice;
    view! {
        <Banner tone>
            <strong>{title}</strong>
            {(!advice.is_empty()).then(|| view! { <p>{advice}</p> })}
            {(!details.is_empty()).then(|| view! {
                <details class="technical"><summary>"Technical details"</summary><code>{details}</code></details>
            })}
        </Banner>
    }
}

/// The exact words of a full pool, for those who ask.
#[component]
pub fn ExhaustedDetails() -> impl IntoView {
    view! {
        <details class="technical">
            <summary>"Technical details"</summary>
            <code>"RESOURCE_EXHAUSTED · "{EXHAUSTED_MESSAGE}</code>
        </details>
    }
}
