//! What an owner does with folders, and how the tree looks afterwards.
use domain::{file_name::FileName, file_order::FileOrder, id::FileId, limits::PAGE_MAX, page::Page};
use server::service::{
    ServiceError,
    drive::{self, Conflict, Copied, Copy, Entry, Gone, Listing, Moved, Restored, Trashed},
    upload::{self, NewUpload},
};

use crate::owner::{Owner, content, new_upload};

pub fn name(text: &str) -> FileName {
    FileName::parse(text).unwrap()
}

pub fn page(limit: u32) -> Page {
    Page::after(0, limit)
}

impl Owner {
    pub async fn mkdir(&self, parent: Option<FileId>, called: &str) -> Result<FileId, ServiceError> {
        drive::create(&self.app, &self.member, parent, &name(called)).await.map(|folder| folder.id)
    }

    /// A small file in a folder.
    pub async fn put(
        &self,
        folder: Option<FileId>,
        called: &str,
        bytes: usize,
    ) -> Result<FileId, ServiceError> {
        let new = NewUpload { parent: folder, ..new_upload(called, bytes) };
        let id = upload::create(&self.app, &self.member, new).await?.id;
        self.send_all(id, &content(1, bytes)).await?;
        self.complete(id).await.map(|done| done.file)
    }

    pub async fn call(&self, id: FileId, called: &str) -> Result<(String, String), ServiceError> {
        drive::rename(&self.app, &self.member, id, &name(called)).await
    }

    pub async fn mv(&self, ids: &[FileId], to: Option<FileId>) -> Result<Vec<Moved>, ServiceError> {
        drive::move_entries(&self.app, &self.member, ids, to, Conflict::Refuse).await
    }

    pub async fn cp(
        &self,
        ids: &[FileId],
        target: Option<FileId>,
        choice: Conflict,
    ) -> Result<(Vec<Copied>, u64), ServiceError> {
        drive::copy(&self.app, &self.member, Copy { ids: ids.to_vec(), target, name: None, choice }).await
    }

    pub async fn rm(&self, ids: &[FileId]) -> Result<Gone, ServiceError> {
        drive::trash(&self.app, &self.member, ids).await
    }

    pub async fn back(&self, ids: &[FileId]) -> Result<Vec<Restored>, ServiceError> {
        self.back_as(ids, Conflict::KeepBoth).await
    }

    pub async fn back_as(&self, ids: &[FileId], choice: Conflict) -> Result<Vec<Restored>, ServiceError> {
        drive::restore(&self.app, &self.member, ids, choice).await
    }

    pub async fn ls(&self, folder: Option<FileId>) -> Result<Listing, ServiceError> {
        let order = FileOrder { by: domain::file_order::SortKey::Name, descending: false };
        drive::list(&self.app, &self.member, folder, page(PAGE_MAX), "", order).await
    }

    /// The paths of all that is outside the trash, sorted; folders end in a slash.
    pub async fn tree(&self) -> Vec<String> {
        let (mut paths, mut waiting) = (Vec::new(), vec![(None, String::new())]);
        while let Some((folder, way)) = waiting.pop() {
            for entry in self.ls(folder).await.unwrap().entries {
                match entry {
                    Entry::Folder(folder) => {
                        let path = format!("{way}{}/", folder.name);
                        waiting.push((Some(folder.id), path.clone()));
                        paths.push(path);
                    }
                    Entry::File(file) => paths.push(format!("{way}{}", file.name)),
                }
            }
        }
        paths.sort();
        paths
    }

    /// The names in the trash, last deleted first, each with where it was.
    pub async fn bin(&self) -> Vec<(String, String)> {
        let (all, total) = drive::list_trash(&self.app, &self.member, page(PAGE_MAX)).await.unwrap();
        assert_eq!(all.len() as u64, total);
        let told = |one: Trashed| {
            let called = match one.entry {
                Entry::Folder(folder) => format!("{}/", folder.name),
                Entry::File(file) => file.name,
            };
            (called, one.path.iter().map(|step| format!("{}/", step.name)).collect())
        };
        all.into_iter().map(told).collect()
    }
}
