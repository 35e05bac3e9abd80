//! What strangers may send (bad-inputs.md): hostile strings, numbers, frames and messages to every call there is, found
//! through the descriptors, so that a new call is covered by itself; hostile tokens; and that known and unknown people
//! are answered alike.
//!
//! A suite passes when every answer is a clean status: nothing panics, nothing fails inside of the server, and an honest
//! call works afterwards.
#[path = "../support/mod.rs"]
mod support;

mod alike;
mod calls;
mod corpora;
mod frames;
mod given;
mod messages;
mod numbers;
mod shapes;
mod strings;
mod texts;
mod tokens;
mod world;
