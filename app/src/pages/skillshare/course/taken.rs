//! Somebody was faster: the nearest other times, or a place in line.

use client::proto::skillshare::LessonTime;
use leptos::prelude::*;
use leptos_router::components::A;

use super::{desk::Desk, model::hold};
use crate::{
    address,
    components::{
        banner::Banner,
        button::{Button, ButtonKind},
    },
    notice::Tone,
    pages::skillshare::shared::words,
};

/// Says so, and offers what is left.
#[component]
pub fn Taken(
    /// What was to be booked.
    desk: Desk,
    /// The server's sentence.
    message: String,
    /// The nearest other starts.
    nearest: Vec<LessonTime>,
) -> impl IntoView {
    let has_nearest = !nearest.is_empty();
    let offer = move |time: LessonTime| {
        let words = words::day_and_clock(words::reader(&time), words::today());
        view! { <Button busy=desk.busy on_click=move |_| desk.choose_nearest(time)>{words}</Button> }
    };
    view! {
        <div class="taken">
            <div id="taken" tabindex="-1" role="alert"><Banner tone=Tone::Warning><p>{message}</p></Banner></div>
            {has_nearest.then(|| view! {
                <p class="small soft">"Nearest times:"</p>
                <div class="row figure">{nearest.into_iter().map(offer).collect_view()}</div>
            })}
            <div class="row">
                <Button kind=ButtonKind::Quiet busy=desk.busy on_click=move |_| desk.wait()>"Wait for this slot"</Button>
            </div>
        </div>
    }
}

/// The place in line.
#[component]
pub fn InLine(
    /// 1 is next.
    position: i32,
) -> impl IntoView {
    view! {
        <div id="in-line" tabindex="-1" role="status"><Banner tone=Tone::Good><p>{hold::line_words(position)}</p></Banner></div>
        <A href=address::BOOKINGS attr:class="button">"My lessons"</A>
    }
}
