//! One course, and booking it, on one page: a time, the details with the policy, the confirmation.
//!
//! ```text
//!            Continue            Confirm
//!  choosing ──────────→ held ──────────────→ done
//!     ↑  └──→ taken ──→ in line   │
//!     └───────────────────────────┘ another time, or the hold is over
//! ```
//!
//! The time that is chosen stands in the address, so that it outlives a sign-in and a reload; the hold too. Leaving the
//! page gives a hold back. With the id of a booking in the address the page moves that booking instead of making one.

mod acts;
mod confirm;
mod desk;
mod details;
mod done;
mod model;
mod note;
mod slots;
mod taken;
mod view;

pub use view::CoursePage;
