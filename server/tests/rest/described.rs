//! The description says what is so: every route is in it, everything in it answers, and real answers fit its schemas.
use std::collections::BTreeSet;

use axum::body::Body;
use domain::skillshare::TimeZone;
use http::{Request, StatusCode};
use serde_json::{Value, json};
use server::zones::zoned;

use crate::{
    form,
    lesson::{FRAME, at, stage},
    program::{Answer, Program, member, stranger},
    support::{TestApp, people},
};

const DOCUMENT: &str = "/api/openapi.json";
const NOBODYS: &str = "00000000000000000000000000000000";

async fn document(program: &Program) -> Value {
    let answer = program.get(DOCUMENT).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    answer.json()
}

/// Path, method and what is told of it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, told) in methods.as_object().unwrap() {
            operations.push((path.clone(), method.to_uppercase(), told.clone()));
        }
    }
    operations
}

/// Whatever a schema does not name is refused, so that an answer that grows does not go unnoticed.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") {
                members.insert("additionalProperties".to_owned(), json!(false));
            }
            members.values_mut().for_each(strict);
        }
        Value::Array(items) => items.iter_mut().for_each(strict),
        _ => {}
    }
}

/// The answer fits what is told of the operation.
#[track_caller]
fn fits(document: &Value, operation: &str, answer: &Answer) {
    let found = operations(document).into_iter().find(|(.., told)| told["operationId"] == operation);
    let (.., told) = found.unwrap_or_else(|| panic!("{operation} is not described"));
    let status = answer.status.as_str();
    let response = told["responses"].get(status).unwrap_or(&told["responses"]["default"]);
    let media_type = answer.header("content-type").split(';').next().unwrap();
    let content = response["content"].get(media_type);
    let schema =
        &content.unwrap_or_else(|| panic!("{operation} {status}: {media_type} is not described"))["schema"];
    let mut root = json!({ "allOf": [schema], "components": document["components"] });
    strict(&mut root["components"]["schemas"]);
    let validator = jsonschema::options().should_validate_formats(true).build(&root).unwrap();
    let body = answer.json();
    let faults: Vec<String> =
        validator.iter_errors(&body).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{operation} {status}: {faults:?} in {body}");
}

#[tokio::test]
async fn the_document_is_openapi_3_1_and_whole() {
    let app = TestApp::sqlite().await;
    let document = document(&stranger(&app)).await;
    assert_eq!(document["openapi"], "3.1.0");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for schema in schemas.values() {
        jsonschema::meta::validate(schema).unwrap();
    }
    // Every schema is referred to, and every reference leads somewhere.
    let text = document.to_string();
    let mut referred = BTreeSet::new();
    for piece in text.split("\"#/components/schemas/").skip(1) {
        referred.insert(piece.split('"').next().unwrap().to_owned());
    }
    let named: BTreeSet<String> = schemas.keys().cloned().collect();
    assert_eq!(referred, named);
    let operations = operations(&document);
    let names: BTreeSet<String> =
        operations.iter().map(|(.., told)| told["operationId"].to_string()).collect();
    assert_eq!(names.len(), operations.len(), "each has a name of its own");
}

/// Those of `rest` are described where they are added; here are the others, read from the sources.
#[tokio::test]
async fn every_route_is_described() {
    let app = TestApp::sqlite().await;
    let document = document(&stranger(&app)).await;
    let described: BTreeSet<String> = operations(&document).into_iter().map(|(path, ..)| path).collect();
    let mut routes = BTreeSet::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source: String = std::fs::read_to_string(path).unwrap().split_whitespace().collect();
        routes.extend(source.split(".route(\"").skip(1).map(|it| it.split('"').next().unwrap().to_owned()));
    }
    assert!(routes.contains("/api/files/download/{id}") && routes.contains("/healthz"), "{routes:?}");
    let missing: Vec<_> = routes.difference(&described).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_described_answers_whom_it_says() {
    let app = TestApp::sqlite().await;
    let (alice, nobody) = (member(&app, "alice").await, stranger(&app));
    let document = document(&nobody).await;
    for (path, method, told) in operations(&document) {
        let filled = path.replace("{id}", NOBODYS).replace("{file}", &format!("{NOBODYS}.ics"));
        let request = || {
            let json = told["requestBody"]["content"].get("application/json").is_some();
            let media_type = if json { "application/json" } else { "text/plain" };
            Request::builder()
                .method(method.as_str())
                .uri(&filled)
                .header("accept", "application/json")
                .header("content-type", media_type)
        };
        let needs_token = !told["security"].as_array().unwrap().is_empty();
        let unsigned = nobody.send(request(), Body::empty()).await;
        assert_eq!(unsigned.status == StatusCode::UNAUTHORIZED, needs_token, "{method} {path}: {unsigned:?}");
        assert_ne!(unsigned.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        let text = String::from_utf8_lossy(&unsigned.body).into_owned();
        assert!(!text.starts_with("There is nothing at this address"), "{method} {path}");
        let problems = told["responses"]["default"]["content"].get("application/problem+json").is_some();
        if unsigned.status.is_client_error() {
            let is_problem = unsigned.header("content-type") == "application/problem+json";
            assert_eq!(is_problem, problems, "{method} {path}: {unsigned:?}");
        }
        if needs_token && path != "/api/auth/logout" {
            let signed = alice.send(request(), Body::empty()).await;
            assert_ne!(signed.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_about_accounts_fit() {
    let app = TestApp::sqlite().await;
    let mut program = stranger(&app);
    let document = document(&program).await;
    let wish = json!({ "username": "alice", "email": "alice@example.com", "password": people::PASSWORD });
    fits(&document, "register", &program.post("/register", wish.clone()).await);
    fits(&document, "register", &program.post("/register", json!({ "username": "a" })).await);
    let proof = json!({ "email": "alice@example.com", "otp": people::last_code(&app, "alice").await });
    fits(&document, "verifyEmail", &program.post("/api/auth/verify-email", proof).await);
    let wrong = json!({ "username": "alice", "password": "something else entirely" });
    fits(&document, "login", &program.post("/api/auth/login", wrong).await);
    let sign_in = json!({ "username": "alice", "password": people::PASSWORD });
    let awaited = program.post("/api/auth/login", sign_in).await;
    fits(&document, "login", &awaited);
    let proof = json!({
        "session_id": awaited.json()["session_id"],
        "otp": people::last_code(&app, "alice").await,
    });
    let signed_in = program.post("/api/auth/verify-otp", proof).await;
    fits(&document, "verifyOtp", &signed_in);
    program.token = signed_in.json()["auth_token"].as_str().unwrap().to_owned();
    fits(&document, "userInfo", &program.get("/api/user/info").await);
    fits(&document, "logout", &program.post("/api/auth/logout", json!({})).await);
    fits(&document, "userInfo", &program.get("/api/user/info").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_about_files_and_nodes_fit() {
    let app = TestApp::sqlite().await;
    let alice = member(&app, "alice").await;
    let document = document(&alice).await;
    let stored = alice.form("/api/files/upload", form::file("a", b"abc")).await;
    fits(&document, "uploadFile", &stored);
    fits(&document, "uploadFile", &alice.form("/api/files/upload", form::file("a", b"abc")).await);
    fits(&document, "listFiles", &alice.get("/api/files/list").await);
    fits(&document, "listFiles", &alice.get("/api/files/list?limit=-1").await);
    let id = stored.json()["file_id"].as_str().unwrap().to_owned();
    fits(&document, "replicateFile", &alice.post(&format!("/api/files/replicate/{id}"), json!({})).await);
    fits(&document, "deleteFile", &alice.delete(&format!("/api/files/delete/{id}")).await);
    fits(&document, "deleteFile", &alice.delete(&format!("/api/files/delete/{id}")).await);
    let nodes = Request::get("/nodes").header("accept", "application/json");
    fits(&document, "listNodes", &alice.send(nodes, "").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_about_lessons_fit() {
    let app = TestApp::sqlite().await;
    let stage = stage(&app, FRAME).await;
    let bob = member(&app, "bob").await;
    let document = document(&bob).await;
    let (lessons, course) = ("/api/skillshare", stage.course.to_string());
    fits(&document, "listTeachers", &bob.get(&format!("{lessons}/teachers")).await);
    let courses = bob.get(&format!("{lessons}/courses?zone=Asia/Tokyo")).await;
    fits(&document, "listCourses", &courses);
    fits(&document, "listCourses", &bob.get(&format!("{lessons}/courses?zone=Mars")).await);
    let teacher = courses.json()["courses"][0]["teacher_id"].as_str().unwrap().to_owned();
    fits(&document, "teacher", &bob.get(&format!("{lessons}/teachers/{teacher}")).await);
    fits(&document, "course", &bob.get(&format!("{lessons}/courses/{course}")).await);
    fits(&document, "listSlots", &bob.get(&format!("{lessons}/courses/{course}/slots?days=9")).await);
    let starts_at = |hours| zoned(at(hours), &TimeZone::UTC).timestamp().to_string();
    let wish = json!({ "course_id": course, "starts_at": starts_at(0) });
    let booked = bob.post(&format!("{lessons}/booking"), wish.clone()).await;
    fits(&document, "book", &booked);
    let carol = member(&app, "carol").await;
    let taken = carol.post(&format!("{lessons}/booking"), wish).await;
    assert_eq!(taken.problem(409), "SLOT_TAKEN");
    fits(&document, "book", &taken);
    fits(&document, "listBookings", &bob.get(&format!("{lessons}/bookings")).await);
    let booking = format!("{lessons}/bookings/{}", booked.json()["booking_id"].as_str().unwrap());
    fits(&document, "booking", &bob.get(&booking).await);
    let moved = bob.post(&format!("{booking}/move"), json!({ "starts_at": starts_at(3) })).await;
    assert_eq!(moved.status, StatusCode::OK, "{moved:?}");
    fits(&document, "moveBooking", &moved);
    fits(&document, "cancelBooking", &bob.delete(&booking).await);
}

#[tokio::test]
async fn the_page_is_plain_and_obeys_the_policy() {
    let app = TestApp::sqlite().await;
    let nobody = stranger(&app);
    // A browser that is signed in sends its cookies with everything; they must not be in the way.
    let by_browser = |path: &str| {
        Request::get(path)
            .header("cookie", "at=x")
            .header("sec-fetch-site", "none")
            .header("accept", "text/html")
    };
    let page = nobody.send(by_browser("/api/docs"), "").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("style-src 'self'"), "{policy}");
    let text = String::from_utf8(page.body).unwrap();
    for inline in ["<script", "<style", " style=", " onclick=", "http://", "https://"] {
        assert!(!text.contains(inline), "{inline}");
    }
    for (path, ..) in operations(&document(&nobody).await) {
        assert!(text.contains(&format!("<code>{path}</code>")), "{path}");
    }
    let style = nobody.send(by_browser("/api/docs/style.css"), "").await;
    assert_eq!((style.status, style.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
    assert!(String::from_utf8(style.body).unwrap().contains("--accent:"));
}
