//! The cells of a row: name, figures, copies, and what is pressed.

use client::proto::storage::{FileInfo, FolderInfo};
use domain::file_kind::FileKind;
use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    model::{
        entry::{Entry, EntryKind, content_words},
        keys::Column,
        listing::target,
    },
    row::shown_name,
    state::{OpenMenu, use_state},
};
use crate::{
    address::{download, folder as folder_page},
    components::{
        copies::Copies,
        file_icon::{FileIcon, OneLineName},
        icon::{Glyph, Icon},
        time_text::When,
    },
    figures, moment,
};

/// Tags behind a name: more would leave it no room.
const TAGS_SHOWN: usize = 2;

/// The cells of an entry's row.
#[component]
pub fn Cells(
    /// Whose.
    entry: Entry,
    /// The column that has the focus, when the row has it.
    focused: Memo<Option<Column>>,
) -> impl IntoView {
    let place = entry.place.clone().map(|place| format!("in {place}"));
    match entry.kind.clone() {
        EntryKind::Folder(folder) => view! { <FolderCells entry folder place focused /> }.into_any(),
        EntryKind::File(file) => view! { <FileCells entry file place focused /> }.into_any(),
    }
}

fn tab_stop(focused: Memo<Option<Column>>, column: Column) -> impl Fn() -> &'static str + Copy {
    move || if focused.get() == Some(column) { "0" } else { "-1" }
}

#[component]
fn FolderCells(
    entry: Entry,
    folder: FolderInfo,
    place: Option<String>,
    focused: Memo<Option<Column>>,
) -> impl IntoView {
    let tab = move |column: Column| tab_stop(focused, column);
    let name = shown_name(&folder.name);
    let content = content_words(&folder);
    let shown = name.clone();
    view! {
        <th role="rowheader" scope="row" data-column="name" tabindex=tab(Column::Name)>
            <span class="name">
                <Icon glyph=if folder.vault { Glyph::Vault } else { Glyph::Files } />
                <span class="file-words">
                    <A href=folder_page(&folder.folder_id) attr:tabindex="-1" attr:class="folder-link">
                        <OneLineName name=shown.clone() />
                    </A>
                    {place.map(|place| view! { <span class="small faint file-place">{place}</span> })}
                    <span class="file-below small faint" aria-hidden="true">{content.clone()}{words(&entry.tags)}</span>
                </span>
                {folder.vault.then(|| view! { <span class="visually-hidden">"vault"</span> })}
                <Mark is_shown=entry.is_favourite() glyph=Glyph::Star word="favourite" />
                <Mark is_shown=entry.is_shared glyph=Glyph::Share word="shared" />
                <TagMarks tags=entry.tags.clone() />
            </span>
        </th>
        <td role="gridcell" data-column="size" tabindex=tab(Column::Size) class="num soft hide-on-phone">{content}</td>
        <td role="gridcell" data-column="modified" tabindex=tab(Column::Modified) class="num soft hide-on-phone">
            <When at=folder.created_at />
        </td>
        <td role="gridcell" data-column="copies" tabindex=tab(Column::Copies)>
            <span class="visually-hidden">"folder"</span>
        </td>
        <td role="gridcell" data-column="download" class="cell-actions hide-on-phone" tabindex=tab(Column::Download)></td>
        <td role="gridcell" data-column="actions" class="cell-actions">
            <MenuButton entry name focused />
        </td>
    }
}

#[component]
fn FileCells(
    entry: Entry,
    file: FileInfo,
    place: Option<String>,
    focused: Memo<Option<Column>>,
) -> impl IntoView {
    let tab = move |column: Column| tab_stop(focused, column);
    let name = shown_name(&file.filename);
    let size = figures::bytes(untrack(|| use_state().shown_bytes(&file)));
    let zones = file.zones.clone();
    let target = target(&file);
    let uploaded_at = file.uploaded_at;
    view! {
        <th role="rowheader" scope="row" data-column="name" tabindex=tab(Column::Name)>
            <span class="name">
                <FileIcon kind=FileKind::of(&file.filename) />
                <span class="file-words">
                    <OneLineName name=name.clone() />
                    {place.map(|place| view! { <span class="small faint file-place">{place}</span> })}
                    <span class="file-below small faint" aria-hidden="true">
                        {size.clone()}" · "{moment::now().relative(uploaded_at)}{words(&entry.tags)}
                    </span>
                </span>
                <Mark is_shown=entry.is_favourite() glyph=Glyph::Star word="favourite" />
                <Mark is_shown=entry.is_shared glyph=Glyph::Share word="shared" />
                <TagMarks tags=entry.tags.clone() />
            </span>
        </th>
        <td role="gridcell" data-column="size" tabindex=tab(Column::Size) class="num soft hide-on-phone">{size}</td>
        <td role="gridcell" data-column="modified" tabindex=tab(Column::Modified) class="num soft hide-on-phone">
            <When at=uploaded_at />
        </td>
        <td role="gridcell" data-column="copies" tabindex=tab(Column::Copies)><Copies zones target /></td>
        <td role="gridcell" data-column="download" class="cell-actions hide-on-phone">
            <a
                class="icon-button"
                rel="external"
                href=download(&file.file_id)
                download=file.filename.clone()
                aria-label=format!("Download {name}")
                title="Download"
                tabindex=tab(Column::Download)
            >
                <Icon glyph=Glyph::Download />
            </a>
        </td>
        <td role="gridcell" data-column="actions" class="cell-actions">
            <MenuButton entry name focused />
        </td>
    }
}

/// A small picture behind the name, and its word for those who do not see it.
#[component]
fn Mark(is_shown: bool, glyph: Glyph, word: &'static str) -> impl IntoView {
    is_shown.then(|| view! {
        <span class="name-mark" title=word><Icon glyph /><span class="visually-hidden">{word}</span></span>
    })
}

/// On a phone tags stand below the name.
fn words(tags: &[String]) -> String {
    tags.iter().map(|tag| format!(" · {tag}")).collect()
}

/// The first tags behind the name, and how many more there are.
#[component]
fn TagMarks(tags: Vec<String>) -> impl IntoView {
    let all = tags.join(", ");
    let more = tags.len().saturating_sub(TAGS_SHOWN);
    let mark = |tag: String| view! { <span class="tag-mark">{tag}</span> };
    (!tags.is_empty()).then(|| {
        view! {
            <span class="tag-marks hide-on-phone" title=all.clone()>
                <span class="visually-hidden">{format!("tags: {all}")}</span>
                <span class="tag-marks" aria-hidden="true">
                    {tags.into_iter().take(TAGS_SHOWN).map(mark).collect_view()}
                    {(more > 0).then(|| format!("+{more}"))}
                </span>
            </span>
        }
    })
}

/// A plain button: attributes given to a component would not follow when the row's file changes, and their old effects
/// would go on reading what was disposed with the old cells. The list opens its menu.
#[component]
fn MenuButton(entry: Entry, name: String, focused: Memo<Option<Column>>) -> impl IntoView {
    let state = use_state();
    let label = format!("Actions for {name}");
    let id = entry.id().to_owned();
    let is_open = move || {
        let is_mine = |menu: &OpenMenu| menu.entry.id() == id;
        state.menu.with(|menu| menu.as_ref().is_some_and(is_mine)).to_string()
    };
    view! {
        <button
            type="button"
            class="icon-button"
            title=label.clone()
            aria-label=label
            aria-haspopup="menu"
            aria-expanded=is_open
            tabindex=move || if focused.get() == Some(Column::Actions) { "0" } else { "-1" }
        >
            <Icon glyph=Glyph::More />
        </button>
    }
}
