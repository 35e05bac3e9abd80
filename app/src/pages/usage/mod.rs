//! Usage: what takes the space, by folder and by kind, and how it came to that.
//!
//! - `model`: what is decided, without a browser: shares, the picture of the days, the table for spreadsheets
//! - `view`: the page; `door`: where its code is fetched

mod door;
mod model;
mod view;

pub use door::UsagePage;
