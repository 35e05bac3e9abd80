//! Digests and names as text; the spelling is the domain's.
pub use domain::hex::{digest, encode};

use crate::clock::random;

/// A fresh, unguessable name for a row.
pub fn random_name() -> String {
    encode(&random::<16>())
}
