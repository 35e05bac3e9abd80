//! Who may do what (SEC-46): every rpc of the descriptors, called by everybody there is, against `docs/permissions.md`.
//!
//! The page is generated: `SKYSHARD_WRITE_PERMISSIONS=1` writes it. A call that nobody has listed yet makes the test fail,
//! and so does one whose answer changed, so that a change of rights is a change of the page that somebody reads.
use std::{fmt::Write, fs, path::PathBuf, time::Duration};

use domain::{
    id::{AccountId, SessionId},
    policy::entry::{self, Act, Right, Standing},
    role::Role,
};
use futures::stream;
use prost::Message;
use prost_types::FileDescriptorSet;
use server::{
    auth::Claims,
    db::{self, session::NewSession},
    service::{admin::suspension, hex},
};
use tonic::{Code, Request, Status, client::Grpc};
use tonic_prost::ProstCodec;
use tonic_types::StatusExt;

use crate::support::{
    TestApp,
    people::{self, admin_of, member_of},
    rpc,
};

const STALE: Duration = Duration::from_secs(6 * 60);
const IDLE: Duration = Duration::from_secs(21 * 60);

/// Somebody who calls.
struct Caller {
    heading: &'static str,
    /// Nobody without one.
    session: Option<Session>,
}

/// A session of its own for each call, because some calls end it.
#[derive(Clone, Copy)]
struct Session {
    account: AccountId,
    methods: &'static str,
    proved_ago: Duration,
}

async fn account(app: &TestApp, name: &str, role: Role) -> AccountId {
    people::registered(app, name).await;
    let key = domain::username::Username::parse(name).expect("a name").key();
    let account =
        db::account::find_by_username(app.db.read(), &key).await.expect("read").expect("registered");
    let tx = app.db.write().await.expect("a transaction");
    db::account::set_role(&tx, account.id, role).await.expect("written");
    tx.commit().await.expect("kept");
    account.id
}

async fn callers(app: &TestApp) -> Vec<Caller> {
    let basic = account(app, "basic", Role::Basic).await;
    let premium = account(app, "premium", Role::Premium).await;
    let admin = account(app, "admin", Role::Admin).await;
    let of = |heading, account, methods, proved_ago| Caller {
        heading,
        session: Some(Session { account, methods, proved_ago }),
    };
    vec![
        Caller { heading: "nobody", session: None },
        of("basic", basic, "pwd otp", Duration::ZERO),
        of("premium", premium, "pwd totp", Duration::ZERO),
        of("member, old proof", basic, "pwd totp", STALE),
        of("admin by mailed code", admin, "pwd otp", Duration::ZERO),
        of("admin, idle", admin, "pwd totp", IDLE),
        of("admin, old proof", admin, "pwd totp", STALE),
        of("admin", admin, "pwd totp", Duration::ZERO),
    ]
}

async fn token(app: &TestApp, session: Session) -> String {
    let now = app.clock.now();
    let account = db::account::find(app.db.read(), session.account).await.expect("read").expect("there");
    let id = SessionId::from_random(rand());
    let new = NewSession {
        id,
        account: account.id,
        methods: session.methods,
        keep_signed_in: false,
        security_version: account.security_version,
        device: "",
        network: "",
        created_at: now.minus(session.proved_ago),
        expires_at: now.plus(IDLE),
    };
    let tx = app.db.write().await.expect("a transaction");
    db::session::insert(&tx, new).await.expect("written");
    // Its owner is here all the time; only the proof is old.
    db::session::note_use(&tx, id, now).await.expect("written");
    tx.commit().await.expect("kept");
    let claims =
        Claims { account: account.id, session: id, security_version: account.security_version, proofs: 0 };
    app.tokens.issue(&claims, &["pwd"], now.plus(IDLE), now).token
}

fn rand() -> [u8; 16] {
    hex::random_name().as_bytes()[..16].try_into().expect("16 letters")
}

/// `/package.Service/Method` of everything that is ours.
fn paths() -> Vec<String> {
    let set = FileDescriptorSet::decode(proto::DESCRIPTORS).expect("the descriptors of this build");
    let mut paths = Vec::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                paths.push(format!("/{}.{}/{}", file.package(), service.name(), method.name()));
            }
        }
    }
    paths.retain(|path| path.starts_with("/skyshard."));
    paths.sort();
    paths
}

/// Calls with an empty message and waits for the first answer.
async fn call(app: &TestApp, path: &str, token: Option<&str>) -> Result<(), Status> {
    let mut grpc = Grpc::new(app.calls());
    grpc.ready().await.expect("a router is always ready");
    let messages = stream::iter([()]);
    let request = match token {
        Some(token) => rpc::with_token(messages, token),
        None => Request::new(messages),
    };
    let path = path.parse().expect("a path");
    let mut answers = grpc.streaming(request, path, ProstCodec::<(), ()>::default()).await?.into_inner();
    answers.message().await.map(drop)
}

fn verdict(answer: Result<(), Status>) -> &'static str {
    let Err(status) = answer else { return "yes" };
    let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
    match (status.code(), reason.as_str()) {
        (Code::Unauthenticated, "TOKEN_INVALID") => "sign in",
        (Code::PermissionDenied, "MISSING_ROLE") => "no",
        (Code::FailedPrecondition, "STRONG_FACTOR_NEEDED") => "authenticator",
        (Code::FailedPrecondition, "STEP_UP_NEEDED") => "prove again",
        (Code::Unimplemented | Code::Internal | Code::Unknown, _) => panic!("{status:?}"),
        _ => "yes",
    }
}

const HEAD: &str = "# Who may do what

Generated by the test `permissions::every_call_is_open_to_whom_the_page_says`, which makes each call as each of these
callers on a running server. The rules are in `domain/src/policy.rs`.

- `yes`: the call is let in, to what is the caller's own. What belongs to somebody else is answered as if it did not exist.
- `sign in`: only with a session.
- `no`: not with this role.
- `authenticator`: only in a session that an authenticator, a backup code or a passkey proved.
- `prove again`: after both factors were proved once more.

What somebody else gave the caller is let in as the table of shared files at the end says.

An old proof is older than five minutes; an idle admin did nothing as admin for twenty minutes. Whoever is suspended has
no session, and nobody has one before the address is confirmed.
";

async fn page(app: &TestApp) -> String {
    let callers = callers(app).await;
    let mut page = HEAD.to_owned();
    let mut last_service = String::new();
    for path in paths() {
        let (service, method) = path[1..].split_once('/').expect("a path has two parts");
        if service != last_service {
            let headings: Vec<&str> = callers.iter().map(|caller| caller.heading).collect();
            let line = "|---".repeat(headings.len() + 1);
            write!(page, "\n## {service}\n\n| call | {} |\n{line}|\n", headings.join(" | "))
                .expect("a string");
            last_service = service.to_owned();
        }
        write!(page, "| {method}").expect("a string");
        for caller in &callers {
            let token = match caller.session {
                Some(session) => Some(token(app, session).await),
                None => None,
            };
            let said = verdict(call(app, &path, token.as_deref()).await);
            write!(page, " | {said}").expect("a string");
        }
        page.push_str(" |\n");
    }
    page.push_str(&shared());
    page
}

/// What may be done with a file or folder, by how one stands to it: `domain/src/policy/entry.rs`.
fn shared() -> String {
    let standings = [
        ("owner", Standing::Owner),
        ("given to view", Standing::Given(Right::View)),
        ("below that", Standing::Below(Right::View)),
        ("given to edit", Standing::Given(Right::Edit)),
        ("below that", Standing::Below(Right::Edit)),
        ("given to share", Standing::Given(Right::Share)),
        ("below that", Standing::Below(Right::Share)),
        ("by link", Standing::Link),
        ("by link for uploads", Standing::Drop),
    ];
    let acts = [
        ("ListFolder, GetPreview, DownloadFile, download and preview by HTTP", Act::Look),
        ("UploadFile as a new version", Act::AddVersion),
        ("CreateFolder, CreateUpload and UploadFile into it", Act::Fill),
        ("RenameEntry, TrashEntries, DeleteFile", Act::Arrange),
        ("ShareFile, to view or to edit", Act::PassOn),
        ("everything else, MakeLink too", Act::Own),
    ];
    let headings: Vec<&str> = standings.iter().map(|(heading, _)| *heading).collect();
    let line = "|---".repeat(headings.len() + 1);
    let mut table = format!(
        "\n## Shared files and folders\n\n| call | {} | anybody else |\n{line}|---|\n",
        headings.join(" | ")
    );
    for (calls, act) in acts {
        let said = standings.map(|(_, standing)| if entry::allow(standing, act) { "yes" } else { "no" });
        writeln!(table, "| {calls} | {} | does not exist |", said.join(" | ")).expect("a string");
    }
    table
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_is_open_to_whom_the_page_says() {
    let app = TestApp::sqlite().await;
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/permissions.md");
    let now = page(&app).await;
    if std::env::var_os("SKYSHARD_WRITE_PERMISSIONS").is_some() {
        fs::write(&file, &now).expect("the page is written");
    }
    let page = fs::read_to_string(&file).expect("the page is there");
    let changed: Vec<_> = now.lines().filter(|line| !page.lines().any(|other| other == *line)).collect();
    assert!(page == now, "who may do what has changed; if that is meant, write the page anew:\n{changed:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_suspended_may_do_nothing() {
    let app = TestApp::sqlite().await;
    let root = people::enrolled(&app, "root").await;
    people::promote(&app, &member_of(&app, &root).await.expect("signed in")).await;
    let bob = people::enrolled(&app, "bob").await;
    let admin = admin_of(&app, &root).await.expect("an admin");
    let name = domain::username::Username::parse("bob").expect("a name");
    suspension::suspend(&app, &admin, &name).await.expect("suspended");
    for path in paths() {
        let nobody = verdict(call(&app, &path, None).await);
        let said = verdict(call(&app, &path, Some(&bob)).await);
        // What anybody may do may be done without the token.
        assert!(said == "sign in" || nobody == "yes", "{path}: {said}");
    }
}
