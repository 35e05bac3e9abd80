//! What a link gives to whoever holds it, without an account: what it is, and the download.

mod door;
mod view;

pub use door::LinkPage;
