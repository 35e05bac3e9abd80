//! Makes links: whoever holds one looks at one file or folder and downloads it, until the link ends.
//!
//! Its secret is told once and kept as a digest. It stands behind the # of the address, which no browser sends and no log
//! keeps. A link has an end always, and may have a password and a number of downloads.
use std::time::Duration;

use domain::{
    id::{FileId, ShareId},
    limits::SHARES_MAX,
    password::AcceptedPassword,
    policy::entry::Act,
};
use zeroize::Zeroizing;

use super::{
    access,
    give::{no_share, too_many},
};
use crate::{
    app::App,
    auth::{Member, Secret, qr_svg},
    clock::random,
    db::{
        self,
        given::{Given, Looking},
    },
    service::{
        Reason, ServiceError,
        audit::{self, Outcome},
        drive,
    },
};

/// A link that somebody wants.
pub struct NewLink {
    /// One of the caller's files or folders.
    pub entry: FileId,
    /// For how long.
    pub life: Duration,
    /// What is asked for before anything is shown.
    pub password: Option<AcceptedPassword>,
    /// How often it can be downloaded.
    pub downloads_max: Option<u32>,
    /// Whoever holds it puts files into the folder, and sees nothing.
    pub takes_uploads: bool,
}

/// A link that was made. What opens it is not kept anywhere.
pub struct Made {
    /// As its owner sees it from now on.
    pub given: Given,
    /// Its whole address.
    pub address: Zeroizing<String>,
    /// The same as a picture.
    pub qr_svg: Zeroizing<String>,
}

/// Makes a link to one of the caller's files or folders.
pub async fn make_link(app: &App, member: &Member, new: NewLink) -> Result<Made, ServiceError> {
    let password = match new.password {
        Some(password) => Some(app.passwords.hash(password, Vec::new()).await?),
        None => None,
    };
    let (owner, now, secret) = (member.account(), app.clock.now(), Secret::fresh());
    let tx = app.db.write().await?;
    access::enter(&tx, member, Some(new.entry), Act::Own, now).await?;
    if drive::live(&tx, owner, new.entry).await?.is_file && new.takes_uploads {
        return Err(no_folder());
    }
    if db::vault::around(&tx, owner, new.entry).await?.is_some() {
        return Err(in_vault());
    }
    if db::given::count_by(&tx, owner).await? >= u64::from(SHARES_MAX) {
        return Err(too_many());
    }
    let id = ShareId::from_random(random());
    let row = db::link::NewLink {
        id,
        owner,
        entry: new.entry,
        digest: &secret.digest(),
        password: password.as_ref(),
        downloads_max: new.downloads_max.map(u64::from),
        takes_uploads: new.takes_uploads,
        created_at: now,
        expires_at: now.plus(new.life),
    };
    db::link::insert(&tx, row).await?;
    audit::record(&tx, member, "link.make", id, Outcome::Success, now);
    let given = db::given::find(&tx, Looking { caller: owner, now }, id).await?.ok_or_else(no_share)?;
    tx.commit().await?;
    let address = Zeroizing::new(format!("{}/s#{}", app.settings.url(app.settings.listen), secret.as_str()));
    let qr_svg = qr_svg(&address).map_err(ServiceError::Internal)?;
    Ok(Made { given, address, qr_svg })
}

fn in_vault() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::VaultHasNoLinks,
        message: "Whoever follows a link could not open what is in a vault. No link was made; share it with somebody who has \
                  the passphrase."
            .to_owned(),
    }
}

fn no_folder() -> ServiceError {
    let message = "Only a folder takes uploads. No link was made.";
    ServiceError::invalid("takes_uploads", Reason::InvalidArgument, message)
}
