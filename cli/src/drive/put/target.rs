//! What is in the drive already where files go: each folder is listed once.
use std::collections::HashMap;

use anyhow::Result;
use client::Authorized;
use domain::file_name::FileName;

use super::super::find::{self, Entry};

/// A folder with its entries, where there is one.
type Listed = Option<(String, Vec<Entry>)>;

/// The folder that everything goes below.
pub(super) struct Target<'a> {
    member: &'a Authorized,
    /// Its id; empty for the top.
    pub(super) folder_id: String,
    known: HashMap<Vec<String>, Listed>,
}

impl<'a> Target<'a> {
    pub(super) fn new(member: &'a Authorized, folder_id: String) -> Self {
        Self { member, folder_id, known: HashMap::new() }
    }

    /// What has this name there now.
    pub(super) async fn entry(&mut self, below: &[String], name: &FileName) -> Result<Option<Entry>> {
        let listed = self.listed(below).await?;
        Ok(listed.as_ref().and_then(|(_, entries)| find::among(entries, name)).cloned())
    }

    /// Makes a folder and those above it, where they are missing.
    pub(super) async fn make(&mut self, below: &[String]) -> Result<()> {
        // Files that were sent since have made folders.
        self.known.clear();
        for depth in 1..=below.len() {
            if self.listed(&below[..depth]).await?.is_some() {
                continue;
            }
            let above = self.listed(&below[..depth - 1]).await?.as_ref().map(|(id, _)| id.clone());
            let id = above.unwrap_or_default();
            let made = self.member.create_folder(&id, &below[depth - 1]).await?.unwrap_or_default();
            self.known.insert(below[..depth].to_vec(), Some((made.folder_id, Vec::new())));
        }
        Ok(())
    }

    /// The folder at the end of these names, looked for from the top down.
    async fn listed(&mut self, below: &[String]) -> Result<&Listed> {
        for depth in 0..=below.len() {
            if self.known.contains_key(&below[..depth]) {
                continue;
            }
            let id = match below[..depth].split_last() {
                None => Some(self.folder_id.clone()),
                Some((name, above)) => self.known.get(above).and_then(|listed| folder_in(listed, name)),
            };
            let listed = match id {
                Some(id) => Some((id.clone(), find::entries(self.member, &id).await?)),
                None => None,
            };
            self.known.insert(below[..depth].to_vec(), listed);
        }
        Ok(self.known.get(below).unwrap_or(&None))
    }
}

fn folder_in(listed: &Listed, name: &str) -> Option<String> {
    let (_, entries) = listed.as_ref()?;
    match find::among(entries, &FileName::parse(name).ok()?)? {
        Entry::Folder(folder) => Some(folder.folder_id.clone()),
        Entry::File(_) => None,
    }
}
