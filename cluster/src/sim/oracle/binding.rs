//! INV-K2: sealed bytes open where they belong, and nowhere else.

use super::{Verdict, must};
use crate::chance::Chance;
use crate::sim::content::Content;

pub(in crate::sim) const NAME: &str = "INV-K2";

/// Opens a chunk that was read, in its place and in a wrong one.
pub(in crate::sim) fn check(content: &Content, given: &[u8], chance: &mut Chance) -> Verdict {
    let Some(sealed) = &content.sealed else { return Ok(()) };
    must(sealed.open(given).is_ok_and(|plain| plain == sealed.plain()), || {
        "a chunk does not open in its own place".to_owned()
    })?;
    let mut wrong = sealed.position;
    let what = match chance.below(4) {
        0 => {
            wrong.index ^= 1;
            "another place"
        }
        1 => {
            wrong.last = !wrong.last;
            "another end"
        }
        2 => {
            wrong.version[0] ^= 1;
            "another version"
        }
        _ => {
            wrong.file[0] ^= 1;
            "another file"
        }
    };
    must(sealed.open_at(&wrong, given).is_err(), || format!("a chunk opens in {what}"))
}
