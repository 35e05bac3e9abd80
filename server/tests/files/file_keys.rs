//! After a new master key the keys of files that are there go under a new key of their account, and the older key goes
//! (SEC-61): wherever that is cut off and whatever is uploaded meanwhile, every file is read as before.
use domain::id::{AccountId, FileId};
use futures::future::join_all;
use server::{
    db::{
        self, ConnectionTrait,
        account_key::Owned,
        file_key::{Held, Holder},
    },
    service::{
        keys::AccountKeys,
        master_keys::{self, Anew, file_keys},
        upload::StreamUpload,
    },
};

use crate::{
    books,
    master_keys::{Town, cut_off, rotate, waits_for_us},
    on_both_engines,
    owner::{MIB, Owner, content, new_stream, owner, returning},
    support::TestApp,
};

/// A file's current version.
async fn version_of(app: &TestApp, who: &Owner, file: FileId) -> db::file::Version {
    db::file::find_current(app.db.read(), who.member.account(), file).await.unwrap().unwrap().1
}

/// The keys of accounts that were made under an older master key.
async fn older(app: &TestApp) -> Vec<Owned> {
    db::account_key::made_before(app.db.read(), app.keyring.newest().number, None, 100).await.unwrap()
}

/// Rows that name a key of their account.
async fn naming(app: &TestApp, (account, key): (AccountId, u32)) -> Vec<(Holder, Held)> {
    let mut all = Vec::new();
    for holder in Holder::ALL {
        let rows = db::file_key::under(app.db.read(), holder, (account, key), "", 100).await.unwrap();
        all.extend(rows.into_iter().map(|row| (holder, row)));
    }
    all
}

/// The smallest step that there is: one row, or one key that nothing names; `false` when all is done.
async fn one_step(app: &TestApp) -> bool {
    let Some(&key) = older(app).await.first() else { return false };
    let mut anew = Anew::default();
    for holder in Holder::ALL {
        if file_keys::step(app, key, holder, ("", 1), &mut anew).await.unwrap().is_some() {
            assert_eq!((anew.files, anew.damaged), (1, 0));
            return true;
        }
    }
    assert!(file_keys::forget(app, key).await.unwrap());
    true
}

on_both_engines! {
    async fn keys_of_files_go_under_a_new_key_of_their_account_and_the_old_one_goes(app: TestApp) {
        let (alice, idle) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let account = alice.member.account();
        let whole = content(1, 2 * MIB + 7);
        let file = alice.store("a", &whole).await.unwrap().file;
        let begun = alice.create("begun", whole.len()).await.unwrap();
        alice.send(begun, &whole, 0).await.unwrap();
        let mut stream = StreamUpload::begin(&alice.app, &alice.member, new_stream("stream", None)).await.unwrap();
        stream.push(whole.slice(..MIB + 1)).await.unwrap();
        let before = version_of(&app, &alice, file).await;
        rotate(&app).await;
        let anew = master_keys::anew(&app).await.unwrap();
        // A version, its ended upload, and the two that are under way; bob has stored nothing.
        assert_eq!((anew.files, anew.accounts, anew.damaged), (4, 1, 0));
        assert!(older(&app).await.is_empty(), "and nothing is made under the old one");
        assert!(db::account_key::find(app.db.read(), account, 1).await.unwrap().is_none());

        let after = version_of(&app, &alice, file).await;
        assert_eq!((before.key_version, after.key_version), (1, 2));
        assert_eq!(before.manifest, after.manifest, "nothing is encrypted again");
        // Whoever read the row before it changed.
        let row = (before.wrapped_key.as_slice(), before.key_version);
        AccountKeys::new(account).file_key(app.db.read(), &app.keyring, before.id, row).await.expect("it is read again");
        // What was under way ends under a key that is there, and not under the one it began with.
        for index in 1..3 {
            alice.send(begun, &whole, index).await.unwrap();
        }
        let begun = alice.complete(begun).await.unwrap().file;
        stream.push(whole.slice(MIB + 1..)).await.unwrap();
        let stream = stream.finish().await.unwrap().file;
        let next = idle.store("first", &content(2, 10)).await.unwrap().file;
        assert_eq!(master_keys::anew(&app).await.unwrap(), Anew::default(), "nothing is left to do");
        master_keys::retire(&app.settings, 1, app.clock.now()).await.unwrap();
        let leave = |who: Owner| who.member;
        let (alice, idle) = (leave(alice), leave(idle));
        let app = app.restart().await;
        let of = |member| Owner { app: app.shared(), member, token: String::new() };
        let (alice, idle) = (of(alice), of(idle));
        for file in [file, begun, stream] {
            assert_eq!(version_of(&app, &alice, file).await.key_version, 2);
            assert_eq!(alice.read(file).await.unwrap(), whole);
        }
        assert_eq!(idle.read(next).await.unwrap(), content(2, 10));
        books::check(&app).await;
    }

    /// FT22, and an upload that nobody remembers after the restart but its row.
    async fn it_goes_on_wherever_it_was_killed(app: TestApp) {
        let whole = content(9, 2 * MIB + 1);
        let dora = owner(&app, "dora").await;
        let begun = dora.create("begun", whole.len()).await.unwrap();
        dora.send(begun, &whole, 0).await.unwrap();
        let token = dora.token.clone();
        drop(dora);
        let town = Town::build(&app).await;
        rotate(&app).await;
        let (mut app, mut steps) = (app, 0);
        while one_step(&app).await {
            steps += 1;
            app = app.restart().await;
            town.is_whole(&app).await;
        }
        // Three files and their ended uploads, one that is under way, and four keys.
        assert_eq!(steps, 3 + 3 + 1 + 4);
        let dora = returning(&app, token).await;
        for index in 1..3 {
            dora.send(begun, &whole, index).await.unwrap();
        }
        let file = dora.complete(begun).await.unwrap().file;
        assert_eq!(dora.read(file).await.unwrap(), whole);
        books::check(&app).await;
    }

    async fn it_may_be_dropped_at_any_await(app: TestApp) {
        let town = Town::build(&app).await;
        let (mut polls, mut cuts) = (0, 0);
        loop {
            rotate(&app).await;
            let ended = cut_off(polls, file_keys::anew(&app, &mut Anew::default())).await;
            town.is_whole(&app).await;
            master_keys::anew(&app).await.unwrap();
            assert!(older(&app).await.is_empty(), "whatever it left is done by the next one");
            if ended.is_some() {
                break;
            }
            (polls, cuts) = (polls + 1, cuts + 1);
        }
        // A database that answers before somebody looks is not waited for: how often it is, is a matter of time.
        assert!(cuts > 0, "it was waited for once at least");
        town.is_whole(&app).await;
    }

    async fn uploads_go_on_while_keys_are_replaced_again_and_again(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let of = |number: u64| content(number, 3_000 + usize::try_from(number).unwrap());
        let uploads = join_all((0..16).map(|number| {
            let (who, name) = (if number % 2 == 0 { &alice } else { &bob }, format!("file {number}"));
            async move {
                if number % 4 < 2 {
                    return who.store(&name, &of(number)).await.unwrap().file;
                }
                who.stream(new_stream(&name, None), &of(number), 1_000).await.unwrap().file
            }
        }));
        let keys = async {
            for _ in 0..4 {
                rotate(&app).await;
                // Two of them, as when a job was taken for dead.
                let (one, two) = tokio::join!(master_keys::anew(&app), master_keys::anew(&app));
                assert_eq!((one.unwrap().damaged, two.unwrap().damaged), (0, 0));
            }
        };
        let (files, ()) = tokio::join!(uploads, keys);
        master_keys::anew(&app).await.unwrap();
        assert!(older(&app).await.is_empty());
        for (file, number) in files.into_iter().zip(0..) {
            let who = if number % 2 == 0 { &alice } else { &bob };
            assert_eq!(who.read(file).await.unwrap(), of(number));
        }
        books::check(&app).await;
    }

    /// Whoever wraps by a key comes before who forgets it, and then it stays.
    async fn a_key_that_somebody_wraps_by_does_not_go(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        let key = (alice.member.account(), 1);
        rotate(&app).await;
        assert!(!file_keys::forget(&app, key).await.unwrap(), "a file names it");
        let row = naming(&app, key).await.remove(0).1;
        for holder in Holder::ALL {
            file_keys::step(&app, key, holder, ("", 9), &mut Anew::default()).await.unwrap();
        }
        let drained = naming(&app, (key.0, 2)).await.remove(0).1;
        let wrapping = app.db.write().await.unwrap();
        assert!(db::account_key::count_wrap(&wrapping, key.0, 1, 1_000).await.unwrap());
        assert!(db::file_key::replace(&wrapping, Holder::Version, &drained, &row.wrapped, 1).await.unwrap());
        let shared = app.shared();
        let forgetting = tokio::spawn(async move { file_keys::forget(&shared, key).await });
        while !forgetting.is_finished() && !waits_for_us(&app).await {
            tokio::task::yield_now().await;
        }
        wrapping.commit().await.unwrap();
        assert!(!forgetting.await.unwrap().unwrap(), "it was counted after the wrap");
        assert_eq!(alice.read(file).await.unwrap(), content(1, 10));
    }

    async fn a_damaged_key_is_left_as_it_is_and_keeps_what_it_names(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let [bad, good] = [alice.store("bad", &content(1, 10)).await.unwrap().file, alice.store("good", &content(2, 10)).await.unwrap().file];
        let version = version_of(&app, &alice, bad).await;
        let tx = app.db.write().await.unwrap();
        let text = "UPDATE file_version SET wrapped_key = $1 WHERE id = $2";
        tx.execute_raw(db::sql(&tx, text, [vec![7_u8; 60].into(), version.id.to_string().into()])).await.unwrap();
        tx.commit().await.unwrap();
        rotate(&app).await;
        let anew = master_keys::anew(&app).await.unwrap();
        assert_eq!((anew.files, anew.damaged, anew.accounts), (3, 1, 0));
        assert_eq!(version_of(&app, &alice, bad).await.wrapped_key, [7; 60], "somebody may have the right bytes yet");
        assert!(db::account_key::find(app.db.read(), alice.member.account(), 1).await.unwrap().is_some());
        assert_eq!(alice.read(good).await.unwrap(), content(2, 10));
    }
}
