//! The calls of `CloudStorageService` that give something and list what was given.
use domain::page::Page;
use proto::{
    convert::{count, seconds, share::Gift},
    storage::{
        GetSharedFilesRequest, GetSharedFilesResponse, GivenShare, ShareFileRequest, ShareFileResponse,
        ShareRight, SharedEntry, SharedFolder, shared_entry::Kind,
    },
};
use tonic::{Request, Response, Status};

use super::files::info;
use crate::{
    app::{App, Shared},
    auth::{self, Action, Visitor},
    db::given::Given,
    service::{
        ServiceError,
        drive::Entry,
        shares::{self, Received, Recipient, Terms},
    },
};

/// Gives something to somebody.
pub async fn share_file(
    app: &Shared,
    request: Request<ShareFileRequest>,
) -> Result<Response<ShareFileResponse>, Status> {
    let member = auth::member(app, request.extensions(), "", Action::UseFiles).await?;
    let visitor = Visitor::of(request.extensions());
    let Gift { entry, recipient, right, life } =
        request.into_inner().try_into().map_err(ServiceError::from)?;
    let given =
        shares::give(app, &member, &visitor, (entry, &whom(recipient)), Terms { right, life }).await?;
    Ok(Response::new(ShareFileResponse { share: Some(given_share(given)) }))
}

/// Lists what the caller was given.
pub async fn get_shared_files(
    app: &Shared,
    request: Request<GetSharedFilesRequest>,
) -> Result<Response<GetSharedFilesResponse>, Status> {
    let member = auth::member(app, request.extensions(), "", Action::UseFiles).await?;
    let page = Page::try_from(request.into_inner()).map_err(ServiceError::from)?;
    let (found, total) = shares::received(app, &member, page).await?;
    let entries = found.into_iter().map(|one| shared_entry(app, one)).collect();
    Ok(Response::new(GetSharedFilesResponse { entries, total_count: count(total) }))
}

/// What is told of something that was given: to its owner, or to whoever passed it on.
pub(in crate::grpc) fn given_share(given: Given) -> GivenShare {
    GivenShare {
        share_id: given.id.to_string(),
        id: given.entry.to_string(),
        name: given.name,
        is_folder: !given.is_file,
        in_trash: given.is_trashed,
        who: given.receiver,
        right: ShareRight::from(given.right).into(),
        created_at: seconds(given.created_at),
        expires_at: given.expires_at.map(seconds).unwrap_or_default(),
        opened_at: given.opened_at.map(seconds).unwrap_or_default(),
        is_link: given.link.is_some(),
        is_locked: given.link.is_some_and(|link| link.is_locked),
        takes_uploads: given.link.is_some_and(|link| link.takes_uploads),
        downloads: count(given.link.map_or(0, |link| link.downloads)),
        downloads_max: count(given.link.and_then(|link| link.downloads_max).unwrap_or_default()),
        passed_on_by: given.passed_on_by.unwrap_or_default(),
    }
}

fn whom(recipient: proto::convert::share::Recipient) -> Recipient {
    match recipient {
        proto::convert::share::Recipient::Name(name) => Recipient::Name(name),
        proto::convert::share::Recipient::Address(address) => Recipient::Address(address),
    }
}

fn shared_entry(app: &App, shared: Received) -> SharedEntry {
    let Received { terms, entry } = shared;
    let kind = match entry {
        Entry::File(file) => Kind::File(info(app, file)),
        Entry::Folder(folder) => Kind::Folder(SharedFolder {
            folder_id: folder.id.to_string(),
            name: folder.name,
            created_at: seconds(folder.created_at),
            file_count: count(folder.files),
            folder_count: count(folder.folders),
            vault: folder.is_vault,
        }),
    };
    SharedEntry {
        kind: Some(kind),
        share_id: terms.share.to_string(),
        owner: terms.owner_name,
        right: ShareRight::from(terms.right).into(),
        shared_at: seconds(terms.created_at),
        expires_at: terms.expires_at.map(seconds).unwrap_or_default(),
    }
}
