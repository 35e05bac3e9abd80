//! Links: who holds one looks and downloads until it ends; everybody else, and everything else, is answered alike.
use std::time::Duration;

use domain::{
    id::FileId,
    page::Page,
    password::{PersonalWords, check},
    policy::entry::Right,
};
use futures::{StreamExt, future::join_all};
use http::{Method, StatusCode, header};
use http_body_util::BodyExt;
use proto::storage::{
    BeginLinkDownloadRequest, LookAtLinkRequest, MakeLinkRequest, link_service_client::LinkServiceClient,
};
use server::{
    auth::Visitor,
    db,
    service::{
        ServiceError,
        shares::{self, Key, NewLink, Seen, Shown, Terms},
    },
};
use tonic::Code;

use crate::{
    books,
    downloads_by_http::{ask, text},
    on_both_engines,
    owner::{MIB, Owner, content, owner, reason, refused},
    support::{TestApp, people::PASSWORD, rpc},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn link(entry: FileId) -> NewLink {
    NewLink { entry, life: DAY * 7, password: None, downloads_max: None }
}

impl Owner {
    /// The secret of a link.
    async fn link(&self, new: NewLink) -> String {
        let made = shares::make_link(&self.app, &self.member, new).await.unwrap();
        assert!(made.qr_svg.starts_with("<svg"));
        made.address.split_once("/s#").unwrap().1.to_owned()
    }
}

async fn look(app: &TestApp, secret: &str, password: &str) -> Result<Seen, ServiceError> {
    shares::look(app, &Visitor::default(), &Key { secret, password }).await
}

async fn begin(app: &TestApp, secret: &str, password: &str) -> Result<String, ServiceError> {
    let ticket = shares::begin_download(app, &Visitor::default(), &Key { secret, password }).await?;
    Ok(format!("/s/file?ticket={}", ticket.as_str()))
}

async fn get(app: &TestApp, path: &str, range: Option<&str>) -> (StatusCode, Vec<u8>) {
    let headers: Vec<(&str, &str)> = range.map(|range| ("range", range)).into_iter().collect();
    let response = ask(app, Method::GET, path, &headers).await;
    let status = response.status();
    (status, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

on_both_engines! {
    async fn whoever_holds_a_link_looks_and_downloads(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let folder = alice.mkdir(None, "Photos").await.unwrap();
        let file = alice.put(Some(folder), "beach.txt", MIB + 9).await.unwrap();
        let secret = alice.link(link(file)).await;
        let shown = Shown { name: "beach.txt".to_owned(), is_file: true, bytes: MIB as u64 + 9, expires_at: Some(app.clock.now().plus(DAY * 7)) };
        assert_eq!(look(&app, &secret, "").await.unwrap(), Seen::Open(shown));
        let path = begin(&app, &secret, "").await.unwrap();
        assert!(get(&app, &path, None).await == (StatusCode::OK, content(1, MIB + 9).to_vec()));
        // The same download in parts: counted once.
        let (status, rest) = get(&app, &path, Some("bytes=1048576-")).await;
        assert_eq!((status, rest.len()), (StatusCode::PARTIAL_CONTENT, 9));
        let (given, _) = shares::given(&app, &alice.member, None, Page::default()).await.unwrap();
        assert_eq!((given[0].link.as_ref().unwrap().downloads, given[0].opened_at.is_some()), (1, true));
        for action in ["link.make", "link.open", "link.download"] {
            assert_eq!(books::audited(&app, action).await, 1, "{action}");
        }
        // A folder is a zip, and a link of it gives nothing beside it.
        let secret = alice.link(link(folder)).await;
        let path = begin(&app, &secret, "").await.unwrap();
        let (status, zip) = get(&app, &path, None).await;
        assert_eq!((status, &zip[..2]), (StatusCode::OK, &b"PK"[..]));
        // Its secret opens no call that is for members.
        assert!(app.tokens.read(&secret, app.clock.now()).is_err());
    }

    async fn what_does_not_answer_is_answered_alike(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.put(None, "a", 5).await.unwrap();
        let other = alice.put(None, "b", 5).await.unwrap();
        let over = alice.link(NewLink { life: DAY, ..link(file) }).await;
        let used = alice.link(NewLink { downloads_max: Some(1), ..link(file) }).await;
        begin(&app, &used, "").await.unwrap();
        let trashed = alice.link(link(other)).await;
        alice.rm(&[other]).await.unwrap();
        // Each its own instant, so that the newest is told first.
        app.advance(Duration::from_micros(1));
        let revoked = alice.link(link(file)).await;
        let id = shares::given(&app, &alice.member, None, Page::default()).await.unwrap().0[0].id;
        alice.take_back(id).await.unwrap();
        app.advance(Duration::from_micros(1));
        let locked = alice.link(NewLink { password: Some(check(PASSWORD, &PersonalWords::default()).unwrap()), ..link(file) }).await;
        let locked_id = shares::given(&app, &alice.member, None, Page::default()).await.unwrap().0[0].id;
        alice.take_back(locked_id).await.unwrap();
        app.advance(DAY);
        let unknown = "ab".repeat(32);
        let told = refused(look(&app, &unknown, "").await);
        assert_eq!(told.0, "NOT_FOUND");
        for secret in [&over, &used, &trashed, &revoked, &locked, &String::new(), &"AB".repeat(32)] {
            for password in ["", "guess"] {
                assert_eq!(refused(look(&app, secret, password).await), told);
                assert_eq!(refused(begin(&app, secret, password).await), told);
            }
        }
        // Byte for byte, also where bytes are asked for.
        let answers = join_all([&over, &revoked, &unknown].map(|ticket| {
            let path = format!("/s/file?ticket={ticket}");
            let app = &app;
            async move { get(app, &path, None).await }
        })).await;
        assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 == StatusCode::NOT_FOUND));
    }

    async fn of_ten_at_once_three_get_the_three_downloads(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.put(None, "a", 5).await.unwrap();
        let secret = alice.link(NewLink { downloads_max: Some(3), ..link(file) }).await;
        let shared = app.shared();
        let tries = (0..10).map(|_| {
            let (app, secret) = (shared.clone(), secret.clone());
            tokio::spawn(async move {
                let key = Key { secret: &secret, password: "" };
                shares::begin_download(&app, &Visitor::default(), &key).await.is_ok()
            })
        });
        let got = join_all(tries).await.into_iter().filter(|outcome| *outcome.as_ref().unwrap()).count();
        assert_eq!(got, 3);
        assert_eq!(books::audited(&app, "link.download").await, 3);
        assert_eq!(reason(look(&app, &secret, "").await), "NOT_FOUND");
    }

    async fn a_password_comes_before_everything_and_is_not_guessed(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.put(None, "secret name.txt", 5).await.unwrap();
        let password = check(PASSWORD, &PersonalWords::default()).unwrap();
        let secret = alice.link(NewLink { password: Some(password), ..link(file) }).await;
        assert_eq!(look(&app, &secret, "").await.unwrap(), Seen::Locked);
        assert_eq!(reason(begin(&app, &secret, "").await), "INVALID_CREDENTIALS");
        assert!(matches!(look(&app, &secret, PASSWORD).await.unwrap(), Seen::Open(_)));
        let mut wrong = 0;
        while reason(look(&app, &secret, "wrong password, really").await) == "INVALID_CREDENTIALS" {
            wrong += 1;
            assert!(wrong < 20, "nobody is ever made to wait");
        }
        // Nor with the right one, while one waits; another link is not concerned.
        assert_eq!(reason(look(&app, &secret, PASSWORD).await), "THROTTLED");
        let other = alice.link(NewLink { password: Some(check(PASSWORD, &PersonalWords::default()).unwrap()), ..link(file) }).await;
        assert!(matches!(look(&app, &other, PASSWORD).await.unwrap(), Seen::Open(_)));
        let kept = db::sql(app.db.read(), "SELECT password_hash, link_digest FROM share", []);
        for row in db::ConnectionTrait::query_all_raw(app.db.read(), kept).await.unwrap() {
            assert!(db::text(&row, "password_hash").unwrap().starts_with("$argon2id$"));
            assert!(![&secret, &other].contains(&&db::text(&row, "link_digest").unwrap()));
        }
    }

    async fn a_link_stays_a_link_with_an_end(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.put(None, "a", 12 * MIB).await.unwrap();
        let secret = alice.link(link(file)).await;
        let id = shares::given(&app, &alice.member, None, Page::default()).await.unwrap().0[0].id;
        let terms = Terms { right: Right::Edit, life: None };
        let changed = shares::change(&app, &alice.member, id, terms).await.unwrap();
        assert_eq!((changed.right, changed.expires_at), (Right::View, Some(app.clock.now().plus(DAY * 7))));
        let terms = Terms { right: Right::View, life: Some(DAY * 30) };
        shares::change(&app, &alice.member, id, terms).await.unwrap();
        app.advance(DAY * 29);
        look(&app, &secret, "").await.unwrap();
        // What is under way ends with it.
        let path = begin(&app, &secret, "").await.unwrap();
        let mut body = ask(&app, Method::GET, &path, &[]).await.into_body().into_data_stream();
        body.next().await.unwrap().unwrap();
        alice.take_back(id).await.unwrap();
        let rest: Vec<_> = StreamExt::collect(body).await;
        assert!(rest.iter().any(Result::is_err), "the download went on to its end");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_made_by_members_and_held_by_anybody() {
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let file = alice.put(None, "a.html", 5).await.unwrap();
    let mut calls = LinkServiceClient::new(rpc::router(&app));
    let wish = |valid_days, downloads_max| MakeLinkRequest {
        id: file.to_string(),
        valid_days,
        downloads_max,
        ..Default::default()
    };
    for (valid_days, downloads_max) in [(366, 0), (-1, 0), (0, -1), (0, 10_001)] {
        let answer = calls.make_link(rpc::with_token(wish(valid_days, downloads_max), &alice.token)).await;
        assert_eq!(rpc::refusal(answer.map(drop)).0, Code::InvalidArgument);
    }
    assert_eq!(rpc::refusal(calls.make_link(wish(0, 0)).await.map(drop)).0, Code::Unauthenticated);
    let made = calls.make_link(rpc::with_token(wish(0, 0), &alice.token)).await.unwrap().into_inner();
    let secret = made.secret_address.split_once("/s#").unwrap().1.to_owned();
    let share = made.share.unwrap();
    assert_eq!((share.is_link, share.expires_at - share.created_at), (true, 7 * 24 * 60 * 60));
    let seen = calls.look_at_link(LookAtLinkRequest { secret: secret.clone(), ..Default::default() }).await;
    assert_eq!(seen.unwrap().into_inner().name, "a.html");
    let begun = calls.begin_link_download(BeginLinkDownloadRequest { secret, ..Default::default() }).await;
    let path = begun.unwrap().into_inner().secret_path;
    let response = ask(&app, Method::GET, &path, &[("cookie", "at=stolen")]).await;
    assert_eq!(response.status(), StatusCode::OK);
    let headers = response.headers();
    assert_eq!(text(headers, header::HeaderName::from_static("x-robots-tag")), "noindex");
    assert_eq!(text(headers, header::REFERRER_POLICY), "no-referrer");
    assert_eq!(text(headers, header::CONTENT_TYPE), "application/octet-stream");
    assert!(text(headers, header::CONTENT_DISPOSITION).starts_with("attachment"));
}
