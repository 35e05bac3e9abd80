//! Asking for a link to choose a new password.

use domain::email::EmailAddress;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    address,
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        field::{Field, FieldSpec},
        form::{self, FormField},
        top_bar::use_page_title,
    },
    notice::Notice,
    sending::use_sending,
    session::use_session,
};

const EMAIL: FieldSpec = FieldSpec { id: "email", label: "E-mail", kind: "email", autocomplete: "email" };

fn email_error(typed: &str) -> Option<String> {
    EmailAddress::parse(typed).err().map(|error| error.to_string())
}

/// The form, and after it the same words for every address.
#[component]
pub fn ForgotView() -> impl IntoView {
    use_page_title("Forgot password");
    let (session, sending) = (use_session(), use_sending());
    let email = FormField::new(EMAIL.id);
    let (notice, told) = (RwSignal::new(None::<Notice>), RwSignal::new(None::<String>));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        email.judge();
        let typed = email.value.get_untracked();
        if email_error(&typed).is_some() {
            return form::focus(EMAIL.id);
        }
        notice.set(None);
        let api = session.api();
        sending.send(async move { api.request_reset(&typed).await }, move |outcome| match outcome {
            Ok(answer) => drop(told.try_set(Some(answer.message))),
            Err(error) => drop(notice.try_set(Some((&error).into()))),
        });
    };
    let asking = move || {
        view! {
            <form class="card card-narrow" novalidate on:submit=submit>
                <div class="auth-head">
                    <h1 tabindex="-1">"Forgot your password?"</h1>
                    <p class="soft">"We mail you a link to choose a new one. It works once, for 30 minutes."</p>
                </div>
                <FormNotice notice />
                <Field
                    spec=EMAIL
                    value=email.value
                    error=email.shown_error(email_error)
                    on_leave=UnsyncCallback::new(move |()| email.leave())
                />
                <Button kind=ButtonKind::Wide submits=true busy=sending.busy>"Send the link"</Button>
            </form>
        }
    };
    view! {
        {move || match told.get() {
            None => asking().into_any(),
            Some(words) => view! { <Told words /> }.into_any(),
        }}
        <p class="auth-foot">"Remembered it? "<A href=address::SIGN_IN>"Sign in"</A></p>
    }
}

#[component]
fn Told(
    /// What the server said.
    words: String,
) -> impl IntoView {
    view! {
        <section class="card card-narrow">
            <div class="auth-head">
                <h1 tabindex="-1">"Look into your mailbox"</h1>
                <p class="soft" role="status">{words}</p>
            </div>
        </section>
    }
}
