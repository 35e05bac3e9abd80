//! A server that stops in the middle: what was acknowledged is there, what was held comes back (INV-A3, INV-C4).
use server::{db, service::upload};

use crate::{
    books, on_both_engines,
    owner::{MIB, content, owner, reason, returning, sha256, whole},
};

on_both_engines! {
    async fn an_upload_goes_on_after_a_restart(app: TestApp) {
        let bytes = content(1, 5 * MIB + 3);
        let alice = owner(&app, "alice").await;
        let id = alice.create("a", bytes.len()).await.unwrap();
        for index in [0, 1, 3] {
            alice.send(id, &bytes, index).await.unwrap();
        }
        let token = alice.token;
        drop(alice.app);
        let app = app.restart().await;
        let alice = returning(&app, token).await;
        let (status, missing) = upload::find(&app, &alice.member, id).await.unwrap();
        assert_eq!(status.durable_prefix, 2 * MIB as u64);
        assert_eq!(missing, [2 * MIB as u64, 4 * MIB as u64, 5 * MIB as u64]);
        // A part sent again is known; the others are new.
        for index in [0, 2, 4, 5] {
            alice.send(id, &bytes, index).await.unwrap();
        }
        let stored = upload::complete(&app, &alice.member, id, whole(sha256(&bytes))).await.unwrap();
        assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        let token = alice.token;
        drop(alice.app);

        let app = app.restart().await;
        let alice = returning(&app, token).await;
        assert_eq!(alice.read(stored.file).await.unwrap(), bytes);
        assert_eq!(alice.complete(id).await.unwrap().file, stored.file, "completed stays completed");
        books::check(&app).await;
    }

    async fn a_stream_that_a_restart_broke_off_gives_its_quota_back(app: TestApp) {
        let alice = owner(&app, "alice").await;
        let id = alice.create("a", MIB).await.unwrap();
        // As a killed server leaves a stream: its row says what it held, and nobody will ever end it.
        let tx = app.db.write().await.unwrap();
        db::one(&tx, "UPDATE upload SET kind = 'stream' WHERE id = $1", [id.to_string().into()]).await.unwrap();
        tx.commit().await.unwrap();
        let token = alice.token;
        drop(alice.app);
        let app = app.restart().await;
        let alice = returning(&app, token).await;
        assert!(alice.balance().await.in_flight > 0);
        assert_eq!(reason(alice.create("a", 1).await), "NAME_TAKEN");
        upload::abort_streams(&app).await;
        assert_eq!(alice.balance().await.in_flight, 0);
        alice.create("a", 1).await.unwrap();
        books::check(&app).await;
    }
}
