//! Renders what a link gives: nothing before its password, then the name, the size and the download; or the way to put
//! files there.

use client::{
    Kind,
    proto::storage::{BeginLinkDownloadResponse, LookAtLinkResponse},
};
use domain::file_kind::FileKind;
use leptos::{html, prelude::*, task::spawn_local};

use crate::{
    browser,
    components::{
        banner::FormNotice,
        button::{Button, ButtonKind},
        field::{FieldSpec, PasswordField},
        file_icon::FileIcon,
        form::{FormField, focus},
        icon::{Glyph, Icon},
        skeleton::SkeletonRows,
        top_bar::use_page_title,
    },
    figures,
    looking::{Looked, Sources},
    moment,
    notice::Notice,
    sending::use_sending,
    session::use_session,
    sharing,
};

const PASSWORD: FieldSpec =
    FieldSpec { id: "link-password", label: "Password", kind: "password", autocomplete: "off" };

/// What is on show.
#[derive(Debug, Clone, PartialEq)]
enum Face {
    Asking,
    Gone(String),
    Failed(Notice),
    Locked,
    Open(LookAtLinkResponse),
}

/// The page of a link. Its secret stays in the address, so that the page can be loaded again and kept.
#[component]
pub fn LinkView() -> impl IntoView {
    use_page_title("Shared with you");
    let secret = browser::hash();
    if secret.is_empty() {
        let why = "Open the whole link: something is missing behind the #.".to_owned();
        return view! { <Gone why /> }.into_any();
    }
    view! { <Held secret /> }.into_any()
}

#[component]
fn Held(
    /// What stands behind the #.
    secret: String,
) -> impl IntoView {
    let (session, sending) = (use_session(), use_sending());
    let (face, password) = (RwSignal::new(Face::Asking), FormField::new(PASSWORD.id));
    let secret = StoredValue::new(secret);
    let look = UnsyncCallback::new(move |()| {
        let (api, secret, typed) = (session.api(), secret.get_value(), password.value.get_untracked());
        sending.send(async move { api.look_at_link(&secret, &typed).await }, move |outcome| match outcome {
            Ok(seen) if seen.is_locked => drop(face.try_set(Face::Locked)),
            Ok(seen) => drop(face.try_set(Face::Open(seen))),
            Err(error) if error.kind == Kind::NotFound => drop(face.try_set(Face::Gone(error.message))),
            Err(error) if face.try_get_untracked() == Some(Face::Locked) => {
                password.refuse(&error.message);
                focus(PASSWORD.id);
            }
            Err(error) => drop(face.try_set(Face::Failed((&error).into()))),
        });
    });
    look.run(());
    move || {
        match face.get() {
        Face::Asking => view! { <section class="card card-narrow"><SkeletonRows rows=2 /></section> }.into_any(),
        Face::Gone(why) => view! { <Gone why /> }.into_any(),
        Face::Failed(notice) => view! {
            <section class="card card-narrow">
                <div class="auth-head"><h1 tabindex="-1">"This could not be opened"</h1></div>
                <FormNotice notice=Signal::derive(move || Some(notice.clone())) />
                <Button kind=ButtonKind::Wide busy=sending.busy on_click=move |_| look.run(())>"Try again"</Button>
            </section>
        }
        .into_any(),
        Face::Locked => view! { <Locked password look busy=sending.busy.into() /> }.into_any(),
        Face::Open(seen) if seen.takes_uploads => {
            view! { <PutHere seen secret password=password.value /> }.into_any()
        }
        Face::Open(seen) => {
            view! { <Given seen secret password=password.value /> }.into_any()
        }
    }
    }
}

#[component]
fn Gone(why: String) -> impl IntoView {
    view! {
        <section class="card card-narrow">
            <div class="auth-head">
                <h1 tabindex="-1">"This link leads nowhere"</h1>
                <p class="soft" role="alert">{why}</p>
            </div>
        </section>
    }
}

#[component]
fn Locked(password: FormField, look: UnsyncCallback<()>, busy: Signal<bool>) -> impl IntoView {
    request_animation_frame(|| focus(PASSWORD.id));
    let error = password.shown_error(|typed| {
        typed.is_empty().then(|| "Type the password that came with the link.".to_owned())
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        password.judge();
        if password.value.with_untracked(String::is_empty) {
            return focus(PASSWORD.id);
        }
        look.run(());
    };
    view! {
        <form class="card card-narrow" novalidate on:submit=send>
            <div class="auth-head">
                <h1 tabindex="-1">"This link has a password"</h1>
                <p class="soft">"Whoever sent you the link knows it."</p>
            </div>
            <PasswordField spec=PASSWORD value=password.value error on_leave=move |()| password.leave() />
            <Button kind=ButtonKind::Wide submits=true busy>"Open"</Button>
        </form>
    }
}

#[component]
fn Given(seen: LookAtLinkResponse, secret: StoredValue<String>, password: RwSignal<String>) -> impl IntoView {
    let (session, sending) = (use_session(), use_sending());
    let notice = RwSignal::new(None::<Notice>);
    let (begun, looks) = (RwSignal::new(None::<BeginLinkDownloadResponse>), RwSignal::new(false));
    // Counted once for looking and for saving, however often either is asked for here.
    let begin = move |then: fn(&BeginLinkDownloadResponse)| {
        notice.set(None);
        if let Some(begun) = begun.get_untracked() {
            return then(&begun);
        }
        let (api, secret, typed) = (session.api(), secret.get_value(), password.get_untracked());
        sending.send(async move { api.begin_link_preview(&secret, &typed).await }, move |outcome| {
            match outcome {
                Ok(answer) => {
                    then(&answer);
                    let _kept = begun.try_set(Some(answer));
                }
                Err(error) => {
                    let _left = looks.try_set(false);
                    drop(notice.try_set(Some((&error).into())));
                }
            }
        });
    };
    let download = move |_| begin(|begun| browser::fetch(&begun.secret_path));
    let look = move |_| {
        looks.set(true);
        begin(|_| ());
    };
    let end = sharing::end_words(seen.expires_at, moment::now().now);
    let about = format!("{} · {end}", figures::bytes(seen.size));
    let words = if seen.is_folder { "Download as zip" } else { "Download" };
    let (is_file, name) = (!seen.is_folder, seen.name.clone());
    view! {
        <section class="card card-narrow">
            <div class="auth-head">
                {if seen.is_folder {
                    view! { <Icon glyph=Glyph::Files /> }.into_any()
                } else {
                    view! { <FileIcon kind=FileKind::of(&seen.name) /> }.into_any()
                }}
                <h1 tabindex="-1" class="link-name">{seen.name.clone()}</h1>
                <p class="soft">{about}</p>
            </div>
            <FormNotice notice />
            <Button kind=ButtonKind::Wide glyph=Glyph::Download busy=sending.busy on_click=download>{words}</Button>
            <Show when=move || is_file && !looks.get()>
                <Button kind=ButtonKind::Quiet glyph=Glyph::Show busy=sending.busy on_click=look>"Look at it here"</Button>
            </Show>
            {move || begun.get().filter(|_| looks.get()).map(|begun| view! { <Within begun name=name.clone() /> })}
            <p class="small soft">"Somebody shared this with you by a link. Whoever has the link has this too."</p>
        </section>
    }
}

/// What is in the file, as far as it can be shown.
#[component]
fn Within(begun: BeginLinkDownloadResponse, name: String) -> impl IntoView {
    let sources = Sources { media: begun.secret_preview_path, file: begun.secret_path };
    let preview = RwSignal::new(begun.preview.unwrap_or_default());
    let retry = Callback::new(move |()| preview.update(|_| ()));
    view! {
        <div class="preview" aria-live="polite">
            {move || view! { <Looked name=name.clone() preview=preview.get() sources=sources.clone() retry /> }}
        </div>
    }
}

/// One file on its way: its name, and what became of it.
type Sent = (String, Option<Result<String, String>>);

/// Files are put there one after the other. Of what is there nothing is shown.
#[component]
fn PutHere(
    seen: LookAtLinkResponse,
    secret: StoredValue<String>,
    password: RwSignal<String>,
) -> impl IntoView {
    let session = use_session();
    let sent = RwSignal::new(Vec::<Sent>::new());
    let input = NodeRef::<html::Input>::new();
    let take = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let files = files_of(&input);
        // The same file may be picked again.
        input.set_value("");
        let (api, secret, typed) = (session.api(), secret.get_value(), password.get_untracked());
        spawn_local(async move {
            for file in files {
                let place = sent.try_update(|sent| {
                    sent.push((file.name(), None));
                    sent.len() - 1
                });
                // The page was left.
                let Some(place) = place else { return };
                let outcome = match api.begin_link_upload(&secret, &typed).await {
                    Ok(path) => {
                        let name = String::from(js_sys::encode_uri_component(&file.name()));
                        browser::post(&format!("{path}&name={name}"), &file).await
                    }
                    Err(error) => Err(error.message),
                };
                let _told = sent.try_update(|sent| sent[place].1 = Some(outcome));
            }
        });
    };
    let pick = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    let end = sharing::end_words(seen.expires_at, moment::now().now);
    view! {
        <section class="card card-narrow">
            <div class="auth-head">
                <Icon glyph=Glyph::Files />
                <h1 tabindex="-1" class="link-name">{seen.name.clone()}</h1>
                <p class="soft">{format!("Put files here: {end}")}</p>
            </div>
            <Button kind=ButtonKind::Wide glyph=Glyph::Upload on_click=pick>"Choose files"</Button>
            <input
                type="file"
                multiple
                class="visually-hidden"
                tabindex="-1"
                aria-hidden="true"
                node_ref=input
                on:change=take
            />
            <ul class="shares" role="status" aria-label="Files sent">
                {move || sent.get().into_iter().map(|one| view! { <li class="share">{sent_words(one)}</li> }).collect_view()}
            </ul>
            <p class="small soft">"What you send belongs to whoever made the link. You cannot see it or take it back."</p>
        </section>
    }
}

fn files_of(input: &web_sys::HtmlInputElement) -> Vec<web_sys::File> {
    let Some(list) = input.files() else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)).collect()
}

fn sent_words((name, outcome): Sent) -> String {
    match outcome {
        None => format!("{name} is on its way …"),
        Some(Ok(words)) => words,
        Some(Err(why)) => format!("{name}: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::sent_words;

    #[test]
    fn each_file_says_what_became_of_it() {
        let words = |outcome| sent_words(("a.txt".to_owned(), outcome));
        assert_eq!(words(None), "a.txt is on its way …");
        assert_eq!(words(Some(Ok("Stored 5 B as a.txt.".to_owned()))), "Stored 5 B as a.txt.");
        assert_eq!(words(Some(Err("No room.".to_owned()))), "a.txt: No room.");
    }
}
