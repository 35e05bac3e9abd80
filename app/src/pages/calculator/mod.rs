//! The calculator: one line, exact decimals, every operation a call.

mod compute;
mod four;
mod history;
mod keypad;
mod model;
mod view;

pub use view::CalculatorPage;
