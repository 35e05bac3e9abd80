//! What somebody passes on of what he was given to share on: how far it goes, when it ends, and who sees it.
use std::time::Duration;

use domain::{
    email::EmailAddress,
    id::{FileId, ShareId},
    limits::ERASURE_GRACE,
    page::Page,
    policy::entry::Right,
};
use server::{
    db::{self, given::Given},
    service::{
        privacy::{erase, request},
        shares::{self, Recipient, Terms},
        upload::{self, NewUpload},
    },
};

use crate::{
    books,
    links::link,
    on_both_engines,
    owner::{Owner, content, new_upload, owner, reason, refused},
    sharing::{EDIT, SHARE, VIEW},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Ada gave Ben a folder to share on; Cleo and Dan were given nothing.
struct Circle {
    ada: Owner,
    ben: Owner,
    cleo: Owner,
    dan: Owner,
    folder: FileId,
    file: FileId,
    deep: FileId,
    deepest: FileId,
    /// By which Ben has the folder.
    way: ShareId,
}

impl Circle {
    async fn new(app: &crate::support::TestApp) -> Self {
        let [ada, ben] = [owner(app, "ada").await, owner(app, "ben").await];
        let folder = ada.mkdir(None, "Trip").await.unwrap();
        let deep = ada.mkdir(Some(folder), "Deep").await.unwrap();
        let file = ada.put(Some(folder), "plan.txt", 100).await.unwrap();
        let deepest = ada.put(Some(deep), "deepest.txt", 10).await.unwrap();
        let way = ada.give(folder, "ben", SHARE).await.unwrap();
        let [cleo, dan] = [owner(app, "cleo").await, owner(app, "dan").await];
        Self { ada, ben, cleo, dan, folder, file, deep, deepest, way }
    }

    /// Cleo reaches the file by what Ben passed on, or it does not exist for her; for Dan it never does.
    async fn expect(&self, is_reached: bool, why: &str) {
        let read = self.cleo.read(self.file).await;
        if is_reached {
            assert_eq!(read.unwrap().len(), 100, "{why}");
        } else {
            assert_eq!(reason(read), "NOT_FOUND", "{why}");
        }
        assert_eq!(self.cleo.given().await.is_empty(), !is_reached, "{why}");
        assert_eq!(self.ben.passed_on().await.is_empty(), !is_reached, "{why}: what Ben sees of it");
        assert_eq!(reason(self.dan.read(self.file).await), "NOT_FOUND", "{why}");
    }
}

impl Owner {
    async fn all_given(&self) -> Vec<Given> {
        let (all, total) = shares::given(&self.app, &self.member, None, Page::default()).await.unwrap();
        assert_eq!(all.len() as u64, total);
        all
    }

    /// What of the others' he passed on, and to whom.
    async fn passed_on(&self) -> Vec<(FileId, String)> {
        let all = self.all_given().await.into_iter().filter(|one| one.passed_on_by.is_some());
        all.map(|one| (one.entry, one.receiver)).collect()
    }

    pub async fn change(&self, share: ShareId, terms: Terms) -> Result<Given, server::service::ServiceError> {
        shares::change(&self.app, &self.member, share, terms).await
    }
}

async fn suspend(person: &Owner, is_suspended: bool) {
    let tx = person.app.db.write().await.unwrap();
    let since = is_suspended.then(|| person.app.clock.now());
    db::account::suspend(&tx, person.member.account(), since).await.unwrap();
    tx.commit().await.unwrap();
}

on_both_engines! {
    async fn what_was_given_to_share_on_is_passed_on_and_nobody_else_reaches_it(app: TestApp) {
        let circle = Circle::new(&app).await;
        let Circle { ada, ben, cleo, dan, folder, file, deep, deepest, .. } = &circle;
        circle.expect(false, "before").await;
        ben.give(*file, "cleo", VIEW).await.unwrap();
        circle.expect(true, "after").await;
        assert_eq!(reason(cleo.new_version(*file, 1).await), "MISSING_ROLE");
        assert_eq!(reason(cleo.read(*deepest).await), "NOT_FOUND");
        assert_eq!(reason(cleo.ls(Some(*folder)).await), "NOT_FOUND");
        // What lies below, to change: it stays the owner's and counts as hers.
        let (hers, used) = (ada.balance().await.used, cleo.balance().await.used);
        let address = Recipient::Address(EmailAddress::parse("Cleo@example.com").unwrap());
        ben.give_to(*deep, address, EDIT).await.unwrap();
        cleo.put(Some(*deep), "cleos.txt", 1_000).await.unwrap();
        assert_eq!((ada.balance().await.used, cleo.balance().await.used), (hers + 1_000, used));
        assert_eq!(cleo.ls(Some(*deep)).await.unwrap().given.map(|given| given.owner), Some("ada".to_owned()));
        for entry in [*folder, *file, *deep, *deepest] {
            assert_eq!(reason(dan.give(entry, "dan", VIEW).await), "INVALID_ARGUMENT");
            assert_eq!(reason(dan.give(entry, "cleo", VIEW).await), "NOT_FOUND");
        }
        assert_eq!(reason(dan.ls(Some(*deep)).await), "NOT_FOUND");
        books::check(&app).await;
    }

    async fn what_is_passed_on_is_never_more_than_to_change_and_goes_one_step(app: TestApp) {
        let circle = Circle::new(&app).await;
        let Circle { ada, ben, cleo, folder, file, way, .. } = &circle;
        for (refusal, expected) in [
            (reason(ben.give(*file, "cleo", SHARE).await), "INVALID_ARGUMENT"),
            (reason(ben.give(*file, "ada", VIEW).await), "INVALID_ARGUMENT"),
            (reason(shares::make_link(&app, &ben.member, link(*file)).await), "MISSING_ROLE"),
            (reason(ben.mv(&[*file], None).await), "NOT_FOUND"),
            (reason(ben.rm(&[*folder]).await), "MISSING_ROLE"),
            (reason(ben.change(*way, SHARE).await), "NOT_FOUND"),
            (reason(ben.take_back(*way).await), "NOT_FOUND"),
        ] {
            assert_eq!(refusal, expected);
        }
        let passed = ben.give(*file, "cleo", EDIT).await.unwrap();
        for person in [ben, ada] {
            assert_eq!(reason(person.change(passed, SHARE).await), "INVALID_ARGUMENT");
        }
        let (why, words) = refused(cleo.give(*file, "dan", VIEW).await);
        assert_eq!((why.as_str(), words.contains("not to share it on")), ("MISSING_ROLE", true), "{words}");
        circle.expect(true, "refused").await;
        // What is not his way to give: with the right to change alone nothing goes on, whatever he had before.
        ada.change(*way, EDIT).await.unwrap();
        assert_eq!(reason(ben.give(*file, "dan", VIEW).await), "MISSING_ROLE");
    }

    async fn what_is_passed_on_lasts_no_longer_than_what_it_came_by(app: TestApp) {
        let circle = Circle::new(&app).await;
        let Circle { ada, ben, cleo, folder, file, way, .. } = &circle;
        ada.change(*way, Terms { life: Some(DAY * 7), ..SHARE }).await.unwrap();
        let week = Some(app.clock.now().plus(DAY * 7));
        for life in [None, Some(DAY * 30)] {
            ben.give(*file, "cleo", Terms { life, ..VIEW }).await.unwrap();
            let told = |given: Vec<Given>| given.into_iter().find(|one| one.entry == *file).unwrap().expires_at;
            assert_eq!((told(ben.all_given().await), told(ada.all_given().await)), (week, week));
            let (received, _) = shares::received(&app, &cleo.member, Page::default()).await.unwrap();
            assert_eq!(received[0].terms.expires_at, week);
        }
        app.advance(DAY * 7 - Duration::from_secs(1));
        circle.expect(true, "within").await;
        app.advance(Duration::from_secs(1));
        circle.expect(false, "over").await;
        assert_eq!(ada.all_given().await.len(), 2, "she sees what ended");
        // A shorter time of its own is its own.
        ada.give(*folder, "ben", SHARE).await.unwrap();
        ben.give(*file, "cleo", Terms { life: Some(DAY), ..VIEW }).await.unwrap();
        app.advance(DAY - Duration::from_secs(1));
        assert_eq!(cleo.read(*file).await.unwrap().len(), 100);
        app.advance(Duration::from_secs(1));
        assert_eq!(reason(cleo.read(*file).await), "NOT_FOUND");
    }

    async fn what_is_passed_on_ends_with_each_thing_it_hangs_on(app: TestApp) {
        let circle = Circle::new(&app).await;
        let Circle { ada, ben, folder, file, way, .. } = &circle;
        ben.give(*file, "cleo", VIEW).await.unwrap();
        for terms in [EDIT, VIEW] {
            ada.change(*way, terms).await.unwrap();
            circle.expect(false, "a lesser right").await;
            ada.change(*way, SHARE).await.unwrap();
            circle.expect(true, "the right is back").await;
        }
        ada.mv(&[*file], None).await.unwrap();
        circle.expect(false, "moved out of the folder").await;
        ada.mv(&[*file], Some(*folder)).await.unwrap();
        circle.expect(true, "moved back").await;
        for entry in [*file, *folder] {
            ada.rm(&[entry]).await.unwrap();
            circle.expect(false, "in the trash").await;
            ada.back(&[entry]).await.unwrap();
            circle.expect(true, "restored").await;
        }
        for person in [ada, ben] {
            suspend(person, true).await;
            circle.expect(false, "suspended").await;
            suspend(person, false).await;
            circle.expect(true, "let in again").await;
        }
        ada.take_back(*way).await.unwrap();
        circle.expect(false, "taken back").await;
        assert!(ada.all_given().await.is_empty(), "with it went what hung on it");

        let way = ada.give(*folder, "ben", SHARE).await.unwrap();
        circle.expect(false, "given anew, and not passed on").await;
        ben.give(*file, "cleo", VIEW).await.unwrap();
        circle.expect(true, "passed on anew").await;
        shares::leave(&app, &ben.member, way).await.unwrap();
        circle.expect(false, "left").await;
        assert!(ada.all_given().await.is_empty());
    }

    async fn what_came_by_an_address_ends_when_its_giver_has_another_or_goes(app: TestApp) {
        let circle = Circle::new(&app).await;
        let Circle { ada, ben, folder, file, way, .. } = &circle;
        ada.take_back(*way).await.unwrap();
        let address = Recipient::Address(EmailAddress::parse("ben@example.com").unwrap());
        ada.give_to(*folder, address, SHARE).await.unwrap();
        ben.give(*file, "cleo", VIEW).await.unwrap();
        circle.expect(true, "by an address").await;
        let moves_to = async |address: &str| {
            let text = "UPDATE account SET email_key = $2 WHERE id = $1";
            let values = [ben.member.account().to_string().into(), address.into()];
            let tx = app.db.write().await.unwrap();
            db::execute(&tx, text, values).await.unwrap();
            tx.commit().await.unwrap();
        };
        moves_to("elsewhere@example.com").await;
        circle.expect(false, "he has another address").await;
        moves_to("ben@example.com").await;
        circle.expect(true, "it is his again").await;
        request::of_oneself(&app, &ben.member, "ben").await.unwrap();
        circle.expect(false, "about to be erased").await;
        app.advance(ERASURE_GRACE);
        erase::round(&app).await.unwrap();
        circle.expect(false, "erased").await;
        assert!(ada.all_given().await.is_empty());
        books::check(&app).await;
    }

    async fn its_owner_and_whoever_passed_it_on_see_it_and_take_it_back(app: TestApp) {
        let circle = Circle::new(&app).await;
        let Circle { ada, ben, cleo, dan, file, deepest, way, .. } = &circle;
        let hers = ada.give(*deepest, "dan", VIEW).await.unwrap();
        let [first, second] =
            [ben.give(*file, "cleo", VIEW).await.unwrap(), ben.give(*deepest, "cleo", EDIT).await.unwrap()];
        let told = |all: Vec<Given>| {
            let mut told: Vec<_> = all.into_iter().map(|one| (one.receiver, one.right, one.passed_on_by)).collect();
            told.sort();
            told
        };
        let passed = ["cleo", "cleo"].into_iter().zip([Right::View, Right::Edit]);
        let passed: Vec<_> = passed.map(|(who, right)| (who.to_owned(), right, Some("ben".to_owned()))).collect();
        assert_eq!(told(ben.all_given().await), passed);
        let own = [("ben", Right::Share), ("dan", Right::View)].map(|(who, right)| (who.to_owned(), right, None));
        let mut all = [&own[..], &passed[..]].concat();
        all.sort();
        assert_eq!(told(ada.all_given().await), all);
        cleo.read(*file).await.unwrap();
        for person in [ada, ben] {
            let given = person.all_given().await.into_iter().find(|one| one.id == first).unwrap();
            assert_eq!(given.opened_at, Some(app.clock.now()));
        }
        // Nobody else sees or touches them, and he not what she gave.
        for person in [cleo, dan] {
            assert!(person.all_given().await.is_empty());
            for share in [first, second, hers, *way] {
                assert_eq!(reason(person.take_back(share).await), "NOT_FOUND");
                assert_eq!(reason(person.change(share, VIEW).await), "NOT_FOUND");
            }
        }
        assert_eq!(reason(ben.take_back(hers).await), "NOT_FOUND");
        // Each of both changes and takes back.
        assert_eq!(ben.change(first, EDIT).await.unwrap().right, Right::Edit);
        cleo.new_version(*file, 100).await.unwrap();
        assert_eq!(ada.change(first, VIEW).await.unwrap().right, Right::View);
        assert_eq!(reason(cleo.new_version(*file, 100).await), "MISSING_ROLE");
        ben.take_back(first).await.unwrap();
        assert_eq!(reason(cleo.read(*file).await), "NOT_FOUND");
        ada.take_back(second).await.unwrap();
        assert_eq!(reason(cleo.read(*deepest).await), "NOT_FOUND");
        assert!(ben.all_given().await.is_empty());
        assert_eq!(dan.read(*deepest).await.unwrap().len(), 10);
    }

    async fn what_two_give_to_one_are_two_shares(app: TestApp) {
        let circle = Circle::new(&app).await;
        let Circle { ada, ben, cleo, folder, file, way, .. } = &circle;
        let passed = ben.give(*file, "cleo", VIEW).await.unwrap();
        let hers = ada.give(*file, "cleo", EDIT).await.unwrap();
        assert_ne!(passed, hers);
        assert_eq!(ben.give(*file, "cleo", VIEW).await.unwrap(), passed);
        cleo.new_version(*file, 100).await.unwrap();
        ada.take_back(hers).await.unwrap();
        assert_eq!(reason(cleo.new_version(*file, 1).await), "MISSING_ROLE");
        assert_eq!(cleo.read(*file).await.unwrap().len(), 100);
        // Passed on again it hangs on the nearest of his ways, and outlives the other.
        ada.give(*file, "ben", SHARE).await.unwrap();
        assert_eq!(ben.give(*file, "cleo", VIEW).await.unwrap(), passed);
        ada.take_back(*way).await.unwrap();
        assert_eq!(cleo.read(*file).await.unwrap().len(), 100);
        assert_eq!(reason(ben.ls(Some(*folder)).await), "NOT_FOUND");
        ada.mv(&[*file], None).await.unwrap();
        assert_eq!(cleo.read(*file).await.unwrap().len(), 100, "it was given itself");
    }

    async fn what_is_under_way_by_it_ends_with_it(app: TestApp) {
        let circle = Circle::new(&app).await;
        let Circle { ada, ben, cleo, deep, way, .. } = &circle;
        ben.give(*deep, "cleo", EDIT).await.unwrap();
        let new = NewUpload { parent: Some(*deep), ..new_upload("hers", 100) };
        let open = upload::create(&app, &cleo.member, new).await.unwrap().id;
        cleo.send(open, &content(3, 100), 0).await.unwrap();
        assert_eq!(ada.balance().await.in_flight, 100);
        ada.take_back(*way).await.unwrap();
        assert_eq!(reason(cleo.complete(open).await), "NOT_FOUND");
        assert_eq!(ada.balance().await.in_flight, 0);
        books::check(&app).await;
    }
}
