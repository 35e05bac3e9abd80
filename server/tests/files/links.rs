//! Links: who holds one looks and downloads until it ends; everybody else, and everything else, is answered alike.
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use domain::{
    file_name::FileName,
    id::FileId,
    limits::ALLOCATION_BYTES,
    page::Page,
    password::{PersonalWords, check},
    policy::entry::Right,
    upload::Parts,
};
use futures::{StreamExt, future::join_all};
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use proto::storage::{
    BeginLinkDownloadRequest, LookAtLinkRequest, MakeLinkRequest, link_service_client::LinkServiceClient,
};
use server::{
    auth::Visitor,
    db,
    service::{
        ServiceError,
        shares::{self, Key, LinkSender, NewLink, Seen, Shown, Terms, Use},
        upload::StreamUpload,
    },
};
use tonic::Code;
use tower::ServiceExt;

use crate::{
    books,
    downloads_by_http::{ask, text},
    on_both_engines,
    owner::{MIB, Owner, content, owner, reason, refused},
    support::{TestApp, people::PASSWORD, rpc},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub fn link(entry: FileId) -> NewLink {
    NewLink { entry, life: DAY * 7, password: None, downloads_max: None, takes_uploads: false }
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
    let key = Key { secret, password };
    let ticket = shares::begin(app, &Visitor::default(), &key, Use::Download).await?;
    Ok(format!("/s/file?ticket={}", ticket.as_str()))
}

async fn begin_upload(app: &TestApp, secret: &str) -> Result<String, ServiceError> {
    let key = Key { secret, password: "" };
    let ticket = shares::begin(app, &Visitor::default(), &key, Use::Upload).await?;
    Ok(format!("/s/upload?ticket={}", ticket.as_str()))
}

async fn post(app: &TestApp, path: &str, bytes: &Bytes, site: &str) -> (StatusCode, String) {
    let request = Request::post(path).header("host", "localhost:8080").header("sec-fetch-site", site);
    let request = request.header("cookie", "at=whose").body(Body::from(bytes.clone())).unwrap();
    let answer = app.port().oneshot(request).await.unwrap();
    let status = answer.status();
    let words = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&words).into_owned())
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
        let shown = Shown {
            name: "beach.txt".to_owned(),
            is_file: true,
            takes_uploads: false,
            bytes: MIB as u64 + 9,
            expires_at: Some(app.clock.now().plus(DAY * 7)),
        };
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
        let password = || Some(check(PASSWORD, &PersonalWords::default()).unwrap());
        let locked = alice.link(NewLink { password: password(), ..link(file) }).await;
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

    async fn by_a_link_for_uploads_things_are_put_and_nothing_is_seen(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let folder = alice.mkdir(None, "Homework").await.unwrap();
        alice.put(Some(folder), "a.txt", 5).await.unwrap();
        let secret = alice.link(NewLink { takes_uploads: true, downloads_max: Some(4), ..link(folder) }).await;
        let Seen::Open(shown) = look(&app, &secret, "").await.unwrap() else { panic!("it is not locked") };
        assert_eq!((shown.name.as_str(), shown.bytes, shown.takes_uploads), ("Homework", 0, true));
        assert_eq!(reason(begin(&app, &secret, "").await), "NOT_FOUND");
        let before = alice.balance().await.used;
        let path = begin_upload(&app, &secret).await.unwrap();
        let sent = content(5, MIB + 3);
        let (status, words) = post(&app, &format!("{path}&name=a.txt"), &sent, "same-origin").await;
        assert_eq!((status, words.ends_with("as a.txt.\n")), (StatusCode::CREATED, true), "{words}");
        assert_eq!(alice.tree().await, ["Homework/", "Homework/a (2).txt", "Homework/a.txt"]);
        assert_eq!(alice.balance().await.used, before + MIB as u64 + 3);
        let put = alice.list().await.into_iter().find(|file| file.name == "a (2).txt").unwrap();
        assert_eq!(alice.versions(put.id).await[0].made_by, None, "nobody with an account");
        // Nothing comes back by its ticket, which has ended.
        assert_eq!(get(&app, &path.replace("upload", "file"), None).await.0, StatusCode::NOT_FOUND);
        assert_eq!(post(&app, &format!("{path}&name=b"), &sent, "same-origin").await.0, StatusCode::NOT_FOUND);
        // No other site sends anything, and no path is a name.
        let path = begin_upload(&app, &secret).await.unwrap();
        assert_eq!(post(&app, &format!("{path}&name=b"), &sent, "cross-site").await.0, StatusCode::FORBIDDEN);
        for name in ["..%2Fb", "", "a%00b"] {
            let (status, _) = post(&app, &format!("{path}&name={name}"), &sent, "same-origin").await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{name}");
        }
        // What does not fit is refused, and what was taken back meanwhile stores nothing.
        let id = shares::given(&app, &alice.member, None, Page::default()).await.unwrap().0[0].id;
        alice.take_back(id).await.unwrap();
        assert_eq!(post(&app, &format!("{path}&name=b"), &sent, "same-origin").await.0, StatusCode::NOT_FOUND);
        assert_eq!(alice.ls(Some(folder)).await.unwrap().entries.len(), 2);
        let file = alice.put(None, "no folder", 1).await.unwrap();
        let wrong = NewLink { takes_uploads: true, ..link(file) };
        assert_eq!(reason(shares::make_link(&app, &alice.member, wrong).await.map(drop)), "INVALID_ARGUMENT");
        assert_eq!((books::audited(&app, "link.upload").await, books::audited(&app, "file.upload").await), (2, 3));
        books::check(&app).await;
    }

    async fn an_upload_that_is_under_way_ends_with_its_link(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let folder = alice.mkdir(None, "Homework").await.unwrap();
        let secret = alice.link(NewLink { takes_uploads: true, ..link(folder) }).await;
        let path = begin_upload(&app, &secret).await.unwrap();
        let ticket = path.split_once('=').unwrap().1;
        let sender = LinkSender::admitted(&app, &Visitor::default(), ticket).await.unwrap();
        let name = FileName::parse("a").unwrap();
        let big = Some(Parts::of(2 * ALLOCATION_BYTES).unwrap());
        let refusal = refused(StreamUpload::begin_by_link(&app.shared(), &sender, name.clone(), big).await.map(drop));
        assert!(refusal.1.starts_with("Its owner has no room"), "{refusal:?}");
        let mut stream = StreamUpload::begin_by_link(&app.shared(), &sender, name, None).await.unwrap();
        stream.push(content(1, 100)).await.unwrap();
        let id = shares::given(&app, &alice.member, None, Page::default()).await.unwrap().0[0].id;
        alice.take_back(id).await.unwrap();
        assert_eq!(reason(stream.finish().await), "NOT_FOUND");
        assert!(alice.ls(Some(folder)).await.unwrap().entries.is_empty());
        assert_eq!(alice.balance().await.in_flight, 0);
        books::check(&app).await;
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
                shares::begin(&app, &Visitor::default(), &key, Use::Download).await.is_ok()
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
        let password = check(PASSWORD, &PersonalWords::default()).unwrap();
        let other = alice.link(NewLink { password: Some(password), ..link(file) }).await;
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
    let mut calls = LinkServiceClient::new(app.calls());
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

#[tokio::test(flavor = "multi_thread")]
async fn looking_by_a_link_counts_once_and_shows_what_can_do_nothing() {
    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    let app = TestApp::sqlite().await;
    let alice = owner(&app, "alice").await;
    let mut calls = LinkServiceClient::new(app.calls());
    let mut looked = async |name: &str, content: &[u8]| {
        let file = alice.store(name, &Bytes::copy_from_slice(content)).await.unwrap().file;
        let secret = alice.link(NewLink { downloads_max: Some(1), ..link(file) }).await;
        let request = BeginLinkDownloadRequest { secret, preview: true, ..Default::default() };
        let begun = calls.begin_link_download(request.clone()).await.unwrap().into_inner();
        // That was the only one.
        assert_eq!(rpc::refusal(calls.begin_link_download(request).await.map(drop)).0, Code::NotFound);
        begun
    };
    let picture = looked("dot.gif", GIF).await;
    assert_eq!(picture.preview.as_ref().unwrap().media_type, "image/gif");
    for _ in 0..2 {
        let shown = ask(&app, Method::GET, &picture.secret_preview_path, &[("cookie", "at=stolen")]).await;
        assert_eq!(
            (shown.status(), text(shown.headers(), header::CONTENT_TYPE)),
            (StatusCode::OK, "image/gif")
        );
        let policy = text(shown.headers(), header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("sandbox; default-src 'none'") && !policy.contains("script"), "{policy}");
        assert_eq!(shown.into_body().collect().await.unwrap().to_bytes(), GIF);
    }
    assert!(get(&app, &picture.secret_path, None).await == (StatusCode::OK, GIF.to_vec()));
    let page = looked("page.html", b"<script>alert(1)</script>").await;
    let preview = page.preview.unwrap();
    assert_eq!(
        (preview.media_type.as_str(), preview.text.as_str()),
        ("text/plain", "<script>alert(1)</script>")
    );
    assert_eq!(get(&app, &page.secret_preview_path, None).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(get(&app, "/s/preview?ticket=never", None).await.0, StatusCode::NOT_FOUND);
    // Of a folder, and of what was not asked for, nothing is told.
    let folder = alice.mkdir(None, "Photos").await.unwrap();
    let secret = alice.link(link(folder)).await;
    let request = BeginLinkDownloadRequest { secret, preview: true, ..Default::default() };
    let begun = calls.begin_link_download(request).await.unwrap().into_inner();
    assert!(begun.preview.is_none() && begun.secret_preview_path.is_empty());
    let ticket = begun.secret_path.replace("/s/file", "/s/preview");
    assert_eq!(get(&app, &ticket, None).await.0, StatusCode::NOT_FOUND);
}
