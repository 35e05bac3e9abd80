//! Backup codes, shown once: to copy, to save, to print.

use leptos::prelude::*;

use super::{
    desk::{needs_proof, use_desk},
    model,
};
use crate::{
    browser,
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        copy_button::CopyButton,
        field::CheckBox,
        icon::{Glyph, Icon},
    },
    notice::Notice,
    sending::use_sending,
};

/// The codes, until somebody says that they are kept.
#[component]
pub fn CodesSheet(
    codes: Vec<String>,
    /// Called then.
    on_done: impl Fn() + 'static,
) -> impl IntoView {
    let saved = RwSignal::new(false);
    let username = use_desk().member().profile.username;
    let file = model::codes_file(&codes, &username, &browser::origin());
    let address = format!("data:text/plain;charset=utf-8,{}", js_sys::encode_uri_component(&file));
    let print = move |_| {
        // A browser that cannot print says so itself.
        let _printed = window().print();
    };
    view! {
        <p>
            "Each of these lets you in once without the app. "
            <strong>"They are shown this once."</strong>
            " Keep them where your phone is not."
        </p>
        <ol class="backup-codes">
            {codes.iter().map(|code| view! { <li><code>{code.clone()}</code></li> }).collect_view()}
        </ol>
        <div class="row codes-acts">
            <CopyButton name="Copy all codes" text=codes.join("\n") />
            <a class="button" href=address download="skyshard-backup-codes.txt"><Icon glyph=Glyph::Download />"Save"</a>
            <Button on_click=print>"Print"</Button>
        </div>
        <CheckBox id="codes-saved" label="I saved them" checked=saved />
        <Button
            kind=ButtonKind::Wide
            disabled=Signal::derive(move || !saved.get())
            on_click=move |_| on_done()
        >
            "Finish"
        </Button>
    }
}

/// A new set in place of the old one.
#[component]
pub fn RenewCodes() -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let (codes, notice) = (RwSignal::new(None::<Vec<String>>), RwSignal::new(None::<Notice>));
    let renew = move |_| {
        let api = desk.member().api;
        sending.send(async move { api.renew_backup_codes().await }, move |outcome| match outcome {
            Ok(given) => drop(codes.try_set(Some(given))),
            Err(error) if needs_proof(&error) => desk.prove_then(|| ()),
            Err(error) => drop(notice.try_set(Some((&error).into()))),
        });
    };
    move || {
        match codes.get() {
        Some(codes) => view! { <CodesSheet codes on_done=move || desk.changed() /> }.into_any(),
        None => view! {
            <FormNotice notice />
            <p>"Ten new codes are made. The old ones stop working at once, and all other sessions end."</p>
            <div class="row">
                <Button kind=ButtonKind::Main busy=sending.busy on_click=renew>"Make new codes"</Button>
                <Button kind=ButtonKind::Quiet on_click=move |_| desk.open.set(false)>"Keep the old ones"</Button>
            </div>
        }
        .into_any(),
    }
    }
}
