//! The question with whom to share: people to give an entry to, and those who have it.

use leptos::prelude::*;

use super::{
    door::OpenFile,
    link::LinkPart,
    model::entry::{Entry, EntryKind, what},
    questions::while_asked,
    state::{Question, use_state},
};
use crate::{
    components::{button::Button, dialog::Dialog, icon::Glyph},
    sharing::{
        give::{GiveForm, Whose},
        people::{SharedWith, shares_of},
    },
};

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
        {move || match file.with(|file| state.is_sealed(file)) {
            true => view! { <WhoCanOpen /> }.into_any(),
            false => view! { <WhoCanRead /> }.into_any(),
        }}
    }
}

/// The same of a file in a vault.
#[component]
fn WhoCanOpen() -> impl IntoView {
    view! {
        <section class="who-reads" aria-labelledby="who-reads">
            <h3 id="who-reads">"Who can read this"</h3>
            <ul class="small">
                <li>
                    "Whoever has it and the vault's passphrase: you, and those above once you told them. Nobody else: not whoever runs \
                     this server, and not the nodes."
                </li>
                <li>
                    "Its name, its size and when it came are not encrypted here: whoever runs this server can read those."
                </li>
                <li>
                    "Whoever takes this server over could serve you a page that gives your passphrase away when you type it. \
                     skyshard get and age do not have that weakness."
                </li>
                <li>"Nobody any more once the vault is deleted for good, unless its key was saved."</li>
            </ul>
        </section>
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

#[component]
fn Sharing(entry: Entry) -> impl IntoView {
    let state = use_state();
    let id = StoredValue::new(entry.id().to_owned());
    let shares = shares_of(Signal::derive(move || id.get_value()));
    let is_folder = entry.is_folder();
    let whose = if state.lent.with_untracked(Option::is_some) { Whose::Lent } else { Whose::Own };
    let is_vault = matches!(&entry.kind, EntryKind::Folder(folder) if folder.vault);
    let is_in_vault = is_vault || state.vault.with_untracked(Option::is_some);
    view! {
        {is_in_vault.then(|| view! {
            <p class="small">
                "It is in a vault: to read it, people need its passphrase too. Tell them some other way. Links to it are not made, for \
                 whoever follows one could not open it."
            </p>
        })}
        <GiveForm id shares is_folder whose />
        {(whose == Whose::Own && !is_in_vault).then(|| view! { <LinkPart id shares is_folder /> })}
        <SharedWith shares />
    }
}
