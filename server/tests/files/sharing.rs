//! What people give each other: what each right lets do, in whose storage it is done, and when it ends.
use std::time::Duration;

use domain::{
    email::EmailAddress,
    id::{FileId, ShareId},
    limits::{ALLOCATION_BYTES, ERASURE_GRACE},
    page::Page,
    policy::entry::Right,
    upload::Parts,
    username::Username,
};
use futures::StreamExt;
use server::{
    auth::Visitor,
    db, jobs,
    service::{
        ServiceError,
        download::Download,
        drive::{self, Entry, FolderZip},
        files,
        privacy::{erase, request},
        shares::{self, NewLink, Recipient, Terms},
        upload::{self, NewStream, NewUpload, Target},
        versions,
    },
};

use crate::{
    books,
    links::link,
    on_both_engines,
    owner::{MIB, Owner, content, new_upload, owner, reason, refused},
};

pub const VIEW: Terms = Terms { right: Right::View, life: None };
pub const EDIT: Terms = Terms { right: Right::Edit, life: None };
pub const SHARE: Terms = Terms { right: Right::Share, life: None };
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Owner {
    pub async fn give(&self, entry: FileId, name: &str, terms: Terms) -> Result<ShareId, ServiceError> {
        self.give_to(entry, Recipient::Name(Username::parse(name).unwrap()), terms).await
    }

    pub async fn give_to(&self, entry: FileId, to: Recipient, terms: Terms) -> Result<ShareId, ServiceError> {
        let visitor = Visitor::default();
        shares::give(&self.app, &self.member, &visitor, (entry, &to), terms).await.map(|given| given.id)
    }

    pub async fn take_back(&self, share: ShareId) -> Result<(), ServiceError> {
        shares::revoke(&self.app, &self.member, share).await
    }

    /// Names of what others gave, sorted.
    pub async fn given(&self) -> Vec<String> {
        let (all, total) = shares::received(&self.app, &self.member, Page::default()).await.unwrap();
        assert_eq!(all.len() as u64, total);
        let name = |entry: Entry| match entry {
            Entry::Folder(folder) => format!("{}/", folder.name),
            Entry::File(file) => file.name,
        };
        let mut names: Vec<String> = all.into_iter().map(|one| name(one.entry)).collect();
        names.sort();
        names
    }

    pub async fn new_version(&self, file: FileId, bytes: usize) -> Result<(), ServiceError> {
        let new = NewStream { target: Target::File(file), declared: None };
        self.stream(new, &content(9, bytes), 1_000).await.map(drop)
    }
}

/// `Trip/` with `inside.txt` and `Deep/deepest.txt`, and `outside.txt` beside it.
struct Trip {
    trip: FileId,
    inside: FileId,
    deep: FileId,
    deepest: FileId,
    outside: FileId,
}

async fn trip(alice: &Owner) -> Trip {
    let trip = alice.mkdir(None, "Trip").await.unwrap();
    let deep = alice.mkdir(Some(trip), "Deep").await.unwrap();
    Trip {
        trip,
        inside: alice.put(Some(trip), "inside.txt", 100).await.unwrap(),
        deep,
        deepest: alice.put(Some(deep), "deepest.txt", 10).await.unwrap(),
        outside: alice.put(None, "outside.txt", 10).await.unwrap(),
    }
}

on_both_engines! {
    async fn a_version_says_who_made_it_and_older_ones_are_the_owners(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let file = alice.store("a", &content(1, 10)).await.unwrap().file;
        alice.give(file, "bob", EDIT).await.unwrap();
        bob.new_version(file, 20).await.unwrap();
        let made_by = async || {
            let all = alice.versions(file).await;
            all.into_iter().map(|version| version.made_by).collect::<Vec<_>>()
        };
        assert_eq!(made_by().await, [Some("bob".to_owned()), Some("alice".to_owned())]);
        assert_eq!(bob.read(file).await.unwrap(), content(9, 20));
        for refusal in [
            reason(versions::list(&app, &bob.member, file, Page::default()).await),
            reason(Download::open_version(&app, &bob.member, file, 1).await.map(|_| ())),
            reason(bob.take_up(file, 1).await),
            reason(bob.drop_version(file, 1).await),
        ] {
            assert_eq!(refusal, "NOT_FOUND");
        }
        // What he stored stays when he goes, and names nobody.
        request::of_oneself(&app, &bob.member, "bob").await.unwrap();
        app.advance(ERASURE_GRACE);
        erase::round(&app).await.unwrap();
        assert_eq!(made_by().await, [None, Some("alice".to_owned())]);
        assert_eq!(alice.read(file).await.unwrap(), content(9, 20));
        books::check(&app).await;
    }

    async fn what_is_given_to_look_at_is_not_changed(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let Trip { trip, inside, deep, deepest, outside } = trip(&alice).await;
        alice.give(trip, "bob", VIEW).await.unwrap();

        assert_eq!(bob.given().await, ["Trip/"]);
        let listing = bob.ls(Some(deep)).await.unwrap();
        // Of the way to it only what was given, and whose it is.
        assert_eq!(listing.path.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(), ["Trip", "Deep"]);
        assert_eq!(listing.given.map(|given| (given.owner, given.right)), Some(("alice".to_owned(), Right::View)));
        for (file, size) in [(inside, 100), (deepest, 10)] {
            assert_eq!(bob.read(file).await.unwrap().len(), size);
        }
        let zip = FolderZip::find(&app.shared(), &bob.member, trip).await.unwrap().unwrap();
        assert!(zip.read().all(|piece| async move { piece.is_ok() }).await);
        assert_eq!(books::audited(&app, "share.open").await, 1);

        assert_eq!(reason(bob.put(Some(trip), "mine.txt", 1).await), "MISSING_ROLE");
        assert_eq!(reason(bob.mkdir(Some(deep), "Mine").await), "MISSING_ROLE");
        assert_eq!(reason(bob.new_version(inside, 1).await), "MISSING_ROLE");
        assert_eq!(reason(bob.call(deepest, "other.txt").await), "MISSING_ROLE");
        assert_eq!(reason(bob.rm(&[inside]).await), "MISSING_ROLE");
        assert_eq!(reason(files::delete(&app, &bob.member, inside).await), "MISSING_ROLE");
        // What was not given does not exist, and nobody gives on what is not his.
        assert_eq!(reason(bob.read(outside).await), "NOT_FOUND");
        assert_eq!(reason(bob.mv(&[inside], None).await), "NOT_FOUND");
        assert_eq!(reason(bob.give(inside, "alice", VIEW).await), "MISSING_ROLE");
        assert!(bob.tree().await.is_empty());
        assert_eq!(alice.tree().await.len(), 5);
        books::check(&app).await;
    }

    async fn what_is_given_to_change_is_changed_in_its_owners_storage(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let Trip { trip, inside, deep, .. } = trip(&alice).await;
        alice.give(trip, "bob", EDIT).await.unwrap();
        let (before, his) = (alice.balance().await.used, bob.balance().await.used);

        let file = bob.put(Some(deep), "from bob.txt", 1_000).await.unwrap();
        bob.new_version(inside, 200).await.unwrap();
        let made = bob.mkdir(Some(trip), "Bobs").await.unwrap();
        bob.call(made, "Robs").await.unwrap();
        assert_eq!(alice.balance().await.used, before + 1_200);
        assert_eq!(bob.balance().await.used, his);
        assert_eq!(alice.read(file).await.unwrap().len(), 1_000);
        assert_eq!(alice.read(inside).await.unwrap().len(), 200);
        let who = db::sql(
            app.db.read(),
            "SELECT COUNT(*) AS n FROM audit WHERE actor = $1 AND object = $2 AND action = 'file.upload'",
            [bob.member.account().to_string().into(), file.to_string().into()],
        );
        let row = db::ConnectionTrait::query_one_raw(app.db.read(), who).await.unwrap().unwrap();
        assert_eq!(db::bytes(&row, "n").unwrap(), 1);

        // How much room there is is hers to know.
        let parts = Parts::of(2 * ALLOCATION_BYTES).unwrap();
        let big = NewUpload { parent: Some(deep), parts, ..new_upload("big", 0) };
        let (why, words) = refused(upload::create(&app, &bob.member, big.clone()).await);
        assert_eq!((why.as_str(), words.starts_with("Its owner has no room")), ("QUOTA_EXCEEDED", true), "{words}");
        let own = NewUpload { parent: None, ..big };
        assert!(!refused(upload::create(&app, &bob.member, own).await).1.starts_with("Its owner"));

        // Into his owner's trash, where he does not look; what was given itself stays.
        bob.rm(&[made, file]).await.unwrap();
        assert_eq!(alice.bin().await.len(), 2);
        assert!(bob.bin().await.is_empty());
        assert_eq!(reason(bob.rm(&[trip]).await), "MISSING_ROLE");
        assert_eq!(reason(bob.call(trip, "Mine").await), "MISSING_ROLE");
        assert_eq!(reason(bob.back(&[file]).await), "NOT_FOUND");
        // Of two owners at once nothing is deleted.
        let own = bob.put(None, "own.txt", 1).await.unwrap();
        assert_eq!(reason(bob.rm(&[own, inside]).await), "NOT_FOUND");
        assert_eq!(bob.tree().await, ["own.txt"]);
        books::check(&app).await;
    }

    async fn whoever_was_given_something_does_not_give_it_on(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let carol = owner(&app, "carol").await;
        let Trip { trip, inside, deep, .. } = trip(&alice).await;
        let share = alice.give(trip, "bob", EDIT).await.unwrap();
        let own = bob.put(Some(deep), "from bob.txt", 1).await.unwrap();
        let address = Recipient::Address(EmailAddress::parse("carol@example.com").unwrap());
        // What was given itself, what is below it, and what he put there.
        for entry in [trip, inside, deep, own] {
            let drop = NewLink { takes_uploads: true, ..link(entry) };
            for (refusal, words) in [
                (refused(bob.give(entry, "carol", VIEW).await), "not to share it on"),
                (refused(bob.give_to(entry, address.clone(), EDIT).await), "not to share it on"),
                (refused(shares::make_link(&app, &bob.member, link(entry)).await), "only its owner makes links"),
                (refused(shares::make_link(&app, &bob.member, drop).await), "only its owner makes links"),
            ] {
                assert_eq!(refusal.0, "MISSING_ROLE");
                assert!(refusal.1.contains(words), "{}", refusal.1);
            }
            assert_eq!(reason(carol.read(entry).await), "NOT_FOUND");
        }
        // Nor does he change his own terms, or see what else she gave.
        let longer = Terms { life: Some(DAY), ..EDIT };
        assert_eq!(reason(shares::change(&app, &bob.member, share, longer).await), "NOT_FOUND");
        assert_eq!(shares::given(&app, &bob.member, None, Page::default()).await.unwrap().1, 0);
        assert_eq!(shares::given(&app, &alice.member, None, Page::default()).await.unwrap().1, 1);
        assert!(carol.given().await.is_empty());
    }

    async fn a_right_ends_with_what_it_hangs_on(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let Trip { trip, inside, deep, deepest, .. } = trip(&alice).await;
        let share = alice.give(trip, "bob", VIEW).await.unwrap();
        bob.read(inside).await.unwrap();
        // Moved with the folder it stays given; moved out of it not, and what comes in is.
        let top = alice.mkdir(None, "Archive").await.unwrap();
        alice.mv(&[trip], Some(top)).await.unwrap();
        bob.read(deepest).await.unwrap();
        alice.mv(&[deep], None).await.unwrap();
        assert_eq!(reason(bob.read(deepest).await), "NOT_FOUND");
        alice.mv(&[deep], Some(trip)).await.unwrap();
        bob.read(deepest).await.unwrap();
        // In the trash, and out of it again.
        alice.rm(&[top]).await.unwrap();
        assert_eq!(reason(bob.read(inside).await), "NOT_FOUND");
        assert_eq!(reason(bob.ls(Some(trip)).await), "NOT_FOUND");
        assert!(bob.given().await.is_empty());
        alice.back(&[top]).await.unwrap();
        bob.read(inside).await.unwrap();
        // While its owner is kept out.
        let suspend = async |since| {
            let tx = app.db.write().await.unwrap();
            db::account::suspend(&tx, alice.member.account(), since).await.unwrap();
            tx.commit().await.unwrap();
        };
        suspend(Some(app.clock.now())).await;
        assert_eq!(reason(bob.read(inside).await), "NOT_FOUND");
        assert!(bob.given().await.is_empty());
        suspend(None).await;
        bob.read(inside).await.unwrap();
        // Its own end, after which only its owner sees it, for a month.
        shares::change(&app, &alice.member, share, Terms { life: Some(DAY), ..VIEW }).await.unwrap();
        app.advance(DAY - Duration::from_secs(1));
        bob.read(inside).await.unwrap();
        app.advance(Duration::from_secs(1));
        assert_eq!(reason(bob.read(inside).await), "NOT_FOUND");
        assert!(bob.given().await.is_empty());
        let listed = async || shares::given(&app, &alice.member, None, Page::default()).await.unwrap().1;
        assert_eq!(listed().await, 1);
        app.advance(DAY * 30);
        jobs::sweep(&app).await.unwrap();
        assert_eq!(listed().await, 0);
    }

    async fn who_has_it_leaves_it_and_who_gave_it_takes_it_back(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let carol = owner(&app, "carol").await;
        let Trip { inside, .. } = trip(&alice).await;
        let share = alice.give(inside, "bob", VIEW).await.unwrap();
        // Given again it is the same, on the new terms.
        assert_eq!(alice.give(inside, "bob", EDIT).await.unwrap(), share);
        bob.new_version(inside, 3).await.unwrap();
        for stranger in [&bob, &carol] {
            assert_eq!(reason(stranger.take_back(share).await), "NOT_FOUND");
            assert_eq!(reason(shares::change(&app, &stranger.member, share, VIEW).await), "NOT_FOUND");
        }
        assert_eq!(reason(shares::leave(&app, &carol.member, share).await), "NOT_FOUND");
        assert_eq!(reason(shares::leave(&app, &alice.member, share).await), "NOT_FOUND");
        shares::leave(&app, &bob.member, share).await.unwrap();
        assert_eq!(reason(bob.read(inside).await), "NOT_FOUND");
        let share = alice.give(inside, "bob", VIEW).await.unwrap();
        alice.take_back(share).await.unwrap();
        assert_eq!(reason(bob.read(inside).await), "NOT_FOUND");
        assert_eq!(reason(alice.take_back(share).await), "NOT_FOUND");
        for (action, times) in [("share.give", 2), ("share.change", 1), ("share.leave", 1), ("share.revoke", 1)] {
            assert_eq!(books::audited(&app, action).await, times, "{action}");
        }
        assert_eq!(refused(alice.give(inside, "alice", VIEW).await).0, "INVALID_ARGUMENT");
    }

    async fn what_is_under_way_ends_with_the_right(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let folder = alice.mkdir(None, "Films").await.unwrap();
        let film = alice.put(Some(folder), "film", 12 * MIB).await.unwrap();
        let share = alice.give(folder, "bob", EDIT).await.unwrap();
        let download = Download::open(&app, &bob.member, film).await.unwrap();
        let mut pieces = Box::pin(download.read(0..download.size));
        pieces.next().await.unwrap().unwrap();
        let bytes = content(3, 100);
        let new = NewUpload { parent: Some(folder), ..new_upload("his", 100) };
        let open = upload::create(&app, &bob.member, new).await.unwrap().id;
        assert_eq!(reason(upload::find(&app, &alice.member, open).await), "NOT_FOUND");
        assert_eq!(upload::list(&app, &bob.member).await.unwrap().len(), 1);
        bob.send(open, &bytes, 0).await.unwrap();
        assert_eq!(alice.balance().await.in_flight, 100);

        alice.take_back(share).await.unwrap();
        let rest: Vec<_> = pieces.collect().await;
        assert!(rest.iter().any(Result::is_err), "the download went on to its end");
        assert_eq!(reason(bob.complete(open).await), "NOT_FOUND");
        assert_eq!(alice.balance().await.in_flight, 0);
        assert_eq!(alice.ls(Some(folder)).await.unwrap().entries.len(), 1);
        books::check(&app).await;
    }

    async fn moved_elsewhere_an_upload_is_refused_at_its_end(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let folder = alice.mkdir(None, "Given").await.unwrap();
        let inner = alice.mkdir(Some(folder), "Inner").await.unwrap();
        alice.give(folder, "bob", EDIT).await.unwrap();
        let new = NewUpload { parent: Some(inner), ..new_upload("his", 100) };
        let open = upload::create(&app, &bob.member, new).await.unwrap().id;
        bob.send(open, &content(3, 100), 0).await.unwrap();
        alice.mv(&[inner], None).await.unwrap();
        assert_eq!(reason(bob.complete(open).await), "NOT_FOUND");
        assert!(alice.ls(Some(inner)).await.unwrap().entries.is_empty());
        books::check(&app).await;
    }

    async fn an_address_tells_nothing_and_waits_for_whoever_proves_it(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let Trip { inside, .. } = trip(&alice).await;
        let address = |text: &str| Recipient::Address(EmailAddress::parse(text).unwrap());
        alice.give_to(inside, address("Bob@example.com"), VIEW).await.unwrap();
        alice.give_to(inside, address("later@example.com"), VIEW).await.unwrap();
        let (given, _) = shares::given(&app, &alice.member, Some(inside), Page::default()).await.unwrap();
        let mut told: Vec<_> = given.iter().map(|one| (one.receiver.as_str(), one.opened_at)).collect();
        told.sort_unstable();
        assert_eq!(told, [("bob@example.com", None), ("later@example.com", None)]);
        bob.read(inside).await.unwrap();
        let later = owner(&app, "later").await;
        assert_eq!(later.given().await, ["inside.txt"]);
        later.read(inside).await.unwrap();
        // A name tells what CheckUsername tells.
        assert_eq!(refused(alice.give(inside, "nobody", VIEW).await).0, "INVALID_USERNAME");
    }

    async fn a_grant_goes_with_either_of_both(app: TestApp) {
        let (alice, bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let carol = owner(&app, "carol").await;
        let Trip { trip, inside, .. } = trip(&alice).await;
        alice.give(trip, "bob", EDIT).await.unwrap();
        let file = carol.put(None, "carols", 5).await.unwrap();
        carol.give(file, "alice", VIEW).await.unwrap();
        let new = NewUpload { parent: Some(trip), ..new_upload("his", 100) };
        upload::create(&app, &bob.member, new).await.unwrap();
        let put = bob.put(Some(trip), "bobs", 7).await.unwrap();
        // Who gave it is about to be erased: it does not answer already.
        request::of_oneself(&app, &bob.member, "bob").await.unwrap();
        app.advance(ERASURE_GRACE);
        erase::round(&app).await.unwrap();
        let (given, _) = shares::given(&app, &alice.member, None, Page::default()).await.unwrap();
        assert!(given.is_empty());
        assert_eq!(alice.balance().await.in_flight, 0);
        // What he put there is hers.
        assert_eq!(alice.read(put).await.unwrap().len(), 7);
        alice.give(inside, "carol", VIEW).await.unwrap();
        request::of_oneself(&app, &alice.member, "alice").await.unwrap();
        assert_eq!(reason(carol.read(inside).await), "NOT_FOUND");
        app.advance(ERASURE_GRACE);
        erase::round(&app).await.unwrap();
        assert_eq!(shares::given(&app, &carol.member, None, Page::default()).await.unwrap().1, 0);
        books::check(&app).await;
    }

    async fn an_owner_gives_only_what_is_there(app: TestApp) {
        let (alice, _bob) = (owner(&app, "alice").await, owner(&app, "bob").await);
        let Trip { inside, .. } = trip(&alice).await;
        alice.rm(&[inside]).await.unwrap();
        assert_eq!(reason(alice.give(inside, "bob", VIEW).await), "NOT_FOUND");
        let never = FileId::from_random([7; 16]);
        assert_eq!(reason(alice.give(never, "bob", VIEW).await), "NOT_FOUND");
        assert_eq!(reason(drive::trash(&app, &alice.member, &[inside]).await), "NOT_FOUND");
    }
}
