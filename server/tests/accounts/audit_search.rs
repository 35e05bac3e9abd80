//! The audit trail as an admin searches it and takes it along (H1, SEC-50).
use std::time::Duration;

use proto::admin::{
    AuditFilter, AuditRecord, ExportAuditRequest, ExportFormat, ListAuditRequest, ListAuditResponse,
    SuspendAccountRequest, VerifyAuditRequest, audit_service_client::AuditServiceClient,
};
use server::{
    grpc::Services,
    service::audit::{self, Outcome},
};
use tonic::Code;

use crate::{
    administration::{admin, calls},
    on_both_engines,
    support::{
        TestApp,
        people::{self, member_of},
        rpc::{self, refusal},
    },
};

fn trail(app: &TestApp) -> AuditServiceClient<Services> {
    AuditServiceClient::new(app.calls())
}

async fn page(app: &TestApp, token: &str, filter: AuditFilter, before: i64, limit: i32) -> ListAuditResponse {
    let request = ListAuditRequest { filter: Some(filter), limit, before };
    trail(app).list_audit(rpc::with_token(request, token)).await.expect("listed").into_inner()
}

async fn found(app: &TestApp, token: &str, filter: AuditFilter) -> Vec<AuditRecord> {
    page(app, token, filter, 0, 1_000).await.records
}

async fn export(app: &TestApp, token: &str, filter: AuditFilter, format: ExportFormat) -> String {
    let request = ExportAuditRequest { filter: Some(filter), format: format.into(), before: 0 };
    trail(app).export_audit(rpc::with_token(request, token)).await.expect("exported").into_inner().text
}

fn of_user(user: &str) -> AuditFilter {
    AuditFilter { user: user.to_owned(), ..Default::default() }
}

/// Writes a row with this object, as a part of the server would.
async fn write(app: &TestApp, object: &str) {
    let tx = app.db.write().await.expect("a transaction");
    audit::record(&tx, "job:test", "test.write", object, Outcome::Success, app.clock.now());
    tx.commit().await.expect("committed");
}

on_both_engines! {
    async fn records_are_found_by_user_action_object_and_time(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        people::enrolled(&app, "bob").await;
        app.advance(Duration::from_secs(60));
        let then = app.clock.now().unix_seconds();
        let suspend = rpc::with_token(SuspendAccountRequest { username: "bob".to_owned() }, &root);
        calls(&app).suspend_account(suspend).await.expect("suspended");
        let id = member_of(&app, &alice).await.expect("signed in").account().to_string();

        let hers = found(&app, &root, of_user("Alice")).await;
        assert!(!hers.is_empty() && hers.iter().all(|it| it.actor == id || it.object == id));
        assert!(hers.iter().any(|it| it.actor_username == "alice"));
        assert_eq!(found(&app, &root, of_user(&id)).await, hers, "an account that is no more goes by its id");
        assert_eq!(found(&app, &root, of_user("nobody")).await, []);

        let roots = found(&app, &root, AuditFilter { action: "SUSPEND".to_owned(), ..of_user("root") }).await;
        let [record] = roots.as_slice() else { panic!("{roots:?}") };
        assert_eq!((record.actor_username.as_str(), record.action.as_str(), record.object_username.as_str()), ("root", "account.suspend", "bob"));
        assert!(!record.session_id.is_empty() && record.outcome == "success");

        write(&app, "50%_off").await;
        assert_eq!(found(&app, &root, AuditFilter { object: "0%_o".to_owned(), ..Default::default() }).await.len(), 1);
        assert_eq!(found(&app, &root, AuditFilter { object: "5_%".to_owned(), ..Default::default() }).await, [], "a wildcard is a letter");
        assert_eq!(found(&app, &root, of_user("job:test")).await.len(), 1);

        let late = found(&app, &root, AuditFilter { from: then, ..Default::default() }).await;
        assert_eq!(late.len(), 2);
        let early = found(&app, &root, AuditFilter { until: then, ..Default::default() }).await;
        assert_eq!(early.len() + late.len(), found(&app, &root, AuditFilter::default()).await.len());
    }

    async fn pages_follow_each_other_without_a_gap(app: TestApp) {
        let root = admin(&app).await;
        for count in 0..7 {
            write(&app, &count.to_string()).await;
        }
        let wanted = || AuditFilter { action: "test.".to_owned(), ..Default::default() };
        let mut objects = Vec::new();
        let mut before = 0;
        loop {
            let page = page(&app, &root, wanted(), before, 3).await;
            // Somebody writes meanwhile: the newer row is on no older page.
            write(&app, "new").await;
            objects.extend(page.records.into_iter().map(|it| it.object));
            before = page.next_before;
            if before == 0 {
                break;
            }
        }
        assert_eq!(objects, ["6", "5", "4", "3", "2", "1", "0"]);
    }

    async fn a_table_for_spreadsheets_has_no_formulas(app: TestApp) {
        let root = admin(&app).await;
        for object in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "a,\"b\"\nc"] {
            write(&app, object).await;
        }
        let wanted = || AuditFilter { action: "test.".to_owned(), ..Default::default() };
        let table = export(&app, &root, wanted(), ExportFormat::Csv).await;
        let mut lines = table.split("\r\n");
        assert_eq!(lines.next(), Some("\"sequence\",\"time\",\"actor\",\"actor_username\",\"session\",\"action\",\"object\",\"object_username\",\"outcome\",\"network\""));
        for field in ["\"'=HYPERLINK(\"\"http://x\"\")\"", "\"'+1\"", "\"'-1\"", "\"'@SUM(A1)\"", "\"'\t=1\"", "\"a,\"\"b\"\"\nc\""] {
            assert!(table.contains(&format!(",{field},")), "{field} in {table}");
        }
        assert!(table.contains("\"2027-01-15T08:00:00"), "{table}");
        let lines = export(&app, &root, wanted(), ExportFormat::JsonLines).await;
        let objects: Vec<String> = lines.lines().map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
            record["object"].as_str().expect("text").to_owned()
        }).collect();
        assert_eq!((objects.len(), objects[5].as_str()), (6, "=HYPERLINK(\"http://x\")"), "JSON is the truth to the letter");
        let taken = found(&app, &root, AuditFilter { action: "audit.export".to_owned(), ..Default::default() }).await;
        assert_eq!(taken.len(), 2, "who takes it along stands in it");
    }

    async fn an_export_in_parts_is_whole(app: TestApp) {
        let root = admin(&app).await;
        let tx = app.db.write().await.expect("a transaction");
        for count in 0..4_001 {
            audit::record(&tx, "job:test", "test.write", count, Outcome::Success, app.clock.now());
        }
        tx.commit().await.expect("committed");
        let filter = AuditFilter { action: "test.".to_owned(), ..Default::default() };
        let (mut text, mut before, mut parts) = (String::new(), 0, 0);
        loop {
            let request = ExportAuditRequest { filter: Some(filter.clone()), format: ExportFormat::Csv.into(), before };
            let part = trail(&app).export_audit(rpc::with_token(request, &root)).await.expect("exported").into_inner();
            text.push_str(&part.text);
            parts += 1;
            before = part.next_before;
            if before == 0 {
                break;
            }
        }
        assert_eq!((parts, text.lines().count()), (2, 4_002), "one header");
    }

    async fn the_trail_is_for_admins(app: TestApp) {
        let root = admin(&app).await;
        let alice = people::enrolled(&app, "alice").await;
        let verified = trail(&app).verify_audit(rpc::with_token(VerifyAuditRequest {}, &root)).await;
        let verified = verified.expect("walked").into_inner();
        assert!(verified.is_whole && verified.sentence.contains("unbroken"), "{}", verified.sentence);
        let denied = (Code::PermissionDenied, "MISSING_ROLE".to_owned());
        let list = trail(&app).list_audit(rpc::with_token(ListAuditRequest::default(), &alice)).await;
        assert_eq!(refusal(list), denied);
        let format = ExportFormat::Csv.into();
        let export = ExportAuditRequest { format, ..Default::default() };
        assert_eq!(refusal(trail(&app).export_audit(rpc::with_token(export, &alice)).await), denied);
        assert_eq!(refusal(trail(&app).verify_audit(rpc::with_token(VerifyAuditRequest {}, &alice)).await), denied);
        let nothing = trail(&app).export_audit(rpc::with_token(ExportAuditRequest::default(), &root)).await;
        assert_eq!(refusal(nothing).0, Code::InvalidArgument);
        let long = ListAuditRequest { limit: 1_001, ..Default::default() };
        assert_eq!(refusal(trail(&app).list_audit(rpc::with_token(long, &root)).await).0, Code::InvalidArgument);
    }
}
