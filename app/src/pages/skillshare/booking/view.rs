//! Renders one lesson.

use std::time::Duration;

use client::{
    Authorized, ClientError, Kind,
    proto::skillshare::{Booking, LessonTime},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    cancel::{self, CancelDialog},
    clock::use_now,
    review::ReviewPart,
    summary::Summary,
    timeline::Timeline,
};
use crate::{
    address,
    components::{
        empty_state::EmptyState, error_state::ErrorState, icon::Glyph, skeleton::SkeletonRows,
        top_bar::TopBar,
    },
    live::use_pace,
    notice::Notice,
    pages::skillshare::shared::tabs::{Area, Tabs},
    session::{use_member, use_session},
    zone,
};

/// How often the page looks for what the other side did.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// A lesson on the walls of both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The lesson.
    pub booking: Booking,
    /// The zone of this machine.
    pub zone: String,
    /// The beginning on this machine's wall and, in the teacher's place, on the other side's, whoever that is.
    pub time: LessonTime,
    /// Where the other side's wall is.
    pub other_zone: String,
}

/// One lesson.
#[component]
pub fn BookingPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("booking_id").unwrap_or_default()));
    let again = RwSignal::new(0_u64);
    let look = move || again.update(|count| *count += 1);
    let (lesson, now) = (use_lesson(id, again), use_now());
    use_pace(LOOK_EVERY, look);
    cancel::provide();
    let on_changed = Callback::new(move |()| look());
    // What the last look found unchanged is not rendered again: nobody loses what he is writing.
    let seen = Memo::new(move |_| lesson.get());
    view! {
        <TopBar title="Lesson" />
        <div class="body lessons">
            <Tabs here=Area::Lessons />
            {move || match seen.get() {
                None => view! { <SkeletonRows /> }.into_any(),
                Some(Err(error)) if error.kind == Kind::NotFound => view! { <NoLesson /> }.into_any(),
                Some(Err(error)) => view! { <ErrorState notice=Notice::from(&error) on_retry=look /> }.into_any(),
                Some(Ok(seen)) => view! { <Lesson seen now on_changed /> }.into_any(),
            }}
            <CancelDialog on_changed />
        </div>
    }
}

/// The lesson, asked for anew whenever `again` counts. While the server cannot be reached, what was seen stays on show.
fn use_lesson(id: Memo<String>, again: RwSignal<u64>) -> LocalResource<Result<Seen, ClientError>> {
    let (api, session) = (use_member().api, use_session());
    let kept = StoredValue::new(None::<Seen>);
    LocalResource::new(move || {
        again.track();
        let (id, api) = (id.get(), api.clone());
        async move {
            let answer = ask(&api, &id).await;
            let last = kept.try_get_value().flatten().filter(|seen| seen.booking.booking_id == id);
            match (answer, last) {
                (Err(error), Some(last)) if error.kind.is_transient() => Ok(last),
                (answer, _) => {
                    if let Err(error) = &answer {
                        session.ended_by(error);
                    }
                    kept.try_set_value(answer.as_ref().ok().cloned());
                    answer
                }
            }
        }
    })
}

/// Asks for the lesson as this machine's wall shows it; a teacher sees the student's wall beside it, which is the same
/// question from the student's zone.
async fn ask(api: &Authorized, id: &str) -> Result<Seen, ClientError> {
    let zone = zone::of_this_machine();
    let booking = api.booking(id, &zone).await?;
    let mut time = booking.time.unwrap_or_default();
    let mut other_zone = booking.teacher_zone.clone();
    if booking.as_teacher {
        other_zone.clone_from(&booking.student_zone);
        let theirs = api.booking(id, &other_zone).await?;
        time.teacher_offset_seconds = theirs.time.unwrap_or_default().reader_offset_seconds;
    }
    Ok(Seen { booking, zone, time, other_zone })
}

#[component]
fn NoLesson() -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Lessons
            title="There is no such lesson"
            text="It may be another account's, or a place that was held and given back."
        >
            <a href=address::BOOKINGS class="button main">"Go to my lessons"</a>
        </EmptyState>
    }
}

#[component]
fn Lesson(seen: Seen, now: Signal<i64>, on_changed: Callback<()>) -> impl IntoView {
    let booking = StoredValue::new(seen.booking.clone());
    view! {
        <div class="lesson-parts">
            <div class="lesson-main">
                <Summary seen booking now on_changed />
                <ReviewPart booking on_changed />
            </div>
            <Timeline booking />
        </div>
    }
}
