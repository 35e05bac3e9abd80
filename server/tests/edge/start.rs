//! How a server starts, refuses to start, and starts again on the same folder (BI-14).
use std::{fs, path::Path};

use server::{
    clock::Clock,
    running::{Running, StartError},
    settings::Settings,
};

use crate::support::{START, TestApp};

async fn start(settings: Settings) -> Result<Running, StartError> {
    Running::start(settings, Clock::manual(START)).await
}

/// Why it does not start. A folder that was refused must look afterwards as it did before.
async fn refusal(settings: Settings) -> String {
    match start(settings).await {
        Ok(_) => panic!("it started"),
        Err(error) => error.to_string(),
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_goes_on_where_the_first_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(Settings::in_folder(folder.path())).await.unwrap();
    let key = fs::read(folder.path().join("master.key")).unwrap();
    let tx = first.app.db.write().await.unwrap();
    server::db::pool::reserve(&tx, 1_000_000_000).await.unwrap();
    tx.commit().await.unwrap();
    first.stop().await.unwrap();
    let second = start(Settings::in_folder(folder.path())).await.unwrap();
    let pool = server::db::pool::find(second.app.db.read()).await.unwrap().unwrap();
    assert_eq!(pool.reserved, 1_000_000_000);
    assert_eq!(fs::read(folder.path().join("master.key")).unwrap(), key);
    second.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(Settings::in_folder(folder.path())).await.unwrap();
    let said = refusal(Settings::in_folder(folder.path())).await;
    assert!(said.contains("in use by another server (process "), "{said}");
    assert!(server::db::pool::find(first.app.db.read()).await.unwrap().is_some());
    first.stop().await.unwrap();
    start(Settings::in_folder(folder.path())).await.unwrap().stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("skyshard.format"), "7\n").unwrap();
    let said = refusal(Settings::in_folder(folder.path())).await;
    assert!(said.contains("has format 7"), "{said}");
    assert_eq!(names(folder.path()), ["skyshard.format"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_refused() {
    let app = TestApp::sqlite().await;
    let tx = app.db.write().await.unwrap();
    let text = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_from_the_future', 1)";
    assert_eq!(server::db::execute(&tx, text, []).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let said = refusal(Settings::in_folder(app.folder())).await;
    assert!(said.contains("written by a newer Skyshard") && said.contains("m9999_from_the_future"), "{said}");
}

/// What a full disk or a power cut in the middle of a first start leaves behind.
#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_fails_half_way_leaves_nothing_of_itself() {
    use sea_orm::ConnectionTrait;
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("skyshard.db").display());
    let by_hand = sea_orm::Database::connect(url).await.unwrap();
    // The last table of the second step is in the way.
    by_hand.execute_unprepared("CREATE TABLE refresh_token (in_the_way BIGINT)").await.unwrap();
    let said = refusal(Settings::in_folder(folder.path())).await;
    assert!(said.contains("refresh_token"), "{said}");
    by_hand.execute_unprepared("DROP TABLE refresh_token").await.unwrap();
    by_hand.close().await.unwrap();
    start(Settings::in_folder(folder.path())).await.unwrap().stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_place_of_the_folder_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let said = refusal(Settings::in_folder(file.path())).await;
    assert!(said.ends_with("is not a folder"), "{said}");
    assert_eq!(fs::read(file.path()).unwrap(), b"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_the_nodes_cannot_hold_is_refused_before_anything_is_made() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("data");
    let said = refusal(Settings { pool_bytes: 10_000_000_001, ..Settings::in_folder(&data) }).await;
    assert!(said.contains("leave room for 10000000000 bytes"), "{said}");
    assert!(!data.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_smaller_than_what_is_promised_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(Settings::in_folder(folder.path())).await.unwrap();
    let tx = first.app.db.write().await.unwrap();
    server::db::pool::reserve(&tx, 3_000_000_000).await.unwrap();
    tx.commit().await.unwrap();
    first.stop().await.unwrap();
    let said = refusal(Settings { pool_bytes: 2_000_000_000, ..Settings::in_folder(folder.path()) }).await;
    assert!(said.contains("accounts hold more than that already"), "{said}");
    start(Settings::in_folder(folder.path())).await.unwrap().stop().await.unwrap();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_exposed_key_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    start(Settings::in_folder(folder.path())).await.unwrap().stop().await.unwrap();
    fs::set_permissions(folder.path().join("master.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let said = refusal(Settings::in_folder(folder.path())).await;
    assert!(said.contains("chmod 600"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_not_shown_to_whoever_comes_through_a_proxy() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings::in_folder(folder.path());
    settings.origin = Some("https://files.example.com".to_owned());
    assert!(refusal(settings.clone()).await.contains("set smtp too"));
    assert_eq!(names(folder.path()), Vec::<String>::new());
    settings.smtp = Some("smtp://localhost:2525".to_owned());
    start(settings.clone()).await.unwrap().stop().await.unwrap();
    (settings.smtp, settings.allow_test_mode) = (None, true);
    start(settings).await.unwrap().stop().await.unwrap();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_pepper_that_is_missing_or_short_is_told_before_anything_is_made() {
    let parent = tempfile::tempdir().unwrap();
    let (data, file) = (parent.path().join("data"), parent.path().join("peppers"));
    let settings = Settings { password_peppers: Some(file.clone()), ..Settings::in_folder(&data) };
    assert!(refusal(settings.clone()).await.contains("cannot read the file of password_peppers"));
    write_pepper(&file, "00112233\n");
    assert!(refusal(settings).await.contains("it must be 64 hexadecimal digits"));
    assert!(!data.exists());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_names_a_pepper_which_is_not_given_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("peppers");
    write_pepper(&file, &"ab".repeat(32));
    let settings = Settings { password_peppers: Some(file.clone()), ..Settings::in_folder(folder.path()) };
    let first = start(settings.clone()).await.unwrap();
    let newest = first.app.passwords.peppers().newest().unwrap().to_owned();
    let tx = first.app.db.write().await.unwrap();
    let text = "INSERT INTO account (id, username, username_key, email, email_key, password_hash, role,
            security_version, created_at, verified_at, password_pepper)
        VALUES ('1', 'ann', 'ann', 'a@example.com', 'a@example.com', 'x', 'basic', 1, 1, 1, $1)";
    server::db::execute(&tx, text, [newest.as_str().into()]).await.unwrap();
    tx.commit().await.unwrap();
    first.stop().await.unwrap();
    write_pepper(&file, &"cd".repeat(32));
    for wrong in [Settings::in_folder(folder.path()), settings.clone()] {
        let said = refusal(wrong).await;
        assert!(said.contains(&format!("hashed with the pepper {newest}, which is not given")), "{said}");
    }
    write_pepper(&file, &format!("{}\n{}\n", "cd".repeat(32), "ab".repeat(32)));
    start(settings).await.unwrap().stop().await.unwrap();
}

#[cfg(unix)]
fn write_pepper(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}
