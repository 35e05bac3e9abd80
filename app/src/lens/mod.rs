//! The lens: every call that this page makes, as it happens, over whatever page is open.
//!
//! - `open`: whether it is open, for keys and buttons; `door`: where the module is cut
//! - `entry`: what is known of one call; `request`: what it sent, in JSON and without secrets
//! - `desk`: watches, and keeps the newest calls
//! - `view`, `row`: render
//!
//! While it is closed nobody watches, nothing is kept, and its code is not there.

mod desk;
mod door;
mod entry;
mod open;
mod request;
mod row;
mod view;

pub use door::LensDoor;
pub use open::{provide, use_lens};
