//! Who has an entry: a list with the way back.

use client::{ClientError, proto::storage::GivenShare};
use leptos::{prelude::*, task::spawn_local};

use super::{may_words, state_words, with_whom};
use crate::{
    components::{
        button::{Button, ButtonKind},
        error_state::ErrorState,
        icon::Glyph,
        skeleton::SkeletonRows,
    },
    moment,
    notice::{Notice, Tone, use_notices},
    session::{use_member, use_session},
    transfers::use_transfers,
};

/// Rows asked for at once: as many as one account may give.
const ROWS_MAX: i32 = 1_000;

/// What was given of an entry, as far as it is the member's to know.
pub type Shares = LocalResource<Result<Vec<GivenShare>, ClientError>>;

/// Who has an entry, asked for again when files change.
pub fn shares_of(id: Signal<String>) -> Shares {
    let (api, session, transfers) = (use_member().api, use_session(), use_transfers());
    LocalResource::new(move || {
        let (api, id) = (api.clone(), id.get());
        transfers.stored();
        async move {
            let answer = api.my_shares(&id, ROWS_MAX, 0).await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            answer.map(|answer| answer.shares)
        }
    })
}

/// Who has it, each with the way back.
#[component]
pub fn SharedWith(
    /// Who they are.
    shares: Shares,
) -> impl IntoView {
    view! {
        {move || match shares.get() {
            None => view! { <SkeletonRows rows=1 /> }.into_any(),
            Some(Err(error)) => {
                view! { <ErrorState notice=Notice::from(&error) on_retry=move || shares.refetch() /> }.into_any()
            }
            Some(Ok(given)) if given.is_empty() => {
                view! { <p class="small soft">"You share it with nobody."</p> }.into_any()
            }
            Some(Ok(given)) => view! {
                <ul class="shares" aria-label="Shared with">
                    {given.into_iter().map(|share| view! { <GivenRow share shares /> }).collect_view()}
                </ul>
            }
            .into_any(),
        }}
    }
}

#[component]
fn GivenRow(share: GivenShare, shares: Shares) -> impl IntoView {
    let (api, session, notices, transfers) =
        (use_member().api, use_session(), use_notices(), use_transfers());
    let busy = RwSignal::new(false);
    let words = format!("{} · {}", may_words(&share), state_words(&share, moment::now().now));
    let who = with_whom(&share).to_owned();
    let name = format!("Take back from {who}");
    let take_back = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (api, share) = (api.clone(), share.clone());
        spawn_local(async move {
            match api.revoke_share(&share.share_id).await {
                Ok(()) => {
                    let words = if share.is_link {
                        format!("The link to “{}” does not work any more.", share.name)
                    } else {
                        format!("{} does not reach “{}” any more.", share.who, share.name)
                    };
                    notices.show(Notice::new(Tone::Info, words));
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => notices.report(&error),
            }
            let _seen = busy.try_set(false);
            shares.refetch();
            transfers.files_changed();
        });
    };
    view! {
        <li class="share">
            <span class="share-words">
                <strong>{who}</strong>
                <span class="small soft">{words}</span>
            </span>
            <Button kind=ButtonKind::Quiet glyph=Glyph::Close busy name=Some(name) on_click=take_back>"Take back"</Button>
        </li>
    }
}
