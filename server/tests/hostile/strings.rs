//! BI-01, BI-10, BI-11: every hostile string through the string fields of every call.
use prost_reflect::{Kind, Value};

use crate::{
    calls::{self, Call, Way},
    corpora,
    world::{World, understood},
};

/// A field gets every so manieth string, another field the next ones: together they get all, many times over, and each
/// gets a hundred and more.
const STRIDE: usize = 5;
/// The largest message of most services is 16 KiB: what is longer may be refused for that.
const LONG_BYTES: usize = 8 * 1024;
const OUT_OF_RANGE: Option<u32> = Some(11);

fn fields() -> Vec<(Call, Way)> {
    let string = |kind: &Kind| *kind == Kind::String;
    let of = |call: Call| call.ways(string).into_iter().map(move |way| (call.clone(), way));
    calls::all().into_iter().flat_map(of).collect()
}

async fn send(world: &mut World, call: &Call, way: &Way, text: &str) {
    let message = way.with(&call.plausible(), Value::String(text.to_owned()));
    let answer = world.call(call, &message).await;
    if text.len() > LONG_BYTES && answer.grpc_status == OUT_OF_RANGE {
        return;
    }
    understood(&answer, &format!("{} with {} = {text:?}", call.path, way.name()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_string_of_every_call_is_taken_or_refused() {
    let mut world = World::new().await;
    let (fields, texts) = (fields(), corpora::all());
    assert!(fields.len() > 60 && texts.len() > 600, "{} fields, {} strings", fields.len(), texts.len());
    for (turn, (call, way)) in fields.iter().enumerate() {
        for text in texts.iter().skip(turn % STRIDE).step_by(STRIDE) {
            send(&mut world, call, way, text).await;
        }
    }
    world.still_serves().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_address_field_gets_every_odd_address() {
    let mut world = World::new().await;
    let is_address = |way: &Way| ["email", "to", "username"].contains(&way.field().name());
    for (call, way) in fields().iter().filter(|(_, way)| is_address(way)) {
        for text in corpora::addresses() {
            send(&mut world, call, way, &text).await;
        }
    }
    world.still_serves().await;
    // One mail to one recipient, or none: whatever was posted has an address in its one form.
    let mails = server::mail::outbox::recent(&world.app, None).await.expect("the outbox opens");
    assert!(!mails.is_empty(), "some of the addresses are good");
    for mail in mails {
        let address = domain::email::EmailAddress::parse(&mail.recipient).expect("an address");
        assert_eq!(address.as_str(), mail.recipient);
        let subject = &mail.letter.subject;
        assert!(
            !subject.contains(['\r', '\n']) && !mail.recipient.contains(['\r', '\n', ',', ' ']),
            "{}",
            mail.recipient
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn searches_find_nothing_more_by_sql_or_wildcards() {
    let mut world = World::new().await;
    let is_search = |way: &Way| ["filter", "query"].contains(&way.field().name());
    let searches: Vec<_> = fields().into_iter().filter(|(_, way)| is_search(way)).collect();
    assert!(searches.len() >= 4, "files, accounts, courses, teachers");
    for (call, way) in &searches {
        for text in corpora::statements() {
            let message = way.with(&call.plausible(), Value::String(text.clone()));
            let answer = world.call(call, &message).await;
            let what = format!("{} with {} = {text:?}", call.path, way.name());
            assert_eq!(answer.grpc_status, Some(crate::world::OK), "{what}: the class of the answer changes");
            let found = crate::world::message(call, &answer);
            let total = found.get_field_by_name("total_count").expect("lists count").as_i32();
            // A hyphen, an underscore or an `@` may stand in a name; a quote or a percent sign in none that is there.
            let may_match = text.len() == 1 && "_.-@".contains(&text);
            assert!(may_match || total == Some(0), "{what}: {found}");
        }
    }
}
