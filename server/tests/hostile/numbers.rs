//! BI-13: the edges of numbers and times through every number field of every call.
use prost_reflect::{Kind, Value};

use crate::{
    calls,
    world::{World, understood},
};

const SMALL: [i32; 9] = [0, 1, -1, i32::MIN, i32::MAX, 65_536, 1_000_000, -86_400, 1_440];
/// Beyond the limits of seconds and of microseconds: the years 1, 9999 and 10000, a change of clocks, the end of time.
const LARGE: [i64; 14] = [
    0,
    1,
    -1,
    i64::MIN,
    i64::MAX,
    i64::MAX / 1_000_000,
    i64::MAX / 1_000_000 + 1,
    1 << 32,
    1 << 63 >> 1,
    -62_135_596_800,
    253_402_300_799,
    253_402_300_800,
    1_806_195_600,
    9_223_372_036_854_775,
];
const FRACTIONS: [f64; 8] =
    [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE];
const CHOICES: [i32; 5] = [0, -1, 7, i32::MIN, i32::MAX];

fn values(kind: &Kind) -> Vec<Value> {
    match kind {
        Kind::Int32 => SMALL.map(Value::I32).to_vec(),
        Kind::Int64 => LARGE.map(Value::I64).to_vec(),
        Kind::Double => FRACTIONS.map(Value::F64).to_vec(),
        Kind::Enum(_) => CHOICES.map(Value::EnumNumber).to_vec(),
        _ => Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_number_of_every_call_is_taken_or_refused() {
    let mut world = World::new().await;
    let mut sent = 0;
    for call in calls::all() {
        for way in call.ways(|kind| !values(kind).is_empty()) {
            for value in values(&way.field().kind()) {
                let what = format!("{} with {} = {value:?}", call.path, way.name());
                let message = way.with(&call.plausible(), value);
                understood(&world.call(&call, &message).await, &what);
                sent += 1;
            }
        }
    }
    assert!(sent > 400, "only {sent} calls were made");
    world.still_serves().await;
}
