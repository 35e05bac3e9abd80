//! The layout: which version is in force, what is staged, what that would mean, and the two ways on from there.

use client::{
    ClientError,
    proto::cluster::{ListNodesResponse, StagedLayout},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    acts::use_acts,
    model::staged::{changes, preview_words},
    question::{Question, use_asking},
};
use crate::{
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
    },
    notice::Notice,
    session::{use_member, use_session},
};

type Answer = Result<Option<StagedLayout>, ClientError>;

/// The panel, for admins.
#[component]
pub fn LayoutPanel(state: Memo<ListNodesResponse>) -> impl IntoView {
    let asking = use_asking();
    let version = Memo::new(move |_| state.with(|state| state.layout_version));
    let answer = use_staged(version);
    let staged = Memo::new(move |_| answer.get().and_then(Result::ok).flatten());
    let notice = Signal::derive(move || {
        let unread = answer.get().and_then(Result::err).map(|error| Notice::from(&error));
        asking.notice.get().or(unread)
    });
    view! {
        <section class="card layout" aria-labelledby="layout-title">
            <header class="layout-head">
                <h2 id="layout-title">"Layout"</h2>
                <span class="small faint figure">{move || format!("version {} in force", version.get())}</span>
                <Button on_click=move |_| asking.ask(Question::Add)>"Add a node…"</Button>
            </header>
            <FormNotice notice />
            {move || match staged.get() {
                Some(staged) => view! { <Staged state staged /> }.into_any(),
                None => view! {
                    <p class="small faint">
                        "Nothing is staged. Added, drained, removed and resized nodes gather here, with what they would \
                         mean, until they are applied together."
                    </p>
                }
                .into_any(),
            }}
        </section>
    }
}

/// What is staged, asked again after each change of ours and whenever another layout is in force.
fn use_staged(version: Memo<i64>) -> LocalResource<Answer> {
    let (api, session, asking) = (use_member().api, use_session(), use_asking());
    LocalResource::new(move || {
        version.track();
        asking.again.track();
        let api = api.clone();
        async move {
            let answer = api.staged_layout().await;
            if let Err(error) = &answer {
                session.ended_by(error);
            }
            answer
        }
    })
}

#[component]
fn Staged(state: Memo<ListNodesResponse>, staged: StagedLayout) -> impl IntoView {
    let acts = use_acts();
    let busy = RwSignal::new(false);
    let layout = staged.layout.unwrap_or_default();
    let preview = staged.preview.unwrap_or_default();
    let version = layout.version;
    let told = state.with_untracked(|state| changes(&state.nodes, &layout));
    let revert_acts = acts.clone();
    let apply = move |_| {
        let acts = acts.clone();
        at_once(busy, async move { acts.apply(version).await });
    };
    let revert = move |_| {
        let acts = revert_acts.clone();
        at_once(busy, async move { acts.revert().await });
    };
    view! {
        <div class="staged">
            <p><strong>{format!("Staged as version {version}: ")}</strong><span class="figure">{preview_words(&preview)}</span></p>
            <ul class="staged-changes">{told.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
            <p class="small soft">{preview.sentence}</p>
            <div class="row">
                <Button kind=ButtonKind::Main busy on_click=apply>{format!("Apply version {version}")}</Button>
                <Button busy on_click=revert>"Revert"</Button>
            </div>
        </div>
    }
}

/// Does one thing, and nothing beside it.
fn at_once(busy: RwSignal<bool>, work: impl Future<Output = ()> + 'static) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    spawn_local(async move {
        work.await;
        // What was staged may be gone, and its buttons with it.
        let _seen = busy.try_set(false);
    });
}
