//! How a command ends: a number for programs, a sentence for people.
use std::{error::Error, fmt, process::ExitCode};

use client::{ClientError, Kind, upload::UploadError};

/// The exit codes of `skyshard`. Programs rely on the numbers: new ones come behind, none is reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done = 0,
    /// Something else than the following; the sentence says what.
    Failed = 1,
    /// The command cannot be meant as it was typed. clap answers the same.
    Usage = 2,
    /// Nobody is signed in here, or the session is over, or password or code are wrong.
    NotSignedIn = 3,
    /// There is no such file, folder or account.
    NotFound = 4,
    /// No room: in the quota, in the pool, or no storage at all.
    NoRoom = 5,
    /// The server does not answer. Trying again may help.
    Unreachable = 6,
    /// The caller may not do this.
    Forbidden = 7,
    /// The name is taken.
    Taken = 8,
    /// Bytes are not what they were.
    Damaged = 9,
}

/// What a server says when there is no room, whatever the status.
const NO_ROOM: [&str; 3] = ["QUOTA_EXCEEDED", "NO_STORAGE", "POOL_EXHAUSTED"];

impl Exit {
    /// How a command ends that failed with this.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        error.chain().find_map(Self::of_cause).unwrap_or(Self::Failed)
    }

    fn of_cause(cause: &(dyn Error + 'static)) -> Option<Self> {
        let stopped = cause.downcast_ref::<Stopped>().map(|stopped| stopped.exit);
        stopped.or_else(|| call(cause).map(Self::of_call))
    }

    fn of_call(error: &ClientError) -> Self {
        match error.kind {
            _ if NO_ROOM.contains(&error.reason.as_str()) => Self::NoRoom,
            Kind::Unauthenticated => Self::NotSignedIn,
            Kind::NotFound => Self::NotFound,
            Kind::Unavailable | Kind::Timeout => Self::Unreachable,
            Kind::Forbidden => Self::Forbidden,
            Kind::AlreadyExists => Self::Taken,
            Kind::DataLoss => Self::Damaged,
            Kind::Invalid
            | Kind::Precondition
            | Kind::Exhausted
            | Kind::Cancelled
            | Kind::Conflict
            | Kind::Unimplemented
            | Kind::Internal => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        (exit as u8).into()
    }
}

/// A failure that this program found by itself.
#[derive(Debug)]
pub(crate) struct Stopped {
    exit: Exit,
    sentence: String,
}

impl fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl Error for Stopped {}

/// A failure with this end.
pub(crate) fn stopped(exit: Exit, sentence: impl Into<String>) -> anyhow::Error {
    Stopped { exit, sentence: sentence.into() }.into()
}

/// Nobody is signed in.
pub(crate) fn not_signed_in() -> anyhow::Error {
    stopped(Exit::NotSignedIn, "sign in first: skyshard login NAME")
}

/// The refusal of a call, if this is one.
fn call<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a ClientError> {
    match cause.downcast_ref() {
        Some(UploadError::Refused(error)) => Some(error),
        _ => cause.downcast_ref(),
    }
}

/// The error and its causes; a cause that was told already, as some libraries do, is not told again.
pub(crate) fn sentence(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |told, cause| {
        let cause = words(cause);
        if told.is_empty() {
            cause
        } else if told.contains(&cause) {
            told
        } else {
            format!("{told}: {cause}")
        }
    })
}

/// A server that is not reached has said nothing: these are a library's words, and say not what to do.
fn words(cause: &(dyn Error + 'static)) -> String {
    match call(cause) {
        Some(error) if error.kind == Kind::Unavailable && error.reason.is_empty() => format!(
            "the server is not reached ({}). What it answered before is safe. See that it runs and that this is its \
             address, then try again",
            error.message.trim_end_matches('.')
        ),
        _ => cause.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};
    use client::Anonymous;

    use super::*;

    #[test]
    fn each_cause_is_told_once() {
        let disk = anyhow!("the disk is full");
        let database = disk.context("cannot write: the disk is full");
        assert_eq!(sentence(&database), "cannot write: the disk is full");
        assert_eq!(
            sentence(&database.context("cannot start")),
            "cannot start: cannot write: the disk is full"
        );
    }

    #[test]
    fn what_is_below_decides_how_it_ends() {
        let missing = stopped(Exit::NotFound, "there is no /a").context("cannot copy");
        assert_eq!(Exit::of(&missing), Exit::NotFound);
        assert_eq!(Exit::of(&anyhow!("the disk is full")), Exit::Failed);
        assert_eq!(Exit::of(&not_signed_in()), Exit::NotSignedIn);
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_told_of_in_our_words() {
        // Port 1 of this machine is nobody's.
        let anonymous = Anonymous::at("http://127.0.0.1:1").expect("an address");
        let asked = anonymous.server_info().await.context("cannot ask");
        let error = asked.expect_err("nobody is there");
        assert_eq!(Exit::of(&error), Exit::Unreachable);
        let said = sentence(&error);
        assert!(
            said.starts_with("cannot ask: the server is not reached (") && said.contains("try again"),
            "{said}"
        );
    }
}
