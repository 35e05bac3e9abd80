//! The rules of Skyshard: pure and synchronous. The browser validates with them and the server decides by them, so no
//! rule exists twice.
//!
//! Start at [`limits`], then [`quota`] and [`calculator`]. By topic:
//!
//! - who: [`id`], [`username`], [`email`], [`password`], [`role`]
//! - proving it: [`code`] (one-time codes and their challenges), [`token`] (how long a session lives)
//! - space: [`quota`] (one account's ledger), [`pool`] (what all accounts share), [`trash`]
//! - files: [`file_name`], [`file_order`], [`tag`], [`upload`], [`part_digest`],
//!   [`versions`], [`vault`], [`page`]
//! - numbers: [`calculator`]
//! - lessons: [`skillshare`]
//! - patterns of calls: [`greeting`]
//! - words and time: [`mod@format`], [`csv`], [`hex`], [`fingerprint`], [`time`],
//!   [`clock`]
//!
//! It knows no async, I/O, clock, randomness, serialization, SQL or transport: time and chance are arguments. Texts for
//! people are `Display` of the errors. Types that hold a secret have neither `Debug` nor `Display`.

pub mod backup_code;
pub mod calculator;
pub mod clock;
pub mod code;
pub mod csv;
pub mod device;
pub mod email;
pub mod file_kind;
pub mod file_name;
pub mod file_order;
pub mod fingerprint;
pub mod format;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod greeting;
pub mod hex;
pub mod id;
pub mod limits;
pub mod page;
pub mod part_digest;
pub mod password;
pub mod policy;
pub mod pool;
pub mod quota;
pub mod role;
pub mod saved;
pub mod search;
pub mod second_step;
pub mod similar;
pub mod skillshare;
pub mod tag;
pub mod throttle;
pub mod time;
pub mod token;
pub mod totp;
pub mod trash;
pub mod upload;
pub mod username;
pub mod vault;
pub mod versions;

mod fold;
