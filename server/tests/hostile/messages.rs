//! BI-06: bytes that are no message, or a strange one, to every call; behind a frame that is in order.
use prost_reflect::{FieldDescriptor, Kind};

use crate::{
    calls::{self, Call},
    world::{World, clean},
};

const GROUP_START: u8 = 3;
const GROUP_END: u8 = 4;
/// A field that no message of ours has.
const UNKNOWN: u32 = 15_000;

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

fn key(field: u32, wire: u8) -> Vec<u8> {
    varint(u64::from(field) << 3 | u64::from(wire))
}

/// What every message type must survive, whatever its fields are.
fn broken() -> Vec<(&'static str, Vec<u8>)> {
    let nested = |depth: usize| {
        let (start, end) = (key(UNKNOWN, GROUP_START), key(UNKNOWN, GROUP_END));
        [start.repeat(depth), end.repeat(depth)].concat()
    };
    vec![
        ("a cut key", vec![0x80]),
        ("a cut varint", vec![0x08, 0xff]),
        ("a varint of eleven bytes", [&[0x08][..], &[0xff; 10], &[0x01]].concat()),
        ("a key of eleven bytes", [&[0xff; 10][..], &[0x01, 0x00]].concat()),
        ("field zero", vec![0x00, 0x01]),
        ("field zero, with a length", vec![0x02, 0x01, 0x41]),
        ("wire type six", vec![0x0e, 0x01]),
        ("wire type seven", vec![0x0f, 0x01]),
        ("an end without a start", key(UNKNOWN, GROUP_END)),
        ("a start without an end", key(UNKNOWN, GROUP_START)),
        ("an end of another group", [key(UNKNOWN, GROUP_START), key(UNKNOWN + 1, GROUP_END)].concat()),
        ("a hundred groups", nested(100)),
        ("a hundred and one groups", nested(101)),
        ("two thousand groups", nested(2_000)),
        ("a hundred thousand groups", nested(100_000)),
        ("a length of 4 GiB", [key(UNKNOWN, 2), varint(u64::from(u32::MAX))].concat()),
        ("a length of 2^63", [key(UNKNOWN, 2), varint(1 << 63)].concat()),
        ("a length of 2^64 - 1", [key(UNKNOWN, 2), varint(u64::MAX)].concat()),
        ("the largest field number", [key((1 << 29) - 1, 0), vec![1]].concat()),
        ("unknown fields of every wire type", unknown_fields()),
        ("a cut fixed64", [key(UNKNOWN, 1), vec![0; 7]].concat()),
        ("a cut fixed32", [key(UNKNOWN, 5), vec![0; 3]].concat()),
        ("noise", (0..=255).rev().collect()),
    ]
}

fn unknown_fields() -> Vec<u8> {
    let with = |wire: u8, value: &[u8]| [&key(UNKNOWN + u32::from(wire), wire)[..], value].concat();
    [with(0, &[1]), with(1, &[0; 8]), with(2, &[2, 0xc3, 0x28]), with(5, &[0; 4])].concat()
}

/// What is wrong with one field: other wire types, no UTF-8, lengths that lie, numbers past their type.
fn strange(field: &FieldDescriptor) -> Vec<(&'static str, Vec<u8>)> {
    let with = |wire: u8, value: &[u8]| [&key(field.number(), wire)[..], value].concat();
    let mut messages = vec![
        ("as a varint", with(0, &[1])),
        ("as a fixed64", with(1, &[1; 8])),
        ("with a length", with(2, &[1, 1])),
        ("as a group", [with(GROUP_START, &[]), with(GROUP_END, &[])].concat()),
        ("as a fixed32", with(5, &[1; 4])),
        ("longer than the message", with(2, &[0x7f, 1])),
        ("as long as 4 GiB", with(2, &varint(u64::from(u32::MAX)))),
        ("as the largest number", with(0, &varint(u64::MAX))),
        ("empty", with(2, &[0])),
    ];
    if field.kind() == Kind::String {
        let texts: [&[u8]; 5] =
            [b"\xff", b"\xc0\xae\xc0\xae", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"a\xc3"];
        let text = |bytes: &[u8]| [&varint(bytes.len() as u64)[..], bytes].concat();
        messages.extend(texts.map(|bytes| ("as no UTF-8", with(2, &text(bytes)))));
    }
    messages
}

async fn send(world: &mut World, call: &Call, message: &[u8], what: &str) {
    let what = format!("{}: {what}", call.path);
    let answer = world.call(call, message).await;
    clean(&answer, &what);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_are_no_message_get_a_clean_status_from_every_call() {
    let mut world = World::new().await;
    for call in calls::all() {
        for (what, message) in broken() {
            send(&mut world, &call, &message, what).await;
        }
    }
    world.still_serves().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_survives_being_something_else() {
    use prost::Message;

    let mut world = World::new().await;
    for call in calls::all() {
        let honest = call.plausible().encode_to_vec();
        for field in call.input.fields() {
            for (what, message) in strange(&field) {
                send(&mut world, &call, &message, &format!("{} {what}", field.name())).await;
            }
        }
        // Fields said twice, and an honest message cut at every byte.
        send(&mut world, &call, &honest.repeat(2), "everything said twice").await;
        for length in 0..honest.len() {
            send(&mut world, &call, &honest[..length], &format!("{length} bytes of it")).await;
        }
    }
    world.still_serves().await;
}
