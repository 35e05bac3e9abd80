//! The arrows of the queue.

use super::*;
use crate::notice::Tone;

fn new(name: &str) -> NewTransfer {
    NewTransfer { name: name.to_owned(), size: 100, on_conflict: OnConflict::Refuse, objection: None }
}

fn stage(queue: &Queue, key: Key) -> Stage {
    queue.get(key).expect("is there").stage.clone()
}

#[test]
fn only_so_many_are_sent_at_once_in_the_order_they_came() {
    let mut queue = Queue::default();
    let keys: Vec<Key> = (0..5).map(|number| queue.add(new(&format!("{number}")))).collect();
    let started: Vec<Key> = std::iter::from_fn(|| queue.start_next()).collect();
    assert_eq!(started, keys[..SENDING_MAX]);
    queue.finishing(keys[0]);
    assert_eq!(queue.start_next(), None, "one that finishes still takes a place");
    queue.done(keys[0], "f");
    assert_eq!(queue.start_next(), Some(keys[3]));
}

#[test]
fn a_paused_transfer_goes_on_where_it_stopped() {
    let mut queue = Queue::default();
    let key = queue.add(new("a"));
    queue.start_next();
    queue.progressed(key, Progress { durable: 40, complete: 20, sent: 60 }, 0.0);
    queue.pause(key);
    assert_eq!((stage(&queue, key), queue.get(key).map(Transfer::percent)), (Stage::Paused, Some(40)));
    queue.progressed(key, Progress { durable: 60, complete: 60, sent: 60 }, 1.0);
    assert_eq!(queue.get(key).map(Transfer::percent), Some(40), "news of a paused transfer is ignored");
    assert_eq!(queue.start_next(), None);
    queue.resume(key);
    assert_eq!(queue.start_next(), Some(key));
}

#[test]
fn what_cannot_be_sent_is_shown_and_can_be_tried_again() {
    let mut queue = Queue::default();
    let why = Notice::new(Tone::Danger, "Too large.");
    let key = queue.add(NewTransfer { objection: Some(why.clone()), ..new("a") });
    assert_eq!(queue.start_next(), None);
    assert_eq!(stage(&queue, key), Stage::Failed(why));
    queue.resume(key);
    assert_eq!(queue.start_next(), Some(key));
}

#[test]
fn a_done_transfer_cannot_be_paused_or_tried_again() {
    let mut queue = Queue::default();
    let key = queue.add(new("a"));
    queue.start_next();
    queue.done(key, "f");
    let done = Stage::Done { file_id: "f".to_owned() };
    queue.pause(key);
    queue.resume(key);
    queue.finishing(key);
    assert_eq!(stage(&queue, key), done);
}

#[test]
fn an_upload_of_the_server_waits_for_its_file() {
    let mut queue = Queue::default();
    assert!(queue.add_unpicked("u", "film.mkv", 100, 61));
    assert!(!queue.add_unpicked("u", "film.mkv", 100, 61), "it is known already");
    assert_eq!(queue.start_next(), None);
    assert_eq!(queue.unpicked_like("film.mkv", 99), None);
    let key = queue.unpicked_like("film.mkv", 100).expect("the same file");
    queue.picked(key);
    assert_eq!(queue.start_next(), Some(key));
    assert_eq!(queue.get(key).map(Transfer::percent), Some(61));
}

#[test]
fn a_cancelled_transfer_is_gone() {
    let mut queue = Queue::default();
    let key = queue.add(new("a"));
    assert!(queue.remove(key).is_some());
    queue.done(key, "f");
    assert_eq!(queue.transfers(), []);
    assert_ne!(queue.add(new("b")), key, "a key is never used twice");
}
