//! INV-C4: when every upload has ended, nothing is reserved.

use super::{Verdict, must};
use crate::sim::meta::Meta;

pub(in crate::sim) const NAME: &str = "INV-C4";

pub(in crate::sim) fn check(meta: &Meta) -> Verdict {
    let (kept, counted) = (meta.in_flight(), meta.in_flight_counted());
    must(kept == counted && kept == 0, || format!("{kept} bytes are reserved, {counted} by uploads"))
}
