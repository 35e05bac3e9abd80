//! Other people's files and uploads do not exist (K39): no call tells them from ids that never were.
use domain::limits::ALLOCATION_BYTES;
use server::service::{
    files, placement, trash,
    upload::{self, NewStream, Target},
};

use crate::{
    books, on_both_engines,
    owner::{content, owner, reason},
};

on_both_engines! {
    async fn nothing_of_anothers_can_be_seen_or_touched(app: TestApp) {
        let (alice, mallory) = (owner(&app, "alice").await, owner(&app, "mallory").await);
        let bytes = content(1, 1_000);
        let file = alice.store("secret", &bytes).await.unwrap().file;
        let open = alice.create("open", bytes.len()).await.unwrap();
        alice.send_all(open, &bytes).await.unwrap();

        assert_eq!(reason(mallory.read(file).await), "NOT_FOUND");
        assert_eq!(reason(files::delete(&app, &mallory.member, file).await), "NOT_FOUND");
        assert_eq!(reason(placement::of_file(&app, &mallory.member, file).await), "NOT_FOUND");
        let new = NewStream { target: Target::File(file), declared: None };
        assert_eq!(reason(mallory.stream(new, &bytes, 100).await), "NOT_FOUND");
        assert_eq!(reason(mallory.send(open, &bytes, 0).await), "NOT_FOUND");
        assert_eq!(reason(mallory.complete(open).await), "NOT_FOUND");
        assert_eq!(reason(mallory.abort(open).await), "NOT_FOUND");
        assert_eq!(reason(upload::find(&app, &mallory.member, open).await), "NOT_FOUND");
        assert!(mallory.list().await.is_empty());
        assert!(upload::list(&app, &mallory.member).await.unwrap().is_empty());

        files::delete(&app, &alice.member, file).await.unwrap();
        assert_eq!(reason(trash::restore(&app, &mallory.member, file).await), "NOT_FOUND");
        assert_eq!(trash::list(&app, &mallory.member, Default::default()).await.unwrap().1, 0);
        // The same name is no secret that could be probed.
        mallory.store("secret", &bytes).await.unwrap();
        assert_eq!(alice.balance().await.reservation, ALLOCATION_BYTES);
        alice.complete(open).await.unwrap();
        assert_eq!(reason(mallory.complete(open).await), "NOT_FOUND");
        books::check(&app).await;
    }
}
