//! The addresses as text, so that no link is spelled twice. `routes` says which page answers each.

/// The first page: leads on to files or to sign-in.
pub const FIRST: &str = "/";
/// A new account.
pub const SIGN_UP: &str = "/sign-up";
/// An old account.
pub const SIGN_IN: &str = "/sign-in";
/// The one-time code of either.
pub const CODE: &str = "/code";
/// The first admin.
pub const SETUP: &str = "/setup";
/// One's files.
pub const FILES: &str = "/files";
/// What was deleted.
pub const TRASH: &str = "/trash";
/// The storage nodes.
pub const NODES: &str = "/nodes";
/// The calculator.
pub const CALCULATOR: &str = "/calculator";
/// The mails of test mode.
pub const OUTBOX: &str = "/outbox";
