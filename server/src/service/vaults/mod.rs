//! Vaults: folders whose files are encrypted before they come. The server keeps the key's public half, and the other half
//! under a passphrase that it never sees.
//!
//! ```text
//! page, CLI: key pair ─→ recipient, and identity under the passphrase ─→ make ─→ a folder with a key
//! upload, move, restore, … ─→ law: has all that comes into a vault the form of age? ─→ visible, or refused
//! ```
//!
//! | Module | For |
//! |---|---|
//! | `law` | what may be in a vault, asked in each transaction that puts something somewhere |
//! | `make` | a new vault, and a copy of one |
//! | `key` | what opens a vault: looked at, and kept under another passphrase |
mod key;
mod law;
mod make;

pub use key::{Key, change_passphrase, find};
pub(super) use law::{expect_beginning, expect_fitting, expect_no_vault, expect_sealed};
pub(super) use make::copy;
pub use make::{NewVault, create};

use super::{Reason, ServiceError};

/// A vault would come into a vault.
fn within() -> ServiceError {
    ServiceError::Precondition {
        reason: Reason::VaultWithinVault,
        message: "A vault cannot be in a vault. Nothing was changed; choose another folder.".to_owned(),
    }
}
