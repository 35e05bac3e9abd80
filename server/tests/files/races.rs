//! Uploads that race for one quota, one name, one part (FT37, FT39).
use futures::future::join_all;
use server::{
    db,
    service::{ServiceError, files, ledger},
};

use crate::{
    books, on_both_engines,
    owner::{MIB, Owner, content, new_stream, owner, reason},
    support::TestApp,
};

/// Gives a reservation another size, as a change of role does.
async fn resize(app: &TestApp, owner: &Owner, to: u64) -> Result<u64, ServiceError> {
    let tx = app.db.write().await.unwrap();
    db::lock::seats(&tx).await.unwrap();
    let reserved = ledger::resize(&tx, owner.member.account(), to, app.clock.now()).await?;
    tx.commit().await.unwrap();
    Ok(reserved)
}

/// Takes ever more away; answers how often that was done. After each try the law holds for whoever looks.
async fn shrink_step_by_step(app: &TestApp, owner: &Owner, from: u64) -> usize {
    let mut shrunk = 0;
    for to in (0..from).rev().step_by(20_000) {
        match resize(app, owner, to).await {
            Ok(reserved) => {
                assert_eq!(reserved, to);
                shrunk += 1;
            }
            refused => assert_eq!(reason(refused), "ROLE_TOO_SMALL"),
        }
        let balance = owner.balance().await;
        assert!(balance.is_lawful(), "{balance:?}");
    }
    shrunk
}

on_both_engines! {
    async fn parallel_uploads_never_pass_the_quota(app: TestApp) {
        let alice = owner(&app, "alice").await;
        books::shrink(&app, &alice, 100_000).await;
        for round in 0..5 {
            let names: Vec<String> = (0..8).map(|number| format!("{round}-{number}")).collect();
            let created = join_all(names.iter().map(|name| alice.create(name, 30_000))).await;
            let (won, lost): (Vec<_>, Vec<_>) = created.into_iter().partition(Result::is_ok);
            assert_eq!(won.len(), 3);
            assert!(lost.into_iter().all(|refusal| reason(refusal) == "QUOTA_EXCEEDED"));
            books::check(&app).await;
            for id in won {
                alice.abort(id.unwrap()).await.unwrap();
            }
        }
    }

    async fn a_reservation_that_shrinks_keeps_what_is_used_and_promised(app: TestApp) {
        let alice = owner(&app, "alice").await;
        alice.store("kept", &content(1, 40_000)).await.unwrap();
        let bytes = content(2, 30_000);
        let open = alice.create("open", bytes.len()).await.unwrap();
        assert_eq!(reason(resize(&app, &alice, 69_999).await), "ROLE_TOO_SMALL");
        books::check(&app).await;
        assert_eq!(resize(&app, &alice, 70_000).await.unwrap(), 70_000);
        assert_eq!(reason(alice.create("more", 1).await), "QUOTA_EXCEEDED");
        alice.send_all(open, &bytes).await.unwrap();
        alice.complete(open).await.unwrap();
        assert_eq!(alice.balance().await.free(), 0);
        books::check(&app).await;
    }

    async fn a_reservation_shrinks_while_uploads_run(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for round in 0..4u64 {
            let used = alice.balance().await.used;
            resize(&app, &alice, used + 250_000).await.unwrap();
            let bytes = content(round, 30_000);
            let names: Vec<String> = (0..6).map(|number| format!("{round}-{number}")).collect();
            // Half of them are promised their room before the race, so that it is always taken away beside promises.
            let (early, late) = names.split_at(3);
            let begun = join_all(early.iter().map(|name| alice.create(name, bytes.len()))).await;
            let early = begun.into_iter().map(|id| async {
                let id = id.unwrap();
                alice.send_all(id, &bytes).await.unwrap();
                Ok(alice.complete(id).await.unwrap())
            });
            let late = late.iter().map(|name| alice.store(name, &bytes));
            let uploads = async {
                let (early, late) = tokio::join!(join_all(early), join_all(late));
                early.into_iter().chain(late).collect::<Vec<_>>()
            };
            let (stored, shrunk) = tokio::join!(uploads, shrink_step_by_step(&app, &alice, used + 250_000));
            let (won, lost): (Vec<_>, Vec<_>) = stored.into_iter().partition(Result::is_ok);
            // Who was promised its room keeps it to the end; who was not is told so at the beginning.
            assert!(lost.into_iter().all(|refusal| reason(refusal) == "QUOTA_EXCEEDED"));
            let balance = alice.balance().await;
            assert_eq!(balance.used, used + 30_000 * won.len() as u64);
            assert_eq!(balance.in_flight, 0);
            assert!(shrunk > 0 && balance.is_lawful(), "{shrunk} times: {balance:?}");
            books::check(&app).await;
        }
    }

    async fn of_many_who_want_a_name_one_gets_it(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let created = join_all((0..8).map(|_| alice.create("same", 10))).await;
        let (won, lost): (Vec<_>, Vec<_>) = created.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        assert!(lost.into_iter().all(|refusal| reason(refusal) == "NAME_TAKEN"));
        assert_eq!(alice.balance().await.in_flight, 10);
        books::check(&app).await;
    }

    async fn two_devices_send_one_upload(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, 3 * MIB + 1);
        let id = alice.create("a", bytes.len()).await.unwrap();
        let (one, other) = tokio::join!(alice.send_all(id, &bytes), alice.send_all(id, &bytes));
        one.unwrap();
        other.unwrap();
        let stored = alice.complete(id).await.unwrap();
        assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
    }

    async fn two_devices_with_other_bytes_make_no_mixture(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let (mine, theirs) = (content(1, 2 * MIB), content(2, 2 * MIB));
        for round in 0..4 {
            let id = alice.create(&format!("{round}"), mine.len()).await.unwrap();
            let sent = tokio::join!(alice.send(id, &mine, 0), alice.send(id, &theirs, 0));
            let winner = match sent {
                (Ok(_), Err(error)) => {
                    assert_eq!(reason::<()>(Err(error)), "PART_MISMATCH");
                    &mine
                }
                (Err(error), Ok(_)) => {
                    assert_eq!(reason::<()>(Err(error)), "PART_MISMATCH");
                    &theirs
                }
                other => panic!("one of the two must win: {other:?}"),
            };
            alice.send_all(id, winner).await.unwrap();
            let stored = alice.complete(id).await.unwrap();
            assert_eq!(alice.read(stored.file).await.unwrap(), *winner);
        }
    }

    async fn completing_and_aborting_at_once_has_one_outcome(app: TestApp) {
        let alice = owner(&app, "alice").await;
        for round in 0..6 {
            let name = format!("{round}");
            let id = alice.create(&name, 10).await.unwrap();
            alice.send_all(id, &content(1, 10)).await.unwrap();
            let (completed, aborted) = tokio::join!(alice.complete(id), alice.abort(id));
            assert_ne!(completed.is_ok(), aborted.is_ok());
            assert_eq!(alice.names().await.contains(&name), completed.is_ok());
            books::check(&app).await;
        }
    }

    async fn deleting_replacing_and_reading_at_once_stays_whole(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let bytes = content(1, MIB + 9);
        for round in 0..4 {
            let file = alice.store(&format!("{round}"), &bytes).await.unwrap().file;
            let (read, deleted, again) = tokio::join!(
                alice.read(file),
                files::delete(&app, &alice.member, file),
                files::delete(&app, &alice.member, file)
            );
            assert!(deleted.is_ok() != again.is_ok());
            match read {
                Ok(read) => assert_eq!(read, bytes),
                Err(error) => assert_eq!(reason::<()>(Err(error)), "NOT_FOUND"),
            }
            books::check(&app).await;
        }
    }

    async fn parallel_streams_share_the_quota(app: TestApp) {
        let alice = owner(&app, "alice").await;
        books::shrink(&app, &alice, 100_000).await;
        let bytes = content(1, 30_000);
        let names: Vec<String> = (0..6).map(|number| format!("{number}")).collect();
        let done = join_all(names.iter().map(|name| alice.stream(new_stream(name, Some(30_000)), &bytes, 7_000))).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 3);
        assert_eq!(alice.balance().await.used, 90_000);
        assert_eq!(alice.balance().await.in_flight, 0);
        books::check(&app).await;
    }
}
