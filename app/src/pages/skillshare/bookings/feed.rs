//! The private address of all one's lessons, for other calendar programs. It is told once, when it is made.

use client::proto::skillshare::GetCalendarFeedResponse;
use leptos::prelude::*;

use crate::{
    browser,
    components::{banner::FormNotice, button::Button, copy_button::CopyButton, time_text::When},
    notice::Notice,
    sending::use_sending,
    session::use_member,
};

/// Shows when the address was made, makes another, and tells that one.
#[component]
pub fn FeedPanel() -> impl IntoView {
    let (api, sending) = (use_member().api, use_sending());
    let (made, notice) = (RwSignal::new(None::<GetCalendarFeedResponse>), RwSignal::new(None::<Notice>));
    let asking = api.clone();
    let known = LocalResource::new(move || {
        let api = asking.clone();
        async move { api.calendar_feed(false).await.ok() }
    });
    let is_unknown = Signal::derive(move || known.get().is_none());
    let feed = Memo::new(move |_| made.get().or_else(|| known.get().flatten()));
    // Where the server did not say, there may be one that a new one would end.
    let may_end_one = Memo::new(move |_| {
        !is_unknown.get() && feed.with(|feed| feed.as_ref().is_none_or(|feed| feed.created_at > 0))
    });
    let make = move |_| {
        notice.set(None);
        let api = api.clone();
        sending.send(async move { api.calendar_feed(true).await }, move |answer| match answer {
            Ok(feed) => drop(made.try_set(Some(feed))),
            Err(error) => drop(notice.try_set(Some((&error).into()))),
        });
    };
    view! {
        <section class="card feed" aria-label="Calendar">
            <h2>"Subscribe in your calendar program"</h2>
            <p class="soft">
                "One private address has all your lessons and keeps up with changes. Whoever knows it can read them."
                {move || may_end_one.get().then_some(" A new address ends the old one at once.")}
            </p>
            {move || feed.get().filter(|feed| feed.created_at > 0).map(|feed| view! { <Address feed /> })}
            <FormNotice notice />
            <Button busy=sending.busy disabled=is_unknown on_click=make>
                {move || if may_end_one.get() { "Create a new address" } else { "Create address" }}
            </Button>
        </section>
    }
}

#[component]
fn Address(feed: GetCalendarFeedResponse) -> impl IntoView {
    match feed.path.is_empty() {
        true => view! {
            <p class="small faint">"Your address was made "<When at=feed.created_at />". It is not shown again."</p>
        }
        .into_any(),
        false => {
            let address = format!("{}{}", browser::origin(), feed.path);
            view! {
                <div class="feed-address">
                    <code>{address.clone()}</code>
                    <CopyButton name="Copy the address of your calendar" text=address />
                </div>
                <p class="small faint" role="status">"Copy it now: it is shown this once."</p>
            }
            .into_any()
        }
    }
}
