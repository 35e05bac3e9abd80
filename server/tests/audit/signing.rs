//! Checkpoints: when they are made, where they are kept, and that a clean stop makes the last one.
use std::fs;

use server::{
    clock::Clock,
    db, jobs,
    running::Running,
    service::audit_log::{self, Verdict},
    settings::Settings,
    trail::{Checkpoint, Fault},
};

use crate::{
    on_both_engines,
    support::TestApp,
    trail::{verdict, whole, write},
};

on_both_engines! {
    async fn what_is_new_is_signed_once(app: TestApp) {
        let file = app.folder().join("audit").join("checkpoints");
        audit_log::sign(&app).await.expect("nothing to sign");
        assert!(!file.exists());
        write(&app, 3).await;
        assert_eq!(audit_log::unsigned(&app).await.expect("counted"), 3);
        audit_log::sign(&app).await.expect("signed");
        let note = fs::read_to_string(&file).expect("a note");
        let head = db::audit::head(app.db.read()).await.expect("read");
        assert_eq!(app.keyring.ring().signer.read(note.trim_end_matches('\n')), Some(Checkpoint { head }));
        audit_log::sign(&app).await.expect("nothing to sign");
        assert_eq!(fs::read_to_string(&file).expect("a note"), note);
        assert_eq!(whole(verdict(&app).await), 3);
    }

    async fn a_thousand_rows_do_not_wait_for_their_time(app: TestApp) {
        write(&app, 999).await;
        assert!(!jobs::sign_if_due(&app, false).await.expect("looked"));
        write(&app, 1).await;
        assert!(jobs::sign_if_due(&app, false).await.expect("signed"));
        assert_eq!(audit_log::unsigned(&app).await.expect("counted"), 0);
        write(&app, 1).await;
        assert!(jobs::sign_if_due(&app, true).await.expect("signed"));
        assert_eq!(audit_log::unsigned(&app).await.expect("counted"), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clean_stop_signs_the_end_where_the_setting_says() {
    let (folder, elsewhere) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut settings = Settings::in_folder(folder.path());
    settings.audit_checkpoints = Some(elsewhere.path().join("new").join("checkpoints"));
    let running = Running::start(settings.clone(), Clock::default()).await.expect("started");
    let tx = running.app.db.write().await.expect("a transaction");
    server::service::audit::record(
        &tx,
        "job:test",
        "test.write",
        "x",
        server::service::audit::Outcome::Success,
        running.app.clock.now(),
    );
    tx.commit().await.expect("committed");
    running.stop().await.expect("stopped");
    let Ok(Verdict::Whole(sound)) = audit_log::verify_folder(&settings).await else { panic!("it is sound") };
    let notes = fs::read_to_string(elsewhere.path().join("new").join("checkpoints")).expect("a note");
    assert!(notes.lines().any(|line| line == sound.records.to_string()), "{notes}");
    assert!(!folder.path().join("audit").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_checkpoint_is_told_of() {
    let app = TestApp::sqlite().await;
    write(&app, 2).await;
    let head = db::audit::head(app.db.read()).await.expect("read");
    audit_log::sign(&app).await.expect("signed");
    let file = app.folder().join("audit").join("checkpoints");
    let mut notes = fs::read_to_string(&file).expect("a note");
    notes.push_str(&format!("{}\n", server::trail::Signer::new(&[9; 32]).sign(head)));
    fs::write(&file, notes).expect("written");
    assert_eq!(verdict(&app).await, Verdict::Broken(Fault::BadCheckpoint(2)));
}
