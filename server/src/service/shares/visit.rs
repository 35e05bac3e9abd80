//! Looks at what a link gives and downloads it, or puts something there, without an account.
//!
//! ```text
//! secret, password ─look─→ what it is ─begin─→ counted: a ticket for a day ─┬─→ the bytes, in parts if need be
//!                                                                           └─→ one file for its owner, and the ticket ends
//! ```
//!
//! An unknown link, one whose time is over, one that was taken back and one without a download left are answered alike, in
//! every byte: whoever tries learns nothing. A wrong password is counted for this link and this network before it is
//! compared, and makes whoever is wrong wait longer and longer.
use domain::{
    id::{AccountId, FileId},
    limits::LINK_TICKET_LIFE,
    password::normalise,
    policy::entry::{Act, Standing, allow},
    time::Timestamp,
};

use crate::{
    app::App,
    auth::{Secret, Verified, Visitor},
    db::{self, ConnectionTrait, Transaction, link::Link},
    service::{
        Reason, ServiceError,
        audit::{self, Actor, Outcome},
        download::Download,
        preview::{self, Preview},
        throttle,
    },
};

/// What a link shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing but that a password is needed.
    Locked,
    /// What it gives.
    Open(Shown),
}

/// What a link gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What it is called.
    pub name: String,
    /// A file, and no folder.
    pub is_file: bool,
    /// Bytes of the file, or of all files below the folder.
    pub bytes: u64,
    /// When the link ends.
    pub expires_at: Option<Timestamp>,
    /// It takes uploads, and gives nothing.
    pub takes_uploads: bool,
}

/// What whoever holds a link wants to open it with.
pub struct Key<'a> {
    /// The link's secret.
    pub secret: &'a str,
    /// The password; empty when none was typed.
    pub password: &'a str,
}

/// What a link shows to whoever holds it.
pub async fn look(app: &App, visitor: &Visitor, key: &Key<'_>) -> Result<Seen, ServiceError> {
    let link = find(app, key.secret).await?;
    if link.password.is_some() && key.password.is_empty() {
        return Ok(Seen::Locked);
    }
    admit(app, visitor, &link, key.password).await?;
    note_opening(app, visitor, &link).await?;
    let Link { owner, entry, name, is_file, expires_at, takes_uploads, .. } = link;
    let bytes = if takes_uploads { 0 } else { db::tree::current_bytes(app.db.read(), owner, entry).await? };
    Ok(Seen::Open(Shown { name, is_file, bytes, expires_at, takes_uploads }))
}

/// What somebody who holds a link begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A download.
    Download,
    /// An upload.
    Upload,
}

impl Use {
    const fn act(self) -> Act {
        match self {
            Self::Download => Act::Look,
            Self::Upload => Act::Fill,
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::Download => "link.download",
            Self::Upload => "link.upload",
        }
    }
}

/// Counts a download or an upload and answers the ticket for it. Of many who ask for the last one, one gets it.
pub async fn begin(app: &App, visitor: &Visitor, key: &Key<'_>, wanted: Use) -> Result<Secret, ServiceError> {
    let link = find(app, key.secret).await?;
    expect(&link, wanted)?;
    admit(app, visitor, &link, key.password).await?;
    let (ticket, now) = (Secret::fresh(), app.clock.now());
    let tx = app.db.write().await?;
    if !db::link::count_use(&tx, link.id).await? {
        return Err(no_link());
    }
    db::link::insert_ticket(&tx, &ticket.digest(), link.id, now.plus(LINK_TICKET_LIFE)).await?;
    audit::record(&tx, Actor::stranger(app, visitor), wanted.action(), link.id, Outcome::Success, now);
    tx.commit().await?;
    Ok(ticket)
}

/// The link of a ticket for a download, with the digest by which it is asked for again while it is read.
pub async fn by_ticket(app: &App, ticket: &str) -> Result<(Link, String), ServiceError> {
    ticket_for(app, ticket, Use::Download).await
}

/// What of the file of a ticket can be shown; none of a folder. What cannot be read now is not shown, and its ticket is good
/// all the same.
pub async fn preview(app: &App, ticket: &str) -> Result<Option<Preview>, ServiceError> {
    let (link, digest) = by_ticket(app, ticket).await?;
    if !link.is_file {
        return Ok(None);
    }
    let download = Download::by_link(app, &link, digest).await?;
    let unread = |_| Preview::Nothing("It cannot be read just now.");
    Ok(Some(preview::of(&download).await.unwrap_or_else(unread)))
}

async fn ticket_for(app: &App, ticket: &str, wanted: Use) -> Result<(Link, String), ServiceError> {
    let digest = Secret::presented(ticket).ok_or_else(no_link)?.digest();
    let link =
        db::link::find_by_ticket(app.db.read(), &digest, app.clock.now()).await?.ok_or_else(no_link)?;
    expect(&link, wanted)?;
    Ok((link, digest))
}

/// Whoever holds the ticket of an upload.
pub struct LinkSender {
    link: Link,
    digest: String,
    actor: Actor,
}

impl LinkSender {
    /// By a ticket that somebody presents.
    pub async fn admitted(app: &App, visitor: &Visitor, ticket: &str) -> Result<Self, ServiceError> {
        let (link, digest) = ticket_for(app, ticket, Use::Upload).await?;
        Ok(Self { link, digest, actor: Actor::stranger(app, visitor) })
    }

    /// Whose the folder is.
    pub fn owner(&self) -> AccountId {
        self.link.owner
    }

    /// The folder.
    pub fn folder(&self) -> FileId {
        self.link.entry
    }

    /// As the audit trail has him.
    pub fn actor(&self) -> Actor {
        self.actor.clone()
    }

    /// What his ticket is kept as.
    pub fn digest(&self) -> String {
        self.digest.clone()
    }
}

/// Ends the ticket of an upload in the transaction that makes the file visible; refused when its link does not answer any
/// more.
pub async fn spend(tx: &Transaction, digest: &str, now: Timestamp) -> Result<(), ServiceError> {
    let link = db::link::find_by_ticket(tx, digest, now).await?.ok_or_else(no_link)?;
    expect(&link, Use::Upload)?;
    if db::link::spend_ticket(tx, digest).await? { Ok(()) } else { Err(no_link()) }
}

/// What a link is not for does not work by it, and nothing is told of it.
fn expect(link: &Link, wanted: Use) -> Result<(), ServiceError> {
    let standing = if link.takes_uploads { Standing::Drop } else { Standing::Link };
    if allow(standing, wanted.act()) { Ok(()) } else { Err(no_link()) }
}

/// Whether a ticket still opens this file: its link answers, and the file is what was given or below it.
pub(super) async fn still(
    on: &impl ConnectionTrait,
    digest: &str,
    id: FileId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let link = db::link::find_by_ticket(on, digest, now).await?.ok_or_else(no_link)?;
    let way = db::tree::path(on, link.owner, id).await?;
    if way.iter().any(|step| step.id == link.entry) { Ok(()) } else { Err(no_link()) }
}

async fn find(app: &App, secret: &str) -> Result<Link, ServiceError> {
    let digest = Secret::presented(secret).ok_or_else(no_link)?.digest();
    db::link::find(app.db.read(), &digest, app.clock.now()).await?.ok_or_else(no_link)
}

async fn admit(app: &App, visitor: &Visitor, link: &Link, password: &str) -> Result<(), ServiceError> {
    let Some(hash) = &link.password else { return Ok(()) };
    let typed = normalise(password).map_err(|_| wrong_password())?;
    let charge = throttle::charge_link(app, link.id, visitor).await?;
    match app.passwords.verify(typed, Some(hash.clone())).await? {
        // The owner alone knows the password, and makes another link when its hash is old.
        Verified::Right | Verified::Outdated(_) => charge.forgive(app, visitor).await,
        Verified::Wrong => Err(wrong_password()),
    }
}

async fn note_opening(app: &App, visitor: &Visitor, link: &Link) -> Result<(), ServiceError> {
    if link.is_opened {
        return Ok(());
    }
    let now = app.clock.now();
    let tx = app.db.write().await?;
    if db::share::note_opening(&tx, link.id, now).await? {
        audit::record(&tx, Actor::stranger(app, visitor), "link.open", link.id, Outcome::Success, now);
        tx.commit().await?;
    }
    Ok(())
}

/// Whatever is the matter with it.
fn no_link() -> ServiceError {
    ServiceError::NotFound(
        "This link does not work: it was mistyped, has ended, was taken back, or was used as often as it may be. Ask \
         whoever sent it for another one."
            .to_owned(),
    )
}

fn wrong_password() -> ServiceError {
    ServiceError::invalid("password", Reason::InvalidCredentials, "This is not the password of this link.")
}
