//! What the page decides, without a browser: which days to ask for, and what a hold has left.

pub mod days;
pub mod hold;
