//! What people give each other: a file, or a folder with all below it, to look at, to change or to share on (C19, SEC-42).
//!
//! Nothing is copied and nothing changes hands: what was given stays its owner's, is sealed with the owner's keys and counts
//! in the owner's quota, whoever put it there. A share is one row; what it lets do is asked of the rows and of the tree each
//! time, so that what is moved out of a given folder, put into the trash or taken back is out of reach with that commit.
//!
//! | Module | For |
//! |---|---|
//! | `access` | whether somebody may do something with an entry: the one question that all calls about files ask |
//! | `give` | giving, changing, taking back, leaving |
//! | `pass` | what giving means to whoever is not the owner |
//! | `links` | what is given to whoever holds a link |
//! | `visit` | looking, downloading, uploading by a link |
//! | `lists` | what I gave, what I was given |
//! | `uploads` | what of somebody's uploads ends with what he was given |
mod access;
mod give;
mod links;
mod lists;
mod pass;
mod uploads;
mod visit;

pub(super) use access::{Access, Reader, enter, reach, reach_in};
pub use give::{Recipient, Terms, change, give, leave, revoke};
pub use links::{Made, NewLink, make_link};
pub use lists::{Received, given, received};
pub(super) use uploads::{end_of_erased, expect_allowed, expect_file, expect_place, without_balance};
pub(super) use visit::spend;
pub use visit::{Key, LinkSender, Seen, Shown, Use, begin, by_ticket, look, preview};
