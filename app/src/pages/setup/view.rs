//! Renders the page.

use client::{NewAdmin, NewMember};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::A, hooks::use_navigate};

use super::model;
use crate::{
    address, browser,
    components::{
        account_card::{AccountCard, AccountCardState},
        top_bar::use_page_title,
    },
    notice::{Notice, Tone, use_notices},
    session::use_session,
};

/// The first admin.
#[component]
pub fn SetupView() -> impl IntoView {
    use_page_title("Set up");
    // Taken out of the address bar at once: it stays neither in the history nor in a screenshot.
    match model::secret_in(&browser::take_hash()) {
        Some(secret) => view! { <SetupForm secret /> }.into_any(),
        None => view! { <NoLink /> }.into_any(),
    }
}

#[component]
fn NoLink() -> impl IntoView {
    view! {
        <section class="card card-narrow">
            <div class="auth-head">
                <h1 tabindex="-1">"Open the setup link"</h1>
                <p class="soft">
                    "The terminal that started Skyshard shows a link ending in /setup#… It works once, for 30 minutes; "
                    "starting the server again shows a new one while there is no admin."
                </p>
            </div>
            <A href=address::SIGN_IN attr:class="button wide">"Sign in instead"</A>
        </section>
    }
}

#[component]
fn SetupForm(
    /// The secret of the link.
    secret: String,
) -> impl IntoView {
    let state = AccountCardState::default();
    view! {
        <AccountCard
            state
            api=use_session().api()
            title="Create the first admin"
            submit="Create admin".to_owned()
            send=use_send(secret, state)
        >
            <p class="soft">"The admin looks after accounts and nodes, and holds no storage until he asks for it."</p>
        </AccountCard>
    }
}

fn use_send(secret: String, state: AccountCardState) -> UnsyncCallback<NewMember> {
    let (session, notices, navigate) = (use_session(), use_notices(), use_navigate());
    UnsyncCallback::new(move |member: NewMember| {
        let admin = NewAdmin { secret: secret.clone(), member };
        let navigate = navigate.clone();
        state.send(async move {
            session.api().create_first_admin(admin).await?;
            session.refresh_server();
            let advice = "Add an authenticator app next: what is for admins needs one.";
            notices.show(Notice::new(Tone::Good, "The admin is created.").advise(advice));
            // The link was the proof: its answer carries the session, where cookies are kept.
            let known = session.resume().await.is_ok();
            let options = NavigateOptions { replace: true, ..Default::default() };
            navigate(if known { address::SECURITY } else { address::SIGN_IN }, options);
            Ok(())
        });
    })
}
