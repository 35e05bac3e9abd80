//! Renders the page.

use std::time::Duration;

use client::{
    ClientError,
    proto::skillshare::{Course, GetCourseResponse, Review, Teacher},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    desk::{Desk, Stage},
    details::Details,
    done::Done,
    slots::Slots,
};
use crate::{
    address, browser,
    components::{banner::Banner, skeleton::SkeletonRows, top_bar::TopBar},
    live::use_pace,
    notice::Tone,
    pages::skillshare::shared::{
        course_card::CourseFacts,
        missing::Missing,
        query::use_query,
        reviews::Reviews,
        tabs::{Area, Tabs},
        words,
    },
    session::use_session,
};

type Answer = Result<GetCourseResponse, ClientError>;

/// One course, and booking it.
#[component]
pub fn CoursePage() -> impl IntoView {
    let (session, params) = (use_session(), use_params_map());
    let zone = use_query().zone();
    let course_id = Memo::new(move |_| params.with(|params| params.get("course_id").unwrap_or_default()));
    // The zone changes nothing of what is shown of the course: another one must not make the page anew.
    let course = LocalResource::new(move || {
        let (api, course_id, zone) = (session.api(), course_id.get(), zone.get_untracked());
        async move { api.course(&course_id, &zone).await }
    });
    move || body(course)
}

fn body(course: LocalResource<Answer>) -> AnyView {
    let waiting = |part: AnyView| {
        view! {
            <TopBar title="Course" />
            <div class="body lessons"><Tabs here=Area::Courses />{part}</div>
        }
        .into_any()
    };
    match course.get() {
        None => waiting(view! { <SkeletonRows /> }.into_any()),
        Some(Err(error)) => {
            let retry = move || course.refetch();
            waiting(view! { <Missing error what="course" on_retry=retry /> }.into_any())
        }
        Some(Ok(answer)) => view! { <OneCourse answer /> }.into_any(),
    }
}

#[component]
fn OneCourse(answer: GetCourseResponse) -> impl IntoView {
    let GetCourseResponse { card, teacher, reviews } = answer;
    let course = card.and_then(|card| card.course).unwrap_or_default();
    let desk = Desk::of(course.clone(), use_query());
    desk.resume();
    on_cleanup(move || desk.release());
    use_pace(Duration::from_secs(1), move || desk.now.set(browser::unix_seconds()));
    let is_moving = untrack(|| desk.is_moving());
    let title = if is_moving { "Move your lesson".to_owned() } else { course.title.clone() };
    let is_offered = is_moving || !course.is_archived;
    view! {
        <TopBar title=title />
        <div class="body lessons">
            <Tabs here=Area::Courses />
            <Head desk course />
            {match is_offered {
                true => view! { <Booking desk /> }.into_any(),
                false => view! {
                    <Banner tone=Tone::Info>
                        <p>"This course is not offered at the moment. Lessons that are booked stay booked."</p>
                    </Banner>
                }
                .into_any(),
            }}
            <About teacher reviews />
        </div>
    }
}

/// The three steps, until it is booked.
#[component]
fn Booking(desk: Desk) -> impl IntoView {
    let done = Memo::new(move |_| match desk.stage.get() {
        Stage::Done(booking) => Some(booking),
        Stage::Choosing | Stage::Held(_) | Stage::Taken { .. } | Stage::InLine(_) => None,
    });
    move || match done.get() {
        Some(booking) => view! { <Done desk booking=*booking /> }.into_any(),
        None => view! { <div class="booking"><Slots desk /><Details desk /></div> }.into_any(),
    }
}

/// What it is, and who gives it; when a lesson is moved, when it was to be.
#[component]
fn Head(desk: Desk, course: Course) -> impl IntoView {
    let by = words::with_zone(address::teacher(&course.teacher_id), &untrack(|| desk.query.get("zone")));
    let (skill, name, description) =
        (course.skill.clone(), course.teacher_name.clone(), course.description.clone());
    let what = match untrack(|| desk.is_moving()) {
        true => view! { <p><strong>{course.title.clone()}</strong></p><OldTime desk /> }.into_any(),
        false => view! { <p class="prose">{description}</p> }.into_any(),
    };
    view! {
        <header class="course-head">
            <p class="soft">{skill}" with "<a href=by class="link">{name}</a></p>
            <CourseFacts course />
            {what}
        </header>
    }
}

/// When the lesson is that is to be moved, once it is known.
#[component]
fn OldTime(desk: Desk) -> impl IntoView {
    let time = LocalResource::new(move || {
        let (member, booking_id, zone) = (desk.session.member(), desk.moving.get(), desk.zone.get());
        async move { member?.api.booking(&booking_id, &zone).await.ok()?.time }
    });
    let words = move |time| words::day_and_clock(words::reader(&time), words::today());
    view! { <p class="figure">{move || time.get().flatten().map(|time| format!("Now on {}.", words(time)))}</p> }
}

/// The teacher in short, and what students say.
#[component]
fn About(teacher: Option<Teacher>, reviews: Vec<Review>) -> impl IntoView {
    let about = teacher.filter(|teacher| !teacher.about.is_empty());
    view! {
        {about.map(|teacher| view! {
            <section class="about" aria-label="About the teacher">
                <h2>"About "{teacher.name}</h2>
                <p class="prose">{teacher.about}</p>
            </section>
        })}
        <Reviews reviews />
    }
}
