//! The arrows of the queue.

use domain::limits::PART_BYTES_MAX;

use super::*;
use crate::notice::Tone;

const PART: u64 = PART_BYTES_MAX;

/// A file of ten parts.
fn new(name: &str) -> NewTransfer {
    NewTransfer {
        name: name.to_owned(),
        size: 10 * PART,
        destination: Destination::default(),
        on_conflict: OnConflict::Refuse,
        objection: None,
    }
}

fn durable(index: u64) -> Event {
    Event::Durable { index, copies: 2 }
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
    queue.stepped(keys[0], &Event::Completing, 0.0);
    assert_eq!(queue.start_next(), None, "one that finishes still takes a place");
    queue.done(keys[0], "f");
    assert_eq!(queue.start_next(), Some(keys[3]));
}

#[test]
fn a_paused_transfer_goes_on_where_it_stopped() {
    let mut queue = Queue::default();
    let key = queue.add(new("a"));
    queue.start_next();
    queue.stepped(key, &durable(0), 0.0);
    queue.stepped(key, &Event::Sending { index: 1 }, 0.0);
    queue.pause(key);
    assert_eq!((stage(&queue, key), queue.get(key).map(Transfer::percent)), (Stage::Paused, Some(10)));
    queue.stepped(key, &durable(1), 1.0);
    assert_eq!(queue.get(key).map(Transfer::percent), Some(20), "a part that was on its way arrives");
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
    queue.stepped(key, &Event::Completing, 0.0);
    assert_eq!(stage(&queue, key), done);
}

#[test]
fn an_upload_of_the_server_waits_for_its_file() {
    let mut queue = Queue::default();
    let size = 10 * PART - 3;
    assert!(queue.add_unpicked("u", "film.mkv", size, 6 * PART));
    assert!(!queue.add_unpicked("u", "film.mkv", size, 6 * PART), "it is known already");
    assert_eq!(queue.start_next(), None);
    assert_eq!(queue.unpicked_like("film.mkv", 99), None);
    let key = queue.unpicked_like("film.mkv", size).expect("the same file");
    queue.picked(key);
    assert_eq!(queue.start_next(), Some(key));
    assert_eq!(queue.get(key).map(Transfer::percent), Some(60));
    queue.unpick(key);
    assert_eq!(queue.unpicked_like("film.mkv", size), Some(key), "another file was picked by mistake");
}

#[test]
fn an_upload_into_a_vault_begins_anew_while_it_waits_for_its_file() {
    let mut queue = Queue::default();
    queue.add_unpicked("u", "film.mkv", 9 * PART, PART);
    queue.add_unpicked("v", "other.mkv", 9 * PART, PART);
    queue.has_lost_its_key("u", "papers");
    let folder = |queue: &Queue, name: &str| {
        let key = queue.unpicked_like(name, 9 * PART)?;
        queue.get(key)?.begins_anew_in().map(str::to_owned)
    };
    assert_eq!(folder(&queue, "film.mkv").as_deref(), Some("papers"));
    assert_eq!(folder(&queue, "other.mkv"), None);
    let here = queue.add(NewTransfer {
        destination: Destination { folder_id: "papers".to_owned(), ..Default::default() },
        ..new("here")
    });
    assert_eq!(queue.get(here).and_then(Transfer::begins_anew_in), None, "this one has its key");
}

#[test]
fn an_upload_whose_parts_are_all_there_is_complete() {
    let mut queue = Queue::default();
    queue.add_unpicked("u", "film.mkv", 10 * PART - 3, 10 * PART - 3);
    assert_eq!(queue.transfers()[0].percent(), 100);
}

#[test]
fn a_lost_server_holds_a_transfer_up_until_a_part_arrives() {
    let mut queue = Queue::default();
    let key = queue.add(new("a"));
    queue.start_next();
    let error = client::ClientError {
        kind: client::Kind::Unavailable,
        reason: String::new(),
        message: String::new(),
        fields: Vec::new(),
        metadata: Default::default(),
        request_id: String::new(),
    };
    queue.stepped(key, &Event::Waiting { wait: std::time::Duration::from_secs(1), error }, 0.0);
    assert!(queue.get(key).expect("is there").is_held_up);
    queue.stepped(key, &Event::Sending { index: 0 }, 0.0);
    assert!(queue.get(key).expect("is there").is_held_up, "an attempt is no success");
    queue.stepped(key, &durable(0), 0.0);
    assert!(!queue.get(key).expect("is there").is_held_up);
}

#[test]
fn a_number_that_the_server_added_does_not_hide_the_file() {
    for (picked, upload, expected) in [
        ("notes.md", "notes.md", true),
        ("notes.md", "notes (2).md", true),
        ("notes", "notes (13)", true),
        ("notes.md", "notes (b).md", false),
        ("notes.md", "other (2).md", false),
        ("notes (2).md", "notes.md", false),
    ] {
        assert_eq!(is_name_of(picked, upload), expected, "{picked} for {upload}");
    }
}

#[test]
fn a_cancelled_transfer_is_gone() {
    let mut queue = Queue::default();
    let key = queue.add(new("a"));
    assert!(queue.remove(key).is_some());
    queue.done(key, "f");
    assert!(!queue.begun(key, "u", "a", Progress::new(1, 1, &[])));
    assert_eq!(queue.transfers(), []);
    assert_ne!(queue.add(new("b")), key, "a key is never used twice");
}

#[test]
fn small_files_go_more_at_a_time_but_not_beside_large_ones() {
    let mut queue = Queue::default();
    for number in 0..=SENDING_WHOLE_MAX {
        queue.add(NewTransfer { size: 1_000, ..new(&number.to_string()) });
    }
    let started = std::iter::from_fn(|| queue.start_next()).count();
    assert_eq!(started, SENDING_WHOLE_MAX);
    let mut queue = Queue::default();
    queue.add(new("large"));
    for number in 0..8 {
        queue.add(NewTransfer { size: 1_000, ..new(&number.to_string()) });
    }
    assert_eq!(std::iter::from_fn(|| queue.start_next()).count(), SENDING_MAX);
}

#[test]
fn a_folder_of_small_files_is_many() {
    let mut queue = Queue::default();
    for number in 0..200 {
        queue.add(new(&number.to_string()));
    }
    assert!(!queue.are_many());
    queue.add(new("one more"));
    assert!(queue.are_many());
}
