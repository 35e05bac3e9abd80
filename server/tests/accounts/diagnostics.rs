//! Whether the server is well, and what may be shown to somebody who helps (H5).
use std::time::Duration;

use proto::admin::{
    Check, GetOverviewRequest, GetSupportBundleRequest, ProbeStreamRequest, RunChecksRequest, Verdict,
    diagnostics_service_client::DiagnosticsServiceClient,
};
use server::{
    db,
    grpc::Services,
    service::audit::{self, Outcome},
};
use tonic::Code;

use crate::{
    administration::admin,
    flow::{log_in, native, signed_in},
    on_both_engines,
    support::{
        TestApp,
        people::{self, member_of},
        rpc::{self, refusal},
    },
};

/// What an operator and a member might have typed, and nobody else may read.
const CANARIES: [&str; 8] = [
    "canarypassword",
    "canaryhost",
    "canarymail",
    "canaryfolder",
    "canaryname",
    "canaryfile",
    "canarynote",
    "203.0.113",
];

fn calls(app: &TestApp) -> DiagnosticsServiceClient<Services> {
    DiagnosticsServiceClient::new(app.calls())
}

async fn checks(app: &TestApp, token: &str) -> Vec<Check> {
    let run = calls(app).run_checks(rpc::with_token(RunChecksRequest {}, token)).await.expect("run");
    assert_eq!(run.get_ref().server_millis, app.clock.now().micros() / 1_000);
    run.into_inner().checks
}

async fn check(app: &TestApp, token: &str, name: &str) -> (Verdict, String) {
    let found = checks(app, token).await.into_iter().find(|it| it.name == name).expect(name);
    (found.verdict(), found.sentence)
}

async fn answers(app: &TestApp, token: &str) -> Vec<(String, Verdict, String)> {
    let answered = calls(app).get_overview(rpc::with_token(GetOverviewRequest {}, token)).await;
    let answers = answered.expect("answered").into_inner().answers;
    answers.into_iter().map(|it| (it.question.clone(), it.verdict(), it.sentence)).collect()
}

async fn bundle(app: &TestApp, token: &str) -> String {
    let made = calls(app).get_support_bundle(rpc::with_token(GetSupportBundleRequest {}, token)).await;
    made.expect("made").into_inner().text
}

on_both_engines! {
    async fn a_fresh_server_is_well_but_for_its_test_mode(app: TestApp) {
        let root = admin(&app).await;
        let found = checks(&app, &root).await;
        let names: Vec<&str> = found.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["clock", "mail", "encryption", "disk", "database", "ledger", "nodes", "content", "audit"]);
        for check in found.iter().filter(|it| it.name != "disk") {
            let expected = if check.name == "mail" { Verdict::Warning } else { Verdict::Good };
            assert_eq!(check.verdict(), expected, "{}: {}", check.name, check.sentence);
            assert_eq!(check.advice.is_empty(), expected == Verdict::Good, "{}", check.name);
        }
    }

    async fn what_is_wrong_is_found(app: TestApp) {
        let root = admin(&app).await;
        let tx = app.db.write().await.expect("a transaction");
        let ahead = app.clock.now().plus(Duration::from_secs(7_200));
        audit::record(&tx, "job:test", "test.write", "x", Outcome::Success, ahead);
        db::pool::reserve(&tx, 7).await.expect("written");
        tx.commit().await.expect("committed");
        let (verdict, sentence) = check(&app, &root, "clock").await;
        assert_eq!((verdict, sentence.contains("2 h behind")), (Verdict::Bad, true), "{sentence}");
        let (verdict, sentence) = check(&app, &root, "ledger").await;
        assert_eq!((verdict, sentence.contains("promised 1000000007 B")), (Verdict::Bad, true), "{sentence}");
        app.unopened.note();
        let (verdict, sentence) = check(&app, &root, "content").await;
        assert_eq!((verdict, sentence.as_str()), (Verdict::Bad, "1 part of files read since the start did not open."));
        app.cluster.stop_node(&app.cluster.nodes()[0].spec.name).await.expect("stopped");
        assert_ne!(check(&app, &root, "nodes").await.0, Verdict::Good);
        let (question, verdict, _) = answers(&app, &root).await.remove(0);
        assert_eq!((question.as_str(), verdict), ("health", Verdict::Bad), "the worst of all checks");
    }

    async fn the_four_questions_are_answered(app: TestApp) {
        let root = admin(&app).await;
        let told = answers(&app, &root).await;
        let questions: Vec<&str> = told.iter().map(|(question, ..)| question.as_str()).collect();
        assert_eq!(questions, ["health", "space", "locked_out", "to_do"]);
        assert!(told[1].2.starts_with("5 seats free: 5 GB of 6 GB."), "{}", told[1].2);
        assert_eq!(told[2].2, "Nobody waits after wrong passwords.");
        assert_eq!(told[3].2, "Nothing waits for you.");
        let alice = people::enrolled(&app, "alice").await;
        let ask = proto::account::RequestSpaceRequest { note: String::new() };
        rpc::account(&app).request_space(rpc::with_token(ask, &alice)).await.expect("asked");
        people::registered(&app, "bob").await;
        for _ in 0..6 {
            log_in(&app, "bob", "wrong violet kettle", native()).await.expect_err("wrong");
        }
        let told = answers(&app, &root).await;
        assert_eq!((told[2].1, told[2].2.as_str()), (Verdict::Warning, "1 place waits after wrong passwords."));
        assert_eq!((told[3].1, told[3].2.as_str()), (Verdict::Warning, "1 request for more space."));
    }

    async fn a_stream_beats_three_times(app: TestApp) {
        let root = admin(&app).await;
        let mut beats = calls(&app).probe_stream(rpc::with_token(ProbeStreamRequest {}, &root)).await.expect("begun").into_inner();
        let mut numbers = Vec::new();
        while let Some(beat) = beats.message().await.expect("it goes on") {
            numbers.push(beat.number);
        }
        assert_eq!(numbers, [1, 2, 3]);
    }

    async fn diagnostics_are_for_admins(app: TestApp) {
        let alice = people::enrolled(&app, "alice").await;
        let denied = (Code::PermissionDenied, "MISSING_ROLE".to_owned());
        assert_eq!(refusal(calls(&app).run_checks(rpc::with_token(RunChecksRequest {}, &alice)).await), denied);
        assert_eq!(refusal(calls(&app).get_overview(rpc::with_token(GetOverviewRequest {}, &alice)).await), denied);
        let bundle = calls(&app).get_support_bundle(rpc::with_token(GetSupportBundleRequest {}, &alice)).await;
        assert_eq!(refusal(bundle), denied);
        let probe = calls(&app).probe_stream(rpc::with_token(ProbeStreamRequest {}, &alice)).await.map(|_| ());
        assert_eq!(refusal(probe), denied);
    }
}

/// Names, addresses and secrets everywhere that somebody can write one.
async fn with_canaries() -> (TestApp, String) {
    let app = TestApp::with(|settings| {
        settings.smtp = Some("smtp://canarymail:canarypassword@mail.canaryhost.example:587".to_owned());
        settings.origin = Some("https://files.canaryhost.example".to_owned());
        settings.trusted_proxies = vec!["203.0.113.0/24".parse().expect("a network")];
        settings.audit_checkpoints = Some(settings.data.join("canaryfolder").join("checkpoints"));
    })
    .await;
    let root = admin(&app).await;
    people::registered(&app, "canaryname").await;
    let token = signed_in(&app, "canaryname").await.auth_token;
    let ask = proto::account::RequestSpaceRequest { note: "canarynote".to_owned() };
    rpc::account(&app).request_space(rpc::with_token(ask, &token)).await.expect("asked");
    let tx = app.db.write().await.expect("a transaction");
    audit::record(&tx, "job:test", "test.write", "canaryfile.pdf", Outcome::Success, app.clock.now());
    tx.commit().await.expect("committed");
    (app, root)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_support_bundle_tells_of_nobody() {
    let (app, root) = with_canaries().await;
    let text = bundle(&app, &root).await;
    let folder = app.folder().display().to_string();
    let canary = member_of(&app, &root).await.expect("signed in").account().to_string();
    let secrets = CANARIES.into_iter().chain([folder.as_str(), "root", canary.as_str(), "@", "192.168."]);
    for secret in secrets {
        assert!(!text.to_lowercase().contains(secret), "{secret} in {text}");
    }
    let bundle: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(bundle["settings"]["smtp_is_set"], true);
    assert_eq!(bundle["sizes"]["accounts"], 2);
    assert_eq!(bundle["pool"]["requests_open"], 1);
    assert_eq!(bundle["actions"]["test.write"], 1);
    assert_eq!(bundle["checks"].as_array().map(Vec::len), Some(9));
    let counts = db::audit::count_by_action(app.db.read()).await.expect("read");
    assert_eq!(counts.get("support.bundle"), Some(&1), "who made it stands in the trail");
}
