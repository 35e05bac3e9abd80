//! What one call cost, for those who want to see it: method, kind, time and bytes.

/// A unary call as it was seen from here.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The method's name: "Divide".
    pub method: &'static str,
    /// From sending to the whole answer, in milliseconds.
    pub millis: f64,
    /// Encoded request message, in bytes.
    pub sent_bytes: usize,
    /// Encoded response message, in bytes.
    pub received_bytes: usize,
}

/// A calculator's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// Decimal notation without trailing zeros.
    pub result: String,
    /// True when the quotient does not terminate and was rounded.
    pub rounded: bool,
    /// What the call cost.
    pub trace: Trace,
}
