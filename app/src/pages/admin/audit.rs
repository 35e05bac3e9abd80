//! The audit trail: looked through by user, action, object and time, taken along, and walked.

use client::proto::admin::{AuditRecord, ExportFormat, ListAuditResponse};
use leptos::prelude::*;

use super::{
    desk::{shown, use_desk},
    model::{
        audit::{Filters, KEYS},
        command, words,
    },
    parts::CliLine,
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        empty_state::EmptyState,
        icon::Glyph,
        time_text::When,
    },
    moment,
    notice::{Notice, Tone},
    query::{History, Query},
    save,
    sending::use_sending,
};

/// Rows of a page.
const PAGE: i32 = 50;

/// The trail.
#[component]
pub fn Audit(query: Query) -> impl IntoView {
    let filters = Memo::new(move |_| Filters::read(|key| query.get(key)));
    let found = use_desk().ask(move |api| {
        let (filter, before) = filters.with(|it| (it.wanted(moment::now().east_of_utc), it.before()));
        async move { api.audit(filter, PAGE, before).await }
    });
    let line = Signal::derive(move || {
        filters.with(|filters| command::audit("list", &filters.wanted(moment::now().east_of_utc)))
    });
    view! {
        <FilterForm query filters />
        {move || shown(found, |page| view! { <Records query filters page /> }.into_any())}
        <CliLine line />
        <TakeAlong filters />
    }
}

#[component]
fn FilterForm(query: Query, filters: Memo<Filters>) -> impl IntoView {
    let field = move |index: usize| {
        let (key, label, kind) = KEYS[index];
        let id = format!("audit-{key}");
        let value = move || filters.with(|filters| filters.get(key).to_owned());
        let put = move |event| {
            query.set(&[(key, event_target_value(&event).trim()), ("before", "")], History::Stay);
        };
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input id=id class="input" type=kind autocomplete="off" autocapitalize="none" prop:value=value on:change=put />
            </div>
        }
    };
    view! {
        <div class="audit-filters" role="search">
            {(0..KEYS.len()).map(field).collect_view()}
        </div>
    }
}

#[component]
fn Records(query: Query, filters: Memo<Filters>, page: ListAuditResponse) -> impl IntoView {
    if page.records.is_empty() {
        let text = "No record matches. Take a filter away to see more.";
        return view! { <EmptyState glyph=Glyph::Search title="Nothing found" text /> }.into_any();
    }
    let next = page.next_before;
    let is_later_page = filters.with_untracked(|filters| filters.before() > 0);
    let turn = move |before: String, words: &'static str| {
        let go = move |_| query.set(&[("before", &before)], History::Step);
        view! { <Button kind=ButtonKind::Quiet on_click=go>{words}</Button> }
    };
    view! {
        <div class="card admin-table" role="region" aria-label="Table of records" tabindex="0">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"To what"</th>
                        <th scope="col">"When"</th>
                        <th scope="col" class="num hide-on-phone">"Number"</th>
                    </tr>
                </thead>
                <tbody>{page.records.into_iter().map(|record| view! { <Record record /> }).collect_view()}</tbody>
            </table>
        </div>
        <footer class="admin-foot">
            {is_later_page.then(|| turn(String::new(), "Newest"))}
            {(next > 0).then(|| turn(next.to_string(), "Older"))}
        </footer>
    }
    .into_any()
}

#[component]
fn Record(record: AuditRecord) -> impl IntoView {
    let ended = words::ended(&record.outcome);
    view! {
        <tr>
            <th scope="row">
                <code>{record.action.clone()}</code>
                {ended.map(|ended| view! { " "<span class="pill warn">{ended}</span> })}
            </th>
            <td title=record.actor.clone()>{words::party(&record.actor_username, &record.actor)}</td>
            <td class="soft" title=record.object.clone()>{words::party(&record.object_username, &record.object)}</td>
            <td class="soft"><When at=record.at /></td>
            <td class="num faint hide-on-phone">{record.sequence}</td>
        </tr>
    }
}

#[component]
fn TakeAlong(filters: Memo<Filters>) -> impl IntoView {
    let (desk, sending) = (use_desk(), use_sending());
    let export = move |format: ExportFormat, name: &'static str, kind: &'static str| {
        let filter = filters.with_untracked(|filters| filters.wanted(moment::now().east_of_utc));
        let call = move |api: client::Authorized| {
            let filter = filter.clone();
            async move { api.export_audit(filter, format).await }
        };
        desk.change(sending, call, move |text: String| {
            let notice = match save::text_file(name, kind, &text) {
                true => Notice::new(Tone::Good, format!("{name} is saved.")),
                false => Notice::new(Tone::Danger, "This browser does not let the page save a file."),
            };
            desk.tell(notice);
        });
    };
    let verify = move |_| {
        let call = |api: client::Authorized| async move { api.verify_audit().await };
        desk.change(sending, call, move |found| {
            let tone = if found.is_whole { Tone::Good } else { Tone::Danger };
            desk.tell(Notice::new(tone, found.sentence));
        });
    };
    let line = Signal::derive(move || {
        filters.with(|filters| command::audit("export", &filters.wanted(moment::now().east_of_utc)))
    });
    view! {
        <div class="row">
            <Button
                glyph=Glyph::Download
                busy=sending.busy
                on_click=move |_| export(ExportFormat::Csv, "skyshard-audit.csv", "text/csv")
            >
                "Export CSV"
            </Button>
            <Button
                glyph=Glyph::Download
                busy=sending.busy
                on_click=move |_| export(ExportFormat::JsonLines, "skyshard-audit.jsonl", "application/json")
            >
                "Export JSON"
            </Button>
            <Button glyph=Glyph::Shield busy=sending.busy on_click=verify>"Verify the chain"</Button>
        </div>
        <CliLine line />
        <CliLine line="skyshard audit verify" />
    }
}
