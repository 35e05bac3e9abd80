//! Renders one's own teaching, or the invitation to begin.

use client::{
    Authorized, ClientError, Kind,
    proto::skillshare::{ClockChange, GetTeachingResponse},
};
use leptos::prelude::*;

use super::{
    courses::CoursesPart,
    hours_form::{HoursForm, Kept},
    profile::{ProfileForm, ProfileKept},
    week::WeekPart,
};
use crate::{
    address, browser,
    components::{error_state::ErrorState, skeleton::SkeletonRows, top_bar::TopBar},
    notice::Notice,
    pages::skillshare::{
        booking::clock::wall_in,
        shared::{
            tabs::{Area, Tabs},
            words::{clock_change_words, today},
        },
    },
    session::{use_member, use_session},
};

/// One's teaching; none for who does not teach.
type Answer = Result<Option<GetTeachingResponse>, ClientError>;

/// Which of its states the page is in. What was seen once stays on show.
#[derive(Debug, Clone, PartialEq)]
enum Face {
    Loading,
    Failed(Notice),
    Invited,
    Teaching,
}

/// One's own teaching.
#[component]
pub fn TeachPage() -> impl IntoView {
    let (api, session) = (use_member().api, use_session());
    let teaching = LocalResource::new(move || {
        let api = api.clone();
        async move {
            let answer = ask(&api).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            answer
        }
    });
    let seen = Memo::new(move |last: Option<&Option<GetTeachingResponse>>| match teaching.get() {
        Some(Ok(answer)) => answer,
        Some(Err(_)) | None => last.cloned().flatten(),
    });
    let face = Memo::new(move |_| match (seen.with(Option::is_some), teaching.get()) {
        (true, _) => Face::Teaching,
        (false, Some(Ok(_))) => Face::Invited,
        (false, Some(Err(error))) => Face::Failed(Notice::from(&error)),
        (false, None) => Face::Loading,
    });
    let look = move || teaching.refetch();
    let on_changed = Callback::new(move |()| look());
    view! {
        <TopBar title="Teach" />
        <div class="body lessons">
            <Tabs here=Area::Teach />
            {move || match face.get() {
                Face::Loading => view! { <SkeletonRows /> }.into_any(),
                Face::Failed(notice) => view! { <ErrorState notice on_retry=look /> }.into_any(),
                Face::Invited => view! { <Invitation on_changed /> }.into_any(),
                Face::Teaching => view! { <Teaching seen on_changed /> }.into_any(),
            }}
        </div>
    }
}

async fn ask(api: &Authorized) -> Answer {
    match api.teaching().await {
        Ok(teaching) => Ok(Some(teaching)),
        Err(error) if error.kind == Kind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[component]
fn Invitation(on_changed: Callback<()>) -> impl IntoView {
    view! {
        <section class="card teach-invitation" aria-labelledby="invitation">
            <h2 id="invitation">"Teach what you know"</h2>
            <p class="soft">
                "Say who you are, then when you teach and what. Students book in their own zone; nobody can be booked \
                 twice at once, and both sides get mails and a calendar."
            </p>
            <ProfileForm kept=ProfileKept::default() on_saved=on_changed />
        </section>
    }
}

/// The parts. Saving one leaves what is being typed into the others.
#[component]
fn Teaching(seen: Memo<Option<GetTeachingResponse>>, on_changed: Callback<()>) -> impl IntoView {
    let teaching = Memo::new(move |last: Option<&GetTeachingResponse>| {
        seen.get().or_else(|| last.cloned()).unwrap_or_default()
    });
    let zone = Memo::new(move |_| {
        teaching.with(|teaching| teaching.teacher.as_ref().map(|it| it.zone.clone()).unwrap_or_default())
    });
    let courses = Memo::new(move |_| teaching.with(|teaching| teaching.courses.clone()));
    view! {
        <div class="teach-parts">
            <div class="teach-column">
                <WeekPart zone />
                <CoursesPart courses on_changed />
            </div>
            <div class="teach-column">
                <HoursPart teaching on_changed />
                <ProfilePart teaching on_changed />
            </div>
        </div>
    }
}

#[component]
fn HoursPart(teaching: Memo<GetTeachingResponse>, on_changed: Callback<()>) -> impl IntoView {
    // A day is over everywhere a day later. What is saved stands in the fields already, so they are filled once.
    let yesterday = wall_in("UTC", browser::unix_seconds() - 24 * 60 * 60).date();
    let kept = teaching.with_untracked(|teaching| Kept::of(teaching, &yesterday));
    let warnings = Memo::new(move |_| {
        teaching.with(|teaching| teaching.clock_changes.iter().map(warning).collect::<Vec<_>>())
    });
    view! {
        <section class="card" aria-labelledby="hours">
            <h2 id="hours">"Hours"</h2>
            <HoursForm kept warnings on_saved=on_changed />
        </section>
    }
}

fn warning(change: &ClockChange) -> String {
    let words = clock_change_words(change, today());
    format!("{words} Your hours stay by the clock on your wall.")
}

#[component]
fn ProfilePart(teaching: Memo<GetTeachingResponse>, on_changed: Callback<()>) -> impl IntoView {
    let teacher = teaching.with_untracked(|teaching| teaching.teacher.clone()).unwrap_or_default();
    view! {
        <section class="card" aria-labelledby="profile">
            <header class="teach-head">
                <h2 id="profile">"Profile"</h2>
                <a class="link" href=address::teacher(&teacher.teacher_id)>"See as students do"</a>
            </header>
            <ProfileForm kept=ProfileKept::of(&teacher) on_saved=on_changed />
        </section>
    }
}
