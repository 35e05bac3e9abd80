//! `/metrics`: what it counts, who may read it, and that it names nobody.
use std::{net::SocketAddr, os::unix::fs::PermissionsExt};

use axum::body::Body;
use http::{Request, StatusCode};
use server::settings::Settings;

use crate::{
    ask::{INFO, PROFILE, empty_frame, get, native, send},
    on_both_engines,
    support::{TestApp, people},
};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

async fn page(app: &TestApp) -> String {
    let answer = send(app, get("/metrics"), Body::empty()).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    answer.text()
}

#[track_caller]
fn says(page: &str, line: &str) {
    assert!(page.lines().any(|said| said == line), "no line {line} in\n{page}");
}

on_both_engines! {
    async fn calls_space_nodes_and_work_are_counted(app: TestApp) {
        let before = page(&app).await;
        assert!(before.ends_with("# EOF\n") && !before.contains("GetProfile"), "{before}");
        people::enrolled(&app, "alice").await;
        app.cluster.stop_node(&app.cluster.nodes()[0].spec.name).await.unwrap();
        for path in [INFO, PROFILE, PROFILE, "/skyshard.nothing.v1.Nothing/Nothing"] {
            send(&app, native(path), empty_frame()).await;
        }
        let page = page(&app).await;
        let of = "service=\"skyshard.account.v1.AccountService\",method";
        says(&page, &format!("skyshard_rpc_ended_total{{{of}=\"GetServerInfo\",code=\"OK\"}} 1"));
        says(&page, &format!("skyshard_rpc_ended_total{{{of}=\"GetProfile\",code=\"UNAUTHENTICATED\"}} 2"));
        says(&page, &format!("skyshard_rpc_at_work{{{of}=\"GetProfile\"}} 0"));
        says(&page, &format!("skyshard_rpc_seconds_count{{{of}=\"GetProfile\"}} 2"));
        says(&page, &format!("skyshard_rpc_seconds_bucket{{le=\"+Inf\",{of}=\"GetProfile\"}} 2"));
        for line in [
            "skyshard_space_bytes{kind=\"capacity\"} 6000000000",
            "skyshard_space_bytes{kind=\"reserved\"} 1000000000",
            "skyshard_space_bytes{kind=\"used\"} 0",
            "skyshard_nodes{kind=\"serving\"} 4",
            "skyshard_nodes{kind=\"stopped\"} 1",
            "skyshard_chunks{kind=\"degraded\"} 0",
            "skyshard_uploads{kind=\"open\"} 0",
            "skyshard_throttles{kind=\"waiting\"} 0",
        ] {
            says(&page, line);
        }
        // What strangers make up gets no line of its own.
        assert!(!page.contains("Nothing"), "{page}");
    }
}

/// The words of a query that are names of ours.
fn names_in(query: &str) -> impl Iterator<Item = &str> {
    let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    query.split(move |c| !is_of_a_name(c)).filter(|word| word.starts_with("skyshard_"))
}

/// The values in quotes behind this label.
fn values_in<'a>(query: &'a str, label: &str) -> impl Iterator<Item = &'a str> {
    let behind = query.split(&[' ', '{'][..]).filter_map(move |word| word.strip_prefix(label));
    behind.filter_map(|word| word.split('"').nth(1)).flat_map(|values| values.split('|'))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_asks_for_nothing_that_is_not_there() {
    let app = TestApp::sqlite().await;
    send(&app, native(INFO), empty_frame()).await;
    let page = page(&app).await;
    let dashboard: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/grafana.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let queries: Vec<&str> = panels
        .iter()
        .flat_map(|panel| panel["targets"].as_array().unwrap())
        .map(|target| target["expr"].as_str().unwrap())
        .collect();
    assert!(queries.len() >= panels.len());
    let mut shown = std::collections::BTreeSet::new();
    for query in queries {
        assert!(names_in(query).count() > 0, "{query}");
        for name in names_in(query) {
            assert!(page.lines().any(|line| line.starts_with(&format!("{name}{{"))), "{name} of {query}");
            for kind in values_in(query, "kind") {
                says_of_kind(&page, name, kind);
            }
            shown.insert(name);
        }
    }
    // And it leaves nothing out.
    for (name, _) in page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' ')) {
        assert!(shown.iter().any(|shown| shown.starts_with(name)), "{name} is nowhere on the dashboard");
    }
}

#[track_caller]
fn says_of_kind(page: &str, name: &str, kind: &str) {
    let wanted = format!("{name}{{kind=\"{kind}\"}} ");
    assert!(page.lines().any(|line| line.starts_with(&wanted)), "no {wanted}in\n{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_number_names_anybody() {
    let app = TestApp::sqlite().await;
    let member = people::member(&app, "marguerite").await;
    send(&app, native(PROFILE).header("user-agent", "marguerites-phone/1"), empty_frame()).await;
    let page = page(&app).await;
    for personal in [
        "marguerite",
        "example.com",
        "127.0.0.1",
        &member.account().to_string(),
        &member.session().to_string(),
    ] {
        assert!(!page.contains(personal), "{personal} in\n{page}");
    }
    // The names of labels are these alone, so that no new one slips in unread.
    let names: std::collections::BTreeSet<&str> = page
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('{')?.1.split_once('}'))
        .flat_map(|(labels, _)| {
            labels.split(',').filter_map(|label| label.split_once('=')).map(|(name, _)| name)
        })
        .collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["code", "kind", "le", "method", "service"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_others_reach_the_server_only_the_token_opens_it() {
    let elsewhere: SocketAddr = "192.0.2.7:8080".parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, TOKEN).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let ask = async |app: &TestApp, authorization: &str| {
        let request =
            Request::get("/metrics").header("host", "localhost:8080").header("authorization", authorization);
        send(app, request, Body::empty()).await.status.as_u16()
    };
    let right = format!("Bearer {TOKEN}");
    for (origin, listen, without) in [
        (None, None, 200),
        (None, Some(elsewhere), 404),
        (Some("https://files.example.com".to_owned()), None, 404),
    ] {
        let change = |settings: &mut Settings| {
            settings.origin = origin.clone();
            settings.listen = listen.unwrap_or(settings.listen);
        };
        let app = TestApp::with(change).await;
        assert_eq!(ask(&app, &right).await, without, "{:?}", app.settings.listen);
        let app = TestApp::with(|settings| {
            change(settings);
            settings.metrics_token = Some(file.clone());
        })
        .await;
        for (authorization, status) in
            [(right.as_str(), 200), (&format!("{right}0"), 404), (TOKEN, 404), ("Bearer ", 404), ("", 404)]
        {
            assert_eq!(ask(&app, authorization).await, status, "{authorization:?}");
        }
    }
}
