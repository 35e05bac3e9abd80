//! What I gave, and what I was given.
use domain::{id::FileId, page::Page};

use crate::{
    app::App,
    auth::Member,
    db::{
        self,
        given::{Given, Looking},
        reach::Received as Row,
    },
    service::{ServiceError, drive::Entry, files, placement},
};

/// Something that the caller was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// By whom, and on which terms.
    pub terms: Row,
    /// The file or folder as it is now.
    pub entry: Entry,
}

/// A page of what the caller gave or passed on, and of what others passed on of the caller's, the newest first, of one entry
/// or of all; and how many there are.
pub async fn given(
    app: &App,
    member: &Member,
    entry: Option<FileId>,
    page: Page,
) -> Result<(Vec<Given>, u64), ServiceError> {
    let (on, looking) = (app.db.read(), Looking { caller: member.account(), now: app.clock.now() });
    let found = db::given::list(on, looking, entry, page).await?;
    Ok((found, db::given::count(on, looking, entry).await?))
}

/// A page of what the caller was given and reaches now, the newest first; and how many there are.
pub async fn received(app: &App, member: &Member, page: Page) -> Result<(Vec<Received>, u64), ServiceError> {
    let (on, now) = (app.db.read(), app.clock.now());
    let mut all = Vec::new();
    for terms in db::reach::list(on, member.account(), page, now).await? {
        // What was deleted since its row was read is on no page any more.
        if let Some(entry) = find(app, &terms).await? {
            all.push(Received { terms, entry });
        }
    }
    Ok((all, db::reach::count(on, member.account(), now).await?))
}

async fn find(app: &App, terms: &Row) -> Result<Option<Entry>, ServiceError> {
    let on = app.db.read();
    if !terms.is_file {
        let found = db::folder_list::find(on, terms.owner, terms.entry).await?;
        // In which folder of the owner's it is and whether among the favourites is the owner's to know.
        return Ok(found
            .map(|folder| Entry::Folder(db::folder_list::Row { parent: None, favourite: false, ..folder })));
    }
    let Some(row) = db::file_list::find(on, terms.owner, terms.entry).await? else { return Ok(None) };
    let zones = placement::zones_of(app, std::slice::from_ref(&row)).await?;
    let file = zones.into_iter().next().map(|zones| files::entry(row, zones));
    Ok(file.map(|file| Entry::File(files::FileEntry { folder: None, favourite: false, ..file })))
}
