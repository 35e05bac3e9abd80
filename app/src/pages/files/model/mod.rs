//! What the files page decides, without a browser: entries, rows and which are drawn, keys, selection, the X-ray, the care for
//! copies, what a search is narrowed to, tags, where a menu opens, what versions say and how texts differ.

pub mod activity;
pub mod care;
pub mod difference;
pub mod entry;
pub mod keys;
pub mod listing;
pub mod order;
pub mod place;
pub mod presets;
pub mod rows;
pub mod selection;
pub mod tags;
pub mod type_ahead;
pub mod versions;
pub mod view_port;
pub mod xray;
