//! Tags: put on, found by, taken off; whose they are, and how many there can be.
use domain::{
    file_kind::FileKind,
    file_order::{FileOrder, SortKey},
    id::FileId,
    limits::{TAGS_MAX, TAGS_PER_ENTRY_MAX},
    search::Narrow,
    tag::Tag,
};
use server::service::{
    ServiceError,
    drive::{self, Entry, Search, Tagging},
};

use crate::{
    drive::page,
    on_both_engines,
    owner::{Owner, owner, reason},
    sharing::VIEW,
};

fn tags(words: &[&str]) -> Vec<Tag> {
    words.iter().map(|word| Tag::parse(word).unwrap()).collect()
}

fn called(part: &str) -> Search {
    let order = FileOrder { by: SortKey::Name, descending: false };
    let part = part.to_owned();
    Search { part, page: page(50), order, files_only: false, favourites_only: false, narrow: None, tag: None }
}

fn tagged(word: &str) -> Search {
    Search { tag: Some(Tag::parse(word).unwrap()), ..called("") }
}

impl Owner {
    async fn tag(&self, ids: &[FileId], add: &[&str], remove: &[&str]) -> Result<(), ServiceError> {
        let tagging = Tagging { add: tags(add), remove: tags(remove) };
        drive::set_tags(&self.app, &self.member, ids, &tagging).await
    }

    /// What is found, and how much there is of it.
    async fn found(&self, search: Search) -> (Vec<String>, u64) {
        let results = drive::search(&self.app, &self.member, &search).await.unwrap();
        let name = |entry: Entry| match entry {
            Entry::Folder(folder) => format!("{}/", folder.name),
            Entry::File(file) => file.name,
        };
        (results.found.into_iter().map(|one| name(one.entry)).collect(), results.total)
    }

    /// The tags of an entry at the top, as a list tells them and as a search does.
    async fn tags_of(&self, id: FileId) -> Vec<String> {
        let list =
            drive::list(&self.app, &self.member, None, page(1_000), "", FileOrder::default()).await.unwrap();
        let listed = list.tags.get(&id).cloned().unwrap_or_default();
        let found = drive::search(&self.app, &self.member, &called("")).await.unwrap();
        assert_eq!(found.tags.get(&id).cloned().unwrap_or_default(), listed);
        listed
    }

    async fn all_tags(&self) -> Vec<(String, u64)> {
        drive::list_tags(&self.app, &self.member).await.unwrap()
    }
}

fn counted(all: &[(&str, u64)]) -> Vec<(String, u64)> {
    all.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

on_both_engines! {
    async fn what_has_a_tag_is_found_wherever_it_is(app: TestApp) {
        let ada = owner(&app, "ada").await;
        let trip = ada.mkdir(None, "Trip").await.unwrap();
        let ticket = ada.put(Some(trip), "ticket.pdf", 10).await.unwrap();
        let photo = ada.put(None, "photo.jpg", 10).await.unwrap();
        ada.mkdir(None, "Other").await.unwrap();
        ada.put(None, "other.jpg", 10).await.unwrap();
        assert_eq!((ada.found(tagged("work")).await, ada.all_tags().await), ((vec![], 0), vec![]));

        ada.tag(&[trip, ticket, photo], &["Summer", "2027"], &[]).await.unwrap();
        let all = ["Trip/", "photo.jpg", "ticket.pdf"].map(str::to_owned).to_vec();
        assert_eq!(ada.found(tagged("SUMMER")).await, (all, 3), "case tells no tags apart");
        assert_eq!(ada.tags_of(photo).await, ["2027", "Summer"]);
        // Beside a name, and beside what files are.
        assert_eq!(ada.found(Search { part: "tick".to_owned(), ..tagged("summer") }).await.0, ["ticket.pdf"]);
        let narrow = Some(Narrow { kind: Some(FileKind::Picture), ..Narrow::default() });
        assert_eq!(ada.found(Search { narrow, ..tagged("summer") }).await.0, ["photo.jpg"]);
        assert_eq!(ada.found(Search { files_only: true, ..tagged("summer") }).await.1, 2);
        let second = Search { page: domain::page::Page::after(1, 1), ..tagged("summer") };
        assert_eq!(ada.found(second).await, (vec!["photo.jpg".to_owned()], 3));
        // Nobody is told of names that are almost so, and have it not.
        assert_eq!(ada.found(Search { part: "othre".to_owned(), ..tagged("summer") }).await, (vec![], 0));

        // Once more changes nothing; the spelling is that of the first.
        ada.tag(&[photo], &["summer"], &[]).await.unwrap();
        assert_eq!(ada.tags_of(photo).await, ["2027", "Summer"]);
        assert_eq!(ada.all_tags().await, counted(&[("2027", 3), ("Summer", 3)]));
    }

    async fn a_tag_that_nothing_has_is_gone(app: TestApp) {
        let ada = owner(&app, "ada").await;
        let (one, two) = (ada.put(None, "one", 1).await.unwrap(), ada.put(None, "two", 1).await.unwrap());
        ada.tag(&[one, two], &["a", "b"], &[]).await.unwrap();
        ada.tag(&[one], &["c"], &["A", "never"]).await.unwrap();
        assert_eq!(ada.tags_of(one).await, ["b", "c"]);
        assert_eq!(ada.all_tags().await, counted(&[("a", 1), ("b", 2), ("c", 1)]));
        ada.tag(&[two], &[], &["a"]).await.unwrap();
        assert_eq!(ada.all_tags().await, counted(&[("b", 2), ("c", 1)]));
        // In the trash a file keeps its tags, and is not counted.
        ada.rm(&[one]).await.unwrap();
        assert_eq!(ada.all_tags().await, counted(&[("b", 1)]));
        assert_eq!(ada.found(tagged("c")).await.1, 0);
        ada.back(&[one]).await.unwrap();
        assert_eq!(ada.tags_of(one).await, ["b", "c"]);
    }

    async fn all_are_changed_or_none(app: TestApp) {
        let ada = owner(&app, "ada").await;
        let (one, two) = (ada.put(None, "one", 1).await.unwrap(), ada.put(None, "two", 1).await.unwrap());
        ada.rm(&[two]).await.unwrap();
        assert_eq!(reason(ada.tag(&[one, two], &["work"], &[]).await), "NOT_FOUND");
        assert_eq!((ada.tags_of(one).await, ada.all_tags().await), (vec![], vec![]));

        let many: Vec<String> = (0..TAGS_PER_ENTRY_MAX).map(|number| format!("tag {number:02}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        ada.tag(&[one], &many, &[]).await.unwrap();
        assert_eq!(reason(ada.tag(&[one], &["one more"], &[]).await), "TOO_MANY_TAGS");
        assert_eq!(ada.tags_of(one).await, many);
        ada.tag(&[one], &["one more"], &["tag 00"]).await.unwrap();

        let mut left = TAGS_MAX - TAGS_PER_ENTRY_MAX;
        for entry in 0_u32.. {
            let more: Vec<String> = (0..left.min(TAGS_PER_ENTRY_MAX)).map(|tag| format!("{entry} {tag}")).collect();
            let more: Vec<&str> = more.iter().map(String::as_str).collect();
            let id = ada.mkdir(None, &format!("folder {entry}")).await.unwrap();
            ada.tag(&[id], &more, &[]).await.unwrap();
            left -= left.min(TAGS_PER_ENTRY_MAX);
            if left == 0 {
                break;
            }
        }
        let last = ada.mkdir(None, "last").await.unwrap();
        assert_eq!(reason(ada.tag(&[last], &["too many"], &[]).await), "TOO_MANY_TAGS");
        ada.tag(&[last], &["one more"], &[]).await.unwrap();
        assert_eq!(ada.all_tags().await.len() as u64, u64::from(TAGS_MAX));
    }

    async fn tags_are_their_owners_alone(app: TestApp) {
        let (ada, bob) = (owner(&app, "ada").await, owner(&app, "bob").await);
        let trip = ada.mkdir(None, "Trip").await.unwrap();
        let inside = ada.put(Some(trip), "inside", 1).await.unwrap();
        ada.tag(&[trip, inside], &["secret"], &[]).await.unwrap();
        ada.give(trip, "bob", VIEW).await.unwrap();
        let order = FileOrder::default();
        let list = drive::list(&app, &bob.member, Some(trip), page(10), "", order).await.unwrap();
        assert_eq!((list.entries.len(), list.tags.len()), (1, 0));
        assert_eq!((bob.all_tags().await, bob.found(tagged("secret")).await.1), (vec![], 0));
        assert_eq!(reason(bob.tag(&[inside], &["mine"], &[]).await), "NOT_FOUND");
        // Two people, one word, two tags.
        let own = bob.put(None, "own", 1).await.unwrap();
        bob.tag(&[own], &["Secret"], &[]).await.unwrap();
        assert_eq!(bob.found(tagged("secret")).await.0, ["own"]);
        assert_eq!(ada.found(tagged("secret")).await.0, ["Trip/", "inside"]);
    }
}
