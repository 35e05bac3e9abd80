//! The calculator through its calls: exact results, exact sentences (BI-13).
use domain::calculator::Operation;
use proto::calculator::{OperationRequest, OperationResponse};
use tonic::Code;

use crate::{
    flow::Answer,
    on_both_engines,
    support::{
        TestApp, people,
        rpc::{self, refusal},
    },
};

async fn compute(
    app: &TestApp,
    operation: Operation,
    token: &str,
    a: &str,
    b: &str,
) -> Answer<OperationResponse> {
    let request = OperationRequest { session_token: token.to_owned(), a: a.to_owned(), b: b.to_owned() };
    let mut client = rpc::calculator(app);
    match operation {
        Operation::Add => client.add(request).await,
        Operation::Subtract => client.subtract(request).await,
        Operation::Multiply => client.multiply(request).await,
        Operation::Divide => client.divide(request).await,
        Operation::Modulo => client.modulo(request).await,
    }
}

on_both_engines! {
    async fn results_are_exact(app: TestApp) {
        let token = people::enrolled(&app, "alice").await;
        let table = [
            (Operation::Add, "0.1", "0.2", "0.3"),
            (Operation::Subtract, "1", "3", "-2"),
            (Operation::Multiply, "1.5e3", "-2", "-3000"),
            (Operation::Divide, "100", "50", "2"),
            (Operation::Modulo, "-7", "3", "2"),
            (Operation::Modulo, "7", "-3", "-2"),
            (Operation::Divide, "-9223372036854775808", "-1", "9223372036854775808"),
            (Operation::Multiply, "18446744073709551615", "18446744073709551615", "340282366920938463426481119284349108225"),
            (Operation::Add, "-0", "0", "0"),
        ];
        for (operation, a, b, expected) in table {
            let answer = compute(&app, operation, &token, a, b).await.expect("computed").into_inner();
            assert_eq!((answer.result.as_str(), answer.rounded), (expected, false), "{a} {} {b}", operation.symbol());
        }
        let third = compute(&app, Operation::Divide, &token, "1", "3").await.expect("computed").into_inner();
        assert_eq!((third.result, third.rounded), (format!("0.{}", "3".repeat(50)), true));
    }

    async fn refusals_are_exact(app: TestApp) {
        let token = people::enrolled(&app, "alice").await;
        for operation in [Operation::Divide, Operation::Modulo] {
            for zero in ["0", "-0", "0.000", "0e9"] {
                let status = compute(&app, operation, &token, "1", zero).await.expect_err("refused");
                assert_eq!(status.message(), "Division by zero is not allowed.");
                assert_eq!(refusal::<()>(Err(status)), (Code::InvalidArgument, "DIVISION_BY_ZERO".to_owned()));
            }
        }
        let long = "9".repeat(10_001);
        for wrong in ["", "NaN", "inf", "1/2", "0x10", "1e99999", "1,5", "١", "1e", long.as_str()] {
            for (a, b) in [(wrong, "1"), ("1", wrong)] {
                let refused = compute(&app, Operation::Add, &token, a, b).await;
                assert_eq!(refusal(refused), (Code::InvalidArgument, "INVALID_NUMBER".to_owned()), "{wrong}");
            }
        }
        let longest = "9".repeat(10_000);
        compute(&app, Operation::Subtract, &token, &longest, &longest).await.expect("ten thousand digits");
        let too_large = compute(&app, Operation::Multiply, &token, &longest, &longest).await;
        assert_eq!(refusal(too_large).1, "INVALID_NUMBER");
    }

    async fn nobody_computes_without_a_session(app: TestApp) {
        for token in ["", "wrong"] {
            for operation in Operation::ALL {
                let refused = compute(&app, operation, token, "1", "0").await;
                assert_eq!(refusal(refused), (Code::Unauthenticated, "TOKEN_INVALID".to_owned()));
            }
        }
    }
}
