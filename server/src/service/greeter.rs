//! Greetings, to try the four patterns of calls with. Nothing is kept of them and nothing changes, so there is no
//! transaction and no row of the audit trail; what is looked after is that a stream ends with its session, with the
//! server, and after so many names.
use domain::{
    greeting::{self, Greeted},
    limits::{GREETING_PAUSE, GREETINGS_PER_STREAM, GREETINGS_SENT_MAX},
};
use tokio::time::{Interval, interval};

use super::{Reason, ServiceError};
use crate::{
    app::Shared,
    auth::{self, Member},
    db,
};

/// Somebody who greets.
pub struct Greeter {
    app: Shared,
    member: Member,
    username: String,
}

impl Greeter {
    /// The caller.
    pub async fn of(app: &Shared, member: Member) -> Result<Self, ServiceError> {
        let gone = || ServiceError::Internal(anyhow::anyhow!("the account of a checked caller is gone"));
        let account = db::account::find(app.db.read(), member.account()).await?.ok_or_else(gone)?;
        Ok(Self { app: Shared::clone(app), member, username: account.username })
    }

    /// The reply to one request.
    pub fn to_one(&self, greeted: &Greeted) -> String {
        greeting::to_one(greeted, &self.username)
    }

    /// The one reply to everything that a stream brought; a stream that brought nothing greets nobody.
    pub fn to_all(&self, greeted: &[Greeted]) -> Result<String, ServiceError> {
        if greeted.is_empty() {
            let advice = "Say whom to greet: the stream ended without a name.";
            return Err(ServiceError::invalid("name", Reason::InvalidName, advice));
        }
        Ok(greeting::to_all(greeted, &self.username))
    }

    /// The replies to one request, one after the other.
    pub fn replies(self, greeted: Greeted) -> Replies {
        Replies { greeter: self, greeted, pauses: interval(GREETING_PAUSE), said: 0 }
    }

    /// What a stream brings from now on.
    pub fn listen(self) -> Listening {
        Listening { greeter: self, heard: 0 }
    }

    /// Resolves when the server stops.
    async fn stopped(&self) -> ServiceError {
        self.app.stopping.cancelled().await;
        ServiceError::Unavailable(
            "The server stops, and this stream with it. Nothing is lost; call again.".to_owned(),
        )
    }

    async fn still(&self) -> Result<(), ServiceError> {
        auth::still(&self.app, &self.member).await
    }
}

/// The replies of one server-streaming call.
pub struct Replies {
    greeter: Greeter,
    greeted: Greeted,
    pauses: Interval,
    said: u32,
}

impl Replies {
    /// The next one, when its time has come; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<String>, ServiceError> {
        if self.said == GREETINGS_PER_STREAM {
            return Ok(None);
        }
        tokio::select! {
            stopped = self.greeter.stopped() => return Err(stopped),
            _ = self.pauses.tick() => {}
        }
        self.greeter.still().await?;
        self.said += 1;
        Ok(Some(greeting::in_stream(&self.greeted, &self.greeter.username, self.said)))
    }
}

/// The requests of one stream, counted.
pub struct Listening {
    greeter: Greeter,
    heard: u32,
}

impl Listening {
    /// What `message` brings, unless the server stops before.
    pub async fn hear<T, E: From<ServiceError>>(
        &self,
        message: impl Future<Output = Result<Option<T>, E>>,
    ) -> Result<Option<T>, E> {
        tokio::select! {
            stopped = self.greeter.stopped() => Err(stopped.into()),
            heard = message => heard,
        }
    }

    /// Takes one more request, while the session is open and the stream has not brought too many.
    pub async fn count(&mut self) -> Result<(), ServiceError> {
        self.greeter.still().await?;
        if self.heard == GREETINGS_SENT_MAX {
            return Err(ServiceError::Exhausted {
                reason: Reason::TooMuchAtOnce,
                message: format!("One stream greets at most {GREETINGS_SENT_MAX}. Begin another one."),
            });
        }
        self.heard += 1;
        Ok(())
    }

    /// The reply to the request that came last.
    pub fn in_turn(&self, greeted: &Greeted) -> String {
        greeting::in_turn(greeted, &self.greeter.username, self.heard)
    }

    /// The one reply to all of them.
    pub fn to_all(&self, greeted: &[Greeted]) -> Result<String, ServiceError> {
        self.greeter.to_all(greeted)
    }
}
