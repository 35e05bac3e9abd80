//! Zones by their ids in the IANA database, as this browser knows them. What their clocks show, only the server says.

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The zone of this machine: "Europe/Paris". UTC where the browser does not say.
pub fn of_this_machine() -> String {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    let zone = Reflect::get(&format.resolved_options(), &JsValue::from_str("timeZone"));
    zone.ok().and_then(|zone| zone.as_string()).unwrap_or_else(|| "UTC".to_owned())
}

/// All zones that this browser knows, by name; none in one that does not say.
pub fn all() -> Vec<String> {
    let get = |from: &JsValue, name: &str| Reflect::get(from, &JsValue::from_str(name)).ok();
    let list = || {
        let intl = get(&js_sys::global(), "Intl")?;
        let supported = get(&intl, "supportedValuesOf")?.dyn_into::<Function>().ok()?;
        supported.call1(&intl, &JsValue::from_str("timeZone")).ok()?.dyn_into::<Array>().ok()
    };
    list().map(|zones| zones.iter().filter_map(|zone| zone.as_string()).collect()).unwrap_or_default()
}
