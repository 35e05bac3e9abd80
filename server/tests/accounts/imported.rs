//! Accounts of another system: brought whole or not at all, and their hashes made anew by the first sign-in.
use server::service::{
    credentials::old_hashes,
    import::{Imported, Person, import},
    seats::Standing,
};

use crate::{
    flow::{log_in, native},
    on_both_engines,
    support::{TestApp, people::PASSWORD},
};

// All of PASSWORD; made by glibc's `crypt` and Python's `hashlib`.
const IMPORTED: [&str; 5] = [
    "$2a$05$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm",
    "$2b$05$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm",
    "$2y$05$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm",
    "$pbkdf2-sha256$i=100000,l=32$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY$nVkuDeOC16ztPEWxDXcKakSBLivC5cScsOWovVv1T9c",
    "pbkdf2_sha256$100000$8vQzqkUoeLxP$uVnjM9vW7OHd9aTY8IYbOfur3c2HXoHpTUyTg0/2RJo=",
];

fn person(name: &str, hash: &str) -> Person {
    Person { username: name.to_owned(), email: format!("{name}@example.com"), password_hash: hash.to_owned() }
}

async fn hash_of(app: &TestApp, name: &str) -> String {
    let account = server::db::account::find_by_username(app.db.read(), name).await.expect("read");
    account.and_then(|account| account.password_hash).expect("a hash").text
}

on_both_engines! {
    async fn imported_people_sign_in_and_their_hashes_become_ours(app: TestApp) {
        for (number, hash) in IMPORTED.iter().enumerate() {
            let (name, left) = (format!("user{number}"), IMPORTED.len() - number);
            let made = import(&app, &person(&name, hash)).await.expect("imported");
            assert!(matches!(made, Imported::New(Standing::Seated(_))), "{made:?}");
            assert_eq!(old_hashes(&app).await.expect("counted"), 1, "{left} are to come");
            assert!(log_in(&app, &name, "another long password", native()).await.is_err(), "{hash}");
            assert_eq!(hash_of(&app, &name).await, *hash, "a wrong password renews nothing");
            log_in(&app, &name, PASSWORD, native()).await.expect("the password is right, the address proved");
            assert!(hash_of(&app, &name).await.starts_with(&app.passwords.cost().beginning()));
            assert_eq!(old_hashes(&app).await.expect("counted"), 0);
            app.advance(std::time::Duration::from_secs(120));
            log_in(&app, &name, PASSWORD, native()).await.expect("the new hash opens for it too");
        }
        let rehashed = "SELECT COUNT(*) AS rows_there FROM audit WHERE action = 'password.rehash'";
        assert_eq!(number(&app, rehashed).await, IMPORTED.len() as i64);
    }

    async fn twice_is_as_once_and_nobody_is_half_there(app: TestApp) {
        let ann = person("ann", IMPORTED[0]);
        import(&app, &ann).await.expect("imported");
        let rows = "SELECT COUNT(*) AS rows_there FROM audit";
        let before = number(&app, rows).await;
        assert_eq!(import(&app, &ann).await.expect("known"), Imported::Known);
        for (wrong, field) in [
            (Person { username: "ann2".to_owned(), ..person("ann", IMPORTED[0]) }, "another account"),
            (Person { email: "other@example.com".to_owned(), ..person("ann", IMPORTED[0]) }, "taken"),
            (Person { email: "nowhere".to_owned(), ..person("bob", IMPORTED[0]) }, ""),
            (Person { username: String::new(), ..person("bob", IMPORTED[0]) }, ""),
            (person("bob", "plain text"), "neither bcrypt"),
            (person("bob", "$2b$31$abcdefghijklmnopqrstuuMUC3Vq72eVBmOHaL5jpBNMdAZ7inHZm"), "work"),
        ] {
            let refused = import(&app, &wrong).await.expect_err("refused").sentence();
            assert!(refused.contains(field), "{refused}");
        }
        assert_eq!(number(&app, rows).await, before);
        assert_eq!(number(&app, "SELECT COUNT(*) AS rows_there FROM account").await, 1);
    }

    async fn who_finds_the_pool_full_waits_in_line(app: TestApp) {
        for number in 0..7 {
            let made = import(&app, &person(&format!("user{number}"), IMPORTED[0])).await.expect("imported");
            match made {
                Imported::New(Standing::Seated(_)) => assert!(number < 6),
                Imported::New(Standing::Waiting(place)) => assert_eq!((number, place), (6, 1)),
                Imported::Known => panic!("nobody was there"),
            }
        }
    }
}

async fn number(app: &TestApp, text: &str) -> i64 {
    use sea_orm::ConnectionTrait;
    let row = app.db.read().query_one_raw(server::db::sql(app.db.read(), text, [])).await.expect("counted");
    row.expect("one row").try_get("", "rows_there").expect("a number")
}
