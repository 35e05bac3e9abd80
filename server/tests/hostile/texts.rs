//! BI-01: what is accepted comes back as it was sent (composed and trimmed, as the rules say), and no name leads out of
//! the folder: neither through what is stored nor through the port's paths.
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use domain::{
    file_name::FileName,
    limits::{ABOUT_CHARS_MAX, HEADLINE_CHARS_MAX},
    skillshare::text::{Line, Prose},
};
use proto::{
    skillshare::{
        GetTeachingRequest, Money, SaveTeacherRequest, skill_share_service_client::SkillShareServiceClient,
    },
    storage::{AbortUploadRequest, CreateUploadRequest, upload_service_client::UploadServiceClient},
};

use crate::{
    corpora,
    support::{
        TestApp,
        ask::{get, send},
        people,
        rpc::{self, with_token},
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_keeps_the_name_that_it_was_given() {
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "alice").await;
    let mut uploads = UploadServiceClient::new(app.calls());
    let before = paths(app.folder());
    let (mut kept, mut refused) = (0, 0);
    for text in corpora::all() {
        let request =
            CreateUploadRequest { filename: text.clone(), size: 1, on_conflict: 1, ..Default::default() };
        let answer = uploads.create_upload(with_token(request, &token)).await;
        match FileName::parse(&text) {
            Ok(name) => {
                let made = answer.unwrap_or_else(|status| panic!("{text:?}: {status}")).into_inner();
                assert_eq!(made.filename, name.as_str(), "{text:?}");
                let request = AbortUploadRequest { upload_id: made.upload_id };
                uploads.abort_upload(with_token(request, &token)).await.expect("given up");
                kept += 1;
            }
            Err(_) => {
                let status = answer.expect_err("a name that the rules refuse");
                assert_eq!(rpc::refusal::<()>(Err(status)).1, "INVALID_NAME", "{text:?}");
                refused += 1;
            }
        }
    }
    assert!(kept > 300 && refused > 100, "{kept} kept, {refused} refused");
    assert_eq!(paths(app.folder()), before, "no name made a file or a folder");
}

/// Every path below a folder.
fn paths(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(paths(&entry.path()));
        }
        found.insert(entry.path());
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_teachers_words_come_back_as_they_were_sent() {
    let app = TestApp::sqlite().await;
    let token = people::enrolled(&app, "tara").await;
    let mut calls = SkillShareServiceClient::new(app.calls());
    let (mut kept, mut refused) = (0, 0);
    for text in corpora::all() {
        let request = SaveTeacherRequest {
            name: "Tara".to_owned(),
            headline: text.clone(),
            about: text.clone(),
            rate: Some(Money { minor_units: 100, currency: "EUR".to_owned() }),
            zone: "Europe/Paris".to_owned(),
            ..Default::default()
        };
        let answer = calls.save_teacher(with_token(request, &token)).await;
        let allowed = line(&text).zip(prose(&text));
        let Some((headline, about)) = allowed else {
            answer.expect_err("a text that the rules refuse");
            refused += 1;
            continue;
        };
        answer.unwrap_or_else(|status| panic!("{text:?}: {status}"));
        let teaching = calls.get_teaching(with_token(GetTeachingRequest {}, &token)).await;
        let teacher = teaching.expect("read").into_inner().teacher.expect("a teacher");
        assert_eq!((teacher.headline, teacher.about), (headline, about), "{text:?}");
        kept += 1;
    }
    assert!(kept > 300 && refused > 40, "{kept} kept, {refused} refused");
}

fn line(text: &str) -> Option<String> {
    Line::<HEADLINE_CHARS_MAX>::parse(text).ok().map(|line| line.as_str().to_owned())
}

fn prose(text: &str) -> Option<String> {
    Prose::<ABOUT_CHARS_MAX>::parse(text).ok().map(|prose| prose.as_str().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_path_leads_out_of_the_site() {
    let app = TestApp::sqlite().await;
    let secret = fs::read(app.folder().join("master.key")).expect("the key file");
    for text in corpora::traversal() {
        for place in ["/", "/assets/", "/api/files/download/", "/api/skillshare/calendar/"] {
            let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            for path in [format!("{place}{text}"), format!("{place}{percent}")] {
                // What is no path at all cannot be asked for.
                let Ok(uri) = path.parse::<http::Uri>() else { continue };
                let answer = send(&app, get(&uri.to_string()), Vec::new()).await;
                // Without a page built, the server says that there is none.
                let status = answer.status.as_u16();
                assert!(status < 500 || status == 503, "{path:?}: {answer:?}");
                let shown = answer.body.windows(secret.len()).any(|window| window == secret);
                assert!(!shown && !answer.text().contains("root:x:"), "{path:?}");
            }
        }
    }
}
