//! One calculator operation, with what the call cost.

use proto::calculator::{OperationRequest, calculator_service_client::CalculatorServiceClient};
use prost::Message;

use crate::{Authorized, ClientError, Computed, Trace, now_millis};

/// Which of the five operations. The domain has the rules; this names the method on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// a + b.
    Add,
    /// a - b.
    Subtract,
    /// a × b.
    Multiply,
    /// a ÷ b.
    Divide,
    /// The remainder with the sign of b.
    Modulo,
}
