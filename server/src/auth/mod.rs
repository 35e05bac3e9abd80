//! Who calls: the door a request came through, the token it carries, the session behind the token.
//!
//! Only this module can make a [`Member`] or an [`Admin`], and every service function that touches somebody's data
//! asks for one.
mod caller;
mod door;

pub use caller::{Admin, Member};
pub use door::Door;
