//! The demonstration as a browser's module: the same seed gives the same event hash as in the terminal.
#![cfg(target_family = "wasm")]

use cluster::sim::demo::{Demo, Wishes};
use wasm_bindgen::prelude::*;

/// Runs `skyshard demo` with these wishes and returns the event hash; throws what is wrong with them.
#[wasm_bindgen]
pub fn event_hash(nodes: u8, capacity_bytes: u64, seed: u64) -> Result<String, String> {
    let demo = Demo::begin(&Wishes { nodes, capacity_bytes, seed }).map_err(|error| error.to_string())?;
    Ok(demo.run(&mut |_| {}).event_hash())
}
