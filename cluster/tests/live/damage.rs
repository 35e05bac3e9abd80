//! Damaged, cut and missing copies are passed over, and only the loss of all of them is a loss.

use std::fs;
use std::slice::from_ref;

use cluster::status::GetError;

use crate::support::{House, chunk, name, node_folder, reach_into, segments};

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_in_each_copy_in_turn_hurts_nobody() {
    let house = House::open().await;
    let chunks = house.put_all(0..3).await;
    for (turn, chunk) in chunks.iter().enumerate() {
        let holder = house.holders(chunk).await.remove(turn);
        reach_into(house.data.path(), &holder, chunk, |bytes, body| bytes[body + 1000] ^= 4);
        house.assert_readable(from_ref(chunk)).await;
    }
    let house = house.reopen_after(|_| {}).await;
    house.assert_readable(&chunks).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_found_damaged_is_not_counted_any_more() {
    let house = House::open().await;
    let chunk = house.put_all(0..1).await.remove(0);
    let first = house.holders(&chunk).await.remove(0);
    reach_into(house.data.path(), &first, &chunk, |bytes, body| bytes[body] ^= 1);
    house.assert_readable(from_ref(&chunk)).await;
    let left = house.holders(&chunk).await;
    assert!(left.len() == 2 && !left.contains(&first), "{left:?}");
    assert_eq!(house.cluster.health().degraded, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_all_copies_are_damaged_the_loss_is_told() {
    let house = House::open().await;
    let chunk = house.put_all(0..1).await.remove(0);
    for (place, holder) in house.holders(&chunk).await.iter().enumerate() {
        // In the body, in the header, and the whole record overwritten.
        reach_into(house.data.path(), holder, &chunk, |bytes, body| match place {
            0 => bytes[body] ^= 1,
            1 => bytes[body - 80] ^= 1,
            _ => bytes[body - 80..body + 100].fill(0),
        });
    }
    assert_eq!(house.cluster.get(chunk.id()).await, Err(GetError::Lost));
    assert_eq!(house.cluster.get(chunk.id()).await, Err(GetError::Lost));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_that_never_was_is_lost_too() {
    let house = House::open().await;
    assert_eq!(house.cluster.get(chunk(77).id()).await, Err(GetError::Lost));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_segment_is_passed_over_at_once_and_after_a_restart() {
    let house = House::open().await;
    let chunks = house.put_all(0..12).await;
    let asia = name("node-asia");
    let file = segments(house.data.path(), &asia).remove(0);
    let length = fs::metadata(&file).unwrap().len();
    fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(length / 2).unwrap();
    house.assert_readable(&chunks).await;
    let house = house.reopen_after(|_| {}).await;
    house.assert_readable(&chunks).await;
    let kept = house.cluster.nodes()[4].chunks;
    assert!((1..12).contains(&kept), "the records before the cut are still there: {kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_node_folder_is_survived_and_begun_anew() {
    let house = House::open().await;
    let chunks = house.put_all(0..12).await;
    let asia = name("node-asia");
    let house = house.reopen_after(|data| fs::remove_dir_all(node_folder(data, &asia)).unwrap()).await;
    assert_eq!(house.cluster.nodes()[4].chunks, 0);
    house.assert_readable(&chunks).await;
    let more = house.put_all(100..106).await;
    house.assert_readable(&more).await;
    assert_eq!(house.cluster.nodes()[4].chunks, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_deleted_under_a_running_node_is_survived() {
    let house = House::open().await;
    let chunks = house.put_all(0..6).await;
    fs::remove_dir_all(node_folder(house.data.path(), &name("node-asia"))).unwrap();
    house.assert_readable(&chunks).await;
    for number in 10..20 {
        house.cluster.put(chunk(number)).await.unwrap();
        house.assert_readable(&[chunk(number)]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_in_the_middle_costs_no_later_record() {
    let house = House::open().await;
    let chunks = house.put_all(0..12).await;
    let asia = name("node-asia");
    let house = house
        .reopen_after(|data| {
            reach_into(data, &asia, &chunks[0], |bytes, body| bytes[body - 80..body + 500].fill(0xEE));
        })
        .await;
    assert_eq!(house.cluster.nodes()[4].chunks, 11);
    house.assert_readable(&chunks).await;
}
