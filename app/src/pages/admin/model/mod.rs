//! The page without a browser.

pub mod audit;
pub mod command;
pub mod seats;
pub mod section;
pub mod words;
