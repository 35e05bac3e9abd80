//! What the files page decides, without a browser: keys, selection, paging, the X-ray, where a menu opens.

pub mod keys;
pub mod listing;
pub mod order;
pub mod place;
pub mod selection;
pub mod type_ahead;
pub mod xray;
