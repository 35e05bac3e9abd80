//! What is called so, or is like what somebody looks for, in all folders outside the trash.
use super::{
    Entry,
    list::{list_both, tags_of},
    similar,
    tags::Tags,
    ways::Ways,
};
use crate::{
    app::App,
    auth::Member,
    db::{self, file_list::Place, folder_list::Within, tree::Step},
    service::{ServiceError, files::list_in_order},
};
use domain::{
    file_name::filter_key,
    file_order::FileOrder,
    id::{AccountId, TagId},
    page::Page,
    search::Narrow,
    tag::Tag,
};

/// What to look for among all files and folders outside the trash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// A part of the name; empty matches every name.
    pub part: String,
    /// Which of those that match.
    pub page: Page,
    /// Which come first.
    pub order: FileOrder,
    /// No folders.
    pub files_only: bool,
    /// Only what its owner wants at hand.
    pub favourites_only: bool,
    /// Only files like these; none for files and folders of all kinds.
    pub narrow: Option<Narrow>,
    /// Only what has this tag.
    pub tag: Option<Tag>,
}

impl Search {
    /// Where its files are looked for.
    fn place(&self, tag: Option<TagId>) -> Place {
        match (self.favourites_only, self.narrow, tag) {
            (true, ..) => Place::Favourites(self.order),
            (false, None, None) => Place::Files(self.order),
            (false, narrow, tag) => Place::Narrowed(self.order, narrow.unwrap_or_default(), tag),
        }
    }

    /// And where its folders.
    fn within(&self, tag: Option<TagId>) -> Within {
        match (self.favourites_only, tag) {
            (true, _) => Within::Favourites,
            (false, Some(tag)) => Within::Tagged(tag),
            (false, None) => Within::All,
        }
    }

    /// Whether names that are almost so are looked for as well: in a choice of one's own nobody is in doubt.
    fn is_over_all(&self) -> bool {
        !self.favourites_only && self.tag.is_none()
    }

    fn has_no_folders(&self) -> bool {
        self.files_only || self.narrow.is_some()
    }
}

/// An entry that was looked for, and the folders it is in, from the top.
#[derive(Clone, Debug)]
pub struct Found {
    /// The entry.
    pub entry: Entry,
    /// The folders.
    pub path: Vec<Step>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// A page of it.
    pub found: Vec<Found>,
    /// The tags of what is on the page.
    pub tags: Tags,
    /// How much there is in all.
    pub total: u64,
    /// No name has the part in it; these are like it.
    pub similar: bool,
}

/// A page of all files and folders outside the trash that are looked for, with their ways. Where no name has in it what was
/// typed, those that are like it.
pub async fn search(app: &App, member: &Member, search: &Search) -> Result<Results, ServiceError> {
    let (account, part) = (member.account(), filter_key(&search.part));
    let (page, order) = (search.page, search.order);
    let tag = match &search.tag {
        None => None,
        Some(tag) => match db::tag::find(app.db.read(), account, &tag.key()).await? {
            None => return Ok(Results::default()),
            known => known,
        },
    };
    let place = search.place(tag);
    let (total, entries) = if search.has_no_folders() {
        let (files, total) = list_in_order(app, account, place, &part, page, order).await?;
        (total, files.into_iter().map(Entry::File).collect())
    } else {
        let within = (search.within(tag), part.as_str());
        let (_, total, entries) = list_both(app, account, within, place, page, order).await?;
        (total, entries)
    };
    if total > 0 || part.is_empty() || !search.is_over_all() {
        return results(app, account, entries, (total, false)).await;
    }
    let like = similar::entries(app, account, &part, place, !search.has_no_folders()).await?;
    let total = like.len() as u64;
    let entries = like.into_iter().skip(page.offset() as usize).take(page.limit() as usize).collect();
    results(app, account, entries, (total, total > 0)).await
}

async fn results(
    app: &App,
    account: AccountId,
    entries: Vec<Entry>,
    (total, similar): (u64, bool),
) -> Result<Results, ServiceError> {
    let tags = tags_of(app, account, &entries).await?;
    Ok(Results { found: with_ways(app, account, entries).await?, tags, total, similar })
}

async fn with_ways(app: &App, account: AccountId, entries: Vec<Entry>) -> Result<Vec<Found>, ServiceError> {
    let (mut ways, mut found) = (Ways::new(account), Vec::with_capacity(entries.len()));
    for entry in entries {
        let parent = match &entry {
            Entry::Folder(folder) => folder.parent,
            Entry::File(file) => file.folder,
        };
        found.push(Found { path: ways.to(app, parent).await?, entry });
    }
    Ok(found)
}
