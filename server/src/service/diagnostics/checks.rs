//! Looking at every part now.
use std::{path::Path, time::Duration};

use cluster::health::Health;
use domain::format;
use migrations::{Migrator, MigratorTrait};
use tokio::task::spawn_blocking;

use super::Verdict;
use crate::{
    app::App,
    auth::Admin,
    db::{self, Engine},
    service::{ServiceError, audit_log, clock},
};

/// Below this share of the disk, in per cent, uploads will soon fail.
const DISK_FREE_LOW: u64 = 10;
/// Below this share they fail any moment.
const DISK_FREE_BAD: u64 = 3;
/// A certificate that ends sooner should have been renewed.
const CERTIFICATE_SOON: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// Twice as long as the job that signs may take.
const UNSIGNED_LATE: Duration = Duration::from_secs(10 * 60);

/// One part, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found.
    pub sentence: String,
    /// What to do; empty when nothing.
    pub advice: &'static str,
}

/// All parts.
pub async fn run(app: &App, _: &Admin) -> Result<Vec<Check>, ServiceError> {
    all(app, Depth::Whole).await
}

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Only what costs a moment, whatever is stored.
    Quick,
    /// The database's whole file is read too.
    Whole,
}

/// The same for other parts of this module. What cannot be looked at is the finding, and not an error of the call.
pub(super) async fn all(app: &App, depth: Depth) -> Result<Vec<Check>, ServiceError> {
    Ok(vec![
        found("clock", clock(app).await),
        found("mail", mail(app).await),
        encryption(app),
        found("disk", disk(app).await),
        found("database", database(app, depth).await),
        found("ledger", ledger(app).await),
        nodes(&app.cluster.health()),
        content(app.unopened.count()),
        found("audit", audit(app).await),
    ])
}

fn found(name: &'static str, looked: Result<Check, ServiceError>) -> Check {
    looked.unwrap_or_else(|error| {
        tracing::error!(check = name, ?error, "a part of the server could not be looked at");
        let sentence = "It could not be looked at.".to_owned();
        bad(name, sentence, "The server's log says why.")
    })
}

fn good(name: &'static str, sentence: String) -> Check {
    Check { name, verdict: Verdict::Good, sentence, advice: "" }
}

fn warning(name: &'static str, sentence: String, advice: &'static str) -> Check {
    Check { name, verdict: Verdict::Warning, sentence, advice }
}

fn bad(name: &'static str, sentence: String, advice: &'static str) -> Check {
    Check { name, verdict: Verdict::Bad, sentence, advice }
}

/// A clock before what was written already went back: sessions and codes would live too long.
async fn clock(app: &App) -> Result<Check, ServiceError> {
    if let Some(back) = clock::back(app).await? {
        let sentence = format!(
            "The clock jumped back by {}. What is stored is safe. Codes of authenticator apps are refused until the clock \
             has caught up; backup codes and passkeys still sign in.",
            format::duration(back)
        );
        return Ok(bad("clock", sentence, "Set the machine's clock by NTP; the rest ends by itself."));
    }
    let now = app.clock.now();
    let newest = db::health::newest_record(app.db.read()).await?;
    Ok(match newest.filter(|newest| *newest > now) {
        None => good("clock", "The clock goes on from the newest record of the audit trail.".to_owned()),
        Some(newest) => bad(
            "clock",
            format!(
                "The clock is {} behind the newest record of the audit trail.",
                format::duration(newest.since(now))
            ),
            "Set the machine's clock by NTP, then restart.",
        ),
    })
}

async fn mail(app: &App) -> Result<Check, ServiceError> {
    if app.mailer.test_mode() {
        return Ok(warning(
            "mail",
            "Test mode: no mail leaves this server, and codes are shown to everybody who opens the Outbox."
                .to_owned(),
            "Set smtp before others use this server.",
        ));
    }
    let mails = db::health::mails(app.db.read()).await?;
    let count = |number| format::count(number, "mail", "mails");
    Ok(if mails.failing > 0 {
        let sentence = format!("{} could not be sent yet and will be tried again.", count(mails.failing));
        bad("mail", sentence, "Check that the mail server of smtp answers and takes the password.")
    } else if mails.abandoned > 0 {
        let sentence = format!("{} of the last days were given up after many tries.", count(mails.abandoned));
        warning("mail", sentence, "Check the addresses in the mail server's log.")
    } else {
        good("mail", format!("{} on the way, none failed.", count(mails.waiting)))
    })
}

/// What protects connections: our own TLS, a proxy's, or nothing.
fn encryption(app: &App) -> Check {
    let name = "encryption";
    let now = app.clock.now();
    if let Some(certificates) = &app.certificates {
        let advice = "Replace the certificate of tls_cert: the server takes the new one up by itself.";
        return if !certificates.lasts_until(now) {
            bad(name, "The certificate is not valid any more, or not yet.".to_owned(), advice)
        } else if !certificates.lasts_until(now.plus(CERTIFICATE_SOON)) {
            warning(name, "TLS 1.3. The certificate ends within two weeks.".to_owned(), advice)
        } else {
            good(name, "TLS 1.3, with a certificate that is valid for two weeks and more.".to_owned())
        };
    }
    let settings = &app.settings;
    match settings.origin.as_deref() {
        Some(_) if settings.is_reached_by_https() => good(
            name,
            "A proxy speaks HTTPS to people and passes their calls on. It looks after the certificate."
                .to_owned(),
        ),
        Some(_) => bad(
            name,
            "People reach this server without HTTPS: whoever is between can read everything.".to_owned(),
            "Put HTTPS in front, and set an origin that begins with https.",
        ),
        None => good(name, "Only this machine reaches the server, and needs no HTTPS.".to_owned()),
    }
}

/// Free and all bytes of a folder's disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Disk {
    pub(super) free: u64,
    pub(super) size: u64,
}

impl Disk {
    fn look(folder: &Path) -> std::io::Result<Self> {
        let disk = rustix::fs::statvfs(folder)?;
        Ok(Self {
            free: disk.f_bavail.saturating_mul(disk.f_frsize),
            size: disk.f_blocks.saturating_mul(disk.f_frsize),
        })
    }

    fn check(self) -> Check {
        let share = self.free.saturating_mul(100) / self.size.max(1);
        let (free, size) = (format::bytes(self.free), format::bytes(self.size));
        let sentence = format!("{free} of {size} are free, {share} %.");
        let advice = "Make room on the disk of the data folder, or move the folder to a larger one.";
        match share {
            ..DISK_FREE_BAD => bad("disk", sentence, advice),
            DISK_FREE_BAD..DISK_FREE_LOW => warning("disk", sentence, advice),
            _ => good("disk", sentence),
        }
    }
}

pub(super) async fn free_space(app: &App) -> Result<Disk, ServiceError> {
    let folder = app.settings.data.clone();
    let looked = spawn_blocking(move || Disk::look(&folder)).await;
    let looked = looked.map_err(|error| ServiceError::Internal(error.into()))?;
    looked.map_err(|error| ServiceError::Internal(error.into()))
}

async fn disk(app: &App) -> Result<Check, ServiceError> {
    Ok(free_space(app).await?.check())
}

async fn database(app: &App, depth: Depth) -> Result<Check, ServiceError> {
    let (version, steps) = (version(app).await?, db::health::steps(&app.db).await?);
    let known = Migrator::migrations().len() as u64;
    let verdict = match depth {
        Depth::Quick => "ok".to_owned(),
        Depth::Whole => db::health::integrity(&app.db).await?,
    };
    let engine = engine(app);
    Ok(if verdict != "ok" {
        let sentence = format!("{engine} {version} finds its file damaged.");
        bad(
            "database",
            sentence,
            "Stop the server, keep a copy of the data folder, and restore the last backup.",
        )
    } else if steps != known {
        let sentence = format!("{engine} {version}: {steps} of {known} steps of the schema are applied.");
        bad("database", sentence, "Restart the server, so that it applies the others.")
    } else {
        good("database", format!("{engine} {version}, schema {steps} of {known}, no damage found."))
    })
}

/// The engine's name.
pub(super) fn engine(app: &App) -> &'static str {
    match app.db.engine() {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

/// The engine's version.
pub(super) async fn version(app: &App) -> Result<String, ServiceError> {
    Ok(numbers(&db::health::version(&app.db).await?).to_owned())
}

/// A version up to its first sign that is neither digit nor dot: distributions write names behind it.
fn numbers(version: &str) -> &str {
    let end = version.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(version.len());
    &version[..end]
}

/// The law of the pool, counted anew (INV-C1).
async fn ledger(app: &App) -> Result<Check, ServiceError> {
    let pool = db::pool::find(app.db.read()).await?.unwrap_or_default();
    let sum = db::pool_list::sum_of_reservations(app.db.read()).await?;
    Ok(if sum == pool.reserved && pool.reserved <= pool.capacity {
        let (reserved, capacity) = (format::bytes(pool.reserved), format::bytes(pool.capacity));
        good("ledger", format!("All reservations are {reserved} together, as the pool of {capacity} says."))
    } else {
        bad(
            "ledger",
            format!("The pool has promised {} B, and accounts hold {sum} B.", pool.reserved),
            "Stop the server and report this with a support bundle: no setting causes it.",
        )
    })
}

fn nodes(health: &Health) -> Check {
    let Health { nodes_up, nodes, degraded, unreachable, write_quorum, .. } = *health;
    let sentence = health.to_string();
    if unreachable > 0 || nodes_up < write_quorum {
        bad("nodes", sentence, "Start the nodes that have stopped, on the page Nodes.")
    } else if nodes_up < nodes || degraded > 0 {
        warning("nodes", sentence, "Look at the page Nodes; repair goes on by itself while nodes are up.")
    } else {
        good("nodes", sentence)
    }
}

/// What nodes cannot see: a part of a file whose bytes are those that were stored, and that its key does not open.
fn content(unopened: u64) -> Check {
    match unopened {
        0 => good(
            "content",
            "Every part of a file that was read since the start opened with its key.".to_owned(),
        ),
        many => bad(
            "content",
            format!("{} of files read since the start did not open.", format::count(many, "part", "parts")),
            "The server's log says which. Restore those files, or database and key file of the same time.",
        ),
    }
}

async fn audit(app: &App) -> Result<Check, ServiceError> {
    let unsigned = audit_log::unsigned(app).await?;
    let since = audit_log::signed_since(app).await?;
    let count = |rows: i64| format::count(rows.unsigned_abs(), "record", "records");
    Ok(match since {
        _ if unsigned < 0 => bad(
            "audit",
            format!("The trail lacks {} that its checkpoints vouch for.", count(unsigned)),
            "Run skyshard audit verify: an old copy of the database was put back, or records were removed.",
        ),
        Some(since) if unsigned > 0 && since > UNSIGNED_LATE => warning(
            "audit",
            format!("The last checkpoint is {} old, and {} wait.", format::duration(since), count(unsigned)),
            "Check that the file of checkpoints can be written.",
        ),
        Some(since) => good(
            "audit",
            format!(
                "The last checkpoint is {} old; {} since then.{}",
                format::duration(since),
                count(unsigned),
                owner(app).await?
            ),
        ),
        None => good("audit", format!("{} and no checkpoint yet.{}", count(unsigned), owner(app).await?)),
    })
}

/// Whose table the trail is, where the database knows roles: a choice, and no fault.
async fn owner(app: &App) -> Result<&'static str, ServiceError> {
    Ok(match db::health::owns_trail(&app.db).await? {
        None => "",
        Some(false) => {
            " Its table belongs to a role of its own: the server can add to it and change nothing."
        }
        Some(true) => " Its table belongs to the server's own role, which could drop the triggers.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(free: u64, expected: Verdict) {
        assert_eq!(Disk { free, size: 1_000 }.check().verdict, expected, "{free} of 1000");
    }

    #[test]
    fn a_disk_is_told_of_before_it_is_full() {
        check(0, Verdict::Bad);
        check(29, Verdict::Bad);
        check(30, Verdict::Warning);
        check(99, Verdict::Warning);
        check(100, Verdict::Good);
        assert_eq!(Disk { free: 0, size: 0 }.check().verdict, Verdict::Bad);
    }

    #[test]
    fn a_version_is_digits_and_dots() {
        assert_eq!(numbers("17.2 (Debian 17.2-1.pgdg120+1)"), "17.2");
        assert_eq!(numbers("3.51.3"), "3.51.3");
        assert_eq!(numbers("secret"), "");
    }

    #[test]
    fn nodes_are_as_bad_as_what_they_cannot_do() {
        let all = Health {
            nodes_up: 5,
            nodes: 5,
            zones_up: 3,
            zones: 3,
            chunks: 9,
            degraded: 0,
            misplaced: 0,
            unreachable: 0,
            write_quorum: 2,
        };
        assert_eq!(nodes(&all).verdict, Verdict::Good);
        assert_eq!(nodes(&Health { nodes_up: 4, ..all }).verdict, Verdict::Warning);
        assert_eq!(nodes(&Health { degraded: 1, ..all }).verdict, Verdict::Warning);
        assert_eq!(nodes(&Health { unreachable: 1, ..all }).verdict, Verdict::Bad);
        assert_eq!(nodes(&Health { nodes_up: 1, ..all }).verdict, Verdict::Bad);
    }
}
