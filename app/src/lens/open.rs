//! Whether the lens is open, and whether the focus is wanted in it. It is beside the page and takes no focus by opening.

use leptos::prelude::*;
use web_sys::HtmlElement;

/// The lens, for whatever opens and closes it.
#[derive(Clone, Copy)]
pub struct Lens {
    open: RwSignal<bool>,
    wanted: RwSignal<bool>,
    /// What had the focus before it went into the lens.
    before: StoredValue<Option<HtmlElement>, LocalStorage>,
}

/// Puts the lens into the context, closed.
pub fn provide() {
    provide_context(Lens {
        open: RwSignal::new(false),
        wanted: RwSignal::new(false),
        before: StoredValue::new_local(None),
    });
}

/// The lens of this page.
pub fn use_lens() -> Lens {
    expect_context()
}

impl Lens {
    /// Whether it is open; reactive.
    pub fn is_open(self) -> bool {
        self.open.get()
    }

    /// Opens or closes it.
    pub fn toggle(self) {
        if self.open.get_untracked() { self.close() } else { self.open.set(true) }
    }

    /// Opens it, and has the focus go there.
    pub fn enter(self) {
        self.open.set(true);
        self.wanted.set(true);
    }

    /// Closes it. A focus that is in it goes back to where it came from.
    pub fn close(self) {
        let within = document()
            .active_element()
            .is_some_and(|element| matches!(element.closest(".lens"), Ok(Some(_))));
        if let (true, Some(before)) = (within, self.before.get_value()) {
            // What is not there any more takes no focus: it is the page's then.
            let _focused = before.focus();
        }
        self.open.set(false);
    }

    /// The focus came into it from there.
    pub(super) fn entered_from(self, before: HtmlElement) {
        self.before.set_value(Some(before));
    }

    /// Whether the focus is wanted in it; once answered, no more. Reactive.
    pub(super) fn takes_focus(self) -> bool {
        let is_wanted = self.wanted.get();
        if is_wanted {
            self.wanted.set(false);
        }
        is_wanted
    }
}
