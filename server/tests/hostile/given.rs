//! A third person and what two others share (C19, SEC-42): every call there is, with each id of it in each field that
//! takes an id, answers byte for byte as to an id that never was; found through the descriptors, so that a new call is
//! covered by itself.
use domain::policy::entry::Right;
use prost_reflect::{Kind, Value};
use server::{
    auth::Visitor,
    service::{
        drive,
        shares::{self, Recipient, Terms},
        upload,
    },
};

use crate::{
    calls::{self, Call},
    support::{
        TestApp,
        ask::{Answer, frame, get, native, send},
        people::{self, member_of},
    },
};

const NEVER: &str = "00112233445566778899aabbccddeeff";

/// What alice and bob share, and bob passed on: ids of a folder, a file, an upload, both shares.
async fn shared(app: &TestApp) -> Vec<String> {
    let alice = people::member(app, "alice").await;
    let bobs = people::member(app, "bob").await;
    people::member(app, "carol").await;
    let name = |text: &str| domain::file_name::FileName::parse(text).expect("a name");
    let folder = drive::create(app, &alice, None, &name("Given")).await.expect("made").id;
    let new = |called: &str| upload::NewUpload {
        name: name(called),
        parts: domain::upload::Parts::of(0).expect("no bytes"),
        sha256: None,
        parent: Some(folder),
        folders: Vec::new(),
        on_conflict: domain::upload::OnConflict::Refuse,
    };
    let done = upload::create(app, &alice, new("file")).await.expect("begun").id;
    let file = upload::complete(app, &alice, done, upload::Told::default()).await.expect("stored").file;
    let open = upload::create(app, &alice, new("open")).await.expect("begun").id;
    let who = |name: &str| Recipient::Name(domain::username::Username::parse(name).expect("a name"));
    let terms = |right| Terms { right, life: None };
    let (bob, carol) = (who("bob"), who("carol"));
    let visitor = Visitor::default();
    let given =
        shares::give(app, &alice, &visitor, (folder, &bob), terms(Right::Share)).await.expect("given");
    let passed =
        shares::give(app, &bobs, &visitor, (file, &carol), terms(Right::Edit)).await.expect("passed on");
    vec![folder.to_string(), file.to_string(), open.to_string(), given.id.to_string(), passed.id.to_string()]
}

fn takes_an_id(call: &Call) -> Vec<calls::Way> {
    let is_id = |name: &str| name == "id" || name == "ids" || name.ends_with("_id");
    let ways = call.ways(|kind| matches!(kind, Kind::String));
    ways.into_iter().filter(|way| is_id(way.field().name())).collect()
}

/// All that an answer says, without what is new in each: the id of the request, and ids of what was made.
fn told(answer: &Answer, id: &str) -> String {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id" && *name != "grpc-status-details-bin")
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    let status = (answer.status, answer.grpc_status);
    let body = if answer.grpc_status == Some(0) { String::new() } else { answer.text() };
    format!("{status:?} {headers:?} {body}").replace(id, "ID")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn to_a_third_person_what_is_shared_does_not_exist() {
    let app = TestApp::sqlite().await;
    let ids = shared(&app).await;
    let token = people::enrolled(&app, "mallory").await;
    let bearer = format!("Bearer {token}");
    let mut asked = 0;
    let ours = calls::all().into_iter().filter(|call| {
        call.path.starts_with("/skyshard.storage.v1.") || call.path.starts_with("/skyshard.cluster.v1.")
    });
    for call in ours {
        for way in takes_an_id(&call) {
            let message = call.plausible();
            let ask = async |id: &str| {
                let value = Value::String(id.to_owned());
                let request = native(&call.path).header("authorization", &bearer);
                let answer = send(&app, request, frame(0, &way.with(&message, value))).await;
                told(&answer, id)
            };
            let never = ask(NEVER).await;
            for id in &ids {
                assert_eq!(ask(id).await, never, "{} {}", call.path, way.name());
                asked += 1;
            }
        }
    }
    assert!(asked > 80, "too few calls take an id: {asked}");
    for place in ["download", "preview"] {
        let ask = async |id: &str| {
            let request = get(&format!("/api/files/{place}/{id}")).header("authorization", &bearer);
            told(&send(&app, request, Vec::new()).await, id)
        };
        let never = ask(NEVER).await;
        for id in &ids {
            assert_eq!(ask(id).await, never, "{place}");
        }
    }
    member_of(&app, &token).await.expect("still signed in");
}
