//! Renders the page.

use client::{
    ClientError,
    proto::skillshare::{GetTeacherResponse, Teacher},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::model;
use crate::{
    components::{skeleton::SkeletonRows, top_bar::TopBar},
    pages::skillshare::{
        browse::Specialties,
        shared::{
            course_card::CourseCardView,
            missing::Missing,
            query::use_query,
            reviews::Reviews,
            stars::RatingLine,
            tabs::{Area, Tabs},
            words,
            zone_chooser::ZoneChooser,
        },
    },
    session::use_session,
};

type Answer = Result<GetTeacherResponse, ClientError>;

/// One teacher.
#[component]
pub fn TeacherPage() -> impl IntoView {
    let (session, query, params) = (use_session(), use_query(), use_params_map());
    let zone = query.zone();
    let teacher_id = Memo::new(move |_| params.with(|params| params.get("teacher_id").unwrap_or_default()));
    let teacher = LocalResource::new(move || {
        let (api, teacher_id, zone) = (session.api(), teacher_id.get(), zone.get());
        async move { api.teacher(&teacher_id, &zone).await }
    });
    let name = Memo::new(move |_| match teacher.get() {
        Some(Ok(GetTeacherResponse { teacher: Some(teacher), .. })) => teacher.name,
        _ => "Teacher".to_owned(),
    });
    view! {
        {move || view! { <TopBar title=name.get() /> }}
        <div class="body lessons">
            <Tabs here=Area::Teachers />
            <div class="teacher-page">
                {move || body(teacher, query.get("zone"))}
                // Outside of what another zone makes anew, so that it keeps the focus.
                <div class="teacher-zone">
                    <ZoneChooser zone on_change=move |zone: String| query.set_zone(&zone) />
                </div>
            </div>
        </div>
    }
}

fn body(teacher: LocalResource<Answer>, zone: String) -> AnyView {
    match teacher.get() {
        None => view! { <div class="teacher-main"><SkeletonRows /></div> }.into_any(),
        Some(Err(error)) => {
            let retry = move || teacher.refetch();
            view! { <div class="teacher-main"><Missing error what="teacher" on_retry=retry /></div> }
                .into_any()
        }
        Some(Ok(answer)) => view! { <OneTeacher answer zone /> }.into_any(),
    }
}

#[component]
fn OneTeacher(answer: GetTeacherResponse, zone: String) -> impl IntoView {
    let GetTeacherResponse { teacher, courses, reviews } = answer;
    let teacher = teacher.unwrap_or_default();
    let has_courses = !courses.is_empty();
    let cards =
        courses.into_iter().map(|card| view! { <CourseCardView card zone=zone.clone() /> }).collect_view();
    let about = teacher.about.clone();
    view! {
        <div class="teacher-main">
            <p class="teacher-headline">{teacher.headline.clone()}</p>
            {(!about.is_empty()).then(|| view! { <p class="prose">{about}</p> })}
            <h2>"Courses"</h2>
            {match has_courses {
                true => view! { <ul class="course-cards of-teacher">{cards}</ul> }.into_any(),
                false => view! { <p class="soft">"No courses at the moment."</p> }.into_any(),
            }}
            <Reviews reviews />
        </div>
        <Facts teacher />
    }
}

#[component]
fn Facts(teacher: Teacher) -> impl IntoView {
    let week = model::week_words(&teacher.hours);
    let hours_note = match week.is_empty() {
        true => "No weekly hours at the moment.".to_owned(),
        false => format!("By the clock in {}, where the teacher is.", teacher.zone),
    };
    view! {
        <aside class="card teacher-facts" aria-label="Facts">
            <p><RatingLine rating=teacher.rating /></p>
            <p class="figure">
                <strong>{words::price_words(&teacher.rate)}</strong>
                <span class="soft">" an hour as a rule"</span>
            </p>
            <Specialties names=teacher.specialties />
            <h2>"Weekly hours"</h2>
            <dl class="kv figure">
                {week.into_iter().map(|(day, spans)| view! { <dt>{day}</dt><dd class="prose">{spans}</dd> }).collect_view()}
            </dl>
            <p class="small faint">{hours_note}</p>
        </aside>
    }
}
