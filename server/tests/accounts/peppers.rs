//! Keys outside the database go into password hashes (SEC-02): without the right one a hash verifies nothing, and a
//! sign-in renews what is older.
use std::{fs, path::Path, time::Duration};

use domain::password::{PersonalWords, check, normalise};
use server::{
    auth::{Passwords, Peppers, Verified},
    db::account::{StoredHash, change_password, find_by_email, list_peppers},
    service::credentials::old_hashes,
};

use crate::{
    flow::{log_in, native, register},
    on_both_engines,
    support::{
        TestApp,
        people::{PASSWORD, registered},
    },
};

const FIRST: &str = "1111111111111111111111111111111111111111111111111111111111111111";
const SECOND: &str = "2222222222222222222222222222222222222222222222222222222222222222";

/// Starts it again with these keys.
async fn with_keys(app: TestApp, keys: &[&str]) -> TestApp {
    let path = app.folder().join("peppers");
    write(&path, &keys.join("\n"));
    let file = (!keys.is_empty()).then_some(path);
    app.restart_with(|settings| settings.password_peppers = file).await
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("written");
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("ours alone");
}

async fn hash_of(app: &TestApp, name: &str) -> StoredHash {
    let account = find_by_email(app.db.read(), &format!("{name}@example.com")).await.expect("read");
    account.and_then(|account| account.password_hash).expect("a hash")
}

async fn opens(app: &TestApp, name: &str) -> bool {
    app.advance(Duration::from_secs(3_600));
    log_in(app, name, PASSWORD, native()).await.is_ok()
}

/// What somebody verifies with who has the database and these keys.
fn thief(app: &TestApp, keys: &[&str]) -> Passwords {
    let path = app.folder().join("thief");
    write(&path, &keys.join("\n"));
    let file = (!keys.is_empty()).then_some(path);
    Passwords::new(app.passwords.cost(), Peppers::read(file.as_deref()).expect("keys"))
}

on_both_engines! {
    async fn a_stolen_database_verifies_nothing_with_another_key_or_none(app: TestApp) {
        let app = with_keys(app, &[FIRST]).await;
        registered(&app, "ann").await;
        let hash = hash_of(&app, "ann").await;
        assert_eq!(hash.pepper.as_deref(), app.passwords.peppers().newest());
        assert!(hash.pepper.is_some());
        for keys in [&[][..], &[SECOND]] {
            let thief = thief(&app, keys);
            // Whatever is written into the column.
            let theirs = thief.peppers().newest().map(str::to_owned);
            for pepper in [hash.pepper.clone(), theirs, None] {
                let (typed, tried) = (normalise(PASSWORD).expect("short"), StoredHash { pepper, ..hash.clone() });
                assert_eq!(thief.verify(typed, Some(tried)).await.expect("verified"), Verified::Wrong);
            }
        }
        let app = with_keys(app, &[SECOND]).await;
        assert!(!opens(&app, "ann").await);
        let app = with_keys(app, &[FIRST]).await;
        assert!(opens(&app, "ann").await, "nothing was lost");
    }

    async fn a_sign_in_renews_what_has_no_key_or_an_older_one(app: TestApp) {
        registered(&app, "ann").await;
        assert_eq!(hash_of(&app, "ann").await.pepper, None);
        let mut app = app;
        for keys in [&[FIRST][..], &[SECOND, FIRST], &[SECOND]] {
            app = with_keys(app, keys).await;
            let before = hash_of(&app, "ann").await;
            let is_old = before.pepper.as_deref() != app.passwords.peppers().newest();
            assert_eq!(old_hashes(&app).await.expect("counted"), u64::from(is_old));
            assert!(log_in(&app, "ann", "another long password", native()).await.is_err());
            assert_eq!(hash_of(&app, "ann").await, before, "a wrong password renews nothing");
            assert!(opens(&app, "ann").await);
            let after = hash_of(&app, "ann").await;
            assert_eq!(after.pepper.as_deref(), app.passwords.peppers().newest());
            assert_eq!(after.text != before.text, is_old);
            assert_eq!(old_hashes(&app).await.expect("counted"), 0);
        }
    }

    async fn every_way_to_a_new_password_names_the_key(app: TestApp) {
        register(&app, "ann", native()).await.expect("registered");
        let app = with_keys(app, &[FIRST]).await;
        app.advance(Duration::from_secs(3_600));
        register(&app, "ann", native()).await.expect("registered again");
        let newest = app.passwords.peppers().newest().map(str::to_owned);
        assert_eq!(hash_of(&app, "ann").await.pepper, newest, "who registers again");
        let account = find_by_email(app.db.read(), "ann@example.com").await.expect("read").expect("there");
        let accepted = check("orange kettle over the moon", &PersonalWords::default()).expect("it obeys the rule");
        let new = thief(&app, &[SECOND]).hash(accepted, vec![]).await.expect("hashed");
        let tx = app.db.write().await.expect("a transaction");
        assert!(change_password(&tx, account.id, &new, app.clock.now()).await.expect("written"));
        tx.commit().await.expect("kept");
        assert_eq!(hash_of(&app, "ann").await, new, "hash and key change together");
        assert_eq!(list_peppers(app.db.read()).await.expect("read"), [new.pepper.expect("a key")]);
    }
}
