//! Names are data (SEC-33, SEC-34): kept as given, compared without case, never part of a path.
use std::{fs, path::Path};

use domain::file_name::FileName;

use crate::{
    on_both_engines,
    owner::{content, owner, reason},
};

const ACCEPTED: [&str; 12] = [
    "a b.txt",
    ".hidden",
    "-rf",
    "CON",
    "trailing. ",
    "<script>alert(1)<script>.html",
    "\"; DROP TABLE file; --",
    "%2e%2e%2fetc",
    "photo\u{202e}gpj.exe",
    "\u{1F600}.png",
    "e\u{301}te\u{301}.txt",
    "${HOME}",
];

fn paths(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        if path.is_dir() {
            paths(&path, found);
        }
    }
}

on_both_engines! {
    async fn odd_names_are_kept_and_touch_no_path(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for name in ACCEPTED {
            let stored = alice.store(name, &content(1, 10)).await.unwrap();
            assert_eq!(stored.name, FileName::parse(name).unwrap());
        }
        let long = "x".repeat(255);
        alice.store(&long, &content(1, 1)).await.unwrap();
        assert_eq!(alice.list().await.len(), ACCEPTED.len() + 1);
        let mut found = Vec::new();
        paths(app.folder(), &mut found);
        let ours = |name: &String| name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-_.".contains(&c));
        assert!(found.iter().all(ours), "{found:?}");
        assert!(!found.iter().any(|name| name.contains("hidden") || name.contains("xxx")));
    }

    async fn twins_are_one_name(app: TestApp) {
        let alice = owner(&app, "alice").await;
        alice.store("\u{e9}t\u{e9}.txt", &content(1, 1)).await.unwrap();
        for twin in ["e\u{301}te\u{301}.txt", "ÉTÉ.TXT", "e\u{301}t\u{e9}.TXT"] {
            assert_eq!(reason(alice.create(twin, 1).await), "NAME_TAKEN", "{twin}");
        }
    }
}
