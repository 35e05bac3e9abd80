//! Renders the page.

use client::{
    Anonymous, ClientError,
    proto::skillshare::{ListCoursesResponse, ListTeachersResponse},
};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    demo::DemoBanner,
    filters::FilterBar,
    model::{self, Filters},
    pager::Pager,
    teacher_card::TeacherCard,
};
use crate::{
    address,
    components::{
        button::Button, empty_state::EmptyState, error_state::ErrorState, icon::Glyph, top_bar::TopBar,
    },
    notice::Notice,
    pages::skillshare::shared::{
        course_card::CourseCardView,
        query::{History, Query, use_query},
        tabs::{Area, Tabs},
    },
    session::use_session,
};

/// What was found, with what it was looked for by.
#[derive(Clone)]
enum Found {
    Courses(ListCoursesResponse, Filters),
    Teachers(ListTeachersResponse, Filters),
}

type Answer = Result<Found, ClientError>;

/// All courses, or all teachers.
#[component]
pub fn BrowsePage() -> impl IntoView {
    let (session, query) = (use_session(), use_query());
    let filters = Memo::new(move |_| filters_of(query));
    let zone = query.zone();
    let found = LocalResource::new(move || ask(session.api(), filters.get(), zone.get()));
    let here = move || if filters.with(|filters| filters.teachers) { Area::Teachers } else { Area::Courses };
    // Kept while teachers are shown, whose answer has no skills.
    let skills = Memo::new(move |before: Option<&Vec<String>>| match found.get() {
        Some(Ok(Found::Courses(answer, _))) => answer.skills,
        _ => before.cloned().unwrap_or_default(),
    });
    let has_demo = Memo::new(move |_| {
        let has_demo = matches!(found.get(), Some(Ok(Found::Courses(answer, _))) if answer.has_demo_data);
        has_demo && session.member().is_some_and(|member| member.is_admin())
    });
    view! {
        <TopBar title="SkillShare" />
        <div class="body lessons">
            <Tabs here=Signal::derive(here) />
            <Show when=move || has_demo.get()>
                <DemoBanner on_removed=Callback::new(move |()| found.refetch()) />
            </Show>
            <FilterBar query filters skills />
            {move || results(found, query)}
        </div>
    }
}

fn filters_of(query: Query) -> Filters {
    Filters {
        teachers: query.get("show") == "teachers",
        query: query.get("q"),
        skill: query.get("skill"),
        level: query.get("level"),
        price: query.get("price"),
        currency: query.get("currency"),
        page: query.get("page"),
    }
}

async fn ask(api: Anonymous, filters: Filters, zone: String) -> Answer {
    if filters.teachers {
        return api.list_teachers(filters.teachers()).await.map(|answer| Found::Teachers(answer, filters));
    }
    api.list_courses(filters.courses(zone)).await.map(|answer| Found::Courses(answer, filters))
}

fn results(found: LocalResource<Answer>, query: Query) -> AnyView {
    let zone = query.get("zone");
    let card_count = |cards: usize, filters: &Filters, total: i32, noun| {
        model::count_words(filters.offset(), cards, total, noun)
    };
    match found.get() {
        None => view! { <SkeletonCards /> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState notice=Notice::from(&error) on_retry=move || found.refetch() /> }.into_any()
        }
        Some(Ok(Found::Courses(answer, filters))) => {
            let words = card_count(answer.courses.len(), &filters, answer.total_count, "course");
            let cards = answer.courses.into_iter();
            let cards = cards.map(|card| view! { <CourseCardView card zone=zone.clone() /> }.into_any());
            list(cards.collect(), query, filters, answer.total_count, words)
        }
        Some(Ok(Found::Teachers(answer, filters))) => {
            let words = card_count(answer.teachers.len(), &filters, answer.total_count, "teacher");
            let cards = answer.teachers.into_iter();
            let cards = cards.map(|teacher| view! { <TeacherCard teacher zone=zone.clone() /> }.into_any());
            list(cards.collect(), query, filters, answer.total_count, words)
        }
    }
}

fn list(cards: Vec<AnyView>, query: Query, filters: Filters, total: i32, words: String) -> AnyView {
    if cards.is_empty() {
        return view! { <NothingFound query filters /> }.into_any();
    }
    view! {
        <ul class="course-cards">{cards}</ul>
        <Pager query words offset=filters.offset() total />
    }
    .into_any()
}

#[component]
fn NothingFound(query: Query, filters: Filters) -> impl IntoView {
    let clear = move |_| {
        let empty = ["q", "skill", "level", "price", "currency", "page"].map(|key| (key, ""));
        query.set(&empty, History::Step);
    };
    if filters.is_filtered() || filters.offset() > 0 {
        return view! {
            <EmptyState
                glyph=Glyph::Search
                title="Nothing suits all of that"
                text="Look for fewer words, another level or a higher price, or take all filters away."
            >
                <Button on_click=clear>"Clear filters"</Button>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState
            glyph=Glyph::Lessons
            title="Nobody teaches here yet"
            text="Whoever knows something can offer lessons: a profile, weekly hours and a first course are enough."
        >
            <A href=address::TEACH attr:class="button main">"Become a teacher"</A>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn SkeletonCards() -> impl IntoView {
    view! {
        <div class="course-cards skeleton-cards" aria-busy="true">
            <span class="visually-hidden">"Loading"</span>
            {[(); 6].map(|()| view! { <div class="card skeleton-card" aria-hidden="true"></div> })}
        </div>
    }
}
