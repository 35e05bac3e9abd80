//! SEC-23 as a model: an owner and a thief use tokens of one family in every order of five steps, among which time passes
//! and the server restarts. Each order is a session of its own; what the server answers is compared with a model in a
//! few lines, and what must hold whatever the model says is looked for in the database.
//!
//! Time passes for one family by moving its tokens into the past, so that all orders run side by side in one server.
use std::collections::BTreeSet;

use domain::{
    id::{AccountId, SessionId},
    time::Timestamp,
};
use server::{
    auth::{Secret, Visitor},
    clock::random,
    db::{self, ConnectionTrait},
    service::sessions,
};

use crate::{
    flow::signed_in,
    on_both_engines,
    support::{
        TestApp,
        people::{self, member_of},
    },
};

const STEPS: u32 = 5;
/// A second more than the grace, in microseconds.
const WAIT: i64 = 11_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The owner trades the newest token that he has.
    Owner,
    /// The thief trades the newest token that he has, if it exists by now.
    Thief,
    /// More than ten seconds pass.
    Wait,
}

/// What a traded token answers once more.
#[derive(Clone, Copy, Debug)]
struct Traded {
    is_alike: bool,
    is_recent: bool,
}

/// One order, and the model of its session.
#[derive(Debug)]
struct Family {
    steps: Vec<Step>,
    /// Whether the thief's program and network look like the owner's.
    is_alike: bool,
    session: SessionId,
    /// All tokens by generation; the last one is unused.
    tokens: Vec<String>,
    /// How those before it were traded.
    traded: Vec<Traded>,
    owner: usize,
    thief: usize,
    /// The generation that the thief stole.
    stolen: usize,
    is_alive: bool,
}

impl Family {
    /// Which generation somebody is answered who presents this one; none ends the family.
    fn answer(&mut self, generation: usize, is_alike: bool) -> Option<usize> {
        if !self.is_alive {
            return None;
        }
        match self.traded.get(generation) {
            None => self.traded.push(Traded { is_alike, is_recent: true }),
            Some(traded) if traded.is_recent && traded.is_alike == is_alike => {}
            Some(_) => self.is_alive = false,
        }
        self.is_alive.then_some(generation + 1)
    }

    async fn trade(&mut self, app: &TestApp, step: Step) {
        let (generation, is_alike) = match step {
            Step::Owner => (self.owner, true),
            Step::Thief => (self.thief, self.is_alike),
            Step::Wait => return,
        };
        let Some(token) = self.tokens.get(generation).cloned() else { return };
        let answered = sessions::refresh(&app.shared(), &token, &visitor(is_alike)).await;
        let expected = self.answer(generation, is_alike);
        assert_eq!(answered.is_ok(), expected.is_some(), "{step:?} of {self:?}");
        let (Ok(answered), Some(next)) = (answered, expected) else { return };
        let answered = answered.refresh.as_str();
        if next == self.tokens.len() {
            assert!(!self.tokens.iter().any(|old| old == answered), "a new token: {self:?}");
            self.tokens.push(answered.to_owned());
        }
        assert_eq!(answered, self.tokens[next], "one successor: {self:?}");
        match step {
            Step::Owner => self.owner = next,
            Step::Thief | Step::Wait => self.thief = next,
        }
    }
}

fn visitor(is_alike: bool) -> Visitor {
    let (device, network) = if is_alike { ("Firefox", "192.0.2.1") } else { ("Another", "198.51.100.1") };
    Visitor { device: device.to_owned(), network: network.to_owned(), ..Visitor::default() }
}

/// Every order of five steps, for a thief of each kind who stole the first or the second token.
async fn families(app: &TestApp, account: AccountId) -> Vec<Family> {
    let tx = app.db.write().await.expect("a transaction");
    let security_version =
        db::account::find(&tx, account).await.expect("read").expect("there").security_version;
    let now = app.clock.now();
    let mut families = Vec::new();
    for number in 0..3_usize.pow(STEPS) {
        let step = |place| [Step::Owner, Step::Thief, Step::Wait][number / 3_usize.pow(place) % 3];
        for (thief, is_alike) in [(0, true), (0, false), (1, true), (1, false)] {
            let session = begin(&tx, account, security_version, now).await;
            let first = Secret::fresh();
            db::refresh_token::insert(&tx, &first.digest(), session, now).await.expect("written");
            families.push(Family {
                steps: (0..STEPS).map(step).collect(),
                is_alike,
                session,
                tokens: vec![first.as_str().to_owned()],
                traded: Vec::new(),
                owner: 0,
                thief,
                stolen: thief,
                is_alive: true,
            });
        }
    }
    tx.commit().await.expect("committed");
    families
}

async fn begin(
    on: &impl ConnectionTrait,
    account: AccountId,
    security_version: i64,
    now: Timestamp,
) -> SessionId {
    let id = SessionId::from_random(random());
    let expires_at = now.plus(std::time::Duration::from_secs(86_400));
    let (device, network, methods) = ("Firefox", "192.0.2.1", "pwd otp");
    let new = db::session::NewSession {
        id,
        account,
        methods,
        keep_signed_in: false,
        security_version,
        device,
        network,
        created_at: now,
        expires_at,
    };
    db::session::insert(on, new).await.expect("written");
    id
}

/// Time passes for those whose turn it is to wait.
async fn wait(app: &TestApp, families: &mut [Family], place: usize) {
    let tx = app.db.write().await.expect("a transaction");
    for family in families.iter_mut().filter(|family| family.steps[place] == Step::Wait) {
        let text = "UPDATE refresh_token SET used_at = used_at - $2 WHERE session_id = $1";
        db::execute(&tx, text, [family.session.to_string().into(), WAIT.into()]).await.expect("moved");
        family.traded.iter_mut().for_each(|traded| traded.is_recent = false);
    }
    tx.commit().await.expect("committed");
}

async fn texts(app: &TestApp, text: &str) -> Vec<String> {
    let rows = app.db.read().query_all_raw(db::sql(app.db.read(), text, [])).await.expect("rows");
    rows.iter().map(|row| db::text(row, "found").expect("a text")).collect()
}

/// What holds after every step: a family has one unused token, and ends exactly when the model says so, each time with a
/// mail to the owner and a record of the trail.
async fn check(app: &TestApp, families: &[Family]) {
    let unused = "SELECT session_id AS found FROM refresh_token WHERE used_at IS NULL";
    let unused = texts(app, unused).await;
    let own: BTreeSet<String> = families.iter().map(|family| family.session.to_string()).collect();
    let of_ours: Vec<&String> = unused.iter().filter(|session| own.contains(*session)).collect();
    assert_eq!(of_ours.len(), families.len(), "one living successor each");
    assert_eq!(of_ours.into_iter().collect::<BTreeSet<_>>().len(), families.len());
    let ended: BTreeSet<String> =
        texts(app, "SELECT id AS found FROM session WHERE ended_at IS NOT NULL").await.into_iter().collect();
    for family in families {
        assert_eq!(ended.contains(&family.session.to_string()), !family.is_alive, "{family:?}");
        // Whatever the model says: nobody who looks different goes on beside the owner.
        let both_went_on = family.owner > family.stolen && family.thief > family.stolen;
        assert!(!(family.is_alive && both_went_on) || family.is_alike, "{family:?}");
    }
    let told = texts(app, "SELECT id AS found FROM mail").await.len();
    let recorded = texts(app, "SELECT object AS found FROM audit WHERE action = 'session.reuse'").await;
    assert_eq!(recorded.into_iter().collect::<BTreeSet<_>>(), ended);
    assert_eq!(told, ended.len(), "the owner is told of each");
}

async fn run_all(mut app: TestApp, restarts: bool) {
    people::registered(&app, "alice").await;
    let token = signed_in(&app, "alice").await.auth_token;
    let alice = member_of(&app, &token).await.expect("signed in").account();
    let tx = app.db.write().await.expect("a transaction");
    db::execute(&tx, "DELETE FROM mail", []).await.expect("no older mails");
    tx.commit().await.expect("committed");
    let mut families = families(&app, alice).await;
    for place in 0..STEPS as usize {
        wait(&app, &mut families, place).await;
        for family in &mut families {
            let step = family.steps[place];
            family.trade(&app, step).await;
        }
        check(&app, &families).await;
        if restarts {
            app = app.restart().await;
        }
    }
    let ended = families.iter().filter(|family| !family.is_alive).count();
    assert!(0 < ended && ended < families.len(), "{ended} of {} ended: both happens", families.len());
}

on_both_engines! {
    async fn no_order_leaves_owner_and_thief_in_one_session(app: TestApp) {
        run_all(app, false).await;
    }

    async fn no_order_does_so_over_restarts(app: TestApp) {
        run_all(app, true).await;
    }
}
