//! Uploads that race for one quota, one name, one part (FT37, FT39).
use futures::future::join_all;
use server::service::files;

use crate::{
    books, on_both_engines,
    owner::{MIB, content, new_stream, owner, reason},
};

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
