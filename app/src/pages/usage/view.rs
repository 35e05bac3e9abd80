//! Renders the page.

use client::proto::storage::GetUsageReportResponse;
use domain::saved::Saved;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};

use super::model::{self, Row};
use crate::{
    components::{
        empty_state::EmptyState,
        error_state::ErrorState,
        icon::{Glyph, Icon},
        skeleton::SkeletonRows,
        top_bar::TopBar,
    },
    figures, moment,
    notice::Notice,
    session::{use_member, use_session},
    transfers::use_transfers,
};

/// What takes the space, by folder and by kind, and how it came to that.
#[component]
pub fn UsageView() -> impl IntoView {
    let (api, session, transfers) = (use_member().api, use_session(), use_transfers());
    let query = use_query_map();
    let folder = Memo::new(move |_| query.with(|query| query.get("in").unwrap_or_default()));
    let answer = LocalResource::new(move || {
        transfers.stored();
        let (api, folder) = (api.clone(), folder.get());
        async move {
            let answer = api.usage_report(&folder).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            answer
        }
    });
    move || {
        match answer.get() {
        None => view! { <TopBar title="Usage" /><div class="body"><SkeletonRows rows=6 /></div> }.into_any(),
        Some(Err(error)) => view! {
            <TopBar title="Usage" />
            <div class="body"><ErrorState notice=Notice::from(&error) on_retry=move || answer.refetch() /></div>
        }
        .into_any(),
        Some(Ok(report)) => view! { <Report report /> }.into_any(),
    }
    }
}

#[component]
fn Report(report: GetUsageReportResponse) -> impl IntoView {
    let table =
        format!("data:text/csv;charset=utf-8,{}", js_sys::encode_uri_component(&model::table(&report)));
    let is_empty =
        report.kinds.is_empty() && report.days.iter().all(|day| day.used_bytes + day.trash_bytes == 0);
    view! {
        <TopBar title="Usage">
            <a class="button push" href=table download="skyshard-usage.csv" rel="external">
                <Icon glyph=Glyph::Download /><span class="button-words">"Save as a table"</span>
            </a>
        </TopBar>
        <div class="body usage">
            {if is_empty {
                view! {
                    <EmptyState
                        glyph=Glyph::Files
                        title="Nothing takes any space"
                        text="Once something is stored, this page tells which folders and which kinds of files take how much."
                    />
                }
                .into_any()
            } else {
                view! { <Days days=report.days.clone() /><Saving saved=model::saved(&report) /><Folders report=report.clone() /><Kinds report /> }.into_any()
            }}
        </div>
    }
}

#[component]
fn Days(days: Vec<client::proto::storage::DayUsage>) -> impl IntoView {
    let columns = model::columns(&days);
    let today = columns.last().map_or(0, |column| column.day_number);
    let named =
        move |number: i64| moment::OnTheWall::midnight(number).day(moment::OnTheWall::midnight(today));
    let hint = move |column: &model::Column| {
        let told = &column.told;
        let trash = if told.trash_bytes > 0 {
            format!(", {} in trash", figures::bytes(told.trash_bytes))
        } else {
            String::new()
        };
        format!("{}: {} in files{trash}", named(column.day_number), figures::bytes(told.used_bytes))
    };
    let rows = columns.iter().rev().cloned().collect::<Vec<_>>();
    view! {
        <section class="card" aria-labelledby="usage-days">
            <h2 id="usage-days">"The last 30 days"</h2>
            <p class="small soft">{model::in_a_sentence(&days)}</p>
            <div class="usage-days" role="img" aria-label=model::in_a_sentence(&days)>
                {columns
                    .iter()
                    .map(|column| view! {
                        <div class="usage-day" title=hint(column)>
                            <span class="usage-trash" style:height=format!("{:.2}%", column.trash)></span>
                            <span class="usage-used" style:height=format!("{:.2}%", column.used)></span>
                        </div>
                    })
                    .collect_view()}
            </div>
            <p class="usage-key small faint">
                <span class="usage-sign usage-used"></span>"In files"
                <span class="usage-sign usage-trash"></span>"In the trash"
            </p>
            <details>
                <summary class="small">"As a table"</summary>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Day (UTC)"</th>
                            <th scope="col" class="num">"In files"</th>
                            <th scope="col" class="num">"In the trash"</th>
                            <th scope="col" class="num">"Stored"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows
                            .into_iter()
                            .map(|column| view! {
                                <tr>
                                    <th scope="row">{named(column.day_number)}</th>
                                    <td class="num">{figures::bytes(column.told.used_bytes)}</td>
                                    <td class="num">{figures::bytes(column.told.trash_bytes)}</td>
                                    <td class="num">{figures::bytes(column.told.stored_bytes)}</td>
                                </tr>
                            })
                            .collect_view()}
                    </tbody>
                </table>
            </details>
        </section>
    }
}

/// What sharing and packing save, once they save something.
#[component]
fn Saving(saved: Option<Saved>) -> impl IntoView {
    let saved = saved?;
    let parts = model::parts(&saved);
    let key = |(sign, name, _): (&'static str, &'static str, f64)| {
        view! { <span class=format!("usage-sign {sign}")></span>{name} }
    };
    let bar = |(sign, _, percent): (&'static str, &'static str, f64)| {
        view! { <span class=sign style:width=format!("{percent:.2}%")></span> }
    };
    Some(view! {
        <section class="card" aria-labelledby="usage-saved">
            <h2 id="usage-saved">"What is saved"</h2>
            <p class="small soft">{saved.words()}</p>
            <div class="usage-parts" aria-hidden="true">{parts.map(bar).collect_view()}</div>
            <p class="usage-key small faint">{parts.map(key).collect_view()}</p>
        </section>
    })
}

#[component]
fn Folders(report: GetUsageReportResponse) -> impl IntoView {
    let way = model::way(&report.path);
    let last = way.len() - 1;
    let step = move |(index, (name, address)): (usize, (String, String))| {
        view! { <li><a href=address aria-current=(index == last).then_some("page")>{name}</a></li> }
    };
    view! {
        <section class="card" aria-labelledby="usage-folders">
            <h2 id="usage-folders">"By folder"</h2>
            <nav aria-label="Folders"><ol class="usage-way small">{way.into_iter().enumerate().map(step).collect_view()}</ol></nav>
            <Bars rows=model::folders(&report) none="There is nothing in this folder." />
        </section>
    }
}

#[component]
fn Kinds(report: GetUsageReportResponse) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="usage-kinds">
            <h2 id="usage-kinds">"By kind"</h2>
            <Bars rows=model::kinds(&report) none="Everything is in the trash." />
        </section>
    }
}

#[component]
fn Bars(rows: Vec<Row>, none: &'static str) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="small soft">{none}</p> }.into_any();
    }
    let row = |row: Row| {
        let name = match row.address {
            Some(address) => view! { <A href=address>{row.name}</A> }.into_any(),
            None => view! { <span>{row.name}</span> }.into_any(),
        };
        view! {
            <li>
                <div class="usage-words">{name}<span class="small soft">{row.words}</span></div>
                <div class="bar" aria-hidden="true"><span style:width=format!("{:.2}%", row.percent)></span></div>
            </li>
        }
    };
    view! { <ul class="usage-bars">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}
