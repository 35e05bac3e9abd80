//! Buttons.
//!
//! What a button does is its property `on_click`. A handler that is spread on the component, `on:click`, stays on the
//! element beside its successor when the view around it is made anew: one click then does what two buttons were for.

use leptos::{ev::MouseEvent, prelude::*};

use super::icon::{Glyph, Icon};

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The one main act of a view.
    Main,
    /// An act among others.
    #[default]
    Plain,
    /// An act that keeps in the background.
    Quiet,
    /// The main act of a form, as wide as the form.
    Wide,
}

impl ButtonKind {
    /// The class of everything that looks like it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Main => "button main",
            Self::Plain => "button",
            Self::Quiet => "button quiet",
            Self::Wide => "button main wide",
        }
    }
}

/// A button with words, and an icon before them if wanted.
///
/// While `busy` it keeps its size and focus, says so to assistive technology, and its form must not be sent again.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Stands before the words.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// True in a form whose submission this button is.
    #[prop(optional)]
    submits: bool,
    /// Whether the act is impossible now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether the act is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What it is called, where its words alone do not say it: "Stop node-asia".
    #[prop(optional, into)]
    name: Signal<Option<String>>,
    /// What a click does.
    #[prop(optional, into)]
    on_click: Option<UnsyncCallback<MouseEvent>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class=kind.class()
            type=if submits { "submit" } else { "button" }
            disabled=disabled
            aria-label=name
            aria-disabled=move || busy.get().then_some("true")
            aria-busy=move || busy.get().then_some("true")
            on:click=move |event| clicked(on_click, event)
        >
            {glyph.map(|glyph| view! { <Icon glyph /> })}
            <span class="button-words">{children()}</span>
        </button>
    }
}

/// A button with an icon only; its name is read aloud and shown on hover.
#[component]
pub fn IconButton(
    /// What it shows.
    glyph: Glyph,
    /// What it is called.
    #[prop(into)]
    name: Signal<String>,
    /// Whether the act is impossible now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether what it opens is open; `None` where it opens nothing.
    #[prop(optional, into)]
    expanded: Signal<Option<bool>>,
    /// What a click does.
    #[prop(optional, into)]
    on_click: Option<UnsyncCallback<MouseEvent>>,
) -> impl IntoView {
    view! {
        <button
            class="icon-button"
            type="button"
            aria-label=name
            aria-expanded=move || expanded.get().map(|expanded| expanded.to_string())
            title=name
            disabled=disabled
            on:click=move |event| clicked(on_click, event)
        >
            <Icon glyph />
        </button>
    }
}

fn clicked(act: Option<UnsyncCallback<MouseEvent>>, event: MouseEvent) {
    if let Some(act) = act {
        act.run(event);
    }
}
