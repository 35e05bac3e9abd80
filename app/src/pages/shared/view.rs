//! Renders what is shared: with me, and by me.

use client::{
    Authorized, ClientError,
    proto::storage::{GivenShare, ShareRight},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use super::{
    model::{ROWS_MAX, Row},
    pass_on::{Asked, PassOn, PassOnDialog},
};
use crate::{
    address::{FILES, download, folder},
    components::{
        button::{Button, ButtonKind},
        empty_state::EmptyState,
        error_state::ErrorState,
        file_icon::{FileIcon, OneLineName},
        icon::{Glyph, Icon},
        skeleton::SkeletonRows,
        time_text::When,
        top_bar::TopBar,
    },
    moment,
    notice::{Notice, Tone, use_notices},
    session::{use_member, use_session},
    sharing,
};

pub(super) type Answer = Result<(Vec<Row>, Vec<GivenShare>), ClientError>;
pub(super) type Lists = LocalResource<Answer>;

/// What others gave the signed-in member, and what he gave.
#[component]
pub fn SharedView() -> impl IntoView {
    let (api, session) = (use_member().api, use_session());
    let lists = LocalResource::new(move || {
        let api = api.clone();
        async move {
            let answer = ask(&api).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            answer
        }
    });
    view! {
        <TopBar title="Shared" />
        <div class="body">{move || body(lists)}</div>
    }
}

async fn ask(api: &Authorized) -> Answer {
    let received = api.shared_with_me(ROWS_MAX, 0).await?;
    let given = api.my_shares("", ROWS_MAX, 0).await?;
    Ok((received.entries.into_iter().filter_map(Row::of).collect(), given.shares))
}

fn body(lists: Lists) -> AnyView {
    match lists.get() {
        None => view! { <SkeletonRows /> }.into_any(),
        Some(Err(error)) => {
            view! { <ErrorState notice=Notice::from(&error) on_retry=move || lists.refetch() /> }.into_any()
        }
        Some(Ok((received, given))) if received.is_empty() && given.is_empty() => view! {
            <EmptyState
                glyph=Glyph::Share
                title="Nothing is shared"
                text="What others share with you is listed here, and what you share with them. To share a file or a folder, \
                      choose Share in its menu."
            >
                <A href=FILES attr:class="button">"Go to Files"</A>
            </EmptyState>
        }
        .into_any(),
        Some(Ok((received, given))) => view! {
            <WithMe rows=received lists />
            <ByMe shares=given lists />
        }
        .into_any(),
    }
}

#[component]
fn WithMe(rows: Vec<Row>, lists: Lists) -> impl IntoView {
    let (is_empty, asked) = (rows.is_empty(), Asked::default());
    view! {
        <section class="shared-part" aria-labelledby="with-me">
            <h2 id="with-me">"With me"</h2>
            {is_empty.then(|| view! { <p class="soft">"Nobody shares anything with you now."</p> })}
            {(!is_empty).then(|| view! {
                <table class="table shared-table">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col" class="hide-on-phone">"From"</th>
                            <th scope="col" class="hide-on-phone">"You"</th>
                            <th scope="col" class="num hide-on-phone">"Since"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Received row lists asked /> }).collect_view()}</tbody>
                </table>
            })}
            <PassOnDialog asked lists />
        </section>
    }
}

#[component]
fn Received(row: Row, lists: Lists, asked: Asked) -> impl IntoView {
    let end = sharing::end_words(row.expires_at, moment::now().now);
    let below = format!("{} · {} · {end}", row.owner, row.content);
    let (name, linked) = (row.name.clone(), row.name.clone());
    let saved_as = if row.kind.is_some() { name.clone() } else { format!("{name}.zip") };
    view! {
        <tr>
            <th scope="row">
                <span class="name">
                    {match row.kind {
                        Some(kind) => view! { <FileIcon kind /> }.into_any(),
                        None => view! { <Icon glyph=Glyph::Files /> }.into_any(),
                    }}
                    <span class="file-words">
                        {match row.kind {
                            Some(_) => view! { <OneLineName name /> }.into_any(),
                            None => view! {
                                <A href=folder(&row.id) attr:class="folder-link"><OneLineName name=linked.clone() /></A>
                            }
                            .into_any(),
                        }}
                        <span class="small faint">{below}</span>
                    </span>
                </span>
            </th>
            <td class="soft hide-on-phone">{row.owner.clone()}</td>
            <td class="soft hide-on-phone">{row.right}</td>
            <td class="num soft hide-on-phone"><When at=row.shared_at /></td>
            <td class="cell-actions">
                <a
                    class="icon-button"
                    rel="external"
                    href=download(&row.id)
                    download=saved_as
                    aria-label=format!("Download {}", row.name)
                    title="Download"
                >
                    <Icon glyph=Glyph::Download />
                </a>
                {row.may_share.then(|| view! { <PassOn row=row.clone() asked /> })}
                <Leave row lists />
            </td>
        </tr>
    }
}

#[component]
fn Leave(row: Row, lists: Lists) -> impl IntoView {
    let (api, notices, session) = (use_member().api, use_notices(), use_session());
    let busy = RwSignal::new(false);
    let name = format!("Leave {}", row.name);
    let leave = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (api, row) = (api.clone(), row.clone());
        spawn_local(async move {
            match api.leave_share(&row.share_id).await {
                Ok(()) => {
                    let words = format!("You left “{}”. {} can share it again.", row.name, row.owner);
                    notices.show(Notice::new(Tone::Info, words));
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => notices.report(&error),
            }
            // The page may have been left meanwhile.
            let _seen = busy.try_set(false);
            lists.refetch();
        });
    };
    view! { <Button kind=ButtonKind::Quiet busy name=Some(name) on_click=leave>"Leave"</Button> }
}

#[component]
fn ByMe(shares: Vec<GivenShare>, lists: Lists) -> impl IntoView {
    let is_empty = shares.is_empty();
    view! {
        <section class="shared-part" aria-labelledby="by-me">
            <h2 id="by-me">"By me"</h2>
            {is_empty.then(|| view! { <p class="soft">"You share nothing now."</p> })}
            {(!is_empty).then(|| view! {
                <table class="table shared-table">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col" class="hide-on-phone">"With"</th>
                            <th scope="col" class="hide-on-phone">"They"</th>
                            <th scope="col" class="num hide-on-phone">"Since"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>{shares.into_iter().map(|share| view! { <Given share lists /> }).collect_view()}</tbody>
                </table>
            })}
        </section>
    }
}

#[component]
fn Given(share: GivenShare, lists: Lists) -> impl IntoView {
    let state = sharing::state_words(&share, moment::now().now);
    let whom = sharing::with_whom(&share).to_owned();
    let below = format!("with {whom} · {state}");
    view! {
        <tr>
            <th scope="row">
                <span class="name">
                    <Icon glyph=if share.is_folder { Glyph::Files } else { Glyph::File } />
                    <span class="file-words">
                        <OneLineName name=share.name.clone() />
                        <span class="small faint">{below}</span>
                    </span>
                </span>
            </th>
            <td class="soft hide-on-phone">{whom}</td>
            <td class="soft hide-on-phone">{sharing::may_words(&share)}</td>
            <td class="num soft hide-on-phone"><When at=share.created_at /></td>
            <td class="cell-actions"><TakeBack share lists /></td>
        </tr>
    }
}

#[component]
fn TakeBack(share: GivenShare, lists: Lists) -> impl IntoView {
    let (member, notices, session) = (use_member(), use_notices(), use_session());
    let (api, own_name) = (member.api, member.profile.username);
    let busy = RwSignal::new(false);
    let name = format!("Take back {} from {}", share.name, sharing::with_whom(&share));
    let take_back = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (api, share) = (api.clone(), share.clone());
        let is_mine = share.passed_on_by.is_empty() || share.passed_on_by == own_name;
        spawn_local(async move {
            match api.revoke_share(&share.share_id).await {
                // What opened it is not kept: another link can be made, and this one not again.
                Ok(()) if share.is_link => {
                    let words = format!("The link to “{}” does not work any more.", share.name);
                    notices.show(Notice::new(Tone::Info, words));
                }
                // What somebody else passed on, only he passes on again.
                Ok(()) if !is_mine => {
                    let words = format!("{} does not reach “{}” any more.", share.who, share.name);
                    notices.show(Notice::new(Tone::Info, words));
                }
                Ok(()) => {
                    let words = format!("{} does not reach “{}” any more.", share.who, share.name);
                    let again = move || give_again(api.clone(), share.clone(), lists);
                    notices.show_with_undo(Notice::new(Tone::Info, words), again);
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => notices.report(&error),
            }
            let _seen = busy.try_set(false);
            lists.refetch();
        });
    };
    view! { <Button kind=ButtonKind::Quiet busy name=Some(name) on_click=take_back>"Take back"</Button> }
}

/// What was taken back is given again, for as many days as were left.
fn give_again(api: Authorized, share: GivenShare, lists: Lists) {
    let (right, days) = (ShareRight::try_from(share.right).unwrap_or_default(), days_left(&share));
    spawn_local(async move {
        // What fails is seen in the list, which is asked for again.
        let _given = api.share(&share.id, &share.who, right, days).await;
        lists.refetch();
    });
}

fn days_left(share: &GivenShare) -> i32 {
    if share.expires_at == 0 {
        return 0;
    }
    let seconds = share.expires_at - moment::now().now;
    i32::try_from(seconds.div_euclid(86_400) + 1).unwrap_or(1).clamp(1, 365)
}
