//! Renders the trash.

use std::collections::BTreeSet;

use client::{Authorized, ClientError};
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    acts::{Acts, use_acts},
    model::{self, Row},
    purge_dialog::PurgeDialog,
};
use crate::{
    address,
    components::{
        button::{Button, IconButton},
        empty_state::EmptyState,
        error_state::ErrorState,
        file_icon::{FileIcon, OneLineName},
        icon::{Glyph, Icon},
        skeleton::SkeletonRows,
        time_text::When,
        top_bar::TopBar,
    },
    figures, moment,
    notice::Notice,
    session::{use_member, use_session},
    transfers::use_transfers,
};

type Answer = Result<(Vec<Row>, i64), ClientError>;

/// Deleted files and folders of the signed-in member.
#[component]
pub fn TrashView() -> impl IntoView {
    let (api, session, transfers) = (use_member().api, use_session(), use_transfers());
    let acts = StoredValue::new(use_acts());
    let trash = LocalResource::new(move || {
        transfers.stored();
        let api = api.clone();
        async move {
            let answer = ask(&api).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            answer
        }
    });
    let space =
        move || session.quota().filter(|quota| quota.trash_bytes > 0).map(|quota| model::space_words(&quota));
    view! {
        <TopBar title="Trash">
            <span class="soft figure top-words">{space}</span>
            <span class="push"></span>
            <TopActs acts trash />
        </TopBar>
        <div class="body">{move || body(acts, trash)}</div>
        <PurgeDialog acts />
    }
}

/// What can be done to all that is ticked, or to all there is.
#[component]
fn TopActs(acts: StoredValue<Acts>, trash: LocalResource<Answer>) -> impl IntoView {
    let (chosen, busy) = acts.with_value(|acts| (acts.chosen, acts.busy));
    let rows = move || trash.get().and_then(Result::ok).map(|(rows, _)| rows).unwrap_or_default();
    let ticked = move || -> Vec<Row> {
        let rows = untrack(rows).into_iter();
        chosen.with_untracked(|chosen| rows.filter(|row| chosen.contains(&row.id)).collect())
    };
    let count = Memo::new(move |_| chosen.with(BTreeSet::len));
    let is_empty = Memo::new(move |_| rows().is_empty());
    move || match (count.get(), is_empty.get()) {
        (_, true) => ().into_any(),
        (0, false) => view! {
            <Button glyph=Glyph::Trash busy on_click=move |_| acts.with_value(|acts| acts.ask(untrack(rows)))>
                "Empty Trash"
            </Button>
        }
        .into_any(),
        (count, false) => {
            let count = figures::count(i64::try_from(count).unwrap_or(i64::MAX));
            view! {
                <Button glyph=Glyph::Undo busy on_click=move |_| acts.with_value(|acts| acts.restore(ticked()))>
                    {format!("Restore {count}")}
                </Button>
                <Button glyph=Glyph::Trash busy on_click=move |_| acts.with_value(|acts| acts.ask(ticked()))>
                    {format!("Delete {count} for ever")}
                </Button>
            }
            .into_any()
        }
    }
}

async fn ask(api: &Authorized) -> Answer {
    api.list_trash_entries(model::ROWS_MAX, 0).await.map(model::rows)
}

fn body(acts: StoredValue<Acts>, trash: LocalResource<Answer>) -> AnyView {
    match trash.get() {
        None => view! { <SkeletonRows /> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState notice=Notice::from(&error) on_retry=move || trash.refetch() /> }.into_any()
        }
        Some(Ok((rows, _))) if rows.is_empty() => view! {
            <EmptyState
                glyph=Glyph::Trash
                title="Nothing is in the trash"
                text="What you delete stays here for 30 days and can be restored with its name. It counts inside your \
                      space until then."
            >
                <A href=address::FILES attr:class="button">"Go to Files"</A>
            </EmptyState>
        }
        .into_any(),
        Some(Ok((rows, total))) => view! { <TrashTable acts rows total /> }.into_any(),
    }
}

#[component]
fn TrashTable(acts: StoredValue<Acts>, rows: Vec<Row>, total: i64) -> impl IntoView {
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let words = if shown < total {
        format!("{} of {}", figures::count(shown), figures::counted(total, "item"))
    } else {
        figures::counted(total, "item")
    };
    let all: BTreeSet<String> = rows.iter().map(|row| row.id.clone()).collect();
    let chosen = acts.with_value(|acts| acts.chosen);
    let has_all = {
        let all = all.clone();
        move || chosen.with(|chosen| *chosen == all)
    };
    let tick_all = move |event| {
        let ticked = if event_target_checked(&event) { all.clone() } else { BTreeSet::new() };
        chosen.set(ticked);
    };
    view! {
        <table class="table trash-table">
            <thead>
                <tr>
                    <th scope="col">
                        <span class="name">
                            <input type="checkbox" aria-label="Tick all" prop:checked=has_all on:change=tick_all />
                            "Name"
                        </span>
                    </th>
                    <th scope="col" class="hide-on-phone">"Was in"</th>
                    <th scope="col" class="num hide-on-phone">"Size"</th>
                    <th scope="col" class="num hide-on-phone">"Deleted"</th>
                    <th scope="col" class="num hide-on-phone">"Time left"</th>
                    <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|row| view! { <TrashRow acts row /> }).collect_view()}</tbody>
        </table>
        <footer class="files-foot small soft"><span class="figure">{words}</span></footer>
    }
}

#[component]
fn TrashRow(acts: StoredValue<Acts>, row: Row) -> impl IntoView {
    let now = moment::now().now;
    let left = row.left_words(now);
    let goes_soon = row.goes_soon(now);
    let size = figures::bytes(row.size);
    view! {
        <tr>
            <th scope="row">
                <span class="name">
                    <Tick acts row=row.clone() />
                    {match row.kind {
                        Some(kind) => view! { <FileIcon kind /> }.into_any(),
                        None => view! { <Icon glyph=Glyph::Files /> }.into_any(),
                    }}
                    <span class="file-words">
                        <OneLineName name=row.name.clone() />
                        <span class="file-below small faint">{size.clone()}" · "{left.clone()}</span>
                    </span>
                </span>
            </th>
            <td class="soft hide-on-phone trash-place">{row.place.clone()}</td>
            <td class="num soft hide-on-phone">{size}</td>
            <td class="num soft hide-on-phone"><When at=row.deleted_at /></td>
            <td class="num hide-on-phone" class:soft=!goes_soon class:warn-words=goes_soon>{left}</td>
            <td class="cell-actions"><RowActs acts row /></td>
        </tr>
    }
}

#[component]
fn Tick(acts: StoredValue<Acts>, row: Row) -> impl IntoView {
    let chosen = acts.with_value(|acts| acts.chosen);
    let (name, id) = (format!("Tick {}", row.name), row.id);
    let is_ticked = {
        let id = id.clone();
        move || chosen.with(|chosen| chosen.contains(&id))
    };
    let tick = move |event| {
        let is_ticked = event_target_checked(&event);
        chosen.update(|chosen| {
            if is_ticked {
                chosen.insert(id.clone());
            } else {
                chosen.remove(&id);
            }
        });
    };
    view! { <input type="checkbox" aria-label=name prop:checked=is_ticked on:change=tick /> }
}

#[component]
fn RowActs(acts: StoredValue<Acts>, row: Row) -> impl IntoView {
    let busy = acts.with_value(|acts| acts.busy);
    let (restore, purge) = (format!("Restore {}", row.name), format!("Delete {} for ever", row.name));
    let row = StoredValue::new(row);
    view! {
        <span class="trash-acts">
            <Button
                glyph=Glyph::Undo
                busy
                name=Some(restore)
                on_click=move |_| acts.with_value(|acts| acts.restore(vec![row.get_value()]))
            >
                "Restore"
            </Button>
            <IconButton
                glyph=Glyph::Trash
                name=purge
                on_click=move |_| acts.with_value(|acts| acts.ask(vec![row.get_value()]))
            />
        </span>
    }
}
