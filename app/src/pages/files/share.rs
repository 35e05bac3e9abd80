//! The question with whom to share: people to give an entry to, and those who have it.

use client::{
    ClientError,
    proto::storage::{GivenShare, ShareRight},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    door::OpenFile,
    link::LinkPart,
    model::entry::{Entry, EntryKind, what},
    questions::while_asked,
    state::{Question, use_state},
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        choice::Choice,
        dialog::Dialog,
        error_state::ErrorState,
        field::{Field, FieldSpec},
        form::{FormField, focus},
        icon::Glyph,
        skeleton::SkeletonRows,
    },
    moment,
    notice::{Notice, Tone, use_notices},
    session::{use_member, use_session},
    sharing::{ENDS, RIGHTS, may_words, state_words, with_whom},
    transfers::use_transfers,
};

/// Rows asked for at once: as many as one account may give.
const ROWS_MAX: i32 = 1_000;
const WHO: FieldSpec =
    FieldSpec { id: "share-who", label: "Username or e-mail address", kind: "text", autocomplete: "off" };

pub(super) type Shares = LocalResource<Result<Vec<GivenShare>, ClientError>>;

/// The dialog, open while somebody is asked with whom to share.
#[component]
pub fn ShareDialog() -> impl IntoView {
    let state = use_state();
    let asked = Memo::new(move |_| match state.question.get() {
        Some(Question::Share(entry)) => Some(entry),
        _ => None,
    });
    let open = while_asked(state, Memo::new(move |_| asked.with(Option::is_some)));
    let title = Signal::derive(move || {
        asked.with(|asked| {
            asked
                .as_ref()
                .map(|entry| format!("Share {}", what(std::slice::from_ref(entry))))
                .unwrap_or_default()
        })
    });
    view! {
        <Dialog id="share-title" title open>
            {move || asked.get().map(|entry| view! { <Sharing entry /> })}
        </Dialog>
    }
}

/// The part of the details that says who has a file.
#[component]
pub fn SharingPart() -> impl IntoView {
    let (OpenFile(file), state) = (expect_context(), use_state());
    let id = Memo::new(move |_| file.with(|file| file.file_id.clone()));
    let shares = shares_of(id.into());
    let ask = move |_| {
        let kind = EntryKind::File(file.get_untracked());
        state.question.set(Some(Question::Share(kind.into())));
    };
    view! {
        <SharedWith shares />
        <div><Button glyph=Glyph::Share on_click=ask>"Share …"</Button></div>
        <WhoCanRead />
    }
}

/// The truth about who reads what is stored, however little it flatters.
#[component]
fn WhoCanRead() -> impl IntoView {
    view! {
        <section class="who-reads" aria-labelledby="who-reads">
            <h3 id="who-reads">"Who can read this"</h3>
            <ul class="small">
                <li>"You, and everybody above for as long as it stands there."</li>
                <li>
                    "Whoever runs this server: its keys lie beside it, in master.key. What they must not read is to be \
                     encrypted before it is uploaded."
                </li>
                <li>
                    "Not the nodes, and nobody who takes a disk or a backup without master.key: each chunk is sealed with \
                     AES-256-GCM under a key of this version, which no node has."
                </li>
                <li>"Nobody any more once your account is erased: its keys are destroyed with it."</li>
            </ul>
        </section>
    }
}

/// Who has an entry, asked for again when files change.
fn shares_of(id: Signal<String>) -> Shares {
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

#[component]
fn Sharing(entry: Entry) -> impl IntoView {
    let id = StoredValue::new(entry.id().to_owned());
    let shares = shares_of(Signal::derive(move || id.get_value()));
    let is_folder = entry.is_folder();
    view! {
        <GiveForm id shares is_folder />
        <LinkPart id shares is_folder />
        <SharedWith shares />
    }
}

#[component]
fn SharedWith(shares: Shares) -> impl IntoView {
    view! {
        {move || match shares.get() {
            None => view! { <SkeletonRows rows=1 /> }.into_any(),
            Some(Err(error)) => {
                view! { <ErrorState notice=Notice::from(&error) on_retry=move || shares.refetch() /> }.into_any()
            }
            Some(Ok(given)) if given.is_empty() => {
                view! { <p class="small soft">"Nobody else has it. Whoever has it cannot give it on."</p> }.into_any()
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
fn GiveForm(id: StoredValue<String>, shares: Shares, is_folder: bool) -> impl IntoView {
    let (api, session, notices, transfers) =
        (use_member().api, use_session(), use_notices(), use_transfers());
    let (field, busy) = (FormField::new(WHO.id), RwSignal::new(false));
    let (right, days) = (RwSignal::new(ShareRight::View), RwSignal::new(0));
    request_animation_frame(|| focus(WHO.id));
    let error = field.shown_error(|who| {
        who.trim().is_empty().then(|| "Type the name or the address of whoever shall have it.".to_owned())
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        field.judge();
        let who = field.value.get_untracked().trim().to_owned();
        if busy.get_untracked() || who.is_empty() {
            return focus(WHO.id);
        }
        busy.set(true);
        let (api, id, right, days) =
            (api.clone(), id.get_value(), right.get_untracked(), days.get_untracked());
        spawn_local(async move {
            let outcome = api.share(&id, &who, right, days).await;
            // The dialog may have been left meanwhile.
            let _seen = busy.try_set(false);
            match outcome {
                Ok(_given) => {
                    notices.show(Notice::new(Tone::Good, format!("Shared with {who}")));
                    let _cleared = field.value.try_set(String::new());
                    shares.refetch();
                    transfers.files_changed();
                }
                Err(error) if session.ended_by(&error) => {}
                Err(error) => {
                    field.refuse(&error.message);
                    focus(WHO.id);
                }
            }
        });
    };
    let hint = if is_folder {
        "A folder is shared with all in it. What others put there counts in your space."
    } else {
        "Nothing is copied: they see the file as it is, and its next versions."
    };
    view! {
        <form class="form" novalidate on:submit=send>
            <Field spec=WHO value=field.value error hint on_leave=move |()| field.leave() />
            <RightChoice id="share-right" right=Signal::derive(move || right.get()) on_change=move |it| right.set(it) />
            <Choice
                id="share-end"
                label="Until"
                options=ENDS.map(|(days, words)| (days.to_string(), words.to_owned())).to_vec()
                value=Signal::derive(move || days.get().to_string())
                on_change=move |it: String| days.set(it.parse().unwrap_or_default())
            />
            <div class="row dialog-acts">
                <Button kind=ButtonKind::Main submits=true busy>"Share"</Button>
            </div>
        </form>
    }
}

#[component]
fn RightChoice(
    id: &'static str,
    right: Signal<ShareRight>,
    #[prop(into)] on_change: UnsyncCallback<ShareRight>,
) -> impl IntoView {
    let chosen = move |name: String| ShareRight::from_str_name(&name).unwrap_or_default();
    view! {
        <Choice
            id
            label="They"
            options=RIGHTS.map(|(right, words)| (right.as_str_name().to_owned(), words.to_owned())).to_vec()
            value=Signal::derive(move || right.get().as_str_name().to_owned())
            on_change=move |name| on_change.run(chosen(name))
        />
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
