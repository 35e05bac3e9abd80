//! Conversions wire ↔ domain, one file a service.
//!
//! What arrives is untrusted: every field is read by the domain's own parser, and the first one that fails is named in a
//! [`FieldError`]. A request that passed is a plain struct of domain types, whose rules need not be asked again. Sizes and
//! counts are unsigned in the domain and signed on the wire; they convert without wrapping.

pub mod account;
pub mod calculator;
pub mod drive;
mod field;
pub mod greeter;
mod saved;
pub mod search;
pub mod share;
pub mod skillshare;
pub mod storage;
pub mod tag;
pub mod upload;
pub mod vault;
pub mod version;

pub use field::{
    FieldError, FieldReason, Required, account_email, bytes, code, count, digest, id, optional_digest,
    optional_id, page, second_step, seconds, seconds_rounded_up, size, username,
};
