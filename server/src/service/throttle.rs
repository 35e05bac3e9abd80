//! The brake on guessing passwords and codes (SEC-18, SEC-19): who is wrong too often waits, he and nobody else.
//!
//! A try is charged and committed *before* anything is compared, so that five hundred at once are counted like one after
//! the other; what was right gives the charge back. A charge that cannot be written refuses the try. A hundred wrong in a
//! row are the end ([`wrong_passwords`]).
use aws_lc_rs::hmac;
use domain::{
    format,
    id::{AccountId, ShareId},
    throttle::{Bucket, GUESSES, LADDER_LIFE, Ladder, MAILS, NAMES, Rate, WAIT_MAX},
    time::Timestamp,
};

use super::{
    ServiceError, hex,
    wrong_passwords::{self, Count},
};
use crate::{
    app::App,
    auth::{Member, Visitor},
    db::{self, Transaction},
};

/// How the place of a browser that the account knows begins.
const DEVICE: &str = "device ";
/// Rows of each kind that an admin is shown.
const LIST_MAX: u32 = domain::limits::PAGE_MAX;

/// What is guessed at.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    /// An account.
    Account(AccountId),
    /// The account of somebody who is signed in.
    Own(&'a Member),
    /// A name or an address that nobody has: it is throttled like one that somebody has.
    Unknown(&'a str),
}

impl Subject<'_> {
    fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Own(member) => Some(member.account()),
            Self::Unknown(_) => None,
        }
    }

    /// Where wrong passwords in a row are counted: by itself what the account knows, all else together.
    fn counted_at(self, device: Option<&str>) -> String {
        match (self, device) {
            (_, Some(device)) => format!("{DEVICE}{device}"),
            (Self::Own(member), None) => format!("session {}", member.session()),
            (Self::Account(_) | Self::Unknown(_), None) => String::new(),
        }
    }
}

/// A try at a password that was charged.
pub(super) struct Charge {
    subject: String,
    place: String,
    network: Option<String>,
    count: Count,
}

/// Charges a try at a password, or refuses it.
pub(super) async fn charge(
    app: &App,
    subject: Subject<'_>,
    visitor: &Visitor,
) -> Result<Charge, ServiceError> {
    let now = app.clock.now();
    let account = subject.account();
    let known = account.and_then(|account| visitor.known_device(app, account));
    let counted_at = subject.counted_at(known.as_deref());
    let subject = key(app, subject);
    // A browser that the account knows has its own ladder: whoever else is wrong from the same network is not its problem.
    let place = known.as_ref().map_or_else(|| visitor.network.clone(), |device| format!("{DEVICE}{device}"));
    let tx = app.db.write().await?;
    db::lock::address(&tx, &format!("throttle {subject}")).await?;
    let ladder = db::throttle::find_ladder(&tx, &subject, &place).await?;
    refuse_until(ladder.map(|ladder| ladder.wait(now)))?;
    let count = Count::find(&tx, account, &subject, counted_at).await?;
    if count.has_ended() {
        count.tell_late(app, &tx, now).await?;
        tx.commit().await?;
        app.mailer.wake();
        return Err(wrong_passwords::closed());
    }
    let network = match known {
        Some(_) => None,
        None => {
            charge_network(&tx, &visitor.network, Of::Guess, now).await?;
            Some(visitor.network.clone())
        }
    };
    db::throttle::keep_ladder(&tx, &subject, &place, Ladder::after_a_try(ladder, now)).await?;
    let count = count.after_a_try(&tx, now).await?;
    tx.commit().await?;
    Ok(Charge { subject, place, network, count })
}

/// Charges a try at a code that was mailed to somebody to the network alone, or refuses it.
pub(super) async fn charge_guess(app: &App, visitor: &Visitor) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    charge_network(&tx, &visitor.network, Of::Guess, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// It was right: the network has its room back.
pub(super) async fn give_guess_back(tx: &Transaction, visitor: &Visitor) -> Result<(), ServiceError> {
    db::throttle::give_back(tx, &visitor.network, Of::Guess.name(), Of::Guess.rate().pause).await?;
    Ok(())
}

/// Charges asking after a username to the network, or refuses it.
pub(super) async fn charge_name(app: &App, visitor: &Visitor) -> Result<(), ServiceError> {
    let tx = app.db.write().await?;
    charge_network(&tx, &visitor.network, Of::Name, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// A try at the password of a link that was charged.
pub(super) struct LinkCharge {
    subject: String,
}

/// Charges a try at the password of a link to the link from this network, and to the network; or refuses it.
pub(super) async fn charge_link(
    app: &App,
    link: ShareId,
    visitor: &Visitor,
) -> Result<LinkCharge, ServiceError> {
    let (now, subject) = (app.clock.now(), format!("link {link}"));
    let tx = app.db.write().await?;
    db::lock::address(&tx, &format!("throttle {subject}")).await?;
    let ladder = db::throttle::find_ladder(&tx, &subject, &visitor.network).await?;
    refuse_until(ladder.map(|ladder| ladder.wait(now)))?;
    charge_network(&tx, &visitor.network, Of::Guess, now).await?;
    db::throttle::keep_ladder(&tx, &subject, &visitor.network, Ladder::after_a_try(ladder, now)).await?;
    tx.commit().await?;
    Ok(LinkCharge { subject })
}

impl LinkCharge {
    /// It was right: failures at this link from here are forgotten, and the network has its room back.
    pub(super) async fn forgive(&self, app: &App, visitor: &Visitor) -> Result<(), ServiceError> {
        let tx = app.db.write().await?;
        db::throttle::forget_ladder(&tx, &self.subject, &visitor.network).await?;
        give_guess_back(&tx, visitor).await?;
        Ok(tx.commit().await?)
    }
}

/// Charges a mail that somebody without an account asks for, or refuses it.
pub(super) async fn charge_mail(
    tx: &Transaction,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<(), ServiceError> {
    charge_network(tx, &visitor.network, Of::Mail, now).await
}

impl Charge {
    /// It was right: the account's failures from here are forgotten, and the network has its room back.
    pub(super) async fn forgive(&self, tx: &Transaction) -> Result<(), ServiceError> {
        db::throttle::forget_ladder(tx, &self.subject, &self.place).await?;
        self.count.forget(tx).await?;
        if let Some(network) = &self.network {
            db::throttle::give_back(tx, network, Of::Guess.name(), Of::Guess.rate().pause).await?;
        }
        Ok(())
    }

    /// It was wrong: the charge stays, and the owner is told when it was the last of a hundred.
    pub(super) async fn keep(&self, app: &App) -> Result<(), ServiceError> {
        if !self.count.has_ended() {
            return Ok(());
        }
        let tx = app.db.write().await?;
        self.count.tell(app, &tx, app.clock.now()).await?;
        tx.commit().await?;
        app.mailer.wake();
        Ok(())
    }
}

/// Lets somebody try again at once, wherever he waits or is refused: a new password's doing, or an admin's.
pub async fn unlock(tx: &Transaction, account: AccountId) -> Result<u64, ServiceError> {
    let subject = account.to_string();
    let ended = db::wrong_password::forget_subject(tx, &subject).await?;
    Ok(db::throttle::forget_subject(tx, &subject).await?.max(ended))
}

/// Somebody who waits before the next try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// At which account; none for a name that nobody has, and for a network that waits at every account.
    pub username: Option<String>,
    /// From which network; none for a browser that the account knows.
    pub network: Option<String>,
    /// Wrong tries in a row at the account.
    pub failures: u32,
    /// Until when.
    pub until: Timestamp,
}

/// Who waits now, those at accounts first.
pub(super) async fn waiting(app: &App) -> Result<Vec<Waits>, ServiceError> {
    let (on, now) = (app.db.read(), app.clock.now());
    let mut waiting = Vec::new();
    for db::throttle::Climbed { username, place, ladder } in db::throttle::ladders(on, LIST_MAX).await? {
        let network = if place.starts_with(DEVICE) { None } else { Some(place) };
        let until = now.plus(ladder.wait(now));
        waiting.push(Waits { username, network, failures: ladder.failures, until });
    }
    for (network, bucket) in db::throttle::buckets(on, Of::Guess.name(), LIST_MAX).await? {
        let until = now.plus(bucket.wait(Of::Guess.rate(), now));
        waiting.push(Waits { username: None, network: Some(network), failures: 0, until });
    }
    waiting.retain(|waits| waits.until > now);
    Ok(waiting)
}

/// What of the throttle may be swept.
pub fn forgotten_before(now: Timestamp) -> Timestamp {
    now.minus(LADDER_LIFE).minus(WAIT_MAX)
}

/// What is counted by network.
#[derive(Clone, Copy)]
enum Of {
    Guess,
    Mail,
    Name,
}

impl Of {
    const fn name(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::Mail => "mail",
            Self::Name => "name",
        }
    }

    const fn rate(self) -> Rate {
        match self {
            Self::Guess => GUESSES,
            Self::Mail => MAILS,
            Self::Name => NAMES,
        }
    }
}

async fn charge_network(tx: &Transaction, network: &str, of: Of, now: Timestamp) -> Result<(), ServiceError> {
    db::lock::address(tx, &format!("{} {network}", of.name())).await?;
    let bucket = db::throttle::find_bucket(tx, network, of.name()).await?;
    refuse_until(bucket.map(|bucket| bucket.wait(of.rate(), now)))?;
    let after = Bucket::after_one_more(bucket, of.rate(), now);
    db::throttle::keep_bucket(tx, network, of.name(), after).await?;
    Ok(())
}

fn refuse_until(wait: Option<std::time::Duration>) -> Result<(), ServiceError> {
    match wait.filter(|wait| !wait.is_zero()) {
        None => Ok(()),
        Some(wait) => Err(ServiceError::Throttled {
            message: format!("Too many tries from here. Try again in {}.", format::duration(wait)),
            wait,
        }),
    }
}

/// Names are kept as keyed digests: what somebody typed there may be a password. With a new master key the names that
/// nobody has begin anew.
fn key(app: &App, subject: Subject<'_>) -> String {
    match subject {
        Subject::Account(account) => account.to_string(),
        Subject::Own(member) => member.account().to_string(),
        Subject::Unknown(name) => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, app.keyring.newest().code.as_slice());
            hex::encode(hmac::sign(&key, format!("throttle {name}").as_bytes()).as_ref())
        }
    }
}
