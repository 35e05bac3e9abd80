//! Renders the trash.

use client::{Authorized, ClientError};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use super::model::{self, Row};
use crate::{
    address,
    components::{
        button::Button,
        empty_state::EmptyState,
        error_state::ErrorState,
        file_icon::{FileIcon, OneLineName},
        icon::{Glyph, Icon},
        skeleton::SkeletonRows,
        time_text::When,
        top_bar::TopBar,
    },
    figures, moment,
    notice::{Notice, Tone, use_notices},
    session::{use_member, use_session},
    transfers::use_transfers,
};

type Answer = Result<(Vec<Row>, i64), ClientError>;

/// Deleted files and folders of the signed-in member.
#[component]
pub fn TrashView() -> impl IntoView {
    let (api, session, transfers) = (use_member().api, use_session(), use_transfers());
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
        <TopBar title="Trash"><span class="soft figure top-words">{space}</span></TopBar>
        <div class="body">{move || body(trash)}</div>
    }
}

async fn ask(api: &Authorized) -> Answer {
    api.list_trash_entries(model::ROWS_MAX, 0).await.map(model::rows)
}

fn body(trash: LocalResource<Answer>) -> AnyView {
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
        Some(Ok((rows, total))) => view! { <TrashTable rows total /> }.into_any(),
    }
}

#[component]
fn TrashTable(rows: Vec<Row>, total: i64) -> impl IntoView {
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let words = if shown < total {
        format!("{} of {}", figures::count(shown), figures::counted(total, "item"))
    } else {
        figures::counted(total, "item")
    };
    view! {
        <table class="table trash-table">
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col" class="hide-on-phone">"Was in"</th>
                    <th scope="col" class="num hide-on-phone">"Size"</th>
                    <th scope="col" class="num hide-on-phone">"Deleted"</th>
                    <th scope="col" class="num hide-on-phone">"Time left"</th>
                    <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|row| view! { <TrashRow row /> }).collect_view()}</tbody>
        </table>
        <footer class="files-foot small soft"><span class="figure">{words}</span></footer>
    }
}

#[component]
fn TrashRow(row: Row) -> impl IntoView {
    let now = moment::now().now;
    let left = row.left_words(now);
    let goes_soon = row.goes_soon(now);
    let size = figures::bytes(row.size);
    view! {
        <tr>
            <th scope="row">
                <span class="name">
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
            <td class="cell-actions"><RestoreButton row /></td>
        </tr>
    }
}

#[component]
fn RestoreButton(row: Row) -> impl IntoView {
    let (api, notices, transfers) = (use_member().api, use_notices(), use_transfers());
    let session = use_session();
    let busy = RwSignal::new(false);
    let label = format!("Restore {}", row.name);
    let restore = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (api, row) = (api.clone(), row.clone());
        spawn_local(async move {
            match api.restore_entries(vec![row.id.clone()]).await {
                Ok(back) => notices.show(Notice::new(Tone::Good, model::restored_words(&row.name, &back))),
                Err(error) if session.ended_by(&error) => {}
                Err(error) => notices.report(&error),
            }
            // The page may have been left meanwhile.
            let _seen = busy.try_set(false);
            transfers.files_changed();
        });
    };
    view! { <Button glyph=Glyph::Undo busy name=Some(label) on_click=restore>"Restore"</Button> }
}
