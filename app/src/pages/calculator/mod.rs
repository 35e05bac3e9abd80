//! Calculator.

mod view;

pub use view::CalculatorPage;
