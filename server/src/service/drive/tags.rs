//! Words on files and folders: put on, taken off, counted, and told with lists. They are their owner's alone: who was given
//! an entry sees none of them. They say nothing about the files, so no record is made of them.
use std::collections::HashMap;

use domain::{
    id::{AccountId, FileId, TagId},
    limits::{TAGS_MAX, TAGS_PER_ENTRY_MAX},
    tag::{Tag, TooManyTags},
};

use crate::{
    app::App,
    auth::Member,
    clock::random,
    db::{self, Transaction},
    service::{Reason, ServiceError},
};

/// Which tags the entries of a list have.
pub type Tags = HashMap<FileId, Vec<String>>;

/// What becomes of tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagging {
    /// These are put on, and made where there are none such.
    pub add: Vec<Tag>,
    /// These are taken off; those that nothing has then are gone.
    pub remove: Vec<Tag>,
}

/// Changes the tags of entries outside the trash, of all of them or of none.
pub async fn set_tags(
    app: &App,
    member: &Member,
    ids: &[FileId],
    Tagging { add, remove }: &Tagging,
) -> Result<(), ServiceError> {
    let account = member.account();
    let tx = app.db.write().await?;
    db::lock::tree(&tx, account).await?;
    if db::folder::count_live(&tx, account, ids).await? != ids.len() as u64 {
        return Err(super::not_found());
    }
    for tag in remove {
        if let Some(tag) = db::tag::find(&tx, account, &tag.key()).await? {
            db::tag::take(&tx, tag, ids).await?;
        }
    }
    for tag in add {
        let tag = find_or_make(&tx, account, tag).await?;
        db::tag::put(&tx, tag, ids).await?;
    }
    db::tag::forget_unused(&tx, account).await?;
    if db::tag::count(&tx, account).await? > u64::from(TAGS_MAX) {
        return Err(too_many(TooManyTags::OfAccount));
    }
    if db::tag::most(&tx, ids).await? > u64::from(TAGS_PER_ENTRY_MAX) {
        return Err(too_many(TooManyTags::OfEntry));
    }
    Ok(tx.commit().await?)
}

/// One that is there keeps its spelling.
async fn find_or_make(tx: &Transaction, account: AccountId, tag: &Tag) -> Result<TagId, ServiceError> {
    let key = tag.key();
    if let Some(found) = db::tag::find(tx, account, &key).await? {
        return Ok(found);
    }
    let id = TagId::from_random(random());
    db::tag::insert(tx, (account, id), (tag.as_str(), &key)).await?;
    Ok(id)
}

/// The caller's tags by name, with how many files and folders outside the trash have each.
pub async fn list_tags(app: &App, member: &Member) -> Result<Vec<(String, u64)>, ServiceError> {
    let mut tags = db::tag::list(app.db.read(), member.account()).await?;
    tags.sort_by_cached_key(|(name, _)| domain::file_name::filter_key(name));
    Ok(tags)
}

/// The tags of the entries of a list, by name.
pub(super) async fn of(app: &App, account: AccountId, ids: &[FileId]) -> Result<Tags, ServiceError> {
    let mut tags = db::tag::of(app.db.read(), account, ids).await?;
    tags.values_mut().for_each(|names| names.sort_by_cached_key(|name| domain::file_name::filter_key(name)));
    Ok(tags)
}

fn too_many(what: TooManyTags) -> ServiceError {
    ServiceError::Exhausted { reason: Reason::TooManyTags, message: what.to_string() }
}
