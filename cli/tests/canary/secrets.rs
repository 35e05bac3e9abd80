//! The search.
use std::{
    fs::{self, File},
    path::Path,
};

use tempfile::TempDir;

use crate::{
    life,
    search::{Canary, Place, places},
    support::{Server, serve},
};

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_where_it_must_not_be() {
    let (data, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let log = elsewhere.path().join("log");
    let mut server = start(data.path(), &log);
    let mut planted = life::live(&server.origin).await;
    let master = fs::read(data.path().join("master.key")).unwrap();
    planted.push(Canary::bytes("the master key", &master).may_be(Place::MasterKey));
    // While it runs, because a write-ahead log is merged at the end, and after that.
    let mut found = look(&planted, data.path(), &log);
    stop(&mut server);
    found.extend(look(&planted, data.path(), &log));
    assert!(found.is_empty(), "{found:#?}");
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.contains("TRACE") && text.contains("answered"), "the log says all it can say");
    // Nothing is found by a search that finds nothing.
    for known in planted.iter().filter(|canary| !canary.allowed.is_empty()) {
        let mut there =
            places(data.path(), &log).into_iter().filter(|(place, ..)| known.allowed.contains(place));
        assert!(there.any(|(_, _, text)| known.stands_in(&text)), "{} is where it may be", known.what);
    }
}

/// A server that logs all it can say.
fn start(data: &Path, log: &Path) -> Server {
    let mut command = serve(data, "127.0.0.1:0");
    command.env("SKYSHARD_LOG", "trace").stderr(File::create(log).unwrap());
    Server::of(command)
}

/// Lets it drain, as Ctrl-C does.
fn stop(server: &mut Server) {
    let id = rustix::process::Pid::from_child(&server.child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    assert!(server.child.wait().unwrap().success());
}

fn look(planted: &[Canary], data: &Path, log: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for (place, name, text) in places(data, log) {
        for canary in planted.iter().filter(|canary| !canary.allowed.contains(&place)) {
            if canary.stands_in(&text) {
                found.push(format!("{} in {name}", canary.what));
            }
        }
    }
    found
}
