//! The profile, which makes a teacher of a member, or changes one.

use client::proto::skillshare::Teacher;
use leptos::prelude::*;

use super::{
    entry::{Entries, Sheet},
    model::{self, PROFILE},
};
use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        field::CheckBox,
    },
    notice::{Notice, Tone, use_notices},
    pages::skillshare::shared::zone_chooser::ZoneChooser,
    session::use_member,
    zone,
};

/// A profile as the server has it.
#[derive(Debug, Clone)]
pub struct ProfileKept {
    texts: Vec<String>,
    currency: Option<String>,
    is_listed: bool,
    is_new: bool,
}

impl ProfileKept {
    /// Of a teacher.
    pub fn of(teacher: &Teacher) -> Self {
        let currency = teacher.rate.as_ref().map(|rate| rate.currency.clone());
        Self { texts: model::typed(teacher), currency, is_listed: teacher.is_listed, is_new: false }
    }
}

impl Default for ProfileKept {
    /// Of who does not teach yet.
    fn default() -> Self {
        Self { is_listed: true, is_new: true, ..Self::of(&Teacher::default()) }
    }
}

/// Edits the profile.
#[component]
pub fn ProfileForm(
    /// As the server has it.
    kept: ProfileKept,
    /// Called when the server has another.
    on_saved: Callback<()>,
) -> impl IntoView {
    let ProfileKept { texts, currency, is_listed, is_new } = kept;
    let (api, notices) = (use_member().api, use_notices());
    let sheet = Sheet::new(&PROFILE, texts, currency.as_deref());
    let (is_listed, zone) = (RwSignal::new(is_listed), RwSignal::new(zone::of_this_machine()));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(values) = sheet.take() else { return };
        // Later the zone belongs to the hours.
        let zone = if is_new { zone.get_untracked() } else { String::new() };
        let profile = model::request(&values, is_listed.get_untracked(), zone);
        let api = api.clone();
        sheet.send(async move { api.save_teacher(profile).await }, move |_| {
            notices.show(Notice::new(Tone::Good, "Your profile is saved"));
            let _seen = on_saved.try_run(());
        });
    };
    view! {
        <form class="form" novalidate on:submit=save>
            <FormNotice notice=sheet.notice />
            <div class="sheet"><Entries sheet /></div>
            {is_new.then(|| view! {
                <ZoneChooser id="profile-zone" zone on_change=move |chosen| zone.set(chosen) />
            })}
            <CheckBox
                id="is_listed"
                label="Students can find me"
                checked=is_listed
                hint="Without a tick you and your courses are in no list; what is booked stays booked."
            />
            <div class="row">
                <Button kind=ButtonKind::Main submits=true busy=sheet.busy()>
                    {if is_new { "Begin to teach" } else { "Save profile" }}
                </Button>
            </div>
        </form>
    }
}
