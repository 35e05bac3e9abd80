//! "It was not me": puts a changed address back, ends every session and locks the password, after one question, because
//! the link was only opened.

use leptos::prelude::*;
use leptos_router::components::A;

use super::link::{INCOMPLETE, NoLink, take_secret};
use crate::{
    address,
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        top_bar::use_page_title,
    },
    notice::Notice,
    sending::use_sending,
    session::use_session,
};

/// The page of the link.
#[component]
pub fn NotMeView() -> impl IntoView {
    use_page_title("It was not me");
    match take_secret() {
        None => view! { <NoLink why=INCOMPLETE /> }.into_any(),
        Some(secret) => view! { <Question secret /> }.into_any(),
    }
}

#[component]
fn Question(
    /// The secret of the link.
    secret: String,
) -> impl IntoView {
    let (session, sending) = (use_session(), use_sending());
    let (notice, told) = (RwSignal::new(None::<Notice>), RwSignal::new(None::<String>));
    let disown = UnsyncCallback::new(move |()| {
        notice.set(None);
        let (api, secret) = (session.api(), secret.clone());
        sending.send(async move { api.disown_sign_in(&secret).await }, move |outcome| match outcome {
            Ok(answer) => drop(told.try_set(Some(answer.message))),
            Err(error) => drop(notice.try_set(Some((&error).into()))),
        });
    });
    let asking = move || {
        view! {
            <section class="card card-narrow">
                <div class="auth-head">
                    <h1 tabindex="-1">"Was it somebody else?"</h1>
                    <p class="soft">
                        "Then this ends every session, yours too, and the password no longer opens the account until you \
                         choose a new one by a link that we mail you. An address that was changed is put back. What you store \
                         stays as it is."
                    </p>
                </div>
                <FormNotice notice />
                <Button kind=ButtonKind::Wide busy=sending.busy on_click=move |_| disown.run(())>
                    "It was not me"
                </Button>
                <A href=address::FIRST attr:class="button wide">"It was me"</A>
            </section>
        }
    };
    move || match told.get() {
        None => asking().into_any(),
        Some(words) => view! {
            <section class="card card-narrow">
                <div class="auth-head">
                    <h1 tabindex="-1">"Your account is safe"</h1>
                    <p class="soft" role="status">{words}</p>
                </div>
            </section>
        }
        .into_any(),
    }
}
