//! Choosing another password.

use client::ClientError;
use leptos::prelude::*;

use super::desk::{needs_proof, use_desk};
use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        field::{FieldSpec, PasswordField},
        form::{self, FormField},
        new_password::password_error,
    },
    notice::{Notice, Tone, use_notices},
    sending::use_sending,
};

const CURRENT: FieldSpec = FieldSpec {
    id: "current_password",
    label: "Current password",
    kind: "password",
    autocomplete: "current-password",
};
const NEW: FieldSpec =
    FieldSpec { id: "password", label: "New password", kind: "password", autocomplete: "new-password" };

/// The form.
#[component]
pub fn ChangePassword() -> impl IntoView {
    let (desk, notices, sending) = (use_desk(), use_notices(), use_sending());
    let (current, new) = (FormField::new(CURRENT.id), FormField::new(NEW.id));
    let notice = RwSignal::new(None::<Notice>);
    let has_one = untrack(|| desk.known()).is_some_and(|standing| standing.password_changed_at > 0);
    let profile = desk.member().profile;
    let check = {
        let profile = profile.clone();
        move |typed: &str| password_error(typed, &profile.username, &profile.email)
    };
    let send: StoredValue<Option<UnsyncCallback<()>>, LocalStorage> = StoredValue::new_local(None);
    let told = move |outcome: Result<(), ClientError>| match outcome {
        Ok(()) => {
            notices.show(
                Notice::new(Tone::Good, "Your password was changed.")
                    .advise("All other sessions were ended."),
            );
            desk.changed();
        }
        Err(error) if needs_proof(&error) => desk.prove_then(move || run(send)),
        Err(error) => {
            let refused = [current, new].into_iter().find(|field| error.field(field.id).is_some());
            match refused {
                Some(field) => {
                    field.refuse(error.field(field.id).unwrap_or_default());
                    form::focus(field.id);
                }
                None => drop(notice.try_set(Some((&error).into()))),
            }
        }
    };
    send.set_value(Some(UnsyncCallback::new(move |()| {
        notice.set(None);
        let (old, next) = (current.value.get_untracked(), new.value.get_untracked());
        let api = desk.member().api;
        sending.send(async move { api.change_password(&old, &next).await }, told);
    })));
    let submit = {
        let check = check.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            new.judge();
            match new.value.with_untracked(|typed| check(typed)) {
                Some(_) => form::focus(new.id),
                None => run(send),
            }
        }
    };
    view! {
        <form class="form" novalidate on:submit=submit>
            <FormNotice notice />
            // Password managers keep the new one under this name.
            <input type="text" name="username" autocomplete="username" value=profile.username hidden readonly />
            {has_one.then(|| view! {
                <PasswordField spec=CURRENT value=current.value error=current.shown_error(|_| None) />
            })}
            <PasswordField
                spec=NEW
                value=new.value
                hint="15 characters of anything, or 12 with all four kinds. All other sessions end."
                error=new.shown_error(check)
                on_leave=UnsyncCallback::new(move |()| new.leave())
            />
            <Button kind=ButtonKind::Wide submits=true busy=sending.busy>
                {if has_one { "Change password" } else { "Set password" }}
            </Button>
        </form>
    }
}

fn run(send: StoredValue<Option<UnsyncCallback<()>>, LocalStorage>) {
    if let Some(send) = send.try_get_value().flatten() {
        send.run(());
    }
}
