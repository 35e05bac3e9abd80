//! The part of the sharing dialog that makes a link: what it asks for, and, once, what opens it.

use client::proto::storage::MakeLinkResponse;
use leptos::prelude::*;

use crate::{
    components::{
        banner::FormNotice,
        button::Button,
        choice::Choice,
        copy_button::CopyButton,
        field::{CheckBox, Field, FieldSpec, PasswordField},
        form::{FormField, focus},
        icon::Glyph,
    },
    notice::Notice,
    sending::use_sending,
    session::use_member,
    sharing::{ENDS, people::Shares},
    transfers::use_transfers,
};

const PASSWORD: FieldSpec = FieldSpec {
    id: "link-password",
    label: "Password, if you like",
    kind: "password",
    autocomplete: "new-password",
};
const DOWNLOADS: FieldSpec = FieldSpec {
    id: "link-downloads",
    label: "How often, if there is an end to it",
    kind: "text",
    autocomplete: "off",
};

/// How many downloads were typed: none for an empty field.
fn downloads(typed: &str) -> Option<i32> {
    match typed.trim() {
        "" => Some(0),
        number => number.parse().ok().filter(|number| *number > 0),
    }
}

/// The question for a link, folded until it is wanted, and the link that was made.
#[component]
pub fn LinkPart(id: StoredValue<String>, shares: Shares, is_folder: bool) -> impl IntoView {
    let made = RwSignal::new(None::<MakeLinkResponse>);
    view! {
        <details class="link-part">
            <summary>"Or share by a link"</summary>
            {move || match made.get() {
                None => view! { <LinkForm id shares made is_folder /> }.into_any(),
                Some(link) => view! { <MadeLink link /> }.into_any(),
            }}
        </details>
    }
}

#[component]
fn LinkForm(
    id: StoredValue<String>,
    shares: Shares,
    made: RwSignal<Option<MakeLinkResponse>>,
    is_folder: bool,
) -> impl IntoView {
    let (api, sending, transfers) = (use_member().api, use_sending(), use_transfers());
    let (password, limit) = (FormField::new(PASSWORD.id), FormField::new(DOWNLOADS.id));
    let (days, notice) = (RwSignal::new(7), RwSignal::new(None::<Notice>));
    let takes_uploads = RwSignal::new(false);
    let limit_error = limit.shown_error(|typed| {
        downloads(typed).is_none().then(|| "Type a whole number, or nothing.".to_owned())
    });
    let password_error = password.shown_error(|_| None);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        limit.judge();
        let Some(max) = limit.value.with_untracked(|typed| downloads(typed)) else {
            return focus(DOWNLOADS.id);
        };
        notice.set(None);
        let (api, id, days) = (api.clone(), id.get_value(), days.get_untracked());
        let (typed, drops) = (password.value.get_untracked(), takes_uploads.get_untracked());
        sending.send(async move { api.make_link(&id, days, &typed, max, drops).await }, move |outcome| {
            match outcome {
                Ok(link) => {
                    let _shown = made.try_set(Some(link));
                    shares.refetch();
                    transfers.files_changed();
                }
                Err(error) => match (error.field("password"), error.field("downloads_max")) {
                    (Some(why), _) => password.refuse(why),
                    (None, Some(why)) => limit.refuse(why),
                    (None, None) => drop(notice.try_set(Some((&error).into()))),
                },
            }
        });
    };
    // A link without an end is none that this house makes.
    let ends = ENDS.iter().filter(|(days, _)| *days > 0);
    let ends: Vec<(String, String)> =
        ends.map(|(days, words)| (days.to_string(), (*words).to_owned())).collect();
    view! {
        <form class="form" novalidate on:submit=send>
            <p class="small soft">"Whoever has the link can use it, without an account."</p>
            <FormNotice notice />
            <Choice
                id="link-end"
                label="Works"
                options=ends
                value=Signal::derive(move || days.get().to_string())
                on_change=move |it: String| days.set(it.parse().unwrap_or(7))
            />
            {is_folder.then(|| view! {
                <CheckBox
                    id="link-uploads"
                    label="Only for uploads"
                    checked=takes_uploads
                    hint="They put files into the folder and see nothing of what is in it."
                />
            })}
            <PasswordField spec=PASSWORD value=password.value error=password_error />
            <Field spec=DOWNLOADS value=limit.value error=limit_error on_leave=move |()| limit.leave() />
            <div class="row dialog-acts">
                <Button submits=true glyph=Glyph::Share busy=sending.busy>"Make a link"</Button>
            </div>
        </form>
    }
}

/// The link, which is shown this once.
#[component]
fn MadeLink(link: MakeLinkResponse) -> impl IntoView {
    let picture = format!("data:image/svg+xml,{}", js_sys::encode_uri_component(&link.qr_svg));
    view! {
        <div class="form" role="status">
            <p class="small soft">"Copy it now: it is not kept anywhere and cannot be shown again."</p>
            <div class="feed-address">
                <code class="totp-key link-address">{link.secret_address.clone()}</code>
                <CopyButton name="Copy the link" text=link.secret_address />
            </div>
            <img class="qr" src=picture alt="QR code of the link" width="208" height="208" />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::downloads;

    #[test]
    fn an_empty_field_is_no_limit() {
        assert_eq!((downloads(""), downloads(" 3 ")), (Some(0), Some(3)));
        for typed in ["0", "-1", "x", "1.5"] {
            assert_eq!(downloads(typed), None, "{typed}");
        }
    }
}
