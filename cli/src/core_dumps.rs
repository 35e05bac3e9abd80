//! A server holds keys and passwords in its memory: when it crashes, no image of that is written (SEC-62).

/// Forbids core dumps of this process. One byte and not zero: Linux takes zero as no limit where dumps go to a program,
/// and one as the wish that there be none (`fs/coredump.c`); no file has room in it either.
#[cfg(unix)]
pub(crate) fn forbid() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit { current: Some(1), maximum: Some(1) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core dumps could not be turned off");
    }
}

/// Elsewhere there are none to forbid.
#[cfg(not(unix))]
pub(crate) fn forbid() {}
