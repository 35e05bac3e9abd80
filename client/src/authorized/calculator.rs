//! One calculator operation, with what the call cost.

use domain::calculator::Operation;
use prost::Message;
use proto::calculator::{OperationRequest, calculator_service_client::CalculatorServiceClient};
use tonic::{Request, Response, Status};

use crate::{Authorized, ClientError, Computed, Trace, now_millis, transport::Wire};

impl Authorized {
    /// Computes one operation on two numbers in decimal notation.
    pub async fn compute(&self, operation: Operation, a: &str, b: &str) -> Result<Computed, ClientError> {
        let message = OperationRequest { a: a.to_owned(), b: b.to_owned(), ..Default::default() };
        let sent_bytes = message.encoded_len();
        let began = now_millis();
        let answer = self.session.call(message, |wire, request| send(operation, wire, request)).await?;
        let trace = Trace {
            method: operation.name(),
            millis: now_millis() - began,
            sent_bytes,
            received_bytes: answer.encoded_len(),
        };
        Ok(Computed { result: answer.result, rounded: answer.rounded, trace })
    }
}

async fn send(
    operation: Operation,
    wire: Wire,
    request: Request<OperationRequest>,
) -> Result<Response<proto::calculator::OperationResponse>, Status> {
    let mut calculator = CalculatorServiceClient::new(wire);
    match operation {
        Operation::Add => calculator.add(request).await,
        Operation::Subtract => calculator.subtract(request).await,
        Operation::Multiply => calculator.multiply(request).await,
        Operation::Divide => calculator.divide(request).await,
        Operation::Modulo => calculator.modulo(request).await,
    }
}
