//! The student's review of a lesson that was attended, and the teacher's answer.

use client::proto::skillshare::Booking;
use domain::{limits::NOTE_CHARS_MAX, skillshare::text::Prose};
use leptos::prelude::*;

use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        form,
        text_area::TextArea,
    },
    notice::{Notice, Tone, use_notices},
    pages::skillshare::shared::reviews::Reviews,
    sending::use_sending,
    session::use_member,
};

/// The form that writes a review, the review, or the form that answers it.
#[component]
pub fn ReviewPart(
    /// Of which booking.
    booking: StoredValue<Booking>,
    /// Called when the server has something new.
    on_changed: Callback<()>,
) -> impl IntoView {
    let lesson = booking.get_value();
    let answers = lesson.as_teacher && lesson.review.is_some();
    let reply = lesson.review.as_ref().map(|review| review.reply.clone()).unwrap_or_default();
    view! {
        {lesson.can_review.then(|| view! { <ReviewForm id=lesson.booking_id.clone() on_changed /> })}
        {lesson.review.map(|review| view! { <Reviews reviews=vec![review] /> })}
        {answers.then(|| view! { <ReplyForm id=lesson.booking_id reply on_changed /> })}
    }
}

/// What is wrong with a text.
fn text_notice(text: &str) -> Option<Notice> {
    let error = Prose::<NOTE_CHARS_MAX>::parse(text).err()?;
    Some(Notice::new(Tone::Danger, error.to_string()))
}

#[component]
fn ReviewForm(id: String, on_changed: Callback<()>) -> impl IntoView {
    let (api, notices, sending) = (use_member().api, use_notices(), use_sending());
    let (stars, text) = (RwSignal::new(0), RwSignal::new(String::new()));
    let notice = RwSignal::new(None::<Notice>);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (chosen, words) = (stars.get_untracked(), text.get_untracked());
        let no_stars = (chosen == 0).then(|| Notice::new(Tone::Danger, "Choose 1 to 5 stars."));
        let wrong = no_stars.or_else(|| text_notice(&words));
        notice.set(wrong.clone());
        if wrong.is_some() {
            return form::focus(if chosen == 0 { "star-1" } else { "review-text" });
        }
        let (api, id) = (api.clone(), id.clone());
        sending.send(
            async move { api.write_review(&id, chosen, &words).await },
            move |written| match written {
                Ok(()) => {
                    notices.show(Notice::new(Tone::Good, "Thank you: your review is on the teacher's page"));
                    let _seen = on_changed.try_run(());
                }
                Err(error) => drop(notice.try_set(Some((&error).into()))),
            },
        );
    };
    view! {
        <form class="card form" novalidate on:submit=send>
            <h2>"How was it?"</h2>
            <StarChoice stars />
            <TextArea
                id="review-text"
                label="What others should know"
                value=text
                max=NOTE_CHARS_MAX
                hint="Everybody can read it, with your username. It cannot be changed later."
            />
            <FormNotice notice />
            <div class="row"><Button kind=ButtonKind::Main submits=true busy=sending.busy>"Publish review"</Button></div>
        </form>
    }
}

/// One to five stars: as many buttons, of which one is chosen.
#[component]
fn StarChoice(stars: RwSignal<i32>) -> impl IntoView {
    let star = move |number: i32| {
        let name = format!("{number} {}", if number == 1 { "star" } else { "stars" });
        view! {
            <label class="star-radio" class:star=move || { stars.get() >= number }>
                <input
                    type="radio"
                    name="stars"
                    id=format!("star-{number}")
                    aria-label=name
                    prop:checked=move || stars.get() == number
                    on:change=move |_| stars.set(number)
                />
                <span aria-hidden="true">"★"</span>
            </label>
        }
    };
    view! {
        <fieldset class="star-choice">
            <legend class="visually-hidden">"Stars"</legend>
            {(1..=5).map(star).collect_view()}
        </fieldset>
    }
}

#[component]
fn ReplyForm(id: String, reply: String, on_changed: Callback<()>) -> impl IntoView {
    let (api, notices, sending) = (use_member().api, use_notices(), use_sending());
    let (text, notice) = (RwSignal::new(reply), RwSignal::new(None::<Notice>));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let words = text.get_untracked();
        notice.set(text_notice(&words));
        if notice.with_untracked(Option::is_some) {
            return form::focus("reply-text");
        }
        let (api, id) = (api.clone(), id.clone());
        sending.send(async move { api.reply_to_review(&id, &words).await }, move |answered| match answered {
            Ok(()) => {
                notices.show(Notice::new(Tone::Good, "Your answer is saved"));
                let _seen = on_changed.try_run(());
            }
            Err(error) => drop(notice.try_set(Some((&error).into()))),
        });
    };
    view! {
        <form class="card form" novalidate on:submit=send>
            <TextArea
                id="reply-text"
                label="Your answer"
                value=text
                max=NOTE_CHARS_MAX
                hint="It stands below the review. An empty one is taken back."
            />
            <FormNotice notice />
            <div class="row"><Button submits=true busy=sending.busy>"Save answer"</Button></div>
        </form>
    }
}
