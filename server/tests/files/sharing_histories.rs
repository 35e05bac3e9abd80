//! SEC-42 as a property: whatever people give, pass on, take back, move and delete, what somebody reaches is the closure over
//! what the owner's list says, and nothing else.
use std::collections::BTreeMap;

use domain::{
    id::{FileId, ShareId},
    page::Page,
    policy::entry::Right,
};
use server::{
    db::given::Given,
    service::{ServiceError, drive::Entry, shares},
};

use crate::{
    books, on_both_engines,
    owner::{Owner, owner},
    sharing::{EDIT, SHARE, VIEW},
};

const NAMES: [&str; 2] = ["bob", "carol"];

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// What was ever made, and what was given and perhaps taken back.
#[derive(Default)]
struct History {
    made: Vec<(FileId, bool)>,
    given: Vec<ShareId>,
    /// What bob passed on, each by which share.
    passed: BTreeMap<ShareId, ShareId>,
}

async fn step(alice: &Owner, receivers: &[Owner], history: &mut History, chance: &mut Chance) {
    let any = |chance: &mut Chance, made: &[(FileId, bool)]| made.get(chance.below(made.len() + 1)).copied();
    let folder = any(chance, &history.made).filter(|(_, is_file)| !is_file).map(|(id, _)| id);
    let called = format!("n{}", history.made.len());
    match (chance.below(12), any(chance, &history.made)) {
        (0 | 1, _) | (_, None) => {
            let is_file = chance.below(2) == 0;
            let made = if is_file {
                alice.put(folder, &called, 3).await
            } else {
                alice.mkdir(folder, &called).await
            };
            history.made.extend(made.ok().map(|id| (id, is_file)));
        }
        (2 | 3, Some((id, _))) => {
            let (to, terms) = (NAMES[chance.below(4) / 3], [VIEW, EDIT, SHARE, SHARE][chance.below(4)]);
            let given = alice.give(id, to, terms).await;
            history.given.extend(given.ok());
        }
        (4, Some(_)) => {
            if let Some(&share) = history.given.get(chance.below(history.given.len() + 1)) {
                let by = chance.below(3);
                match receivers.get(by) {
                    Some(receiver) => drop(shares::leave(&alice.app, &receiver.member, share).await),
                    None => drop(alice.take_back(share).await),
                }
            }
        }
        (8, Some(_)) => {
            if let Some(&share) = history.given.get(chance.below(history.given.len() + 1)) {
                drop(alice.change(share, [VIEW, EDIT, SHARE, SHARE][chance.below(4)]).await);
            }
        }
        (beyond @ 9..12, Some((id, _))) => {
            let ways = ways_to_pass_on(alice).await;
            let likely: Vec<FileId> =
                history.made.iter().map(|(id, _)| *id).filter(|id| ways.contains_key(id)).collect();
            let id = likely.get(chance.below(likely.len() + 1)).filter(|_| beyond > 9).copied().unwrap_or(id);
            let way = ways.get(&id).copied();
            let passed = receivers[0].give(id, NAMES[1], [VIEW, EDIT][chance.below(2)]).await;
            assert_eq!(allowed(&passed), way.is_some(), "bob passes on what he may, and nothing else");
            if let (Ok(passed), Some(way)) = (passed, way) {
                history.given.push(passed);
                history.passed.insert(passed, way);
            }
        }
        (5, Some((id, _))) => drop(alice.mv(&[id], folder).await),
        (6, Some((id, _))) => drop(alice.rm(&[id]).await),
        (_, Some((id, _))) => drop(alice.back(&[id]).await),
    }
}

/// Where everything outside the trash is.
async fn tree(alice: &Owner) -> BTreeMap<FileId, Option<FileId>> {
    let (mut all, mut waiting) = (BTreeMap::new(), vec![None]);
    while let Some(folder) = waiting.pop() {
        for entry in alice.ls(folder).await.unwrap().entries {
            match entry {
                Entry::Folder(one) => {
                    waiting.push(Some(one.id));
                    all.insert(one.id, folder);
                }
                Entry::File(one) => drop(all.insert(one.id, folder)),
            }
        }
    }
    all
}

async fn listed(alice: &Owner) -> Vec<Given> {
    shares::given(&alice.app, &alice.member, None, Page::after(0, 1_000)).await.unwrap().0
}

/// An entry and the folders above it, upward; nothing of what is in the trash.
fn upward(tree: &BTreeMap<FileId, Option<FileId>>, id: FileId) -> Vec<FileId> {
    let first = tree.contains_key(&id).then_some(id);
    std::iter::successors(first, |here| tree[here]).collect()
}

/// What bob may pass on, each by the nearest share that lets him.
async fn ways_to_pass_on(alice: &Owner) -> BTreeMap<FileId, ShareId> {
    let (given, tree) = (listed(alice).await, tree(alice).await);
    let is_way = |share: &&Given| share.receiver == NAMES[0] && share.right == Right::Share;
    let way = |id: FileId| {
        let mut above = upward(&tree, id).into_iter();
        above.find_map(|here| given.iter().filter(is_way).find(|share| share.entry == here))
    };
    tree.keys().filter_map(|id| Some((*id, way(*id)?.id))).collect()
}

/// What the owner's list and tree come to: for each entry the greatest right of a receiver. What was passed on counts while
/// what it came by lets do so and is of the same entry or above it.
async fn closure(alice: &Owner, name: &str, history: &History) -> BTreeMap<FileId, Right> {
    let (given, tree) = (listed(alice).await, tree(alice).await);
    let holds = |share: &Given| {
        let Some(way) = share.passed_on_by.as_ref().map(|_| history.passed[&share.id]) else { return true };
        given.iter().any(|one| {
            one.id == way && one.right == Right::Share && upward(&tree, share.entry).contains(&one.entry)
        })
    };
    let mut reached = BTreeMap::new();
    for &id in tree.keys() {
        for here in upward(&tree, id) {
            let here = |share: &&Given| share.entry == here && share.receiver == name;
            for share in given.iter().filter(here).filter(|share| holds(share)) {
                let right = reached.entry(id).or_insert(Right::View);
                *right = share.right.min(Right::Edit).max(*right);
            }
        }
    }
    reached
}

/// What a receiver does reach, found out by trying.
async fn effective(receiver: &Owner, made: &[(FileId, bool)]) -> BTreeMap<FileId, Right> {
    let mut reached = BTreeMap::new();
    for &(id, is_file) in made {
        let looked =
            if is_file { receiver.read(id).await.map(drop) } else { receiver.ls(Some(id)).await.map(drop) };
        if allowed(&looked) {
            let changed =
                if is_file { receiver.begin_version(id).await } else { receiver.begin_in(id).await };
            reached.insert(id, if allowed(&changed) { Right::Edit } else { Right::View });
        }
    }
    reached
}

impl Owner {
    async fn begin_version(&self, file: FileId) -> Result<(), ServiceError> {
        use server::service::upload::{NewStream, StreamUpload, Target};
        let new = NewStream { target: Target::File(file), declared: None };
        StreamUpload::begin(&self.app, &self.member, new).await?.abort().await;
        Ok(())
    }

    async fn begin_in(&self, folder: FileId) -> Result<(), ServiceError> {
        use crate::owner::new_upload;
        use server::service::upload::{self, NewUpload};
        let new = NewUpload { parent: Some(folder), ..new_upload("probe", 1) };
        let created = upload::create(&self.app, &self.member, new).await?;
        self.abort(created.id).await.map(drop)
    }
}

fn allowed<T: std::fmt::Debug>(outcome: &Result<T, ServiceError>) -> bool {
    let refused = matches!(outcome, Err(ServiceError::NotFound(_) | ServiceError::Forbidden(_)));
    assert!(outcome.is_ok() || refused, "{outcome:?}");
    outcome.is_ok()
}

on_both_engines! {
    async fn what_is_reached_is_the_closure_of_what_is_listed(app: TestApp) {
        let receivers = [owner(&app, NAMES[0]).await, owner(&app, NAMES[1]).await];
        let (mut reached, mut passed_on) = (0, 0);
        for seed in 1..=3 {
            let alice = owner(&app, &format!("alice{seed}")).await;
            let (mut history, mut chance) = (History::default(), Chance(seed * 7_919));
            for number in 0..120 {
                step(&alice, &receivers, &mut history, &mut chance).await;
                if number % 8 == 7 {
                    for (receiver, name) in receivers.iter().zip(NAMES) {
                        let expected = closure(&alice, name, &history).await;
                        let found = effective(receiver, &history.made).await;
                        assert_eq!(found, expected, "seed {seed}, step {number}, {name}");
                        reached += found.len();
                    }
                }
            }
            passed_on += history.passed.len();
        }
        assert!(reached > 50 && passed_on > 10, "the histories give hardly anything: {reached}, {passed_on}");
        books::check(&app).await;
    }
}
