//! Looks at what a link gives and downloads it, without an account.
//!
//! ```text
//! secret, password ─look─→ what it is ─begin_download─→ counted: a ticket for a day ─→ the bytes, in parts if need be
//! ```
//!
//! An unknown link, one whose time is over, one that was taken back and one without a download left are answered alike, in
//! every byte: whoever tries learns nothing. A wrong password is counted for this link and this network before it is
//! compared, and makes whoever is wrong wait longer and longer.
use domain::{
    id::FileId,
    limits::LINK_TICKET_LIFE,
    password::normalise,
    policy::entry::{Act, Standing, allow},
    time::Timestamp,
};

use crate::{
    app::App,
    auth::{Secret, Verified, Visitor},
    db::{self, ConnectionTrait, link::Link},
    service::{
        Reason, ServiceError,
        audit::{self, Actor, Outcome},
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
    let bytes = db::tree::current_bytes(app.db.read(), link.owner, link.entry).await?;
    let Link { name, is_file, expires_at, .. } = link;
    Ok(Seen::Open(Shown { name, is_file, bytes, expires_at }))
}

/// Counts a download and answers what it is asked for by. Of many who ask for the last one, one gets it.
pub async fn begin_download(app: &App, visitor: &Visitor, key: &Key<'_>) -> Result<Secret, ServiceError> {
    let link = find(app, key.secret).await?;
    admit(app, visitor, &link, key.password).await?;
    let (ticket, now) = (Secret::fresh(), app.clock.now());
    let tx = app.db.write().await?;
    if !db::link::count_download(&tx, link.id).await? {
        return Err(no_link());
    }
    db::link::insert_ticket(&tx, &ticket.digest(), link.id, now.plus(LINK_TICKET_LIFE)).await?;
    audit::record(&tx, Actor::stranger(app, visitor), "link.download", link.id, Outcome::Success, now);
    tx.commit().await?;
    Ok(ticket)
}

/// The link of a ticket, with the digest by which it is asked for again while it is read.
pub async fn by_ticket(app: &App, ticket: &str) -> Result<(Link, String), ServiceError> {
    let digest = Secret::presented(ticket).ok_or_else(no_link)?.digest();
    let link =
        db::link::find_by_ticket(app.db.read(), &digest, app.clock.now()).await?.ok_or_else(no_link)?;
    Ok((link, digest))
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
    let found = db::link::find(app.db.read(), &digest, app.clock.now()).await?;
    found.filter(|_| allow(Standing::Link, Act::Look)).ok_or_else(no_link)
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
