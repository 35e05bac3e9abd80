//! Four calls at once: two numbers, four operations, each call on its way while the others are. The lanes show when each
//! began and ended, on one scale.

use client::{Authorized, ClientError, now_millis};
use domain::calculator::Operation;
use futures::future::try_join_all;
use leptos::{prelude::*, task::spawn_local};

use super::model;
use crate::{
    components::{banner::FormNotice, button::Button},
    notice::Notice,
    session::{Member, use_session},
};

const PAIR: (&str, &str) = ("633", "27");
const OPERATIONS: [Operation; 4] =
    [Operation::Add, Operation::Subtract, Operation::Multiply, Operation::Divide];

/// One call on the scale of all: milliseconds since the first began.
#[derive(Debug, Clone, PartialEq)]
struct Lane {
    words: String,
    began: f64,
    ended: f64,
}

impl Lane {
    /// Where its bar begins and how long it is, in per cent of the whole.
    fn bar(&self, whole: f64) -> (f64, f64) {
        let share = |millis: f64| if whole > 0.0 { (100.0 * millis / whole).clamp(0.0, 100.0) } else { 0.0 };
        (share(self.began), share(self.ended - self.began))
    }
}

/// The button and its lanes.
#[component]
pub fn FourAtOnce(
    /// Who computes.
    member: Member,
) -> impl IntoView {
    let session = use_session();
    let (lanes, running) = (RwSignal::<Vec<Lane>>::default(), RwSignal::new(false));
    let notice = RwSignal::<Option<Notice>>::default();
    let run = move |_| {
        if running.get_untracked() {
            return;
        }
        running.set(true);
        notice.set(None);
        let api = member.api.clone();
        spawn_local(async move {
            match compute_all(&api).await {
                Ok(computed) => lanes.set(computed),
                Err(error) => {
                    session.ended_by(&error);
                    notice.set(Some((&error).into()));
                }
            }
            running.set(false);
        });
    };
    view! {
        <section class="card four" aria-labelledby="four-title">
            <h2 id="four-title">"Four at once"</h2>
            <p class="small soft">{format!("{} and {}, in four calls that do not wait for each other.", PAIR.0, PAIR.1)}</p>
            <Button busy=running on_click=run>"Run 4 at once"</Button>
            <FormNotice notice />
            <ol class="four-lanes" aria-live="polite">
                {move || {
                    let lanes = lanes.get();
                    let whole = lanes.iter().map(|lane| lane.ended).fold(0.0, f64::max);
                    lanes.into_iter().map(|lane| view! { <LaneRow lane whole /> }).collect_view()
                }}
            </ol>
        </section>
    }
}

async fn compute_all(api: &Authorized) -> Result<Vec<Lane>, ClientError> {
    let first = now_millis();
    let calls = OPERATIONS.map(|operation| async move {
        let began = now_millis() - first;
        let computed = api.compute(operation, PAIR.0, PAIR.1).await?;
        let words = model::step_in_words(operation, PAIR.0, PAIR.1, &model::short(&computed.result));
        Ok(Lane { words, began, ended: now_millis() - first })
    });
    try_join_all(calls).await
}

#[component]
fn LaneRow(
    /// The call.
    lane: Lane,
    /// The length of the scale.
    whole: f64,
) -> impl IntoView {
    let (start, length) = lane.bar(whole);
    view! {
        <li>
            <span class="four-words num">{lane.words}</span>
            <span class="four-scale" aria-hidden="true">
                <span class="four-bar" style:margin-left=format!("{start:.1}%") style:width=format!("{length:.1}%")></span>
            </span>
            <span class="num soft">{format!("{:.1}\u{202f}ms", lane.ended - lane.began)}</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::Lane;

    fn bar(began: f64, ended: f64, whole: f64) -> (f64, f64) {
        Lane { words: String::new(), began, ended }.bar(whole)
    }

    #[test]
    fn a_bar_lies_where_its_call_was_under_way() {
        assert_eq!(bar(0.0, 2.0, 4.0), (0.0, 50.0));
        assert_eq!(bar(1.0, 4.0, 4.0), (25.0, 75.0));
        assert_eq!(bar(0.0, 0.0, 0.0), (0.0, 0.0), "a clock too coarse to tell");
    }
}
