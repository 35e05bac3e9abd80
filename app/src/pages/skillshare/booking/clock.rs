//! What the pages of one's lessons ask of the browser's clock.

use std::time::Duration;

use js_sys::{Date, Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::{browser, live::use_pace, moment::OnTheWall};

/// How often countdowns move on.
const SECOND: Duration = Duration::from_secs(1);

/// Unix seconds, ticking while somebody looks.
pub fn use_now() -> Signal<i64> {
    let now = RwSignal::new(browser::unix_seconds());
    use_pace(SECOND, move || now.set(browser::unix_seconds()));
    now.into()
}

/// The wall in a zone, by the browser's own rules of zones: for what is beside the point and may be told by it, never for
/// the time of a lesson. UTC where the browser does not know the zone.
pub fn wall_in(zone: &str, at: i64) -> OnTheWall {
    OnTheWall { at, east_of_utc: east_of_utc(zone, at).unwrap_or_default() }
}

/// Seconds that the clocks of a zone are ahead of UTC. Sweden writes times as machines read them.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "seconds since 1970 and the offsets of zones are far below 2^52"
)]
fn east_of_utc(zone: &str, at: i64) -> Option<i32> {
    let date = Date::new(&JsValue::from_f64(at as f64 * 1000.0));
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    let write = Reflect::get(&date, &"toLocaleString".into()).ok()?.dyn_into::<Function>().ok()?;
    // An unknown zone is refused.
    let written = write.call2(&date, &"sv-SE".into(), &options).ok()?.as_string()?;
    let as_utc = Date::parse(&(written.replace(' ', "T") + "Z")) / 1000.0;
    as_utc.is_finite().then_some((as_utc - at as f64) as i32)
}
