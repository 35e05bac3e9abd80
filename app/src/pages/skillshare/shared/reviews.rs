//! What students wrote, with the teacher's answers. A member can tell the admins what should not be there.

use client::proto::skillshare::Review;
use leptos::{prelude::*, task::spawn_local};

use super::stars::Stars;
use crate::{
    components::{
        icon::Glyph,
        menu::{MenuButton, MenuItem},
        time_text::When,
    },
    notice::{Notice, Tone, use_notices},
    session::{SessionStore, use_session},
};

/// All reviews, newest first.
#[component]
pub fn Reviews(
    /// As the server has them.
    reviews: Vec<Review>,
) -> impl IntoView {
    view! {
        <section class="reviews" aria-label="Reviews">
            <h2>"Reviews"</h2>
            {match reviews.is_empty() {
                true => view! { <p class="soft">"No reviews yet. Whoever attended a lesson can write one."</p> }.into_any(),
                false => view! {
                    <ul>{reviews.into_iter().map(|review| view! { <OneReview review /> }).collect_view()}</ul>
                }
                .into_any(),
            }}
        </section>
    }
}

#[component]
fn OneReview(review: Review) -> impl IntoView {
    let session = use_session();
    let label = format!("Actions for the review by {}", review.student_name);
    let report = use_report(session, review.booking_id);
    let items = move || vec![MenuItem { glyph: Glyph::Warning, words: "Report this review", act: report }];
    view! {
        <li class="review">
            <div class="review-head">
                <Stars stars=review.stars />
                <strong>{review.student_name}</strong>
                <span class="small faint">{review.course_title}" · "<When at=review.written_at /></span>
                {move || session.member().map(|_| view! {
                    <span class="push"><MenuButton label=label.clone() items=Signal::derive(items) /></span>
                })}
            </div>
            <p class="prose">{review.text}</p>
            {(!review.reply.is_empty()).then(|| view! {
                <div class="review-reply">
                    <p class="small faint">"The teacher answered "<When at=review.replied_at /></p>
                    <p class="prose">{review.reply}</p>
                </div>
            })}
        </li>
    }
}

fn use_report(session: SessionStore, booking_id: String) -> Callback<()> {
    let notices = use_notices();
    Callback::new(move |()| {
        let Some(member) = untrack(|| session.member()) else { return };
        let booking_id = booking_id.clone();
        spawn_local(async move {
            match member.api.report_review(&booking_id).await {
                Ok(()) => notices.show(
                    Notice::new(Tone::Good, "Reported.")
                        .advise("An admin looks at it. It stays visible until then."),
                ),
                Err(error) if session.ended_by(&error) => {}
                Err(error) => notices.report(&error),
            }
        });
    })
}
