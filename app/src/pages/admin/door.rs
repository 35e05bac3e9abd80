//! The one way into this page, where the module is cut. Whoever is no admin does not even fetch its code.

use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::components::A;

use super::view::AdminView;
use crate::{
    address,
    components::{empty_state::EmptyState, icon::Glyph, top_bar::TopBar},
    session::use_member,
    shell::{Fetched, Render},
};

/// The page, once its code is there.
#[component]
pub fn AdminPage() -> impl IntoView {
    if use_member().is_admin() {
        view! { <Fetched fetch=code /> }.into_any()
    } else {
        view! { <ForAdmins /> }.into_any()
    }
}

#[component]
fn ForAdmins() -> impl IntoView {
    view! {
        <TopBar title="Admin" />
        <div class="body">
            <EmptyState
                glyph=Glyph::Admin
                title="This page is for admins"
                text="Your account has another role, so there is nothing for you here. Ask whoever runs the server if you need it."
            >
                <A href=address::FILES attr:class="button">"Go to your files"</A>
            </EmptyState>
        </div>
    }
}

#[wasm_split(admin, wasm_split_path = ::leptos::wasm_split, fallible)]
fn code() -> Result<Render, SplitLoaderError> {
    Ok(|| AdminView().into_any())
}
