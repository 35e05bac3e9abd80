//! `skyshard share`, `shares`, `unshare` and `shared`.
//!
//! - `text`: for people, in 80 columns
//! - `json`: for programs
mod json;
mod text;

use anyhow::{Context, Result};
use client::{
    Authorized, Kind,
    proto::storage::{GivenShare, ShareRight},
};
use domain::limits::SHARE_DAYS_MAX;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    DrivePath,
    find::{self, Entry, PAGE, Place},
};
use crate::{
    arguments::{May, ShareArguments, ShareCommand, Way},
    exit::{Exit, stopped},
    login, say,
    signed_in::SignedIn,
};

/// Does what was asked.
pub(crate) async fn share(command: &ShareCommand) -> Result<()> {
    let way = way(command);
    let caller = SignedIn::find(&way.access)?;
    let done = act(&caller.member, command, way.json).await;
    caller.keep()?;
    say(&done?)
}

fn way(command: &ShareCommand) -> &Way {
    match command {
        ShareCommand::Share(what) => &what.way,
        ShareCommand::Shares { way, .. } | ShareCommand::Unshare { way, .. } | ShareCommand::Shared(way) => {
            way
        }
    }
}

async fn act(member: &Authorized, command: &ShareCommand, as_json: bool) -> Result<String> {
    Ok(match command {
        ShareCommand::Share(what) => {
            let days = days(what.until, Timestamp::now().to_zoned(TimeZone::UTC).date())?;
            let entry = meant(member, what).await?;
            match &what.with {
                Some(who) => to_person(member, what, &entry, who, days).await?,
                None => by_link(member, what, &entry, days).await?,
            }
        }
        ShareCommand::Shares { path, .. } => {
            let shares = given(member, path.as_ref()).await?;
            if as_json { json::shares(&shares) } else { text::shares(&shares) }
        }
        ShareCommand::Unshare { share, .. } => unshare(member, share, as_json).await?,
        ShareCommand::Shared(_) => {
            let entries = find::received(member).await?;
            if as_json { json::received(&entries) } else { text::received(&entries) }
        }
    })
}

/// Something of one's own, or of what somebody gave.
async fn meant(member: &Authorized, what: &ShareArguments) -> Result<Entry> {
    let Some(owner) = &what.of else { return find::entry(member, &what.path).await };
    find::entry_of(find::at_given(member, owner, &what.path).await?)
}

async fn to_person(
    member: &Authorized,
    what: &ShareArguments,
    entry: &Entry,
    who: &str,
    days: i32,
) -> Result<String> {
    let right = match what.may {
        May::Look => ShareRight::View,
        May::Change => ShareRight::Edit,
        May::Share => ShareRight::Share,
    };
    let given = member.share(entry.id(), who, right, days).await?.context("the server names no share")?;
    Ok(if what.way.json { json::share(&given).to_string() } else { text::given(&what.path, &given) })
}

/// The address has the secret in it, and the server keeps no copy of that: what is printed here is all there is.
async fn by_link(member: &Authorized, what: &ShareArguments, entry: &Entry, days: i32) -> Result<String> {
    let password = if what.password { login::link_password()? } else { String::new() };
    let downloads = what.downloads.map(i32::try_from).transpose()?.unwrap_or_default();
    let made = member.make_link(entry.id(), days, &password, downloads, what.upload_only).await?;
    let given = made.share.context("the server names no share")?;
    Ok(if what.way.json {
        json::link(&made.secret_address, &given)
    } else {
        text::link(&what.path, &made.secret_address, &given)
    })
}

/// Whole days from now, for the server's clock decides when something ends; 0 where nothing was said.
fn days(until: Option<Date>, today: Date) -> Result<i32> {
    let Some(until) = until else { return Ok(0) };
    let days = (until - today).get_days();
    if u32::try_from(days).is_ok_and(|days| (1..=SHARE_DAYS_MAX).contains(&days)) {
        return Ok(days);
    }
    let sentence = format!(
        "{until} is not one of the {SHARE_DAYS_MAX} days after today, {today} in UTC: nothing was shared"
    );
    Err(stopped(Exit::Usage, sentence))
}

/// Everything that was given, or what was given of one entry.
async fn given(member: &Authorized, path: Option<&DrivePath>) -> Result<Vec<GivenShare>> {
    let id = match path {
        None => String::new(),
        Some(path) => match find::at(member, path).await? {
            Place::Top => String::new(),
            Place::At(entry) => entry.id().to_owned(),
        },
    };
    let mut shares = Vec::new();
    loop {
        let page = member.my_shares(&id, PAGE, i32::try_from(shares.len())?).await?;
        let (before, total) = (shares.len(), usize::try_from(page.total_count)?);
        shares.extend(page.shares);
        if shares.len() >= total || shares.len() == before {
            return Ok(shares);
        }
    }
}

/// A share is the caller's to take back or the caller's to leave, never both.
async fn unshare(member: &Authorized, share: &str, as_json: bool) -> Result<String> {
    let done = match member.revoke_share(share).await {
        Err(error) if error.kind == Kind::NotFound => {
            member.leave_share(share).await.map(|()| Unshared::Left)
        }
        taken => taken.map(|()| Unshared::TakenBack),
    }?;
    Ok(if as_json { json::unshared(share, &done) } else { text::unshared(&done) })
}

/// What became of a share.
enum Unshared {
    TakenBack,
    Left,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_counted_in_days_after_today() {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        let today = date("2026-12-31");
        assert_eq!(days(None, today).ok(), Some(0));
        assert_eq!(days(Some(date("2027-01-01")), today).ok(), Some(1));
        assert_eq!(days(Some(date("2027-12-31")), today).ok(), Some(365));
        for wrong in ["2026-12-31", "2026-12-30", "2028-01-01", "9999-12-31"] {
            let error = days(Some(date(wrong)), today).expect_err("no end");
            assert_eq!(Exit::of(&error), Exit::Usage, "{wrong}");
        }
    }
}
