//! A call with many answers, read one by one, that does not wait for ever.

use std::{pin::pin, time::Duration};

use futures::future::{Either, select};
use tonic::Streaming;

use crate::{ClientError, Kind, sleep};

/// The answers of one call. Dropped before its end, the call is given up.
pub struct Answers<Message> {
    messages: Streaming<Message>,
}

impl<Message: Send + 'static> Answers<Message> {
    pub(crate) fn new(messages: Streaming<Message>) -> Self {
        Self { messages }
    }

    /// The next answer; `None` after the last. Fails with [`Kind::Timeout`] when none comes within `patience`.
    pub async fn next(&mut self, patience: Duration) -> Result<Option<Message>, ClientError> {
        within(patience, async { Ok(self.messages.message().await?) }).await
    }
}

/// What `work` answers, unless it takes longer than `patience`.
pub(crate) async fn within<Answer>(
    patience: Duration,
    work: impl Future<Output = Result<Answer, ClientError>>,
) -> Result<Answer, ClientError> {
    match select(pin!(work), pin!(sleep(patience))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(((), _)) => {
            Err(ClientError::local(Kind::Timeout, "SILENCE", "The server has fallen silent."))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn silence_is_an_error_and_an_answer_is_not() {
        let answered = within(Duration::from_secs(5), ready(Ok(7))).await;
        assert_eq!(answered, Ok(7));
        let silent = within(Duration::from_millis(1), pending::<Result<(), ClientError>>()).await;
        assert_eq!(silent.map_err(|error| error.kind), Err(Kind::Timeout));
    }
}
