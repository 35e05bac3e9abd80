//! When one teaches: zone, weekly hours, days that differ. One save for all three.

use client::proto::skillshare::{GetTeachingResponse, HoursException, SaveHoursRequest, WeeklyHours};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    hours::{self, WEEKDAYS, typed, typed_of},
    spans::{DayRow, DaySpans},
};
use crate::{
    components::{
        banner::{Banner, FormNotice},
        button::{Button, ButtonKind, IconButton},
        form,
        icon::Glyph,
    },
    moment,
    notice::{Notice, Tone, use_notices},
    pages::skillshare::shared::{words::today, zone_chooser::ZoneChooser},
    sending::{Sending, use_sending},
    session::use_member,
};

/// When one teaches, as the server has it.
#[derive(Debug, Clone)]
pub struct Kept {
    zone: String,
    week: Vec<WeeklyHours>,
    exceptions: Vec<HoursException>,
}

impl Kept {
    /// Of an answer; days that are over for everybody are left out.
    pub fn of(teaching: &GetTeachingResponse, today: &str) -> Self {
        let teacher = teaching.teacher.clone().unwrap_or_default();
        let is_ahead = |exception: &&HoursException| exception.day.as_str() >= today;
        let exceptions = teaching.exceptions.iter().filter(is_ahead).cloned().collect();
        Self { zone: teacher.zone, week: teacher.hours, exceptions }
    }
}

/// A day that differs, while it is edited.
#[derive(Clone)]
struct Differing {
    date: String,
    spans: DaySpans,
}

/// The form's state.
#[derive(Clone, Copy)]
struct HoursState {
    zone: RwSignal<String>,
    week: [DaySpans; 7],
    differing: RwSignal<Vec<Differing>>,
    notice: RwSignal<Option<Notice>>,
    sending: Sending,
}

impl HoursState {
    fn new(kept: Kept) -> Self {
        let differing = kept.exceptions.into_iter().map(|exception| Differing {
            spans: DaySpans::new(exception.spans.iter().map(typed).collect()),
            date: exception.day,
        });
        Self {
            zone: RwSignal::new(kept.zone),
            week: std::array::from_fn(|index| {
                let weekday = i32::try_from(index).unwrap_or_default() + 1;
                DaySpans::new(typed_of(&kept.week, weekday))
            }),
            differing: RwSignal::new(differing.collect()),
            notice: RwSignal::default(),
            sending: use_sending(),
        }
    }

    /// What to save, or how many days are wrong and why.
    fn request(self) -> Result<SaveHoursRequest, Notice> {
        let days = self.differing.get_untracked();
        let all = self.week.into_iter().chain(days.iter().map(|day| day.spans));
        match untrack(|| all.filter(|day| day.error().is_some()).count()) {
            0 => {}
            wrong => return Err(Notice::new(Tone::Danger, form::summary(wrong))),
        }
        let week = untrack(|| self.week.map(DaySpans::typed));
        let days: Vec<_> = untrack(|| days.into_iter().map(|day| (day.date, day.spans.typed())).collect());
        let built = hours::week(&week).and_then(|week| Ok((week, hours::exceptions(&days)?)));
        let (week, exceptions) = built.map_err(|error| Notice::new(Tone::Danger, error.to_string()))?;
        Ok(SaveHoursRequest { zone: self.zone.get_untracked(), week, exceptions })
    }

    fn add(self, date: String) {
        let is_there = self.differing.with_untracked(|days| days.iter().any(|day| day.date == date));
        if is_there || hours::date(&date).is_none() {
            return;
        }
        self.differing.update(|days| {
            days.push(Differing { date, spans: DaySpans::new(Vec::new()) });
            days.sort_by(|one, other| one.date.cmp(&other.date));
        });
    }
}

/// Weekly hours and days that differ.
#[component]
pub fn HoursForm(
    /// As the server has them.
    kept: Kept,
    /// Sentences on changes of the clocks in the next weeks.
    warnings: Memo<Vec<String>>,
    /// Called when the server has new ones.
    on_saved: Callback<()>,
) -> impl IntoView {
    let state = HoursState::new(kept);
    let save = use_save(state, on_saved);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    let warning = |words: String| view! { <Banner tone=Tone::Info><p>{words}</p></Banner> };
    view! {
        <form class="form" novalidate on:submit=submit>
            <FormNotice notice=state.notice />
            {move || warnings.get().into_iter().map(warning).collect_view()}
            <ZoneChooser id="hours-zone" label="Zone of your hours" zone=state.zone on_change=move |zone| state.zone.set(zone) />
            <div class="hours">
                {WEEKDAYS.into_iter().zip(state.week).map(|(label, day)| {
                    view! { <DayRow label=label.to_owned() day empty="No lessons" /> }
                }).collect_view()}
            </div>
            <DifferingDays state />
            <div class="row">
                <Button kind=ButtonKind::Main submits=true busy=state.sending.busy>"Save hours"</Button>
                <span class="small faint">"Lessons that are booked stay booked."</span>
            </div>
        </form>
    }
}

fn use_save(state: HoursState, on_saved: Callback<()>) -> UnsyncCallback<()> {
    let (api, notices) = (use_member().api, use_notices());
    UnsyncCallback::new(move |()| {
        let request = state.request();
        state.notice.set(request.as_ref().err().cloned());
        let Ok(request) = request else { return focus_wrong() };
        let api = api.clone();
        state.sending.send(async move { api.save_hours(request).await }, move |saved| match saved {
            Ok(()) => {
                notices.show(Notice::new(Tone::Good, "Your hours are saved"));
                let _seen = on_saved.try_run(());
            }
            Err(error) => drop(state.notice.try_set(Some((&error).into()))),
        });
    })
}

/// Moves the focus to the first time that is wrong.
fn focus_wrong() {
    let wrong = document().query_selector(".hours [aria-invalid=true]").ok().flatten();
    if let Some(field) = wrong.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A field that cannot take the focus leaves it where it is.
        let _focused = field.focus();
    }
}

#[component]
fn DifferingDays(state: HoursState) -> impl IntoView {
    let date = RwSignal::new(String::new());
    let add = move |_| {
        state.add(date.get_untracked());
        date.set(String::new());
    };
    let is_no_date = Signal::derive(move || date.with(|date| hours::date(date).is_none()));
    view! {
        <h3>"Days that differ"</h3>
        <div class="hours">
            <For each=move || state.differing.get() key=|day| day.date.clone() let:day>
                <DifferingDay state day />
            </For>
        </div>
        <div class="hours-new">
            <label for="differing-day">"A day on which you are away, or teach at other hours"</label>
            <input id="differing-day" class="input" type="date" min=today().date() bind:value=date />
            <Button disabled=is_no_date on_click=add>"Add day"</Button>
        </div>
    }
}

#[component]
fn DifferingDay(state: HoursState, day: Differing) -> impl IntoView {
    let label = moment::day_words(&day.date);
    let name = format!("As usual again on {label}");
    let remove = move |_| state.differing.update(|days| days.retain(|each| each.date != day.date));
    view! {
        <DayRow label day=day.spans empty="Away all day">
            <IconButton glyph=Glyph::Trash name on_click=remove />
        </DayRow>
    }
}
