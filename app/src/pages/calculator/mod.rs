//! The calculator: one line, exact decimals, every operation a call.

mod compute;
mod desk;
mod door;
mod four;
mod history;
mod keypad;
mod model;
mod outcome;
mod past;
mod view;

pub use door::CalculatorPage;
