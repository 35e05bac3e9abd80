//! The search.
use std::{
    fs::{self, File},
    path::PathBuf,
};

use tempfile::TempDir;

use crate::{
    collector::Collector,
    life, postgres,
    search::{Canary, Place, places},
    support::{Server, serve},
};

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_where_it_must_not_be() {
    Life::on(None).look_through().await;
}

/// Only where there is one.
#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_a_postgres_where_it_must_not_be() {
    if let Some(database) = postgres::fresh().await {
        Life::on(Some(database)).look_through().await;
    }
}

/// What the collector of spans knows the server by.
const KNOWN_BY: &str = "a collected canary 4711";

/// A server that logs all it can say and tells of every call, and all that it leaves.
struct Life {
    data: TempDir,
    log: PathBuf,
    _elsewhere: TempDir,
    database: Option<String>,
    collector: Collector,
    server: Server,
}

impl Life {
    fn on(database: Option<String>) -> Self {
        let (data, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let log = elsewhere.path().join("log");
        let mut command = serve(data.path(), "127.0.0.1:0");
        command.env("SKYSHARD_LOG", "trace").stderr(File::create(&log).unwrap());
        let collector = Collector::start();
        command.args(["--otlp-endpoint", &collector.endpoint]);
        command.env("SKYSHARD_OTLP_HEADERS", format!("x-known-by={}", KNOWN_BY.replace(' ', "%20")));
        if let Some(database) = &database {
            command.args(["--database", database]);
        }
        Self { data, log, _elsewhere: elsewhere, database, collector, server: Server::of(command) }
    }

    async fn look_through(mut self) {
        let mut planted = life::live(&self.server.origin).await;
        let master = fs::read(self.data.path().join("master.key")).unwrap();
        planted.push(Canary::bytes("the master key", &master).may_be(Place::MasterKey));
        planted.push(Canary::text("what the collector knows it by", KNOWN_BY).may_be(Place::Collector));
        // While it runs, because a write-ahead log is merged at the end, and after that.
        let mut found = self.look(&planted).await;
        self.stop();
        found.extend(self.look(&planted).await);
        assert!(found.is_empty(), "{found:#?}");
        let text = fs::read_to_string(&self.log).unwrap();
        assert!(text.contains("TRACE") && text.contains("answered"), "the log says all it can say");
        let told = self.collector.kept();
        for span in ["skyshard.storage.v1.CloudStorageService/Login", "GET /s/file"] {
            assert!(told.contains(span), "the collector was told of {span}");
        }
        // Nothing is found by a search that finds nothing.
        let places = self.places().await;
        for known in planted.iter().filter(|canary| !canary.allowed.is_empty()) {
            let mut there = places.iter().filter(|(place, ..)| known.allowed.contains(place));
            assert!(there.any(|(_, _, text)| known.stands_in(text)), "{} is where it may be", known.what);
        }
    }

    async fn places(&self) -> Vec<(Place, String, String)> {
        let mut places = places(self.data.path(), &self.log);
        places.push((Place::Collector, "what the collector was sent".to_owned(), self.collector.kept()));
        if let Some(database) = &self.database {
            assert!(!places.iter().any(|(place, ..)| *place == Place::Database), "it is elsewhere");
            places.extend(postgres::places(database).await);
        }
        places
    }

    async fn look(&self, planted: &[Canary]) -> Vec<String> {
        let mut found = Vec::new();
        for (place, name, text) in self.places().await {
            for canary in planted.iter().filter(|canary| !canary.allowed.contains(&place)) {
                if canary.stands_in(&text) {
                    found.push(format!("{} in {name}", canary.what));
                }
            }
        }
        found
    }

    /// Lets it drain, as Ctrl-C does.
    fn stop(&mut self) {
        let id = rustix::process::Pid::from_child(&self.server.child);
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        assert!(self.server.child.wait().unwrap().success());
    }
}
