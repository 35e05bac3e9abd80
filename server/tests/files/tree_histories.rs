//! Random histories of a tree against a model: a plain map from an entry to where it is and what it is called.
use std::collections::BTreeMap;

use domain::id::FileId;
use server::service::{
    ServiceError,
    drive::{self, Conflict},
};

use crate::{
    books, on_both_engines,
    owner::{Owner, owner},
};

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

#[derive(Clone, Debug)]
struct Node {
    parent: Option<FileId>,
    name: String,
    is_file: bool,
    /// With what it went to the trash.
    act: Option<u32>,
}

/// What should be there.
#[derive(Default)]
struct Model {
    nodes: BTreeMap<FileId, Node>,
    acts: u32,
}

impl Model {
    fn path(&self, id: FileId) -> String {
        let node = &self.nodes[&id];
        let way = node.parent.map(|parent| self.path(parent)).unwrap_or_default();
        format!("{way}{}{}", node.name, if node.is_file { "" } else { "/" })
    }

    fn tree(&self) -> Vec<String> {
        let live = self.nodes.iter().filter(|(_, node)| node.act.is_none());
        let mut paths: Vec<String> = live.map(|(id, _)| self.path(*id)).collect();
        paths.sort();
        paths
    }

    fn is_live_folder(&self, id: Option<FileId>) -> bool {
        id.is_none_or(|id| self.nodes.get(&id).is_some_and(|node| !node.is_file && node.act.is_none()))
    }

    fn is_free(&self, parent: Option<FileId>, name: &str) -> bool {
        !self.nodes.values().any(|node| node.act.is_none() && node.parent == parent && node.name == name)
    }

    /// Whether `id` is `folder` or above it.
    fn is_above(&self, id: FileId, folder: Option<FileId>) -> bool {
        folder.is_some_and(|at| at == id || self.is_above(id, self.nodes[&at].parent))
    }

    /// The entry and what is below it and of the same act.
    fn below(&self, id: FileId) -> Vec<FileId> {
        let act = self.nodes[&id].act;
        let children = self.nodes.iter().filter(|(_, node)| node.parent == Some(id) && node.act == act);
        let below: Vec<FileId> = children.map(|(child, _)| *child).collect();
        [id].into_iter().chain(below.into_iter().flat_map(|child| self.below(child))).collect()
    }

    fn free_form(&self, parent: Option<FileId>, name: &str) -> String {
        let forms = std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name} ({number})")));
        forms.into_iter().find(|form| self.is_free(parent, form)).unwrap()
    }

    /// As the server does: folders that are in the trash are taken out alone, or their live namesakes stand for them.
    fn home(&mut self, parent: Option<FileId>) -> Option<FileId> {
        // A folder that is gone for good leaves the top.
        let node = self.nodes.get(&parent?)?.clone();
        let id = parent?;
        if node.act.is_none() {
            return Some(id);
        }
        let above = self.home(node.parent);
        let mut same = self.nodes.iter().filter(|(_, other)| {
            other.act.is_none() && !other.is_file && other.parent == above && other.name == node.name
        });
        if let Some((other, _)) = same.next() {
            return Some(*other);
        }
        let name = self.free_form(above, &node.name);
        self.nodes.insert(id, Node { parent: above, name, act: None, ..node });
        Some(id)
    }
}

/// One random step on the server and on the model; both do it, or both refuse.
async fn step(alice: &Owner, model: &mut Model, chance: &mut Chance) {
    let ids: Vec<FileId> = model.nodes.keys().copied().collect();
    let any = |chance: &mut Chance| ids.get(chance.below(ids.len() + 1)).copied();
    let called = format!("n{}", chance.below(3));
    let (folder, id) = (any(chance), any(chance));
    match (chance.below(9), id) {
        (0..=2, _) | (_, None) => {
            let is_file = chance.below(3) == 0;
            let made = if is_file {
                alice.put(folder, &called, 7).await
            } else {
                alice.mkdir(folder, &called).await
            };
            let allowed = model.is_live_folder(folder) && model.is_free(folder, &called);
            assert_eq!(lawful(&made), allowed, "{made:?}");
            if let Ok(id) = made {
                model.nodes.insert(id, Node { parent: folder, name: called, is_file, act: None });
            }
        }
        (3, Some(id)) => {
            let node = model.nodes[&id].clone();
            let allowed = node.act.is_none() && (node.name == called || model.is_free(node.parent, &called));
            assert_eq!(lawful(&alice.call(id, &called).await), allowed);
            if allowed {
                model.nodes.insert(id, Node { name: called, ..node });
            }
        }
        (4 | 5, Some(id)) => {
            let node = model.nodes[&id].clone();
            let keep = chance.below(2) == 0;
            let choice = if keep { Conflict::KeepBoth } else { Conflict::Refuse };
            let moved = drive::move_entries(&alice.app, &alice.member, &[id], folder, choice).await;
            let stays = node.parent == folder;
            let allowed = node.act.is_none()
                && model.is_live_folder(folder)
                && (stays || !model.is_above(id, folder) && (keep || model.is_free(folder, &node.name)));
            assert_eq!(lawful(&moved), allowed, "{moved:?} {node:?}");
            if allowed && !stays {
                let name = model.free_form(folder, &node.name);
                model.nodes.insert(id, Node { parent: folder, name, ..node });
            }
        }
        (6, Some(id)) => {
            let allowed = model.nodes[&id].act.is_none();
            assert_eq!(lawful(&alice.rm(&[id]).await), allowed);
            if allowed {
                model.acts += 1;
                for gone in model.below(id) {
                    model.nodes.get_mut(&gone).unwrap().act = Some(model.acts);
                }
            }
        }
        (7, Some(id)) => {
            let allowed = model.nodes[&id].act.is_some();
            assert_eq!(lawful(&alice.purge(&[id]).await), allowed);
            if allowed {
                for gone in model.below(id) {
                    model.nodes.remove(&gone);
                }
            }
        }
        (_, Some(id)) => {
            let node = model.nodes[&id].clone();
            assert_eq!(lawful(&alice.back(&[id]).await), node.act.is_some());
            if node.act.is_some() {
                let below = model.below(id);
                let parent = model.home(node.parent);
                let name = model.free_form(parent, &node.name);
                for back in below {
                    model.nodes.get_mut(&back).unwrap().act = None;
                }
                model.nodes.insert(id, Node { parent, name, act: None, ..node });
            }
        }
    }
}

/// Done, or refused by a rule; never by a defect.
fn lawful<T: std::fmt::Debug>(outcome: &Result<T, ServiceError>) -> bool {
    assert!(!matches!(outcome, Err(ServiceError::Internal(_))), "{outcome:?}");
    outcome.is_ok()
}

on_both_engines! {
    async fn random_histories_of_a_tree_end_where_a_map_ends(app: TestApp) {
        for seed in 1..=3 {
            let alice = owner(&app, &format!("alice{seed}")).await;
            let (mut model, mut chance) = (Model::default(), Chance(seed * 104_729));
            for number in 0..120 {
                step(&alice, &mut model, &mut chance).await;
                if number % 8 == 7 {
                    assert_eq!(alice.tree().await, model.tree(), "seed {seed}, step {number}");
                }
            }
            books::check(&app).await;
        }
    }
}
