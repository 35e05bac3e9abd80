//! Copies files and folders with all below them.
//!
//! What is to be copied is read first, then each folder is made and each file streamed through the same code that reads and
//! stores files: every byte is verified, sealed anew under a key of its own, and charged to the quota before it is taken. A
//! copy that ends early leaves whole files behind and nothing else. Chunks are not shared: a chunk is sealed for its version.
use std::collections::HashMap;

use domain::{
    file_name::FileName,
    id::FileId,
    limits::COPIES_PER_CALL_MAX,
    upload::{OnConflict, Parts},
};
use futures::TryStreamExt;

use super::{Conflict, Row, expect_depth, live, moving::below_itself, not_found, path};
use crate::{
    app::Shared,
    auth::{self, Member},
    db,
    service::{
        Reason, ServiceError,
        download::Download,
        ledger, names,
        upload::{NewStream, StreamUpload, Target, Within},
    },
};

/// What is to be copied, and where to.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Files and folders.
    pub ids: Vec<FileId>,
    /// The folder; the top when none.
    pub target: Option<FileId>,
    /// When a name is taken.
    pub choice: Conflict,
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
}

/// An entry with all that is below it.
struct Tree {
    root: Row,
    below: Vec<db::tree::Below>,
    skipped: bool,
}

/// Copies entries; answers what became of each, and the bytes that were stored anew.
pub async fn copy(app: &Shared, member: &Member, wish: Copy) -> Result<(Vec<Copied>, u64), ServiceError> {
    let trees = plan(app, member, &wish).await?;
    let (mut all, mut bytes) = (Vec::with_capacity(trees.len()), 0);
    for tree in trees {
        let name = names::stored(&tree.root.name)?;
        if tree.skipped {
            all.push(Copied { id: tree.root.id, copy: None, name: tree.root.name });
            continue;
        }
        let (copy, name) = if tree.root.is_file {
            let to = (wish.target, name, wish.choice.into());
            let (copy, name, size) = copy_file(app, member, tree.root.id, to).await?;
            bytes += size;
            (copy, name)
        } else {
            let name = free_name(app, member, wish.target, name, wish.choice).await?;
            let folder = super::create(app, member, wish.target, &name).await?;
            bytes += copy_below(app, member, (tree.root.id, folder.id), tree.below).await?;
            (folder.id, folder.name)
        };
        all.push(Copied { id: tree.root.id, copy: Some(copy), name });
    }
    Ok((all, bytes))
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
        let is_taken = names::is_taken(on, account, wish.target, &names::stored(&root.name)?).await?;
        if is_taken && wish.choice == Conflict::Refuse {
            return Err(names::taken(&names::stored(&root.name)?));
        }
        let skipped = is_taken && wish.choice == Conflict::Skip;
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
            let made = super::create(app, member, Some(folder), &name).await?;
            copies.insert(entry.id, made.id);
            continue;
        }
        let (.., size) = copy_file(app, member, entry.id, (Some(folder), name, OnConflict::Refuse)).await?;
        bytes += size;
    }
    Ok(bytes)
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
        Conflict::Refuse | Conflict::Skip => Ok(name),
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
