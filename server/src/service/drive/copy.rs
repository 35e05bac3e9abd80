//! Copies files and folders with all below them.
//!
//! What is to be copied is read first, then each folder is made and each file streamed through the same code that reads and
//! stores files: every byte is verified, and charged to the quota before it is taken. Chunks that are the same are not stored
//! again, so that the quota counts little of a copy in the end. A copy that ends early leaves whole files behind and nothing
//! else. A copy that replaces a file becomes its new version, and the one before is kept.
use std::collections::HashMap;

use domain::{
    file_name::FileName,
    id::{AccountId, FileId},
    limits::COPIES_PER_CALL_MAX,
    upload::{OnConflict, Parts},
};
use futures::TryStreamExt;

use super::{Conflict, FolderEntry, Row, expect_depth, live, moving::below_itself, not_found, path};
use crate::{
    app::Shared,
    auth::{self, Member},
    db::{self, ConnectionTrait},
    service::{
        Reason, ServiceError,
        download::Download,
        ledger, names,
        upload::{NewStream, StreamUpload, Target, Within},
        vaults,
    },
};

/// What is to be copied, and where to.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Files and folders.
    pub ids: Vec<FileId>,
    /// The folder; the top when none.
    pub target: Option<FileId>,
    /// What the copy of a single one is to be called; when none, as that is.
    pub name: Option<FileName>,
    /// When a name is taken.
    pub choice: Conflict,
}

impl Copy {
    /// What the copy of an entry is to be called.
    fn name_of(&self, entry: &Row) -> Result<FileName, ServiceError> {
        self.name.clone().map_or_else(|| names::stored(&entry.name), Ok)
    }
}

/// What became of an entry that was to be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The entry.
    pub id: FileId,
    /// Its copy; none when it was skipped.
    pub copy: Option<FileId>,
    /// What the copy is called.
    pub name: String,
    /// The version of the file of this name that was shown before, when the copy is its new one.
    pub replaced: Option<u32>,
}

/// An entry with all that is below it.
struct Tree {
    root: Row,
    below: Vec<db::tree::Below>,
    skipped: bool,
}

/// Copies entries; answers what became of each, and how many bytes they have.
pub async fn copy(app: &Shared, member: &Member, wish: Copy) -> Result<(Vec<Copied>, u64), ServiceError> {
    let trees = plan(app, member, &wish).await?;
    let (mut all, mut bytes) = (Vec::with_capacity(trees.len()), 0);
    for tree in trees {
        let id = tree.root.id;
        if tree.skipped {
            all.push(Copied { id, copy: None, name: tree.root.name, replaced: None });
            continue;
        }
        let (copied, stored) = copy_tree(app, member, &wish, tree, &all).await?;
        bytes += stored;
        all.push(copied);
    }
    Ok((all, bytes))
}

/// One of them; those that are done already are not replaced by it.
async fn copy_tree(
    app: &Shared,
    member: &Member,
    wish: &Copy,
    tree: Tree,
    done: &[Copied],
) -> Result<(Copied, u64), ServiceError> {
    let (id, name) = (tree.root.id, wish.name_of(&tree.root)?);
    if tree.root.is_file {
        let (on_conflict, replaced) = match wish.choice {
            Conflict::Replace => replacing(app, member, (wish.target, &name), done).await?,
            choice => (choice.into(), None),
        };
        let to = (wish.target, name, on_conflict);
        let (copy, name, bytes) = copy_file(app, member, id, to).await?;
        return Ok((Copied { id, copy: Some(copy), name, replaced }, bytes));
    }
    let name = free_name(app, member, wish.target, name, wish.choice).await?;
    let folder = copy_folder(app, member, id, (wish.target, &name)).await?;
    let bytes = copy_below(app, member, (id, folder.id), tree.below).await?;
    Ok((Copied { id, copy: Some(folder.id), name: folder.name, replaced: None }, bytes))
}

/// How to store a file that shall replace what has its name, and which version of that is shown now.
async fn replacing(
    app: &Shared,
    member: &Member,
    (target, name): (Option<FileId>, &FileName),
    done: &[Copied],
) -> Result<(OnConflict, Option<u32>), ServiceError> {
    let (on, account) = (app.db.read(), member.account());
    let Some(other) = db::folder::find_by_name(on, account, target, &name.key()).await? else {
        return Ok((OnConflict::Replace, None));
    };
    if done.iter().any(|copied| copied.copy == Some(other.id)) {
        return Ok((OnConflict::KeepBoth, None));
    }
    let shown = db::file::find_current(on, account, other.id).await?;
    Ok((OnConflict::Replace, shown.map(|(_, version)| version.number)))
}

/// Reads what is to be copied, and refuses what cannot be before anything is.
async fn plan(app: &Shared, member: &Member, wish: &Copy) -> Result<Vec<Tree>, ServiceError> {
    let (account, on) = (member.account(), app.db.read());
    let way = path(on, account, wish.target).await?;
    let (mut trees, mut count, mut bytes) = (Vec::with_capacity(wish.ids.len()), 0, 0);
    for &id in &wish.ids {
        let root = live(on, account, id).await?;
        let mut below = Vec::new();
        if !root.is_file {
            if way.iter().any(|step| step.id == id) {
                return Err(below_itself());
            }
            expect_depth(way.len() + db::tree::height(on, account, id, None).await? as usize)?;
            let limit = u32::try_from(COPIES_PER_CALL_MAX).unwrap_or(u32::MAX);
            below = db::tree::below(on, account, id, limit).await?;
        }
        let skipped = is_skipped(on, account, &root, wish).await?;
        count += 1 + below.len();
        if count > COPIES_PER_CALL_MAX {
            return Err(too_much());
        }
        if !skipped {
            bytes += db::tree::current_bytes(on, account, id).await?;
        }
        trees.push(Tree { root, below, skipped });
    }
    ledger::expect_room(on, account, bytes).await?;
    Ok(trees)
}

/// Whether an entry is left out because its name is taken; refused when that is in the way of all.
async fn is_skipped(
    on: &impl ConnectionTrait,
    account: AccountId,
    root: &Row,
    wish: &Copy,
) -> Result<bool, ServiceError> {
    let name = wish.name_of(root)?;
    if !names::is_taken(on, account, wish.target, &name).await? {
        return Ok(false);
    }
    match wish.choice {
        Conflict::Refuse => Err(names::taken(&name)),
        Conflict::Skip => Ok(true),
        Conflict::KeepBoth => Ok(false),
        Conflict::Replace => match db::folder::find_by_name(on, account, wish.target, &name.key()).await? {
            // It is there already.
            Some(other) if other.id == root.id => Ok(true),
            Some(other) if other.is_file && root.is_file => Ok(false),
            _ => Err(names::taken(&name)),
        },
    }
}

/// Copies what is below a folder into its copy: folders come before what is in them. Answers the bytes.
async fn copy_below(
    app: &Shared,
    member: &Member,
    (from, to): (FileId, FileId),
    below: Vec<db::tree::Below>,
) -> Result<u64, ServiceError> {
    let (mut copies, mut bytes) = (HashMap::from([(from, to)]), 0);
    for entry in below {
        let &folder = copies.get(&entry.parent).ok_or_else(not_found)?;
        let name = names::stored(&entry.name)?;
        if !entry.is_file {
            let made = copy_folder(app, member, entry.id, (Some(folder), &name)).await?;
            copies.insert(entry.id, made.id);
            continue;
        }
        let (.., size) = copy_file(app, member, entry.id, (Some(folder), name, OnConflict::Refuse)).await?;
        bytes += size;
    }
    Ok(bytes)
}

/// An empty folder like this one: of a vault, with its key.
async fn copy_folder(
    app: &Shared,
    member: &Member,
    from: FileId,
    (parent, name): (Option<FileId>, &FileName),
) -> Result<FolderEntry, ServiceError> {
    let made = super::create(app, member, parent, name).await?;
    vaults::copy(app, member.account(), (from, made.id)).await?;
    Ok(made)
}

async fn copy_file(
    app: &Shared,
    member: &Member,
    id: FileId,
    (folder, name, on_conflict): (Option<FileId>, FileName, OnConflict),
) -> Result<(FileId, String, u64), ServiceError> {
    let source = Download::open(app, member, id).await?;
    let declared = Parts::of(source.size).map_err(|error| ServiceError::Internal(error.into()))?;
    let within = Within { folder, folders: Vec::new() };
    let target = Target::Name(name, on_conflict, within);
    let mut upload = StreamUpload::begin(app, member, NewStream { target, declared: Some(declared) }).await?;
    if let Err(error) = pour(app, member, &source, &mut upload).await {
        upload.abort().await;
        return Err(error);
    }
    let done = upload.finish().await?;
    Ok((done.file, done.name.as_str().to_owned(), done.size))
}

async fn pour(
    app: &Shared,
    member: &Member,
    source: &Download,
    upload: &mut StreamUpload,
) -> Result<(), ServiceError> {
    let mut pieces = std::pin::pin!(source.read(0..source.size));
    while let Some(piece) = pieces.try_next().await? {
        auth::still(app, member).await?;
        upload.push(piece).await?;
    }
    auth::still(app, member).await
}

/// A folder's name at the target; whoever takes it before the folder is made is found out then.
async fn free_name(
    app: &Shared,
    member: &Member,
    target: Option<FileId>,
    name: FileName,
    choice: Conflict,
) -> Result<FileName, ServiceError> {
    match choice {
        Conflict::Refuse | Conflict::Skip | Conflict::Replace => Ok(name),
        Conflict::KeepBoth => names::free_form(app.db.read(), member.account(), target, &name).await,
    }
}

fn too_much() -> ServiceError {
    ServiceError::Exhausted {
        reason: Reason::TooMuchAtOnce,
        message: format!(
            "One copy takes at most {COPIES_PER_CALL_MAX} files and folders, and these are more. Nothing was copied: copy \
             them in parts."
        ),
    }
}
