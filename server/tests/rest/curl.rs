//! The lines of docs/rest.md, as the real curl sends them to a real port. Where there is no curl they are not run.
use std::{collections::BTreeMap, net::SocketAddr, path::Path, process::Command};

use serde_json::Value;
use server::http::listen;

use crate::support::{TestApp, people};

const PAGE: &str = include_str!("../../../docs/rest.md");

/// The commands between fences, in their order.
fn lines() -> impl Iterator<Item = &'static str> {
    PAGE.lines().filter(|line| line.starts_with("curl "))
}

/// Runs a line in this folder; what it printed.
async fn run(line: &str, folder: &Path, variables: &BTreeMap<&str, String>) -> String {
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder).envs(variables);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}\n{told}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_of_the_page_do_what_they_say() {
    if Command::new("curl").arg("--version").output().is_err() {
        return;
    }
    let app = TestApp::sqlite().await;
    let port = listen::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let at = format!("http://localhost:{}", port.address().port());
    let server = tokio::spawn(listen::serve(port, app.port(), std::future::pending()));
    let folder = tempfile::tempdir().unwrap();
    let photo: Vec<u8> = (0..3_000_000_u64).map(|at| ((at * at) >> 7) as u8).collect();
    std::fs::write(folder.path().join("photo.jpg"), &photo).unwrap();
    let mut variables = BTreeMap::from([("AT", at)]);
    let mut run_lines = 0;
    for line in lines() {
        if line.contains("$OTP") {
            variables.insert("OTP", people::last_code(&app, "alice").await);
        }
        let answer = run(line, folder.path(), &variables).await;
        let answer: Value = serde_json::from_str(&answer).unwrap_or_default();
        for (member, variable) in [("session_id", "SESSION"), ("auth_token", "TOKEN"), ("file_id", "ID")] {
            if let Some(value) = answer[member].as_str() {
                variables.insert(variable, value.to_owned());
            }
        }
        run_lines += 1;
    }
    assert_eq!(run_lines, 14);
    let saved = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(saved("copy.jpg") == photo && saved("beginning.jpg") == photo[..100]);
    assert!(saved("as-it-was.jpg") == photo);
    server.abort();
}
