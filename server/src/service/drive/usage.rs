//! What takes the space, and how it came to that: the report of an account's own drive.
//!
//! Nothing is kept for it. Kinds and folders are summed up from the files as they are; what there was on a day follows from
//! what there is now and from the ledger, which has every movement since the account was made.
use std::time::Duration;

use domain::{file_kind::FileKind, id::FileId, quota::Balance, saved::Saved, time::Timestamp};

use crate::{
    app::App,
    auth::Member,
    db::{
        self,
        tree::Step,
        usage::{FolderSum, Moved, Sum},
    },
    service::ServiceError,
};

/// Days that are told of, today included.
const DAYS: u64 = 30;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Folders that are told apart.
const FOLDERS_MAX: u32 = 100;

/// The report.
#[derive(Clone, Debug)]
pub struct Usage {
    /// By what files seem to be, the largest first.
    pub kinds: Vec<(FileKind, Sum)>,
    /// The folders in the folder, each with all below it, the largest first.
    pub folders: Vec<FolderSum>,
    /// The files in the folder itself.
    pub own: Sum,
    /// The way from the top to the folder itself.
    pub path: Vec<Step>,
    /// The last days, today last.
    pub days: Vec<Day>,
    /// What sharing and packing save, of the whole drive.
    pub saved: Saved,
}

/// What a day came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// When it began (UTC).
    pub starts_at: Timestamp,
    /// Bytes in use at its end, or now.
    pub used: u64,
    /// Bytes in the trash at its end, or now.
    pub trash: u64,
    /// Bytes that were stored on it, whatever became of them.
    pub stored: u64,
}

/// Reports on the caller's own drive; the folders of this one are told apart.
pub async fn usage(app: &App, member: &Member, folder: Option<FileId>) -> Result<Usage, ServiceError> {
    let (on, account) = (app.db.read(), member.account());
    let path = super::path(on, account, folder).await?;
    let today = today(app.clock.now());
    let since = begin_of((today + 1).saturating_sub(DAYS));
    let balance = db::quota::find(on, account).await?.unwrap_or_default();
    Ok(Usage {
        kinds: db::usage::by_kind(on, account).await?,
        folders: db::usage::by_folder(on, account, folder, FOLDERS_MAX).await?,
        own: db::usage::within(on, account, folder).await?,
        path,
        saved: db::usage::saved(on, account).await?,
        days: days(balance, &db::usage::moved(on, account, since).await?, today),
    })
}

/// How many days have begun before this one since the epoch.
fn today(now: Timestamp) -> u64 {
    u64::try_from(now.unix_seconds()).unwrap_or_default() / DAY.as_secs()
}

fn begin_of(day: u64) -> Timestamp {
    Timestamp::from_unix_seconds(i64::try_from(day * DAY.as_secs()).unwrap_or(i64::MAX))
}

/// From now backwards: what a day ended with is what the next one ended with, less what came on that and more what left.
fn days(now: Balance, moved: &[Moved], today: u64) -> Vec<Day> {
    let sum = |day: u64, has_it: &dyn Fn(&Moved) -> bool| -> u64 {
        moved.iter().filter(|one| one.day == day && has_it(one)).map(|one| one.bytes).sum()
    };
    let before = |place: &str, day: u64, end: u64| {
        let left = sum(day, &|one: &Moved| one.source == place);
        let came = sum(day, &|one: &Moved| one.target == place);
        // A file that is stored while this is read is on one side only.
        (end + left).saturating_sub(came)
    };
    let (mut used, mut trash) = (now.used, now.trash);
    let mut days: Vec<Day> = (0..DAYS.min(today + 1))
        .map(|ago| {
            let day = today - ago;
            let stored = sum(day, &|one: &Moved| one.source == "in_flight" && one.target == "used");
            let told = Day { starts_at: begin_of(day), used, trash, stored };
            (used, trash) = (before("used", day, used), before("trash", day, trash));
            told
        })
        .collect();
    days.reverse();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(day: u64, source: &str, target: &str, bytes: u64) -> Moved {
        Moved { day, source: source.to_owned(), target: target.to_owned(), bytes }
    }

    #[test]
    fn what_there_was_follows_from_what_there_is() {
        let now = Balance { reservation: 1_000, used: 70, trash: 20, in_flight: 5 };
        let days = days(
            now,
            &[
                moved(100, "in_flight", "used", 60),
                moved(99, "used", "trash", 20),
                moved(99, "trash", "free", 7),
                moved(98, "in_flight", "used", 20),
                moved(98, "free", "in_flight", 500),
            ],
            100,
        );
        assert_eq!(days.len(), 30);
        let told: Vec<(u64, u64, u64)> = days.iter().map(|day| (day.used, day.trash, day.stored)).collect();
        assert_eq!(told[26..], [(10, 7, 0), (30, 7, 20), (10, 20, 0), (70, 20, 60)]);
        assert!(told[..26].iter().all(|day| *day == (10, 7, 0)));
        assert_eq!(days[29].starts_at, begin_of(100));
    }

    #[test]
    fn the_first_days_of_all_are_few() {
        assert_eq!(days(Balance::default(), &[], 2).len(), 3);
    }
}
