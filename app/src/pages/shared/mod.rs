//! Shared: what others gave, and what one gave to others, with the way back.

mod door;
mod model;
mod pass_on;
mod view;

pub use door::SharedPage;
